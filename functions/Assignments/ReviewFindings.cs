using Compagnon.Dossiers.Form;

namespace Compagnon.Assignments;

/// <summary>What a review says of one piece.</summary>
public enum PieceState
{
    /// <summary>It is as it should be, or is not needed.</summary>
    Accepted,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there and will not do.</summary>
    Redo,
}

/// <summary>What a review says of one piece.</summary>
/// <param name="State">Accepted, missing or to be redone.</param>
/// <param name="Word">A word to the doctor; empty where there is none.</param>
public sealed record PieceFinding(PieceState State, string Word);

/// <summary>What a review says, piece by piece, and which steps of the form are to be redone. Pure.</summary>
/// <param name="Pieces">By the pieces' ids.</param>
/// <param name="Steps">The steps that are to be redone, each with a word; all others are accepted.</param>
public sealed record ReviewFindings(IReadOnlyDictionary<string, PieceFinding> Pieces, IReadOnlyDictionary<FormStep, string> Steps)
{
    // They stand in claims: they never change meaning.
    private const string PieceKey = "piece:", PieceWordKey = "piece-word:", StepKey = "step:";

    /// <summary>Nothing was said yet.</summary>
    public static ReviewFindings None { get; } =
        new(new Dictionary<string, PieceFinding>(), new Dictionary<FormStep, string>());

    /// <summary>Whether nothing is asked of the doctor.</summary>
    public bool IsAllAccepted => Asked.Count == 0 && Steps.Count == 0;

    /// <summary>Ids of the pieces that are missing or to be redone.</summary>
    public IReadOnlyList<string> Asked => [.. Pieces.Where(piece => piece.Value.State != PieceState.Accepted).Select(piece => piece.Key)];

    /// <summary>What stands in the answer to a review. A piece that it names without more is missing.</summary>
    public static ReviewFindings Of(Claim review)
    {
        var pieces = new Dictionary<string, PieceFinding>();
        var steps = new SortedDictionary<FormStep, string>();
        foreach (var (key, value) in review.Data ?? new Dictionary<string, string>())
        {
            if (key.StartsWith(PieceKey, StringComparison.Ordinal) && ReadState(value) is { } state)
            {
                var id = key[PieceKey.Length..];
                pieces[id] = new PieceFinding(state, review.Text(PieceWordKey + id));
            }
            else if (key.StartsWith(StepKey, StringComparison.Ordinal) && Enum.TryParse<FormStep>(key[StepKey.Length..], out var step))
            {
                steps[step] = value;
            }
        }

        foreach (var id in review.Pieces) pieces.TryAdd(id, new PieceFinding(PieceState.Missing, ""));
        return new ReviewFindings(pieces, steps);
    }

    /// <summary>As a claim keeps it (<see cref="Claim.Data"/>).</summary>
    public IReadOnlyDictionary<string, string> ToData()
    {
        var data = new Dictionary<string, string>();
        foreach (var (id, finding) in Pieces)
        {
            data[PieceKey + id] = NameOf(finding.State);
            if (finding.Word.Length > 0) data[PieceWordKey + id] = finding.Word;
        }

        foreach (var (step, word) in Steps) data[StepKey + step] = word;
        return data;
    }

    /// <summary>A state as forms send it and claims keep it.</summary>
    public static string NameOf(PieceState state) => state switch
    {
        PieceState.Accepted => "accepted",
        PieceState.Missing => "missing",
        PieceState.Redo => "redo",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected a state of a piece."),
    };

    /// <summary>The state of that name; null where there is none.</summary>
    public static PieceState? ReadState(string name)
    {
        foreach (var state in Enum.GetValues<PieceState>())
            if (NameOf(state) == name) return state;
        return null;
    }

    /// <summary>« Acceptée », « À fournir », « À refaire ».</summary>
    public static string TextOf(PieceState state) => state switch
    {
        PieceState.Accepted => "Acceptée",
        PieceState.Missing => "À fournir",
        _ => "À refaire",
    };
}
