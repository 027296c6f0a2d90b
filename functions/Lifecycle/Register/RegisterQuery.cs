using Compagnon.Agreements;
using Compagnon.Consoles;
using Compagnon.Decisions;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Compagnon.Lifecycle;

/// <summary>Which agreements of the register.</summary>
public enum RegisterTab
{
    /// <summary>Those to which interns may be sent.</summary>
    InForce,

    /// <summary>Those that hold, suspended or not, and end within twelve months.</summary>
    Ending,

    /// <summary>Suspended ones.</summary>
    Suspended,

    /// <summary>Those that are over.</summary>
    Over,

    /// <summary>All.</summary>
    All,
}

/// <summary>In which order.</summary>
public enum RegisterOrder
{
    /// <summary>Whose last day is nearest first; what is over last, the latest first.</summary>
    End,

    /// <summary>By the doctor's name.</summary>
    Name,

    /// <summary>By number.</summary>
    Number,

    /// <summary>Whose first day is latest first.</summary>
    Newest,
}

/// <summary>What is asked of the register, as its address holds it. Whatever an address says wrongly is not asked.</summary>
/// <param name="Tab">Which agreements.</param>
/// <param name="State">Where they stand; null for anywhere.</param>
/// <param name="Renewal">Where their renewal stands; null for anywhere.</param>
/// <param name="EndFrom">Their last day is not before; null for any.</param>
/// <param name="EndUntil">Their last day is not after; null for any.</param>
/// <param name="Departement">Code of the département; empty for any.</param>
/// <param name="Zone">How their commune is classed today; null for any class.</param>
/// <param name="Specialty">Code of the specialty; empty for any.</param>
/// <param name="Commune">The commune's name begins so; empty for any.</param>
/// <param name="Text">Words that the holder's name, the RPPS, the number or the reference begin with; empty for any.</param>
/// <param name="Order">In which order.</param>
/// <param name="Page">From 1.</param>
public sealed record RegisterQuery(
    RegisterTab Tab = RegisterTab.InForce,
    AgreementState? State = null,
    RenewalStanding? Renewal = null,
    LocalDate? EndFrom = null,
    LocalDate? EndUntil = null,
    string Departement = "",
    ZoneClass? Zone = null,
    string Specialty = "",
    string Commune = "",
    string Text = "",
    RegisterOrder Order = RegisterOrder.End,
    int Page = 1)
{
    /// <summary>Names in the address.</summary>
    public const string TabField = "onglet", StateField = "etat", RenewalField = "renouvellement", EndFromField = "fin-du", EndUntilField = "fin-au",
        DepartementField = "departement", ZoneField = "zone", SpecialtyField = "specialite", CommuneField = "commune", TextField = "texte",
        OrderField = "tri";

    private static readonly (RegisterTab Tab, string Name)[] Tabs =
    [
        (RegisterTab.InForce, "vigueur"), (RegisterTab.Ending, "fins"), (RegisterTab.Suspended, "suspendus"), (RegisterTab.Over, "termines"),
        (RegisterTab.All, "tous"),
    ];

    private static readonly (AgreementState State, string Name)[] States =
    [
        (AgreementState.Active, "en-cours"), (AgreementState.Conditional, "conditions"), (AgreementState.Suspended, "suspendu"),
        (AgreementState.Extended, "prolonge"), (AgreementState.Lapsed, "echu"), (AgreementState.Withdrawn, "retire"),
        (AgreementState.GivenUp, "renonciation"), (AgreementState.Replaced, "remplace"),
    ];

    private static readonly (RenewalStanding Standing, string Name, string Label)[] Renewals =
    [
        (RenewalStanding.None, "aucun", "pas encore invités"), (RenewalStanding.Invited, "invite", "invités, rien de commencé"),
        (RenewalStanding.Begun, "commence", "demande commencée"), (RenewalStanding.HandedOver, "transmis", "demande transmise"),
        (RenewalStanding.Declined, "decline", "non souhaité"), (RenewalStanding.Ended, "termine", "demande terminée"),
    ];

    private static readonly (RegisterOrder Order, string Name)[] Orders =
        [(RegisterOrder.End, "fin"), (RegisterOrder.Name, "nom"), (RegisterOrder.Number, "numero"), (RegisterOrder.Newest, "debut")];

    /// <summary>Values and labels of the list of states.</summary>
    public static IReadOnlyList<(string Value, string Label)> StateChoices { get; } =
        [.. States.Select(it => (it.Name, AgreementWords.ShortOf(it.State)))];

    /// <summary>Values and labels of the list of standings of renewals.</summary>
    public static IReadOnlyList<(string Value, string Label)> RenewalChoices { get; } = [.. Renewals.Select(it => (it.Name, it.Label))];

    /// <summary>Values and labels of the list of orders.</summary>
    public static IReadOnlyList<(string Value, string Label)> OrderChoices { get; } =
        [("fin", "fin la plus proche"), ("nom", "nom du médecin"), ("numero", "numéro"), ("debut", "début le plus récent")];

    /// <summary>The tab's name in the address.</summary>
    public string TabValue => Tabs.First(it => it.Tab == Tab).Name;

    /// <summary>What stands in the list of states.</summary>
    public string StateValue => States.FirstOrDefault(it => it.State == State).Name ?? "";

    /// <summary>What stands in the list of standings.</summary>
    public string RenewalValue => Renewal is { } standing ? Renewals.First(it => it.Standing == standing).Name : "";

    /// <summary>What stands in the list of zones.</summary>
    public string ZoneValue => Zone is { } zone ? WorkQuery.Zones.FirstOrDefault(it => it.Zone == zone).Name ?? "" : "";

    /// <summary>What stands in the list of orders.</summary>
    public string OrderValue => Orders.First(it => it.Order == Order).Name;

    /// <summary>Whether anything narrows the list beside its tab.</summary>
    public bool IsNarrowed => this with { Tab = RegisterTab.InForce, Order = RegisterOrder.End, Page = 1 } != new RegisterQuery();

    /// <summary>Whether something is asked that most people seldom ask.</summary>
    public bool HasMore => this with { Tab = RegisterTab.InForce, Text = "", State = null, Renewal = null, Page = 1 } != new RegisterQuery();

    /// <summary>Reads an address.</summary>
    public static RegisterQuery From(IQueryCollection query, Faculty faculty)
    {
        var (specialty, departement) = (query.Value(SpecialtyField), query.Value(DepartementField));
        return new RegisterQuery(
            ListAddress.Find(Tabs, query.Value(TabField)) ?? RegisterTab.InForce,
            ListAddress.Find(States, query.Value(StateField)),
            ListAddress.Find(Renewals.Select(it => (it.Standing, it.Name)), query.Value(RenewalField)),
            AuthorityForm.ReadDay(query.Value(EndFromField)),
            AuthorityForm.ReadDay(query.Value(EndUntilField)),
            faculty.Departements.Contains(departement) ? departement : "",
            ListAddress.Find(WorkQuery.Zones, query.Value(ZoneField)),
            Specialties.All.Any(known => known.Code == specialty) ? specialty : "",
            query.Value(CommuneField),
            query.Value(TextField),
            ListAddress.Find(Orders, query.Value(OrderField)) ?? RegisterOrder.End,
            query.Page());
    }

    /// <summary>The address's part behind the question mark, which says only what is asked; the same for what is the same.</summary>
    public string ToQuery() => ListAddress.Write(
        Page,
        (TabField, Tab == RegisterTab.InForce ? "" : TabValue),
        (StateField, StateValue),
        (RenewalField, RenewalValue),
        (EndFromField, CsvText.Day(EndFrom)),
        (EndUntilField, CsvText.Day(EndUntil)),
        (DepartementField, Departement),
        (ZoneField, ZoneValue),
        (SpecialtyField, Specialty),
        (CommuneField, Commune),
        (TextField, Text),
        (OrderField, Order == RegisterOrder.End ? "" : OrderValue));
}
