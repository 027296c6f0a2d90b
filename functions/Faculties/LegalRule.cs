using System.Text.Json.Serialization;
using Compagnon.Calendar;
using Compagnon.Dossiers;
using FluentValidation;
using NodaTime;

namespace Compagnon.Faculties;

/// <summary>
/// What a faculty must say about its site: who publishes it (loi n° 2004-575, art. 6), what becomes of personal data (RGPD, art. 13) and how
/// accessible it is (loi n° 2005-102, art. 47). What is true of every faculty stands on the pages themselves.
/// </summary>
/// <param name="Editor">Name and legal form of who publishes, and is the controller of the data: « Université …, établissement public … ».</param>
/// <param name="Address">Its postal address.</param>
/// <param name="Phone">Its phone number.</param>
/// <param name="Director">Name and office of the director of publication.</param>
/// <param name="Host">Who hosts the site.</param>
/// <param name="DataProtectionOfficer">Mail address of the data protection officer.</param>
/// <param name="Basis">The legal basis of the processing, as a sentence.</param>
/// <param name="Kept">How long dossiers that were sent are kept, and what becomes of them then, as a sentence. The app itself never erases
/// one.</param>
/// <param name="Accessibility">How accessible it is.</param>
public sealed record LegalRule(
    string Editor,
    string Address,
    string Phone,
    string Director,
    LegalHost Host,
    string DataProtectionOfficer,
    string Basis,
    string Kept,
    AccessibilityRule Accessibility);

/// <summary>Who hosts the site.</summary>
/// <param name="Name">Name and legal form.</param>
/// <param name="Address">Postal address.</param>
/// <param name="Phone">Phone number.</param>
/// <param name="Region">Where the data lie: « France ».</param>
public sealed record LegalHost(string Name, string Address, string Phone, string Region);

/// <summary>How far a site keeps to the RGAA.</summary>
public enum Conformity
{
    /// <summary>Less than half of the criteria, or no audit that holds.</summary>
    None,

    /// <summary>Half of the criteria or more.</summary>
    Partial,

    /// <summary>All of them.</summary>
    Full,
}

/// <summary>What the accessibility statement says of a faculty (décret n° 2019-768).</summary>
/// <param name="State">How far it keeps to the RGAA.</param>
/// <param name="Written">The day of the statement.</param>
/// <param name="Contact">Mail address for whoever cannot reach something.</param>
/// <param name="Audit">The audit that says so; absent: none was made, and the state is <see cref="Conformity.None"/>.</param>
/// <param name="Exceptions">What is not accessible, one a line; may be empty.</param>
public sealed record AccessibilityRule(
    Conformity State,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate Written,
    string Contact,
    AccessibilityAudit? Audit = null,
    IReadOnlyList<string>? Exceptions = null);

/// <summary>An audit of accessibility.</summary>
/// <param name="On">Its day.</param>
/// <param name="By">Who made it.</param>
/// <param name="Percent">How many of the criteria that apply are kept: 0 to 100.</param>
public sealed record AccessibilityAudit([property: JsonConverter(typeof(IsoDayConverter))] LocalDate On, string By, int Percent);

internal sealed partial class FacultyRules
{
    private void LegalRules() => RuleFor(f => f.Legal!).ChildRules(legal =>
    {
        Text(legal.RuleFor(l => l.Editor), 300);
        Text(legal.RuleFor(l => l.Address), 300);
        Phone(legal.RuleFor(l => l.Phone));
        Text(legal.RuleFor(l => l.Director), 300);
        legal.RuleFor(l => l.Host).ChildRules(host =>
        {
            Text(host.RuleFor(h => h.Name), 300);
            Text(host.RuleFor(h => h.Address), 300);
            Phone(host.RuleFor(h => h.Phone));
            Text(host.RuleFor(h => h.Region), 100);
        });
        Address(legal.RuleFor(l => l.DataProtectionOfficer));
        Text(legal.RuleFor(l => l.Basis), 1000);
        Text(legal.RuleFor(l => l.Kept), 1000);
        legal.RuleFor(l => l.Accessibility).ChildRules(accessibility =>
        {
            Address(accessibility.RuleFor(a => a.Contact));
            accessibility.RuleForEach(a => a.Exceptions).Must(text => text.Length is > 0 and <= 500).WithMessage("expected 1 to 500 characters");
            accessibility.RuleFor(a => a.State).Must((a, state) => state == Conformity.None || a.Audit is not null)
                .WithMessage("expected \"none\": without an audit nothing else may be declared");
            accessibility.RuleFor(a => a.State).Must((a, state) => a.Audit is not { } audit || state == Of(audit.Percent))
                .WithMessage(a => $"expected \"{Of(a.Audit!.Percent).ToString().ToLowerInvariant()}\", as the audit says ({a.Audit.Percent} %)");
            accessibility.RuleFor(a => a.Audit!).ChildRules(audit =>
            {
                Text(audit.RuleFor(a => a.By), 200);
                Between(audit.RuleFor(a => a.Percent), 0, 100, "percent");
            }).When(a => a.Audit is not null);
        });
    }).When(f => f.Legal is not null);

    // As the RGAA's statement asks.
    private static Conformity Of(int percent) => percent switch { >= 100 => Conformity.Full, >= 50 => Conformity.Partial, _ => Conformity.None };

    private static void Phone<T>(IRuleBuilder<T, string> rule) =>
        rule.Must(phone => PhonePattern().IsMatch(phone)).WithMessage("expected a phone number, such as \"04 73 00 00 00\"; found \"{PropertyValue}\"");
}
