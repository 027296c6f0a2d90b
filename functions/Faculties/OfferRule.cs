using Compagnon.Dossiers.Form;
using FluentValidation;

namespace Compagnon.Faculties;

/// <summary>What a faculty takes candidacies for, where that is less than everything; the form offers nothing else.</summary>
/// <param name="Levels">The stages; absent: all.</param>
/// <param name="Specialties">Codes of <see cref="Dossiers.Form.Specialties.All"/>; absent: all.</param>
public sealed record OfferRule(IReadOnlyList<StageLevel>? Levels = null, IReadOnlyList<string>? Specialties = null)
{
    /// <summary>Whether stages of a level are offered.</summary>
    public bool Has(StageLevel level) => Levels?.Contains(level) ?? true;

    /// <summary>Whether a specialty is offered, by its code.</summary>
    public bool Has(string specialty) => Specialties?.Contains(specialty) ?? true;
}

internal sealed partial class FacultyRules
{
    private void OfferRules() => RuleFor(f => f.Offer!).ChildRules(offer =>
    {
        offer.RuleFor(o => o.Levels).Must(levels => levels is not { Count: 0 }).WithMessage("expected at least one level, or none of this");
        Unique(offer.RuleFor(o => o.Levels!), level => level.ToString().ToLowerInvariant(), "");
        offer.RuleFor(o => o.Specialties).Must(codes => codes is not { Count: 0 }).WithMessage("expected at least one specialty, or none of this");
        offer.RuleForEach(o => o.Specialties).Must(code => Specialties.All.Any(known => known.Code == code))
            .WithMessage("expected the code of a specialty, such as \"medecine-generale\"; found \"{PropertyValue}\"");
        Unique(offer.RuleFor(o => o.Specialties!), code => code, "");
    }).When(f => f.Offer is not null);
}
