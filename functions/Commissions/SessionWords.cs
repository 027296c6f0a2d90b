using System.Globalization;
using Compagnon.Assignments;
using NodaTime;

namespace Compagnon.Commissions;

/// <summary>Sessions as lists name them, in French. Pure.</summary>
public static class SessionWords
{
    private static readonly string[] Days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

    /// <summary>« Jeudi 12 mars 2027 ».</summary>
    public static string Day(LocalDate day)
    {
        var name = Days[(int)day.DayOfWeek - 1];
        return $"{char.ToUpperInvariant(name[0])}{name[1..]} {ParisTime.Text(day)}";
    }

    /// <summary>« Salle du conseil, et en visioconférence ».</summary>
    public static string Where(Session session) => session switch
    {
        { Place.Length: 0 } => "en visioconférence",
        { Video.Length: 0 } => session.Place,
        _ => $"{session.Place}, et en visioconférence",
    };

    /// <summary>« aucun dossier », « 1 dossier », « 12 dossiers ».</summary>
    public static string Count(int dossiers) => dossiers switch
    {
        0 => "aucun dossier",
        1 => "1 dossier",
        _ => dossiers.ToString(CultureInfo.InvariantCulture) + " dossiers",
    };

    /// <summary>Where a session stands, in two or three words, with the kind of its tag.</summary>
    /// <param name="session">The session.</param>
    /// <param name="dossiers">How many dossiers are on its agenda.</param>
    /// <param name="open">How many of them have no outcome.</param>
    /// <param name="now">The moment.</param>
    public static (string Text, string Kind) State(Session session, int dossiers, int open, DateTimeOffset now) => session.State switch
    {
        SessionState.Cancelled => ("Annulée", "calm"),
        SessionState.Held => dossiers > 0 ? ("Compte rendu établi", "done") : ("Close", "calm"),
        _ when session.IsHeldAt(now) && open > 0 => ("Conclusions à enregistrer", ""),
        SessionState.Closed => ("Ordre du jour clos", "calm"),
        _ => ("Ordre du jour ouvert", "calm"),
    };
}
