using Compagnon.Territories;
using FluentValidation;

namespace Compagnon.Faculties;

/// <summary>
/// What is quicker for a dossier whose place of practice is short of doctors. Whether it holds is found once, by the commune's class on the
/// day of submission, and stays so.
/// </summary>
/// <param name="Classes">The classes it holds for: at least one of <c>zip</c>, <c>zac</c>, <c>zar</c>.</param>
/// <param name="Delays">Delays in place of the faculty's; absent: the same.</param>
/// <param name="VideoVisit">Whether a visit that is made on site otherwise may be made by video.</param>
/// <param name="Targets">Targets in place of the faculty's; absent: the same.</param>
public sealed record ShortageRule(IReadOnlyList<ZoneClass> Classes, Delays? Delays = null, bool VideoVisit = false, Targets? Targets = null);

internal sealed partial class FacultyRules
{
    private void ShortageRules() => RuleFor(f => f.Shortage!).ChildRules(shortage =>
    {
        shortage.RuleFor(s => s.Classes).NotEmpty().WithMessage("expected at least one class, such as \"zip\"");
        shortage.RuleForEach(s => s.Classes).Must(zone => zone is ZoneClass.Zip or ZoneClass.Zac or ZoneClass.Zar)
            .WithMessage("expected \"zip\", \"zac\" or \"zar\"");
        Unique(shortage.RuleFor(s => s.Classes), zone => zone.ToString().ToLowerInvariant(), "");
        shortage.RuleFor(s => s.Targets!).ChildRules(TargetRules).When(s => s.Targets is not null);
        shortage.RuleFor(s => s.Delays!).ChildRules(DelaysRules).When(s => s.Delays is not null);
    }).When(f => f.Shortage is not null);
}
