using Azure;

namespace Compagnon.Dossiers;

/// <summary>A dossier as people read it: its row in the table <c>Dossiers</c>.</summary>
public sealed record DossierRecord
{
    /// <summary>Which one.</summary>
    public required DossierKey Key { get; init; }

    /// <summary>Who asks.</summary>
    public required Doctor Doctor { get; init; }

    /// <summary>Where it stands.</summary>
    public required DossierState State { get; init; }

    /// <summary>Id of the assignment that it waits on (<c>review-1</c>); empty before submission and once it is final.</summary>
    public string WaitsOn { get; init; } = "";

    /// <summary>Since when it stands there.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The moment at which the delay ends of what it waits on; null where there is none.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>SHA-256 of the procedure that it was submitted under; empty before submission.</summary>
    public string ProcedureId { get; init; } = "";

    /// <summary>Version of the charter that was accepted; empty before.</summary>
    public string CharterVersion { get; init; } = "";

    /// <summary>When the charter was accepted.</summary>
    public DateTimeOffset? CharterAccepted { get; init; }

    /// <summary>When the doctor asked for it.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the address was confirmed.</summary>
    public DateTimeOffset? Confirmed { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>The workflow's time of the last projection; null before the first.</summary>
    public DateTimeOffset? Projected { get; init; }

    /// <summary>The row's version.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether nothing happens to it any more.</summary>
    public bool IsFinal => State.IsFinal();
}

/// <summary>What the workflow says of a dossier's row.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="WaitsOn">Id of the assignment that it waits on; empty when it is final.</param>
/// <param name="Since">Since when it stands there.</param>
/// <param name="Due">When the delay ends; null where there is none.</param>
/// <param name="At">The workflow's time: an older projection never overwrites a newer one.</param>
public sealed record Projection(DossierState State, string WaitsOn, DateTimeOffset Since, DateTimeOffset? Due, DateTimeOffset At);

/// <summary>What can be said of a state alone.</summary>
public static class DossierStates
{
    /// <summary>Whether nothing follows.</summary>
    public static bool IsFinal(this DossierState state) =>
        state is DossierState.Granted or DossierState.Refused or DossierState.Withdrawn or DossierState.ClosedWithoutDecision;

    /// <summary>Whether the doctor still fills it and the endpoints own its row.</summary>
    public static bool IsBeforeSubmission(this DossierState state) => state is DossierState.AwaitingConfirmation or DossierState.Draft;
}
