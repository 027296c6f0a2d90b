using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Compagnon.Storage;

namespace Compagnon.Dossiers.Form;

/// <summary>
/// The table <c>Forms</c>: a row a step, and one that says which round was sealed last and what was opened again since. Whoever saves a
/// step writes both rows in one transaction, so that nothing changes once the department looks at it.
/// </summary>
public sealed class FormBook(StorageClients storage, TimeProvider time)
{
    /// <summary>The longest step, in characters of its JSON: well above all limits of its fields, and below a column's.</summary>
    public const int LongestStep = 30_000;

    private const int Tries = 30;

    /// <summary>Before the columns of an answer that was handed over and that a new one takes the place of.</summary>
    private const string Previous = "Previous";

    /// <summary>Sorts after every step and is none.</summary>
    private const string SealRow = "~seal";

    /// <summary>The form as its doctor sees it.</summary>
    public async Task<StoredForm> FindAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Forms, cancellation);
        var (rows, seal) = await ReadAsync(table, dossier, cancellation);
        return new StoredForm(
            rows.Select(Read).ToDictionary(step => step.Step), seal.SealedRound, seal.ReopenedRound, seal.Reopened);
    }

    /// <summary>
    /// The form as the department may see it: answers of sealed rounds. What is saved in an open one is not handed over yet; in its stead
    /// stands what was handed over last.
    /// </summary>
    public async Task<DossierForm> FindHandedOverAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Forms, cancellation);
        var (rows, seal) = await ReadAsync(table, dossier, cancellation);
        var form = DossierForm.Empty;
        foreach (var row in rows)
        {
            var step = Enum.Parse<FormStep>(row.RowKey);
            foreach (var prefix in (string[])["", Previous])
            {
                if (row.GetString(prefix + "Answer") is not { Length: > 0 } answer) continue;
                if (!Rounds.IsHandedOver(row.Text(prefix + "Round"), seal.SealedRound)) continue;
                form = form.With(StepForm.Of(step).FromJson(answer));
                break;
            }
        }
        return form;
    }

    /// <summary>
    /// Saves what was typed into a step, with its record where nothing is to be corrected. Saving the same again changes nothing.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="step">The step.</param>
    /// <param name="typed">What stands in its fields; kept as it is where something is to be corrected.</param>
    /// <param name="answer">Its record; null where something is to be corrected.</param>
    /// <param name="version">The version that was read before (<see cref="StoredStep.Version"/>; 0 for none): somebody else's is not
    /// overwritten. Null overwrites whatever is there.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <param name="by">Who saves: the doctor, or a member of the secretariat in the doctor's stead.</param>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<StepSaving> SaveAsync(
        DossierKey dossier,
        FormStep step,
        Answers typed,
        object? answer,
        int? version = null,
        CancellationToken cancellation = default,
        string by = Links.Link.Doctor)
    {
        var form = StepForm.Of(step);
        // What was typed may say the same in other words.
        if (answer is not null) typed = form.Write(answer);
        var json = answer is null ? JsonSerializer.Serialize(typed.All, StepForm.Json) : form.ToJson(answer);
        if (json.Length > LongestStep) return new StepSaving.TooLong();

        var table = await storage.TableAsync(TableNames.Forms, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var seal = await SealOfAsync(table, dossier, cancellation);
            var row = await table.FindAsync(dossier.Id, step.ToString(), cancellation);
            var stored = row is null ? null : Read(row);
            var asOpened = new StoredForm(new Dictionary<FormStep, StoredStep>(), seal.SealedRound, seal.ReopenedRound, seal.Reopened);
            if (asOpened.RoundOf(step) is not { } round) return new StepSaving.Sealed();
            // Pressed twice, or an answer that got lost on its way and is sent again.
            if (stored is not null && stored.Round == round && stored.Answer is null == answer is null && stored.Typed.IsSameAs(typed))
                return new StepSaving.Saved(stored);
            if (version is not null && version != (stored?.Version ?? 0)) return new StepSaving.Overtaken(stored);

            var saved = new StoredStep(step, typed, answer, time.GetUtcNow(), round, (stored?.Version ?? 0) + 1, by);
            var entry = new TableEntity(dossier.Id, step.ToString())
            {
                ["Faculty"] = dossier.Faculty,
                ["Answer"] = answer is null ? "" : json,
                ["Typed"] = answer is null ? json : "",
                ["At"] = saved.At.ToUniversalTime(),
                ["Round"] = round,
                ["Version"] = saved.Version,
                ["By"] = by,
            };
            KeepHandedOver(row, entry, round);
            if (await TryWriteAsync(table, row, entry, seal, cancellation)) return new StepSaving.Saved(saved);
        }
        throw Overrun(dossier);
    }

    /// <summary>Ends a round: from now on no step is saved in it. Sealing it again changes nothing.</summary>
    /// <returns>The form as it stands for good in this round.</returns>
    public async Task<StoredForm> SealAsync(DossierKey dossier, string round, CancellationToken cancellation = default)
    {
        await ChangeSealAsync(
            dossier,
            seal => Rounds.IsHandedOver(round, seal.SealedRound) ? null : seal with { SealedRound = round },
            cancellation);
        return await FindAsync(dossier, cancellation);
    }

    /// <summary>Opens a round again that was sealed too early. Does nothing where another was sealed since.</summary>
    public Task UnsealAsync(DossierKey dossier, string round, CancellationToken cancellation = default) => ChangeSealAsync(
        dossier,
        seal => seal.SealedRound == round ? seal with { SealedRound = Rounds.Before(round) } : null,
        cancellation);

    /// <summary>
    /// Opens steps of a form that was handed over again, for a round after the draft: what stood there stays with the department until the
    /// round is sealed. Doing so again changes nothing; neither does it once the round is sealed.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="steps">The steps to be redone; none closes those that were opened for this round.</param>
    /// <param name="round">Id of the assignment that asks: <c>completion-1</c>.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="ArgumentException">The round is no later one.</exception>
    public Task ReopenAsync(
        DossierKey dossier, IReadOnlyCollection<FormStep> steps, string round, CancellationToken cancellation = default)
    {
        if (Rounds.Before(round).Length == 0)
            throw new ArgumentException($"Expected a round after '{Rounds.Draft}'; got '{round}'.", nameof(round));
        var asked = steps.Distinct().Order().ToList();
        return ChangeSealAsync(
            dossier,
            seal => Rounds.IsHandedOver(round, seal.SealedRound) || (seal.ReopenedRound == round && seal.Reopened.SequenceEqual(asked))
                ? null
                : seal with
                {
                    // Whoever asks has a form that was handed over; one from before there were forms is handed over empty.
                    SealedRound = seal.SealedRound.Length > 0 ? seal.SealedRound : Rounds.Draft,
                    ReopenedRound = round,
                    Reopened = asked,
                },
            cancellation);
    }

    /// <summary>
    /// Opens a step of a form that was handed over, saves it and closes it, all at once: from then on the department sees this answer.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="step">The step; not one that is open for a round.</param>
    /// <param name="answer">Its record.</param>
    /// <param name="version">The version that it becomes. Where the step has it, or a later one, nothing is changed.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>Whether the step has this version or a later one; false where it is open for a round, or not that far.</returns>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<bool> ReplaceHandedOverAsync(
        DossierKey dossier, FormStep step, object answer, int version, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Forms, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var seal = await SealOfAsync(table, dossier, cancellation);
            var row = await table.FindAsync(dossier.Id, step.ToString(), cancellation);
            var current = row?.GetInt32("Version") ?? 0;
            if (current >= version) return true;
            var asOpened = new StoredForm(new Dictionary<FormStep, StoredStep>(), seal.SealedRound, seal.ReopenedRound, seal.Reopened);
            if (current != version - 1 || asOpened.RoundOf(step) is not null) return false;

            var entry = new TableEntity(dossier.Id, step.ToString())
            {
                ["Faculty"] = dossier.Faculty,
                ["Answer"] = StepForm.Of(step).ToJson(answer),
                ["Typed"] = "",
                ["At"] = time.GetUtcNow(),
                ["Round"] = row?.Text("Round") ?? seal.SealedRound,
                ["Version"] = version,
                ["By"] = row?.GetString("By") ?? Links.Link.Doctor,
            };
            if (await TryWriteAsync(table, row, entry, seal, cancellation)) return true;
        }
        throw Overrun(dossier);
    }

    /// <summary>Erases the form. Doing so again changes nothing.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Forms, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);

    // A step and the seal that it was saved under, at once. False, after a moment, where somebody else was quicker.
    private static async Task<bool> TryWriteAsync(
        TableClient table, TableEntity? row, TableEntity entry, Seal seal, CancellationToken cancellation)
    {
        try
        {
            await table.SubmitTransactionAsync(
                [
                    row is null
                        ? new(TableTransactionActionType.Add, entry)
                        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entry, row.ETag),
                    seal.Write(),
                ],
                cancellation);
            return true;
        }
        catch (RequestFailedException second) when (IsSomebodyElse(second))
        {
            await PauseAsync(cancellation);
            return false;
        }
    }

    private async Task ChangeSealAsync(DossierKey dossier, Func<Seal, Seal?> change, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Forms, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            if (change(await SealOfAsync(table, dossier, cancellation)) is not { } changed) return;
            try
            {
                await table.SubmitTransactionAsync([changed.Write()], cancellation);
                return;
            }
            catch (RequestFailedException second) when (IsSomebodyElse(second))
            {
                await PauseAsync(cancellation);
            }
        }
        throw Overrun(dossier);
    }

    private static void KeepHandedOver(TableEntity? before, TableEntity after, string round)
    {
        if (before is null) return;
        // Within a round, and of a draft that never became an answer, what came before stays.
        var prefix = before.Text("Round") == round || before.Text("Answer").Length == 0 ? Previous : "";
        foreach (var column in (string[])["Answer", "At", "Round"])
            if (before.TryGetValue(prefix + column, out var value)) after[Previous + column] = value;
    }

    private static async Task<(List<TableEntity> Rows, Seal Seal)> ReadAsync(
        TableClient table, DossierKey dossier, CancellationToken cancellation)
    {
        var rows = new List<TableEntity>();
        TableEntity? seal = null;
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
        {
            if (row.RowKey == SealRow) seal = row;
            else rows.Add(row);
        }
        return (rows, Seal.Of(dossier, seal));
    }

    private static async Task<Seal> SealOfAsync(TableClient table, DossierKey dossier, CancellationToken cancellation) =>
        Seal.Of(dossier, await table.FindAsync(dossier.Id, SealRow, cancellation));

    private static StoredStep Read(TableEntity row)
    {
        var step = Enum.Parse<FormStep>(row.RowKey);
        var form = StepForm.Of(step);
        var answer = row.Text("Answer") is { Length: > 0 } json ? form.FromJson(json) : null;
        return new StoredStep(
            step,
            answer is not null ? form.Write(answer) : ReadTyped(form, row.Text("Typed")),
            answer,
            row.Moment("At"),
            row.Text("Round"),
            row.GetInt32("Version") ?? 0,
            row.GetString("By") ?? Links.Link.Doctor);
    }

    // Answers that are no longer offered are no answers.
    private static Answers ReadTyped(StepForm form, string json)
    {
        var stored = JsonSerializer.Deserialize<Dictionary<string, string[]>>(json, StepForm.Json) ?? [];
        var answers = new Answers();
        foreach (var question in form.Questions)
            if (stored.TryGetValue(question.Name, out var texts)) answers.Set(question.Name, question.Clean(texts));
        return answers;
    }

    private static bool IsSomebodyElse(RequestFailedException error) => error.Status is 409 or 412 or 404;

    private static Task PauseAsync(CancellationToken cancellation) => Task.Delay(Random.Shared.Next(5, 50), cancellation);

    private static InvalidOperationException Overrun(DossierKey dossier) =>
        new($"The form of the dossier {dossier.Id} was changed by somebody else {Tries} times in a row; try again.");

    /// <summary>Which round was sealed last, and what was opened again since.</summary>
    private sealed record Seal(
        DossierKey Dossier, string SealedRound, string ReopenedRound, IReadOnlyList<FormStep> Reopened, ETag? Version)
    {
        public static Seal Of(DossierKey dossier, TableEntity? row) => new(
            dossier,
            row?.GetString("Sealed") ?? "",
            row?.GetString("Reopened") ?? "",
            [.. (row?.GetString("Steps") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<FormStep>)],
            row?.ETag);

        public TableTransactionAction Write()
        {
            var row = new TableEntity(Dossier.Id, SealRow)
            {
                ["Faculty"] = Dossier.Faculty,
                ["Sealed"] = SealedRound,
                ["Reopened"] = ReopenedRound,
                ["Steps"] = string.Join(' ', Reopened),
            };
            return Version is { } version
                ? new(TableTransactionActionType.UpdateReplace, row, version)
                : new(TableTransactionActionType.Add, row);
        }
    }
}
