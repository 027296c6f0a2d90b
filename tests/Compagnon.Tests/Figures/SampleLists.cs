using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Listings;
using Compagnon.Tests.Agreements;
using NodaTime;

namespace Compagnon.Tests.Figures;

/// <summary>A faculty with some years behind it: the same for the same numbers.</summary>
internal static class SampleLists
{
    private static readonly string[] Communes = ["63113", "63300", "63430", "03190", "03310", "15014", "43157", "43040"];

    private static readonly DossierState[] Open =
    [
        DossierState.UnderReview, DossierState.UnderReview, DossierState.AwaitingPieces, DossierState.AwaitingVisit, DossierState.AwaitingCommission,
        DossierState.AwaitingSignature,
    ];

    /// <summary>Puts dossiers into the work list of a faculty, as if they had gone their ways.</summary>
    public static async Task SeedDossiersAsync(this RunningApp app, string faculty, int count, CancellationToken cancellation)
    {
        var now = app.Clock.GetUtcNow();
        var lines = Enumerable.Range(0, count).Select(number => Dossier(faculty, number, now)).ToDictionary(line => line.Id);
        var book = app.Get<ListingBook>();
        await book.SetAsync(WorkList.Name, faculty, lines.Keys, id => Task.FromResult<WorkLine?>(lines[id]), cancellation);
        await book.KeepProgressAsync(WorkList.Name, faculty, new ListingProgress("", true), cancellation);
    }

    /// <summary>Puts agreements into the list of a faculty's register.</summary>
    public static async Task SeedAgreementsAsync(this RunningApp app, string faculty, int count, CancellationToken cancellation)
    {
        var today = ParisTime.DayOf(app.Clock.GetUtcNow());
        var lines = Enumerable.Range(0, count)
            .Select(number => AgreementLine.Of(Agreement(faculty, number, today), null, "", null, isBegun: false))
            .ToDictionary(line => line.Id);
        var book = app.Get<ListingBook>();
        await book.SetAsync(AgreementList.Name, faculty, lines.Keys, id => Task.FromResult<AgreementLine?>(lines[id]), cancellation);
        await book.KeepProgressAsync(AgreementList.Name, faculty, new ListingProgress("", true), cancellation);
    }

    public static WorkLine Dossier(string faculty, int number, DateTimeOffset now)
    {
        var random = new Random(number);
        var submitted = now.AddHours(-random.Next(1, 24 * 800));
        var took = TimeSpan.FromDays(40 + random.Next(20, 160));
        var isOver = submitted + took < now;
        var state = !isOver ? Open[random.Next(Open.Length)]
            : random.Next(10) switch { 0 => DossierState.Refused, 1 => DossierState.Withdrawn, 2 => DossierState.ClosedWithoutDecision, _ => DossierState.Granted };
        var parts = ((double[])[.2, .3, .35, .15]).Select(part => part * took.TotalDays * (.7 + (.6 * random.NextDouble()))).ToArray();
        return new WorkLine
        {
            Id = DossierKey.Of(faculty, $"figures {number}").Id,
            FirstName = "Anne",
            LastName = $"Nom{number}",
            Rpps = $"1000{number:0000000}",
            CommuneCode = Communes[random.Next(Communes.Length)],
            Kind = random.Next(5) == 0 ? DossierKind.Renewal : DossierKind.Candidacy,
            State = state,
            Submitted = submitted,
            Since = isOver ? submitted + took : submitted.AddHours(1),
            LateFrom = isOver ? null : now.AddDays(random.Next(-10, 40)),
            Days = isOver
                ? Enum.GetValues<AgreementStage>().Zip(parts).ToDictionary(pair => pair.First, pair => Math.Round(pair.Second, 2))
                : null,
        };
    }

    public static AgreementRecord Agreement(string faculty, int number, LocalDate today)
    {
        var random = new Random(number);
        var commune = Communes[random.Next(Communes.Length)];
        var from = today.PlusDays(-random.Next(0, 1500));
        var until = from.PlusMonths(random.Next(4) == 0 ? 12 : 48).PlusDays(-1);
        return new AgreementRecord(
            DossierKey.Of(faculty, $"figures {number}"), $"Dr Anne Nom{number}", $"1000{random.Next(0, 1000):0000000}", commune[..2], from, until,
            until < today ? AgreementState.Lapsed : random.Next(30) == 0 ? AgreementState.Suspended : AgreementState.Active,
            "h-vasseur", ParisTime.StartOf(from))
        {
            Number = $"{from.Year}-{number:0000}",
            Commune = commune,
            Interns = random.Next(0, 4),
            IsRenewalDeclined = random.Next(12) == 0,
            Renewal = until < today.PlusMonths(9) && until >= today && random.Next(2) == 0 ? DossierKey.Of(faculty, $"renewal {number}").Id : "",
        };
    }
}
