using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Territories;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>Whom a dossier of the work list waits for.</summary>
public enum WorkTab
{
    /// <summary>Whoever looks.</summary>
    Mine,

    /// <summary>Whoever, and whoever looks takes care of it.</summary>
    Followed,

    /// <summary>Others.</summary>
    Others,

    /// <summary>Anybody, and its stage is late.</summary>
    Late,

    /// <summary>Nobody at the moment: it is on hold.</summary>
    Held,

    /// <summary>Anybody.</summary>
    All,
}

/// <summary>In which order.</summary>
public enum WorkOrder
{
    /// <summary>Who waits longest first.</summary>
    Waiting,

    /// <summary>What ends soonest first, then what has no delay.</summary>
    Due,

    /// <summary>By the doctor's name.</summary>
    Name,

    /// <summary>Who was submitted last first.</summary>
    Submitted,
}

/// <summary>What is asked of the work list, as its address holds it. Whatever an address says wrongly is not asked.</summary>
/// <param name="Tab">Whom it waits for; null for what suits whoever looks.</param>
/// <param name="Stage">Where it stands; null for anywhere.</param>
/// <param name="Zone">How its commune is classed; null for any class.</param>
/// <param name="Specialty">Code of its specialty; empty for any.</param>
/// <param name="Awaited">Id of somebody it waits for, <c>doctor</c> for the doctor; empty for anybody.</param>
/// <param name="Follower">Id of who takes care of it, <see cref="Nobody"/> where nobody does; empty for anybody.</param>
/// <param name="Commune">Its commune's name begins so; empty for any.</param>
/// <param name="Text">Words that its doctor's name, RPPS or reference begin with; empty for any.</param>
/// <param name="Order">In which order.</param>
/// <param name="Page">From 1.</param>
public sealed record WorkQuery(
    WorkTab? Tab = null,
    DossierState? Stage = null,
    ZoneClass? Zone = null,
    string Specialty = "",
    string Awaited = "",
    string Follower = "",
    string Commune = "",
    string Text = "",
    WorkOrder Order = WorkOrder.Waiting,
    int Page = 1)
{
    /// <summary>Names in the address.</summary>
    public const string TabField = "onglet", StageField = "etape", ZoneField = "zone", SpecialtyField = "specialite",
        AwaitedField = "attendu", FollowerField = "suivi", CommuneField = "commune", TextField = "texte", OrderField = "tri";

    /// <summary>Nobody takes care of it.</summary>
    public const string Nobody = "personne";

    private static readonly (WorkTab Tab, string Name)[] Tabs =
    [
        (WorkTab.Mine, "moi"), (WorkTab.Followed, "mes-dossiers"), (WorkTab.Others, "autres"), (WorkTab.Late, "retard"),
        (WorkTab.Held, "en-attente"), (WorkTab.All, "tous"),
    ];

    private static readonly (WorkOrder Order, string Name)[] Orders =
        [(WorkOrder.Waiting, "attente"), (WorkOrder.Due, "echeance"), (WorkOrder.Name, "nom"), (WorkOrder.Submitted, "depot")];

    private static readonly (DossierState Stage, string Name)[] Stages =
    [
        (DossierState.UnderReview, "verification"), (DossierState.AwaitingPieces, "pieces"), (DossierState.AwaitingVisit, "visite"),
        (DossierState.AwaitingCommission, "commission"), (DossierState.AwaitingDecision, "decision"),
        (DossierState.AwaitingSignature, "signature"), (DossierState.AwaitingAuthority, "autorite"),
    ];

    /// <summary>Classes of communes, with their names in the address.</summary>
    internal static readonly (ZoneClass Zone, string Name)[] Zones =
    [
        (ZoneClass.Zip, "zip"), (ZoneClass.Zac, "zac"), (ZoneClass.Zar, "zar"), (ZoneClass.None, "hors-zone"),
        (ZoneClass.Unknown, "non-classee"),
    ];

    /// <summary>Values and labels of the list of stages.</summary>
    public static IReadOnlyList<(string Value, string Label)> StageChoices { get; } =
        [.. Stages.Select(it => (it.Name, it.Stage.StageLabel()))];

    /// <summary>Values and labels of the list of zones.</summary>
    public static IReadOnlyList<(string Value, string Label)> ZoneChoices { get; } = [.. Zones.Select(it => (it.Name, it.Zone.Label()))];

    /// <summary>Values and labels of the list of orders.</summary>
    public static IReadOnlyList<(string Value, string Label)> OrderChoices { get; } =
    [
        ("attente", "attente la plus longue"), ("echeance", "échéance la plus proche"), ("nom", "nom du médecin"),
        ("depot", "dépôt le plus récent"),
    ];

    /// <summary>The tab's name in the address; empty where none was asked for.</summary>
    public string TabValue => Tab is { } tab ? Tabs.First(it => it.Tab == tab).Name : "";

    /// <summary>What stands in the list of stages.</summary>
    public string StageValue => Stages.FirstOrDefault(it => it.Stage == Stage).Name ?? "";

    /// <summary>What stands in the list of zones.</summary>
    public string ZoneValue => Zone is { } zone ? Zones.FirstOrDefault(it => it.Zone == zone).Name ?? "" : "";

    /// <summary>What stands in the list of orders.</summary>
    public string OrderValue => Orders.First(it => it.Order == Order).Name;

    /// <summary>Whether anything narrows the list beside its tab.</summary>
    public bool IsNarrowed => Stage is not null || Zone is not null
        || Specialty.Length + Awaited.Length + Follower.Length + Commune.Length + Text.Length > 0;

    /// <summary>Whether something is asked that most people seldom ask.</summary>
    public bool HasMore => Zone is not null || Specialty.Length + Commune.Length > 0 || Order != WorkOrder.Waiting;

    /// <summary>Reads an address.</summary>
    public static WorkQuery From(IQueryCollection query)
    {
        var specialty = query.Value(SpecialtyField);
        return new WorkQuery(
            ListAddress.Find(Tabs, query.Value(TabField)),
            ListAddress.Find(Stages, query.Value(StageField)),
            ListAddress.Find(Zones, query.Value(ZoneField)),
            Specialties.All.Any(known => known.Code == specialty) ? specialty : "",
            query.Value(AwaitedField),
            query.Value(FollowerField),
            query.Value(CommuneField),
            query.Value(TextField),
            ListAddress.Find(Orders, query.Value(OrderField)) ?? WorkOrder.Waiting,
            query.Page());
    }

    /// <summary>The address's part behind the question mark, which says only what is asked; the same for what is the same.</summary>
    public string ToQuery() => ListAddress.Write(
        Page,
        (TabField, TabValue),
        (StageField, StageValue),
        (ZoneField, ZoneValue),
        (SpecialtyField, Specialty),
        (AwaitedField, Awaited),
        (FollowerField, Follower),
        (CommuneField, Commune),
        (TextField, Text),
        (OrderField, Order == WorkOrder.Waiting ? "" : OrderValue));
}

/// <summary>States as the department reads them.</summary>
public static class StageWords
{
    /// <summary>« Visite ».</summary>
    public static string StageLabel(this DossierState state) => state switch
    {
        DossierState.AwaitingConfirmation => "Adresse à confirmer",
        DossierState.Draft => "En préparation",
        DossierState.UnderReview => "Vérification",
        DossierState.AwaitingPieces => "Pièces demandées",
        DossierState.AwaitingVisit => "Visite",
        DossierState.AwaitingCommission => "Commission",
        DossierState.AwaitingDecision => "Décision",
        DossierState.AwaitingSignature => "Signature",
        DossierState.AwaitingAuthority => "Décision de l’autorité",
        DossierState.Granted => "Accordé",
        DossierState.Refused => "Refusé",
        DossierState.Withdrawn => "Retiré",
        DossierState.ClosedWithoutDecision => "Classé sans décision",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of dossiers."),
    };
}
