using Compagnon.Consoles;
using Compagnon.Dossiers;

namespace Compagnon.Commissions;

/// <summary>Where somebody takes part in a session: at a link of theirs, or on the console.</summary>
/// <param name="Address">The session's page; what belongs to it lies below.</param>
/// <param name="Console">Who is signed in; null where a link was opened.</param>
public sealed record SessionPlace(string Address, ConsoleCase? Console = null)
{
    /// <summary>A link.</summary>
    public static SessionPlace OfLink(string token) => new($"/seance/{token}");

    /// <summary>The console.</summary>
    public static SessionPlace OfConsole(ConsoleCase visit, DossierKey session) =>
        new(visit.Address($"/{SessionConsole.Page.Slug}/{session.Id}"), visit);
}
