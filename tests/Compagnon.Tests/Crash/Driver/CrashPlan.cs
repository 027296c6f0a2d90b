namespace Compagnon.Tests.Crash;

/// <summary>How often the app is killed under how many dossiers.</summary>
/// <param name="Kills">How often; at least 1.</param>
/// <param name="Seed">Decides the moments of the kills, the fates of the dossiers and what people do whose page did not come.</param>
/// <param name="Dossiers">At least so many dossiers; more are begun as long as there are kills to come.</param>
/// <param name="AtOnce">How many dossiers are under way at once.</param>
/// <param name="Whole">How many of the dossiers go through every stage.</param>
public sealed record CrashPlan(int Kills, int Seed, int Dossiers = 20, int AtOnce = 8, int Whole = 2)
{
    /// <summary>
    /// How long a person waits for one mail or page before the dossier counts as stuck, of the time in which the app serves: on a machine that is busy with other things
    /// it may be down for most of the time.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Is told what happens, a line at a time.</summary>
    public Action<string> Say { get; init; } = _ => { };
}

/// <summary>What is wrong with what was found at the end.</summary>
public enum FindingKind
{
    /// <summary>Something that was acknowledged or is due is not there.</summary>
    Lost,

    /// <summary>Something is there more than once.</summary>
    Doubled,

    /// <summary>Something did not come to its end.</summary>
    Stuck,

    /// <summary>Two places say different things, or a page was an error.</summary>
    Wrong,
}

/// <summary>Something that is not as it must be.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">What, on which dossier.</param>
public sealed record Finding(FindingKind Kind, string Text)
{
    /// <inheritdoc />
    public override string ToString() => $"{Kind}: {Text}";
}

/// <summary>How it went.</summary>
/// <param name="Plan">What was planned.</param>
/// <param name="Kills">Kills that the app was started again after.</param>
/// <param name="Dossiers">Dossiers that were driven to their end.</param>
/// <param name="Mails">Mails in the mailbox.</param>
/// <param name="Uploads">Uploads that a page acknowledged.</param>
/// <param name="Reloads">Pages that did not come and were asked for again.</param>
/// <param name="Sweeps">How often an hour had to pass, because somebody waited for what only the sweep takes up.</param>
/// <param name="Findings">What is not as it must be.</param>
/// <param name="Time">How long it took.</param>
public sealed record CrashReport(
    CrashPlan Plan,
    int Kills,
    int Dossiers,
    int Mails,
    int Uploads,
    int Reloads,
    int Sweeps,
    IReadOnlyList<Finding> Findings,
    TimeSpan Time)
{
    /// <summary>How many findings are of a kind.</summary>
    public int Count(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);

    /// <inheritdoc />
    public override string ToString() =>
        $"kills survived {Kills}, dossiers {Dossiers}, mails {Mails}, uploads {Uploads}, lost {Count(FindingKind.Lost)}, doubled {Count(FindingKind.Doubled)}, "
        + $"stuck {Count(FindingKind.Stuck)}, wrong {Count(FindingKind.Wrong)}, pages asked for again {Reloads}, hours let pass {Sweeps}, "
        + $"seed {Plan.Seed}, {Time.TotalSeconds:0} s";
}
