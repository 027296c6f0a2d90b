using System.Diagnostics;
using Compagnon.Dossiers;

namespace Compagnon.Operations;

/// <summary>
/// The spans of the app: each run of a function but an orchestration, whose turns are replays, and each mail. They name dossiers,
/// instances and mails by their ids; no address, no name and no link's token ever stands in them.
/// </summary>
public static class Traces
{
    /// <summary>The name of the source, to listen to.</summary>
    public const string SourceName = "Compagnon";

    /// <summary>The source of the Durable Task Framework: starts of orchestrations, runs of activities.</summary>
    public const string EngineSourceName = "DurableTask.Core";

    /// <summary>The tag for a dossier's id.</summary>
    public const string Dossier = "compagnon.dossier";

    /// <summary>The tag for a faculty's id.</summary>
    public const string Faculty = "compagnon.faculty";

    /// <summary>The tag for a mail's id on its dossier.</summary>
    public const string Mail = "compagnon.mail";

    /// <summary>The tag for an orchestration's instance.</summary>
    public const string Instance = "durabletask.task.instance_id";

    /// <summary>The tag for a function's name.</summary>
    public const string Function = "faas.name";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A span for a run of a function.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="kind">Whether somebody asked from outside.</param>
    /// <param name="parent">What the host says it belongs to.</param>
    /// <returns>The span; null where nobody listens.</returns>
    public static Activity? StartFunction(string name, ActivityKind kind, ActivityContext parent) =>
        Source.StartActivity(name, kind, parent)?.SetTag(Function, name);

    /// <summary>A span for what is asked of the mail service.</summary>
    /// <param name="step">What: <c>mail draft</c>, <c>mail send</c>.</param>
    /// <param name="dossier">Whose mail.</param>
    /// <param name="mail">The mail's id.</param>
    /// <returns>The span; null where nobody listens.</returns>
    public static Activity? StartMail(string step, DossierKey dossier, string mail) => Source.StartActivity(step, ActivityKind.Client)?
        .SetTag(Faculty, dossier.Faculty)
        .SetTag(Dossier, dossier.Id)
        .SetTag(Mail, mail);

    /// <summary>A span for the delivery of a mail: it belongs to whoever posted it, though the sender of a mailbox delivers for all.</summary>
    /// <param name="dossier">Whose mail.</param>
    /// <param name="mail">The mail's id.</param>
    /// <param name="posted">The trace of whoever posted it (W3C); null or unreadable: of nobody.</param>
    /// <returns>The span; null where nobody listens.</returns>
    public static Activity? StartDelivery(DossierKey dossier, string mail, string? posted) =>
        (ActivityContext.TryParse(posted, null, isRemote: true, out var parent)
            ? Source.StartActivity("mail delivery", ActivityKind.Consumer, parent)
            : Source.StartActivity("mail delivery", ActivityKind.Consumer))?
        .SetTag(Faculty, dossier.Faculty)
        .SetTag(Dossier, dossier.Id)
        .SetTag(Mail, mail);

    /// <summary>Says which dossier the function that runs is about.</summary>
    public static void IsAbout(DossierKey dossier) => Activity.Current?.SetTag(Faculty, dossier.Faculty).SetTag(Dossier, dossier.Id);
}
