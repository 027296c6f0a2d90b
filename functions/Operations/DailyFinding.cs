using System.Net;
using System.Text;
using Compagnon.Dossiers;

namespace Compagnon.Operations;

/// <summary>What the daily look finds.</summary>
public enum DailyFindingKind
{
    /// <summary>An agreement was not watched over any more; its watch was started again.</summary>
    WatchStarted,

    /// <summary>A watch runs and has not stirred for longer than it ever sleeps.</summary>
    WatchStuck,

    /// <summary>A submitted dossier had no workflow, or one that had failed; it was started again.</summary>
    WorkflowStarted,

    /// <summary>A dossier's workflow has ended and the dossier has not: nothing repairs that by itself.</summary>
    WorkflowEnded,

    /// <summary>A dossier waits beyond the end of its delay: its workflow should have gone on.</summary>
    WorkflowStuck,

    /// <summary>A mail that Graph has not accepted for a day; its delivery goes on.</summary>
    MailNotAccepted,

    /// <summary>A part of the look failed; the log says how.</summary>
    LookFailed,
}

/// <summary>One thing that the daily look found. It names ids and nobody.</summary>
/// <param name="Kind">What.</param>
/// <param name="Faculty">In which faculty.</param>
/// <param name="Id">A dossier's reference, with a mail's id behind it; empty for a faculty as a whole.</param>
public sealed record DailyFinding(DailyFindingKind Kind, string Faculty, string Id)
{
    /// <summary>One about a dossier or an agreement.</summary>
    public static DailyFinding Of(DailyFindingKind kind, DossierKey key, string detail = "") =>
        new(kind, key.Faculty, detail.Length == 0 ? key.Reference : $"{key.Reference} {detail}");

    /// <summary>Whether somebody has to look at it: it was not repaired.</summary>
    public bool AsksForSomebody => Kind is not (DailyFindingKind.WatchStarted or DailyFindingKind.WorkflowStarted);
}

/// <summary>What the daily look found, as the operator reads it. Pure.</summary>
public static class DailyReport
{
    // A mail that lists thousands is read by nobody; the counts say how many there are.
    private const int MostListed = 50;

    /// <summary>The subject line.</summary>
    public static string SubjectOf(IReadOnlyList<DailyFinding> findings)
    {
        var open = findings.Count(finding => finding.AsksForSomebody);
        return open == 0
            ? $"Compagnon\u00A0: {findings.Count} réparation{(findings.Count > 1 ? "s" : "")} cette nuit"
            : $"Compagnon\u00A0: {open} point{(open > 1 ? "s" : "")} à regarder";
    }

    /// <summary>The body: a whole HTML document.</summary>
    public static string HtmlOf(IReadOnlyList<DailyFinding> findings)
    {
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Compagnon</title></head>")
            .Append("<body style=\"font-family:system-ui,sans-serif;line-height:1.5\">")
            .Append("<p>La vérification de cette nuit a trouvé ceci. Les références sont celles des dossiers\u00A0; aucun nom n’est donné ici.</p>");
        foreach (var kind in findings.GroupBy(finding => finding.Kind).OrderBy(kind => !kind.First().AsksForSomebody).ThenBy(kind => kind.Key))
        {
            html.Append("<h2 style=\"font-size:1.1em\">").Append(Encode($"{Title(kind.Key)} ({kind.Count()})")).Append("</h2><p>")
                .Append(Encode(WhatToDo(kind.Key))).Append("</p><ul>");
            foreach (var finding in kind.Take(MostListed))
                html.Append("<li>").Append(Encode($"{finding.Faculty} {finding.Id}".TrimEnd())).Append("</li>");
            html.Append("</ul>");
            if (kind.Count() > MostListed) html.Append(Encode($"Et {kind.Count() - MostListed} autres."));
        }

        return html.Append("</body></html>").ToString();
    }

    private static string Title(DailyFindingKind kind) => kind switch
    {
        DailyFindingKind.WatchStarted => "Agréments sans surveillance, relancés",
        DailyFindingKind.WatchStuck => "Surveillances qui ne se réveillent plus",
        DailyFindingKind.WorkflowStarted => "Dossiers sans workflow, relancés",
        DailyFindingKind.WorkflowEnded => "Dossiers ouverts dont le workflow est terminé",
        DailyFindingKind.WorkflowStuck => "Dossiers arrêtés au-delà de leur délai",
        DailyFindingKind.MailNotAccepted => "Courriels que Graph n’a pas acceptés depuis un jour",
        DailyFindingKind.LookFailed => "Vérifications qui ont échoué",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such finding."),
    };

    private static string WhatToDo(DailyFindingKind kind) => kind switch
    {
        DailyFindingKind.WatchStarted or DailyFindingKind.WorkflowStarted =>
            "Rien à faire. Si cela se répète, cherchez dans les journaux pourquoi l’instance s’arrête.",
        DailyFindingKind.WatchStuck or DailyFindingKind.WorkflowStuck =>
            "Vérifiez que l’application tourne et que la file de travail avance\u00A0; au besoin, redémarrez-la.",
        DailyFindingKind.WorkflowEnded => "L’instance a été arrêtée à la main, ou une erreur l’a terminée\u00A0: rien ne la relance d’elle-même.",
        DailyFindingKind.MailNotAccepted => "Les envois continuent. Vérifiez les droits de l’application sur la boîte de la faculté, et l’état de Microsoft 365.",
        DailyFindingKind.LookFailed => "Les journaux disent pourquoi. La vérification est refaite la nuit prochaine.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such finding."),
    };

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
