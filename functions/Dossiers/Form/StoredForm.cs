namespace Compagnon.Dossiers.Form;

/// <summary>Where one step stands.</summary>
public enum StepState
{
    /// <summary>Nothing was saved.</summary>
    Empty,

    /// <summary>What was saved has mistakes, or something is missing in it.</summary>
    ToCorrect,

    /// <summary>Saved without a mistake.</summary>
    Done,
}

/// <summary>A step as it is stored.</summary>
/// <param name="Step">Which.</param>
/// <param name="Typed">What stands in its fields.</param>
/// <param name="Answer">Its record; null where something is to be corrected.</param>
/// <param name="At">When it was saved.</param>
/// <param name="Round">During which round (<see cref="Rounds"/>).</param>
/// <param name="Version">From 1: how often it was saved.</param>
/// <param name="By">Who saved it: the doctor, or a member of the secretariat in the doctor's stead.</param>
public sealed record StoredStep(
    FormStep Step, Answers Typed, object? Answer, DateTimeOffset At, string Round, int Version, string By = Links.Link.Doctor);

/// <summary>A form as its doctor sees it: everything that was saved, handed over or not.</summary>
/// <param name="Steps">What was saved, by step.</param>
/// <param name="SealedRound">The round that was sealed last; empty where none was.</param>
/// <param name="ReopenedRound">The round for which steps were opened again; empty where none were.</param>
/// <param name="Reopened">The steps that were opened again for it.</param>
public sealed record StoredForm(
    IReadOnlyDictionary<FormStep, StoredStep> Steps, string SealedRound, string ReopenedRound, IReadOnlyList<FormStep> Reopened)
{
    /// <summary>The answers that have no mistake.</summary>
    public DossierForm Form => Steps.Values.Where(step => step.Answer is not null)
        .Aggregate(DossierForm.Empty, (form, step) => form.With(step.Answer!));

    /// <summary>Those of a dossier's steps that are not done, in their order.</summary>
    public IReadOnlyList<FormStep> LackingOf(IEnumerable<StepForm> steps) =>
        [.. steps.Select(form => form.Step).Where(step => StateOf(step) != StepState.Done)];

    /// <summary>Whether nothing can be saved: it is handed over, and no step is opened again.</summary>
    public bool IsSealed => Enum.GetValues<FormStep>().All(step => RoundOf(step) is null);

    /// <summary>Where a step stands.</summary>
    public StepState StateOf(FormStep step) => Steps.GetValueOrDefault(step) switch
    {
        null => StepState.Empty,
        { Answer: null } => StepState.ToCorrect,
        _ => StepState.Done,
    };

    /// <summary>The round in which a step may be saved now; null when it may not.</summary>
    public string? RoundOf(FormStep step)
    {
        if (SealedRound.Length == 0) return Rounds.Draft;
        return IsReopened && Reopened.Contains(step) ? ReopenedRound : null;
    }

    /// <summary>Whether a step that was opened again still waits for a new answer.</summary>
    public bool IsAwaited(FormStep step) =>
        IsReopened && Reopened.Contains(step)
            && (StateOf(step) != StepState.Done || Steps.GetValueOrDefault(step)?.Round != ReopenedRound);

    /// <summary>Steps that were opened again for <paramref name="round"/> and have no new answer, in their order.</summary>
    public IReadOnlyList<FormStep> LackingIn(string round) => ReopenedRound != round
        ? []
        : [.. Reopened.Where(step => StateOf(step) != StepState.Done || Steps.GetValueOrDefault(step)?.Round != round).Order()];

    private bool IsReopened => ReopenedRound.Length > 0 && !Rounds.IsHandedOver(ReopenedRound, SealedRound);
}

/// <summary>What became of a step that was to be saved.</summary>
public abstract record StepSaving
{
    private StepSaving()
    {
    }

    /// <summary>It stands as it was given, saved by this call or an earlier one.</summary>
    /// <param name="Step">The step.</param>
    public sealed record Saved(StoredStep Step) : StepSaving;

    /// <summary>Somebody else has saved it since it was read; nothing was changed.</summary>
    /// <param name="Stored">What stands there; null where it was emptied.</param>
    public sealed record Overtaken(StoredStep? Stored) : StepSaving;

    /// <summary>The form is handed over; nothing was changed.</summary>
    public sealed record Sealed : StepSaving;

    /// <summary>More text than a step keeps (<see cref="FormBook.LongestStep"/>); nothing was changed.</summary>
    public sealed record TooLong : StepSaving;
}
