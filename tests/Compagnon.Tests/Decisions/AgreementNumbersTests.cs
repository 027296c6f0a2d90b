using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Decisions;

public sealed class AgreementNumbersTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_of_a_year_have_no_gap_whoever_takes_them_at_the_same_moment_and_as_often_as_they_ask()
    {
        var numbers = app.Get<AgreementNumbers>();
        var faculty = "f-" + Guid.NewGuid().ToString("n")[..12];
        var dossiers = Enumerable.Range(0, 8).Select(_ => DossierKey.New(faculty)).ToList();

        var first = await Task.WhenAll(dossiers.Select(dossier => numbers.GiveAsync(dossier, 2027, Cancellation)));
        var again = await Task.WhenAll(dossiers.Select(dossier => numbers.GiveAsync(dossier, 2028, Cancellation)));

        Assert.Equal(Enumerable.Range(1, 8).Select(rank => $"2027-{rank:0000}"), first.Order());
        Assert.Equal(first, again);
        Assert.Equal("2028-0001", await numbers.GiveAsync(DossierKey.New(faculty), 2028, Cancellation));
    }

    [Fact]
    public async Task Two_faculties_count_apart()
    {
        var numbers = app.Get<AgreementNumbers>();
        var mark = Guid.NewGuid().ToString("n")[..12];

        Assert.Equal("2027-0001", await numbers.GiveAsync(DossierKey.New("a-" + mark), 2027, Cancellation));
        Assert.Equal("2027-0001", await numbers.GiveAsync(DossierKey.New("b-" + mark), 2027, Cancellation));
    }

    [Fact]
    public async Task A_code_is_made_once_and_leads_back_to_its_dossier()
    {
        var codes = app.Get<VerificationBook>();
        var dossier = DossierKey.New(RunningApp.FacultyId);

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => codes.CodeOfAsync(dossier, Cancellation)));

        var code = Assert.Single(made.Distinct());
        Assert.True(DossierKey.IsId(code));
        Assert.NotEqual(dossier.Id, code);
        Assert.Equal(new CodedPaper(dossier, null), await codes.FindAsync(code, Cancellation));
        Assert.Null(await codes.FindAsync(dossier.Id, Cancellation));
    }
}
