using Compagnon.Calendar;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Tests.Calendar;

public sealed class HolidaysTests
{
    [Theory]
    [InlineData("1990-04-15")]
    [InlineData("1997-03-30")]
    [InlineData("1999-04-04")]
    [InlineData("2000-04-23")]
    [InlineData("2005-03-27")]
    [InlineData("2008-03-23")]
    [InlineData("2011-04-24")]
    [InlineData("2016-03-27")]
    [InlineData("2019-04-21")]
    [InlineData("2020-04-12")]
    [InlineData("2023-04-09")]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2028-04-16")]
    [InlineData("2029-04-01")]
    [InlineData("2030-04-21")]
    [InlineData("2035-03-25")]
    [InlineData("2038-04-25")]
    [InlineData("2049-04-18")]
    [InlineData("2076-04-19")]
    [InlineData("2099-04-12")]
    public void Easter_is_when_it_is(string sunday)
    {
        var day = Day(sunday);
        Assert.Equal(day, Easter.Sunday(day.Year));
    }

    [Fact]
    public void Easter_is_a_Sunday_between_22_March_and_25_April() => Prop.ForAll(Gen.Choose(1583, 4000).ToArbitrary(), year =>
    {
        var day = Easter.Sunday(year);
        return day.DayOfWeek == IsoDayOfWeek.Sunday && day >= new LocalDate(year, 3, 22) && day <= new LocalDate(year, 4, 25);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_national_holidays_of_2027() => Assert.Equal(
        [
            "2027-01-01 Jour de l’an", "2027-03-29 Lundi de Pâques", "2027-05-01 Fête du travail", "2027-05-06 Ascension",
            "2027-05-08 Victoire de 1945", "2027-05-17 Lundi de Pentecôte", "2027-07-14 Fête nationale", "2027-08-15 Assomption",
            "2027-11-01 Toussaint", "2027-11-11 Armistice de 1918", "2027-12-25 Noël",
        ],
        Lines(HolidayRegion.Metropole, 2027));

    [Theory]
    [InlineData(HolidayRegion.AlsaceMoselle, 2027, "2027-03-26 Vendredi saint", "2027-12-26 Saint-Étienne")]
    [InlineData(HolidayRegion.AlsaceMoselle, 2028, "2028-04-14 Vendredi saint", "2028-12-26 Saint-Étienne")]
    [InlineData(HolidayRegion.Guadeloupe, 2027, "2027-05-27 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.Martinique, 2027, "2027-05-22 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.Guyane, 2027, "2027-06-10 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.Reunion, 2027, "2027-12-20 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.Mayotte, 2027, "2027-04-27 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.SaintBarthelemy, 2027, "2027-10-09 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.SaintMartin, 2018, "2018-05-27 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.SaintMartin, 2019, "2019-05-28 Commémoration de l’abolition de l’esclavage")]
    [InlineData(HolidayRegion.SaintPierreEtMiquelon, 2027)]
    [InlineData(HolidayRegion.WallisEtFutuna, 2027, "2027-04-28 Saint-Pierre-Chanel", "2027-07-29 Fête du Territoire")]
    [InlineData(
        HolidayRegion.PolynesieFrancaise,
        2024,
        "2024-03-05 Arrivée de l’Évangile", "2024-03-29 Vendredi saint", "2024-06-29 Fête de l’autonomie")]
    [InlineData(
        HolidayRegion.PolynesieFrancaise,
        2025,
        "2025-03-05 Arrivée de l’Évangile", "2025-04-18 Vendredi saint", "2025-11-20 Matari’i i ni’a")]
    [InlineData(HolidayRegion.NouvelleCaledonie, 2027, "2027-09-24 Fête de la citoyenneté")]
    public void A_region_has_its_own_days_beside_the_national_ones(HolidayRegion region, int year, params string[] own)
    {
        var national = Lines(HolidayRegion.Metropole, year);

        Assert.Equal(own, Lines(region, year).Except(national));
        Assert.Superset(national.ToHashSet(), Lines(region, year).ToHashSet());
    }

    [Fact]
    public void Every_region_has_a_name_and_every_year_stands_in_order()
    {
        foreach (var region in Enum.GetValues<HolidayRegion>())
        {
            Assert.NotEmpty(region.Label());
            for (var year = Holidays.FirstYear; year <= Holidays.LastYear; year++)
            {
                var days = Holidays.Of(region, year).Select(holiday => holiday.Day).ToList();
                Assert.Equal(days.Order(), days);
                Assert.All(days, day => Assert.Equal(year, day.Year));
                Assert.InRange(days.Count, 11, 14);
            }
        }
    }

    [Fact]
    public void Two_holidays_on_one_day_are_both_named() => Assert.Equal(
        ["Fête du travail", "Ascension"],
        Holidays.Of(HolidayRegion.Metropole, 2008).Where(holiday => holiday.Day == new LocalDate(2008, 5, 1)).Select(h => h.Name));

    [Theory]
    [InlineData(Holidays.FirstYear - 1)]
    [InlineData(Holidays.LastYear + 1)]
    public void A_year_that_is_not_known_is_refused(int year) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Holidays.Of(HolidayRegion.Metropole, year));

    [Fact]
    public void Every_departement_belongs_to_one_region()
    {
        var regions = Departement.All.ToLookup(departement => HolidayRegions.Of(departement.Code), departement => departement.Code);

        Assert.Equal(["57", "67", "68"], regions[HolidayRegion.AlsaceMoselle]);
        Assert.Equal(93, regions[HolidayRegion.Metropole].Count());
        Assert.All(
            Enum.GetValues<HolidayRegion>().Except([HolidayRegion.Metropole, HolidayRegion.AlsaceMoselle]),
            region => Assert.Equal(region.Label(), Departement.Find(Assert.Single(regions[region]))!.Name));
    }

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    private static List<string> Lines(HolidayRegion region, int year) =>
        [.. Holidays.Of(region, year).Select(holiday => $"{LocalDatePattern.Iso.Format(holiday.Day)} {holiday.Name}")];
}
