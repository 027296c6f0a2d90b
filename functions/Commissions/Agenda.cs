namespace Compagnon.Commissions;

/// <summary>Which dossier goes to which session, and in which order it is examined. Pure.</summary>
public static class Agenda
{
    /// <summary>The session that a dossier which is ready at <paramref name="now"/> goes to: the next whose agenda is open; null where no
    /// such session is announced.</summary>
    /// <param name="sessions">The faculty's sessions, in any order.</param>
    /// <param name="now">The moment.</param>
    /// <param name="except">Id of a session that it must not go to; empty for none.</param>
    public static Session? Next(IEnumerable<Session> sessions, DateTimeOffset now, string except = "") => sessions
        .Where(session => session.Key.Id != except && session.IsOpenAt(now))
        .OrderBy(session => session.Starts)
        .ThenBy(session => session.Key.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>
    /// The order of an agenda: as it is numbered once it is closed; before, dossiers from underserved zones first, then those that have
    /// waited longest.
    /// </summary>
    public static IReadOnlyList<AgendaEntry> InOrder(IEnumerable<AgendaEntry> entries) =>
    [
        .. entries
            .OrderBy(entry => entry.Number == 0 ? int.MaxValue : entry.Number)
            .ThenByDescending(entry => entry.IsPriority)
            .ThenBy(entry => entry.Ready)
            .ThenBy(entry => entry.Dossier.Id, StringComparer.Ordinal),
    ];

    /// <summary>The entries with their numbers: those that have one keep it, the others follow in order.</summary>
    public static IReadOnlyList<AgendaEntry> Numbered(IEnumerable<AgendaEntry> entries)
    {
        var ordered = InOrder(entries);
        var last = ordered.Select(entry => entry.Number).DefaultIfEmpty().Max();
        return [.. ordered.Select(entry => entry.Number > 0 ? entry : entry with { Number = ++last })];
    }
}
