using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Lifecycle;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Testing;
using Compagnon.Tests.Renewals;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace Compagnon.Tests.Lifecycle;

public sealed class RegisterResultTests
{
    private static readonly LocalDate Today = new(2027, 3, 31);
    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Delivered).Single(faculty => faculty.Id == "val-de-dore");

    private static readonly IReadOnlyList<AgreementLine> Lines =
    [
        Line("Martin", Today.PlusMonths(12)) with { Commune = "Saint-Étienne-sur-Usson", CommuneCode = "zip", Renewal = RenewalStanding.Begun },
        Line("Élie", Today.PlusMonths(12).PlusDays(1)) with { Commune = "Thiers", Departement = "15" },
        Line("Besse", Today.PlusDays(3)) with { State = AgreementState.Suspended, Before = AgreementState.Active, Specialty = "pediatrie" },
        Line("Zola", Today.PlusYears(4)) with { GivenUpOn = Today.PlusDays(9), State = AgreementState.Conditional, Number = "Secteur-7" },
        Line("Attente", Today.PlusDays(-5)) with { State = AgreementState.Extended, Renewal = RenewalStanding.HandedOver },
        Line("Fini", Today.PlusDays(-40)) with { State = AgreementState.Lapsed },
        Line("Ailleurs", Today.PlusYears(2)) with { State = AgreementState.Replaced, EndedOn = Today.PlusDays(-1) },
    ];

    [Theory]
    [InlineData("", "Attente Zola Martin Élie")]
    [InlineData("onglet=fins", "Attente Besse Zola Martin")]
    [InlineData("onglet=suspendus", "Besse")]
    [InlineData("onglet=termines", "Ailleurs Fini")]
    [InlineData("onglet=tous", "Attente Besse Zola Martin Élie Ailleurs Fini")]
    [InlineData("onglet=tous&tri=nom", "Ailleurs Attente Besse Élie Fini Martin Zola")]
    [InlineData("onglet=tous&etat=echu", "Fini")]
    [InlineData("onglet=tous&renouvellement=commence", "Martin")]
    [InlineData("onglet=fins&renouvellement=aucun", "Besse Zola")]
    [InlineData("onglet=tous&fin-du=2027-04-01&fin-au=2027-04-09", "Besse Zola")]
    [InlineData("onglet=tous&fin-au=30/03/2027", "Attente Ailleurs Fini")]
    [InlineData("onglet=tous&commune=st%20etienne", "Martin")]
    [InlineData("onglet=tous&departement=15", "Élie")]
    [InlineData("onglet=tous&zone=zip", "Martin")]
    [InlineData("onglet=tous&specialite=pediatrie", "Besse")]
    [InlineData("onglet=tous&texte=secteur-7", "Zola")]
    [InlineData("onglet=tous&texte=anne%20elie", "Élie")]
    [InlineData("onglet=tous&texte=lie", "")]
    [InlineData("onglet=fins&zone=zac", "")]
    public void Tabs_filters_and_orders_add_up(string query, string names) =>
        Assert.Equal(names, string.Join(' ', Ask(query).Lines.Select(line => line.SortName.Split(' ')[0])));

    [Fact]
    public void Each_tab_says_how_many_the_filters_leave()
    {
        Assert.Equal([4, 4, 1, 2, 7], Ask("").Counts.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal([1, 1, 0, 0, 1], Ask("texte=martin").Counts.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void Pages_hold_fifty_and_the_last_one_is_shown_beyond_the_end()
    {
        var many = Enumerable.Range(0, 120).Select(number => Line($"Nom{number:d3}", Today.PlusDays(number))).ToList();
        var pages = Enumerable.Range(1, 3).Select(page => RegisterResult.Of(many, new RegisterQuery(Page: page), Today, ZoneOf)).ToList();

        Assert.Equal([50, 50, 20], pages.Select(page => page.Lines.Count));
        Assert.Equal(120, pages.SelectMany(page => page.Lines).Select(line => line.Id).Distinct().Count());
        Assert.Equal(3, RegisterResult.Of(many, new RegisterQuery(Page: 99), Today, ZoneOf).Query.Page);
        Assert.Equal((1, 0), (RegisterResult.Of([], new RegisterQuery(Page: 99), Today, ZoneOf).Query.Page, RegisterResult.Of([], new(), Today, ZoneOf).First));
    }

    [Fact]
    public void An_address_says_what_was_asked_and_nothing_else() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<RegisterTab>()).ToArbitrary(),
        Gen.Elements("", "st étienne", "a&b=c", "x+y %20").ToArbitrary(),
        Gen.Choose(1, 300).ToArbitrary(),
        (tab, text, page) =>
        {
            var query = new RegisterQuery(
                tab, AgreementState.Withdrawn, RenewalStanding.Declined, Today, Today.PlusDays(page), "63", ZoneClass.Zac, "pediatrie", text, text,
                RegisterOrder.Newest, page);
            return Read(query.ToQuery()) == query;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("onglet=rien&etat=x&zone=y&specialite=z&tri=q&page=-3&renouvellement=w&departement=99")]
    [InlineData("fin-du=hier&fin-au=2027-02-30&page=99999999999999999999")]
    public void What_an_address_says_wrongly_is_not_asked(string query) => Assert.Equal(new RegisterQuery(), Read(query));

    [Fact]
    public void A_line_tells_where_the_renewal_stands()
    {
        var agreement = SampleAgreement.Of("val-de-dore", Today.PlusYears(-1), Today);
        var draft = SampleAgreement.DossierOf(agreement) with { Submitted = null, State = DossierState.Draft, Kind = DossierKind.Renewal };
        var invited = agreement with { Renewal = "r" };

        Assert.Equal(RenewalStanding.None, Standing(agreement, null));
        Assert.Equal(RenewalStanding.Invited, Standing(invited, null));
        Assert.Equal(RenewalStanding.Invited, Standing(invited, draft));
        Assert.Equal(RenewalStanding.Begun, Standing(invited, draft, isBegun: true));
        Assert.Equal(RenewalStanding.Declined, Standing(invited with { IsRenewalDeclined = true }, draft, isBegun: true));
        Assert.Equal(RenewalStanding.HandedOver, Standing(invited, draft with { Submitted = draft.Created, State = DossierState.AwaitingVisit }));
        Assert.Equal(RenewalStanding.Ended, Standing(invited, draft with { State = DossierState.ClosedWithoutDecision }));

        static RenewalStanding Standing(AgreementRecord agreement, DossierRecord? renewal, bool isBegun = false) =>
            AgreementLine.Of(agreement, null, "", renewal, isBegun).Renewal;
    }

    [Fact]
    public void Every_standing_state_and_choice_has_its_words()
    {
        Assert.All(Enum.GetValues<RenewalStanding>(), standing => Assert.NotEmpty(AgreementWords.Of(standing, DossierState.AwaitingVisit)));
        Assert.All(Enum.GetValues<AgreementState>(), state => Assert.NotEmpty(AgreementWords.ShortOf(state)));
        Assert.Equal(Enum.GetValues<AgreementState>().Length, RegisterQuery.StateChoices.Count);
        Assert.Equal(Enum.GetValues<RenewalStanding>().Length, RegisterQuery.RenewalChoices.Count);
        Assert.Equal(Enum.GetValues<RegisterOrder>().Length, RegisterQuery.OrderChoices.Count);
    }

    private static RegisterResult Ask(string query) => RegisterResult.Of(Lines, Read(query), Today, ZoneOf);

    private static ZoneClass ZoneOf(string commune) => commune == "zip" ? ZoneClass.Zip : ZoneClass.None;

    private static RegisterQuery Read(string query) => RegisterQuery.From(new QueryCollection(QueryHelpers.ParseQuery(query)), Faculty);

    private static AgreementLine Line(string lastName, LocalDate until) => AgreementLine.Of(
        SampleAgreement.Of("val-de-dore", until.PlusYears(-4), until) with { Holder = $"Dr Anne {lastName}" },
        new Doctor("Anne", lastName, "10003456789", "a@exemple.example", "63"),
        "",
        null,
        isBegun: false);
}
