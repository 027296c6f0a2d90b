using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Storage;
using Compagnon.Testing;

namespace Compagnon.Tests.Dossiers.Form;

public sealed class FormBookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly Doctor Anne = new("Anne", "Martin", "79927398713", "anne@exemple.example", "63");

    private static readonly DossierForm Sample = SampleForm.Of(Anne.FirstName, Anne.LastName, "63");

    private readonly DossierKey dossier = DossierKey.New("val-de-dore");
    private StorageClients storage = null!;
    private FormBook forms = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var account = await azurite.NewAccountAsync();
        storage = new StorageClients(new TableServiceClient(account), new BlobServiceClient(account));
        forms = new FormBook(storage, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_form_comes_back_step_by_step_and_says_what_is_lacking()
    {
        Assert.Equal(12, (await FindAsync()).LackingOf(StepForm.Of(DossierKind.Candidacy)).Count);
        foreach (var step in StepForm.Of(DossierKind.Candidacy))
        {
            Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample[step.Step]!));
            var stored = await FindAsync();
            Assert.Equal(step.ToJson(Sample[step.Step]!), step.ToJson(stored.Form[step.Step]!));
            Assert.DoesNotContain(step.Step, stored.LackingOf(StepForm.Of(DossierKind.Candidacy)));
        }

        Assert.Empty((await FindAsync()).LackingOf(StepForm.Of(DossierKind.Candidacy)));
        Assert.True((await forms.FindHandedOverAsync(dossier, Cancellation)).IsEmpty);
    }

    [Fact]
    public async Task What_is_to_be_corrected_is_kept_as_it_was_typed_and_is_no_answer()
    {
        await SaveAsync(Sample.Capacity!);
        var typed = Answers.None.Set("internes", "une dizaine").Set("niveaux", "Saspas");

        await forms.SaveAsync(dossier, FormStep.Capacity, typed, null, 1, Cancellation);

        var stored = (await FindAsync()).Steps[FormStep.Capacity];
        Assert.True(stored.Typed.IsSameAs(typed));
        Assert.Null(stored.Answer);
        Assert.Equal(StepState.ToCorrect, (await FindAsync()).StateOf(FormStep.Capacity));
        Assert.Equal(StepState.Empty, (await FindAsync()).StateOf(FormStep.Place));
    }

    [Fact]
    public async Task The_second_of_two_pages_does_not_overwrite_the_first_and_the_same_again_changes_nothing()
    {
        var first = Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Capacity!, 0)).Step;
        var second = await SaveAsync(Sample.Capacity! with { Interns = 1 }, 0);
        var again = Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Capacity!, 0)).Step;

        Assert.Equal(2, ((Capacity)Assert.IsType<StepSaving.Overtaken>(second).Stored!.Answer!).Interns);
        Assert.Equal((1, first.At), (again.Version, again.At));
        Assert.Equal(2, Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Capacity! with { Interns = 1 }, 1)).Step.Version);
    }

    [Fact]
    public async Task Of_many_that_save_at_once_from_the_same_page_one_wins_and_the_others_are_told()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(1, 6).Select(interns => SaveAsync(Sample.Capacity! with { Interns = interns }, 0)));

        var winner = Assert.IsType<Capacity>(Assert.Single(results.OfType<StepSaving.Saved>()).Step.Answer);
        Assert.Equal(5, results.OfType<StepSaving.Overtaken>().Count());
        Assert.Equal(winner.Interns, (await FindAsync()).Form.Capacity!.Interns);
    }

    [Fact]
    public async Task Twelve_steps_that_are_saved_at_once_are_all_saved()
    {
        var results = await Task.WhenAll(StepForm.Of(DossierKind.Candidacy).Select(step => SaveAsync(Sample[step.Step]!, 0)));

        Assert.All(results, result => Assert.IsType<StepSaving.Saved>(result));
        Assert.Empty((await FindAsync()).LackingOf(StepForm.Of(DossierKind.Candidacy)));
    }

    [Fact]
    public async Task A_step_longer_than_is_kept_is_refused_and_what_was_there_stays()
    {
        await SaveAsync(Sample.Capacity!);

        var refused = await forms.SaveAsync(
            dossier, FormStep.Capacity, Answers.None.Set("internes", new string('é', 40_000)), null, cancellation: Cancellation);

        Assert.IsType<StepSaving.TooLong>(refused);
        Assert.Equal(2, (await FindAsync()).Form.Capacity!.Interns);
        // The longest that is kept fits into a row.
        var longest = Answers.None.Set("internes", new string('é', FormBook.LongestStep - 30));
        Assert.IsType<StepSaving.Saved>(await forms.SaveAsync(dossier, FormStep.Capacity, longest, null, cancellation: Cancellation));
    }

    [Fact]
    public async Task What_is_sealed_does_not_change_whoever_saves_at_that_moment()
    {
        for (var i = 0; i < 5; i++)
        {
            var key = DossierKey.New("val-de-dore");
            var step = StepForm.Of(FormStep.Capacity);
            var saving = Task.WhenAll(Enumerable.Range(1, 6).Select(interns =>
            {
                var answer = Sample.Capacity! with { Interns = interns };
                return forms.SaveAsync(key, FormStep.Capacity, step.Write(answer), answer, cancellation: Cancellation);
            }));
            var seen = await forms.SealAsync(key, Rounds.Draft, Cancellation);
            await saving;

            Assert.Equal(seen.Form.Capacity?.Interns, (await forms.FindHandedOverAsync(key, Cancellation)).Capacity?.Interns);
            Assert.Equal(seen.Form.Capacity?.Interns, (await forms.FindAsync(key, Cancellation)).Form.Capacity?.Interns);
        }
    }

    [Fact]
    public async Task After_the_seal_nothing_is_saved_until_steps_are_opened_again_and_then_only_these()
    {
        await WholeAsync();
        await forms.SealAsync(dossier, Rounds.Draft, Cancellation);
        Assert.True((await FindAsync()).IsSealed);
        Assert.IsType<StepSaving.Sealed>(await SaveAsync(Sample.Capacity! with { Interns = 1 }));

        for (var i = 0; i < 2; i++)
            await forms.ReopenAsync(dossier, [FormStep.Premises, FormStep.Capacity, FormStep.Capacity], "completion-1", Cancellation);

        Assert.Equal([FormStep.Premises, FormStep.Capacity], (await FindAsync()).LackingIn("completion-1"));
        Assert.IsType<StepSaving.Sealed>(await SaveAsync(Sample.Supervision! with { HalfDays = 1 }));
        Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Capacity! with { Interns = 1 }));
        Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Capacity! with { Interns = 3 }));
        // The same as before, confirmed, is an answer too.
        Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Premises!));
        Assert.Empty((await FindAsync()).LackingIn("completion-1"));
        Assert.Equal((3, 2), ((await FindAsync()).Form.Capacity!.Interns, (await HandedOverAsync()).Capacity!.Interns));

        await forms.SealAsync(dossier, "completion-1", Cancellation);
        Assert.Equal(3, (await HandedOverAsync()).Capacity!.Interns);
        var handedOver = await HandedOverAsync();
        Assert.All(StepForm.Of(DossierKind.Candidacy), step => Assert.NotNull(handedOver[step.Step]));
        Assert.IsType<StepSaving.Sealed>(await SaveAsync(Sample.Capacity! with { Interns = 4 }));
        // The workflow's step, repeated late.
        await forms.ReopenAsync(dossier, [FormStep.Capacity], "completion-1", Cancellation);
        Assert.IsType<StepSaving.Sealed>(await SaveAsync(Sample.Capacity! with { Interns = 4 }));
    }

    [Fact]
    public async Task What_was_handed_over_stays_with_the_department_however_wrong_its_successor_is_and_however_many_rounds_there_are()
    {
        await WholeAsync();
        await forms.SealAsync(dossier, Rounds.Draft, Cancellation);
        var wrong = Answers.None.Set("internes", "beaucoup");
        await forms.ReopenAsync(dossier, [FormStep.Capacity], "completion-1", Cancellation);
        await forms.SaveAsync(dossier, FormStep.Capacity, wrong, null, cancellation: Cancellation);
        await forms.SealAsync(dossier, "completion-1", Cancellation);
        Assert.Equal(2, (await HandedOverAsync()).Capacity!.Interns);

        await forms.ReopenAsync(dossier, [FormStep.Capacity], "completion-2", Cancellation);
        await forms.SaveAsync(dossier, FormStep.Capacity, wrong.Set("niveaux", "Saspas"), null, cancellation: Cancellation);
        Assert.Equal(2, (await HandedOverAsync()).Capacity!.Interns);
        await SaveAsync(Sample.Capacity! with { Interns = 5 });
        Assert.Equal(2, (await HandedOverAsync()).Capacity!.Interns);
        await forms.SealAsync(dossier, "completion-2", Cancellation);
        Assert.Equal(5, (await HandedOverAsync()).Capacity!.Interns);
    }

    [Fact]
    public async Task A_round_that_was_sealed_too_early_is_opened_again()
    {
        await SaveAsync(Sample.Capacity!);
        await forms.SealAsync(dossier, Rounds.Draft, Cancellation);
        await forms.UnsealAsync(dossier, "completion-1", Cancellation);
        Assert.IsType<StepSaving.Sealed>(await SaveAsync(Sample.Place!));

        await forms.UnsealAsync(dossier, Rounds.Draft, Cancellation);

        Assert.IsType<StepSaving.Saved>(await SaveAsync(Sample.Place!));
        Assert.True((await HandedOverAsync()).IsEmpty);
    }

    [Fact]
    public async Task Only_a_round_after_the_draft_is_opened_again()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => forms.ReopenAsync(dossier, [FormStep.Place], Rounds.Draft, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => forms.ReopenAsync(dossier, [FormStep.Place], "review-1", Cancellation));
    }

    [Fact]
    public async Task An_answer_that_is_no_longer_offered_is_asked_again()
    {
        var typed = Answers.None.Set("internes", "2").Set("niveaux", "Level7", "Saspas");
        await forms.SaveAsync(dossier, FormStep.Capacity, typed, null, cancellation: Cancellation);

        Assert.Equal(["Saspas"], (await FindAsync()).Steps[FormStep.Capacity].Typed.Of("niveaux"));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_and_another_dossiers_form_alone()
    {
        await WholeAsync();
        var other = DossierKey.New("val-de-dore");
        await SampleForm.StoreAsync(forms, other, Anne, default);

        for (var i = 0; i < 2; i++) await forms.EraseAsync(dossier, Cancellation);

        Assert.Empty((await FindAsync()).Steps);
        Assert.Empty((await forms.FindAsync(other, Cancellation)).LackingOf(StepForm.Of(DossierKind.Candidacy)));
    }

    private Task WholeAsync() => SampleForm.StoreAsync(forms, dossier, Anne, default);

    private Task<StoredForm> FindAsync() => forms.FindAsync(dossier, Cancellation);

    private Task<DossierForm> HandedOverAsync() => forms.FindHandedOverAsync(dossier, Cancellation);

    private Task<StepSaving> SaveAsync(object answer, int? version = null)
    {
        var step = StepForm.Of(SampleAnswers.StepOf(answer));
        return forms.SaveAsync(dossier, step.Step, step.Write(answer), answer, version, Cancellation);
    }
}
