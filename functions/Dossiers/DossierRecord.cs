using System.Globalization;
using Azure;
using Compagnon.Care;
using Compagnon.Holds;
using Compagnon.Renewals;
using Compagnon.Territories;

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

    /// <summary>
    /// The class of its commune for which the faculty's rule for places short of doctors holds; <see cref="ZoneClass.None"/> where that rule
    /// does not hold; null before its workflow has found out.
    /// </summary>
    public ZoneClass? Shortage { get; init; }

    /// <summary>Whether it goes the quicker way of a place that is short of doctors.</summary>
    public bool IsAccelerated => Shortage is not (null or ZoneClass.None or ZoneClass.Unknown);

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

    /// <summary>Id of the member of the secretariat who opened it for the doctor; empty where the doctor did.</summary>
    public string OpenedBy { get; init; } = "";

    /// <summary>Who handed it over: the doctor, or the member of the secretariat who did so in the doctor's stead.</summary>
    public string SubmittedBy { get; init; } = Links.Link.Doctor;

    /// <summary>What it asks for.</summary>
    public DossierKind Kind { get; init; }

    /// <summary>Id of the agreement that it is to renew or to amend; empty for a candidacy.</summary>
    public string Agreement { get; init; } = "";

    /// <summary>The term that it is to renew; null where it is no renewal.</summary>
    public RenewedTerm? Renews { get; init; }

    /// <summary>Whether it stands for an agreement that was entered from a list: nobody handed it over.</summary>
    public bool IsImported => Submitted == Created && SubmittedBy != Links.Link.Doctor;

    /// <summary>Whether it asks for a new term of an agreement.</summary>
    public bool IsRenewal => Kind == DossierKind.Renewal;

    /// <summary>The register's entry that belongs to it once it is granted: the agreement that it renews, else its own.</summary>
    public DossierKey AgreementKey => Kind == DossierKind.Renewal ? new DossierKey(Key.Faculty, Agreement) : Key;

    /// <summary>Its latest hold; null where it was never put on hold.</summary>
    public HoldMark? Hold { get; init; }

    /// <summary>Whether it is on hold.</summary>
    public bool IsHeld => Hold is { IsOver: false } && !IsFinal;

    /// <summary>Who of the department takes care of it; null where nobody ever did.</summary>
    public Following? Following { get; init; }

    /// <summary>Id of who takes care of it; empty where nobody does.</summary>
    public string FollowedBy => Following?.Who ?? "";

    /// <summary>When the doctor wrote to the department for the last time; null where that never was.</summary>
    public DateTimeOffset? LastMessage { get; init; }

    /// <summary>Until when the department has read what the doctor wrote; null where it has read nothing.</summary>
    public DateTimeOffset? MessagesRead { get; init; }

    /// <summary>Whether the doctor wrote something that nobody has read.</summary>
    public bool HasNews => LastMessage is { } last && !(MessagesRead >= last);

    /// <summary>Id of the dossier whose double it was closed as; empty where it was not.</summary>
    public string DoubleOf { get; init; } = "";

    /// <summary>Ids of the dossiers that were closed as its doubles.</summary>
    public IReadOnlyList<string> Doubles { get; init; } = [];

    /// <summary>How often the doctor's address was replaced since the dossier was opened.</summary>
    public int AddressChanges { get; init; }

    /// <summary>When the address was replaced for the last time; null where it never was.</summary>
    public DateTimeOffset? AddressChanged { get; init; }

    /// <summary>
    /// What the doctor's links carry: another after each change of address, so that what lies in the mailbox that was left opens nothing.
    /// </summary>
    public string LinkMark => AddressChanges == 0 ? "" : AddressChanges.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether nobody has shown yet that the address is the doctor's.</summary>
    public bool IsUnconfirmed => State == DossierState.AwaitingConfirmation || (OpenedBy.Length > 0 && Confirmed is null);

    /// <summary>The row's version.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether nothing happens to it any more.</summary>
    public bool IsFinal => State.IsFinal();
}

/// <summary>What a dossier asks for. The names stand in tables: they never change meaning.</summary>
public enum DossierKind
{
    /// <summary>A first agreement, or another one.</summary>
    Candidacy,

    /// <summary>A new term of an agreement, on a teaching report; of one under conditions, on what became of the recommendations.</summary>
    Renewal,

    /// <summary>An amendment of an agreement: a move, another structure, more interns.</summary>
    Amendment,
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

    /// <summary>Whether it is with the department, and neither the commission nor whoever decides has concluded.</summary>
    public static bool IsBeforeConclusion(this DossierState state) => state is DossierState.UnderReview or DossierState.AwaitingPieces
        or DossierState.AwaitingDecision or DossierState.AwaitingVisit or DossierState.AwaitingCommission;

    /// <summary>Whether the doctor still fills it and the endpoints own its row.</summary>
    public static bool IsBeforeSubmission(this DossierState state) => state is DossierState.AwaitingConfirmation or DossierState.Draft;
}
