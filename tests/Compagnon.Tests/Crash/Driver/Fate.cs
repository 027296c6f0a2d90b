namespace Compagnon.Tests.Crash;

/// <summary>The way that a dossier goes.</summary>
internal enum Fate
{
    Granted,
    Refused,
    WithdrawnAsDraft,
    MissingOnce,
    MissingTwice,
    WithdrawnDuringReview,
    WithdrawnDuringCompletion,
    WithdrawnDuringDecision,

    /// <summary>Two of the secretariat answer at the same moment, and not the same.</summary>
    ReviewedByTwo,

    /// <summary>The decision is taken twice at the same moment, and not the same.</summary>
    DecidedByTwo,

    /// <summary>The doctor withdraws while it is decided.</summary>
    WithdrawnWhileDecided,

    /// <summary>The doctor never provides what is missing.</summary>
    LeftAlone,

    /// <summary>Through every stage: visit, commission, another authority, the dean.</summary>
    WholeWay,
}

/// <summary>Deals fates, all but the longest: shuffled, each as often as it stands in the pack before any comes again.</summary>
internal sealed class FatePack(Random random)
{
    private static readonly Fate[] Pack =
    [
        .. Enum.GetValues<Fate>().Except([Fate.WholeWay]), Fate.Granted, Fate.Refused, Fate.MissingOnce, Fate.DecidedByTwo, Fate.ReviewedByTwo, Fate.WithdrawnWhileDecided,
    ];

    private readonly Queue<Fate> left = [];

    public Fate Next()
    {
        lock (left)
        {
            if (left.Count == 0)
                foreach (var fate in Shuffled()) left.Enqueue(fate);
            return left.Dequeue();
        }
    }

    private Fate[] Shuffled()
    {
        Fate[] pack = [.. Pack];
        random.Shuffle(pack);
        return pack;
    }
}
