using Compagnon.Faculties;

namespace Compagnon.Legal;

/// <summary>The pages that the law asks for, which the foot of every page leads to.</summary>
/// <param name="Slug">Its address.</param>
/// <param name="Title">What it is called.</param>
public sealed record LegalPage(string Slug, string Title)
{
    /// <summary>Who publishes and hosts the site.</summary>
    public static LegalPage Notice { get; } = new("mentions-legales", "Mentions légales");

    /// <summary>What becomes of personal data.</summary>
    public static LegalPage Privacy { get; } = new("confidentialite", "Données personnelles");

    /// <summary>How accessible the site is.</summary>
    public static LegalPage Accessibility { get; } = new("accessibilite", "Accessibilité");

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<LegalPage> All { get; } = [Notice, Privacy, Accessibility];

    /// <summary>Its address for a faculty; without one, where the faculties are chosen from.</summary>
    public string AddressFor(Faculty? faculty) => faculty is null ? $"/{Slug}" : $"/{Slug}/{faculty.Id}";

    /// <summary>What the foot of a page calls it: the state of accessibility is said there too.</summary>
    public string LabelFor(Faculty? faculty) => this == Accessibility && faculty?.Legal is { } legal
        ? $"{Title} : {Words(legal.Accessibility.State)}"
        : Title;

    /// <summary>« partiellement conforme ».</summary>
    public static string Words(Conformity state) => state switch
    {
        Conformity.None => "non conforme",
        Conformity.Partial => "partiellement conforme",
        Conformity.Full => "totalement conforme",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected one of the states; a newer version of the app wrote it."),
    };
}
