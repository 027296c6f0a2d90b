using Compagnon.Assignments;
using Compagnon.Web;

namespace Compagnon.Visits;

/// <summary>The visitors' opinion on a training site. The values stand in tables: they never change meaning.</summary>
public static class VisitOpinions
{
    /// <summary>Favourable.</summary>
    public const string Favourable = "favourable";

    /// <summary>Favourable with reservations, which the report names.</summary>
    public const string WithReservations = "reservations";

    /// <summary>Unfavourable.</summary>
    public const string Unfavourable = "unfavourable";

    /// <summary>All three.</summary>
    public static IReadOnlyList<string> All { get; } = [Favourable, WithReservations, Unfavourable];

    /// <summary>« favorable », « favorable avec réserves », « défavorable »; empty where it is none of them.</summary>
    public static string Label(string opinion) => opinion switch
    {
        Favourable => "favorable",
        WithReservations => "favorable avec réserves",
        Unfavourable => "défavorable",
        _ => "",
    };
}

/// <summary>What visitors report of a training site; plain text, each part at most <see cref="LongestPart"/> characters.</summary>
/// <param name="Motivation">Why the doctor wants to take interns.</param>
/// <param name="Premises">The premises, and whether patients are received in confidence.</param>
/// <param name="Safety">The intern's and the patients' safety.</param>
/// <param name="Practices">How the doctor works.</param>
/// <param name="Strengths">What the site offers for training.</param>
/// <param name="Reservations">What speaks against it, or is to be bettered; may be empty where the opinion is favourable.</param>
/// <param name="Opinion">One of <see cref="VisitOpinions"/>.</param>
public sealed record VisitReport(
    string Motivation, string Premises, string Safety, string Practices, string Strengths, string Reservations, string Opinion)
{
    /// <summary>The longest part, in characters.</summary>
    public const int LongestPart = 3000;

    /// <summary>Name of the opinion's field.</summary>
    public const string OpinionField = "avis";

    /// <summary>The parts of text: the field's name, its heading, what belongs there, and whether it may stay empty.</summary>
    public static IReadOnlyList<(string Name, string Label, string Hint, bool Optional)> Parts { get; } =
    [
        ("motivation", "Motivation du médecin", "Ce qui le conduit à accueillir des internes, son projet, sa disponibilité.", false),
        ("locaux", "Locaux et confidentialité", "Pièce de l’interne, salle d’attente, isolement phonique, accès, équipement.", false),
        ("securite", "Sécurité", "Conditions de travail de l’interne, urgences, gardes, trajets, sécurité des patients.", false),
        ("pratiques", "Pratiques professionnelles", "Activité, patientèle, travail en équipe, dossier médical, prescriptions.", false),
        ("atouts", "Atouts pour la formation", "Ce que l’interne apprendra ici, encadrement, temps de débriefing.", false),
        ("reserves", "Réserves", "Ce qui est à améliorer. Obligatoire sauf si l’avis est favorable.", true),
    ];

    /// <summary>The parts in the order of <see cref="Parts"/>.</summary>
    public IReadOnlyList<string> Texts => [Motivation, Premises, Safety, Practices, Strengths, Reservations];

    /// <summary>The report that an answer or a draft keeps; parts that are missing are empty.</summary>
    public static VisitReport From(Func<string, string> text) => new(
        text("motivation"), text("locaux"), text("securite"), text("pratiques"), text("atouts"), text("reserves"), text(OpinionField));

    /// <summary>As an answer or a draft keeps it.</summary>
    public Dictionary<string, string> ToData()
    {
        var data = Parts.Zip(Texts).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        data[OpinionField] = Opinion;
        return data;
    }

    /// <summary>What is to be corrected before it is handed in.</summary>
    public FormErrors Check()
    {
        var errors = new FormErrors();
        foreach (var ((name, label, _, optional), text) in Parts.Zip(Texts))
        {
            var isNeeded = !optional || Opinion is VisitOpinions.WithReservations or VisitOpinions.Unfavourable;
            errors.Add(name, text.Length == 0 && isNeeded ? $"Complétez la partie « {label} »." : LengthMistake(text));
        }

        return errors
            .Add(OpinionField, VisitOpinions.All.Contains(Opinion) ? null : "Donnez votre avis.")
            .Add(Parts[0].Name, TotalMistake());
    }

    /// <summary>What keeps it from being kept as a draft; nothing else is asked of one.</summary>
    public FormErrors CheckDraft()
    {
        var errors = new FormErrors();
        foreach (var (part, text) in Parts.Zip(Texts)) errors.Add(part.Name, LengthMistake(text));
        return errors.Add(Parts[0].Name, TotalMistake());
    }

    private static string? LengthMistake(string text) => text.Length > LongestPart
        ? $"Raccourcissez ce texte : il compte {text.Length} caractères, {LongestPart} au plus."
        : null;

    // Line ends and quotation marks count twice where it is kept.
    private string? TotalMistake()
    {
        var length = Texts.Sum(text => text.Length + text.Count(letter => letter is '\n' or '\t' or '"' or '\\') + 40);
        return length > AssignmentDesk.LongestData - 1000
            ? "Raccourcissez le compte rendu : dans son ensemble, il est trop long pour être conservé."
            : null;
    }
}
