using Compagnon.Territories;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Territories;

public sealed class CommuneBookTests
{
    private static readonly CommuneBook Book = TerritoryFiles.Load(Path.Combine(AppContext.BaseDirectory, "Territories"));

    private static readonly string[] Departements = ["03", "15", "16", "17", "43", "63", "67", "68", "79", "86", "974", "976"];

    private static readonly Gen<Commune> Communes = Gen.Elements(Departements.SelectMany(Book.Of));

    /// <summary>Communes of a small country, where cantons, groups and départements meet often.</summary>
    private static readonly Arbitrary<Commune> Villages =
        (from code in Gen.Choose(1, 6)
         from departement in Gen.Elements("63", "15")
         from canton in Gen.Elements(null, "1", "2")
         from @group in Gen.Elements(null, "1", "2")
         select new Commune(
             $"{departement}00{code}",
             "Village",
             departement,
             canton is null ? null : new($"{departement}0{canton}", "Canton"),
             @group is null ? null : new(@group, "Groupe"),
             ["63000"]))
        .ToArbitrary();

    [Theory]
    [InlineData("clermont fer", "63113")]
    [InlineData("CLERMONT-FERRAND", "63113")]
    [InlineData("le puy en velay", "43157")]
    [InlineData("puy-en-velay", "43157")]
    [InlineData("St Flour", "15187")]
    [InlineData("st-flour", "15187")]
    [InlineData("saint  flour ", "15187")]
    [InlineData("ste marie aux", "68298")]
    [InlineData("hoenheim", "67204")]
    [InlineData("chirat l’eglise", "03077")]
    [InlineData("Chirat-l'Église", "03077")]
    [InlineData("97417", "97411")]
    public void A_commune_is_found_as_people_type_it(string text, string code) => Assert.Equal(code, Book.Search(text, [], 5)[0].Code);

    [Fact]
    public void What_begins_with_the_text_comes_before_what_contains_it_and_the_whole_name_before_both()
    {
        var found = Book.Search("riom", ["63", "15"], 10).Select(commune => commune.Name).ToList();

        Assert.Equal(["Riom", "Riom-ès-Montagnes", "Saint-Bonnet-près-Riom"], found);
        Assert.Equal("Saint-Denis", Book.Search("st denis", [], 20)[0].Name);
        Assert.Contains("Le Puy-en-Velay", Book.Search("puy", ["43"], 20).Select(commune => commune.Name));
    }

    [Fact]
    public void Only_the_asked_departements_are_searched()
    {
        Assert.All(Book.Search("saint", ["974", "15"], 100), commune => Assert.Contains(commune.Departement, (string[])["974", "15"]));
        Assert.Empty(Book.Search("clermont", ["75"], 20));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("-'’")]
    [InlineData("zzzz")]
    [InlineData("\u0301")]
    public void A_text_that_names_nothing_finds_nothing(string text) => Assert.Empty(Book.Search(text, [], 20));

    [Theory]
    [InlineData(0)]
    [InlineData(CommuneBook.MostFound + 1)]
    public void A_limit_outside_its_range_is_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Book.Search("riom", [], limit));

    [Fact]
    public void Every_commune_is_found_by_its_name_however_it_is_written() => Prop.ForAll(
        Communes.ToArbitrary(),
        Gen.Elements<Func<string, string>>(
            name => name,
            name => name.ToUpperInvariant(),
            name => name.Replace('-', ' '),
            name => name.Replace("Saint-", "St ", StringComparison.Ordinal).Replace("Sainte-", "Ste-", StringComparison.Ordinal),
            name => name.Replace('\'', '’'),
            name => name.Normalize(System.Text.NormalizationForm.FormD)).ToArbitrary(),
        (commune, write) => Book.Search(write(commune.Name), [commune.Departement], 20).Contains(commune)).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_found_commune_has_the_text_and_none_comes_twice_and_a_smaller_limit_gives_the_beginning() => Prop.ForAll(
        Communes.ToArbitrary(), Gen.Choose(1, 8).ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (commune, length, limit) =>
        {
            var text = commune.Name[..Math.Min(length, commune.Name.Length)];
            var (found, all) = (Book.Search(text, [], limit), Book.Search(text, [], CommuneBook.MostFound));
            var folded = PlaceName.Fold(text);
            return found.Count <= limit
                && found.SequenceEqual(all.Take(limit))
                && all.Distinct().Count() == all.Count
                && all.All(one => PlaceName.Fold(one.Name).Contains(folded, StringComparison.Ordinal)
                    || PlaceName.Fold(one.Name).Contains(PlaceName.WriteOut(folded), StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_typed_the_search_ends_and_folding_twice_is_folding_once() => Prop.ForAll<string?>(text =>
    {
        var typed = text ?? "";
        return Book.Search(typed, [], 20).Count <= 20 && PlaceName.Fold(PlaceName.Fold(typed)) == PlaceName.Fold(typed);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("63113", "63113", Nearness.SameCommune)]
    [InlineData("63113", "63014", Nearness.SameGroup)]
    [InlineData("63113", "63300", Nearness.SameDepartement)]
    [InlineData("63113", "15187", Nearness.Elsewhere)]
    public void Nearness_goes_from_the_commune_to_elsewhere(string a, string b, Nearness expected) =>
        Assert.Equal(expected, Territory.NearnessOf(Book.Find(a)!, Book.Find(b)!));

    [Fact]
    public void Nearness_is_the_same_from_either_side_and_the_nearest_that_holds() => Prop.ForAll(Villages, Villages, (a, b) =>
    {
        var nearness = Territory.NearnessOf(a, b);
        var holds = new Dictionary<Nearness, bool>
        {
            [Nearness.SameCommune] = a.Code == b.Code,
            [Nearness.SameCanton] = a.Canton is not null && a.Canton == b.Canton,
            [Nearness.SameGroup] = a.Group is not null && a.Group == b.Group,
            [Nearness.SameDepartement] = a.Departement == b.Departement,
            [Nearness.Elsewhere] = true,
        };
        return nearness == Territory.NearnessOf(b, a) && holds[nearness] && holds.All(pair => !pair.Value || pair.Key >= nearness);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_commune_is_nearest_to_itself() => Prop.ForAll(Villages, Villages, (a, b) =>
        Territory.NearnessOf(a, a) == Nearness.SameCommune
        && (Territory.NearnessOf(a, b) == Nearness.SameCommune) == (a.Code == b.Code)).QuickCheckThrowOnFailure();

    [Fact]
    public void Canton_comes_before_group_and_what_is_not_known_is_shared_with_none()
    {
        var riom = new Commune("63300", "Riom", "63", new("6316", "Riom"), new("200070753", "RLV"), ["63200"]);
        var ennezat = new Commune("63148", "Ennezat", "63", new("6316", "Riom"), new("200070753", "RLV"), ["63720"]);
        var vichy = new Commune("03310", "Vichy", "03", null, new("200070753", "RLV"), ["03200"]);

        Assert.Equal(Nearness.SameCanton, Territory.NearnessOf(riom, ennezat));
        Assert.Equal(Nearness.SameGroup, Territory.NearnessOf(riom, vichy));
        Assert.Equal(
            Nearness.SameDepartement,
            Territory.NearnessOf(riom with { Canton = null, Group = null }, ennezat with { Canton = null, Group = null }));
    }
}
