using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compagnon.Web;

namespace Compagnon.Dossiers.Form;

/// <summary>One step of the form: its questions, how answers become a record and how a record is shown.</summary>
public abstract class StepForm(FormStep step, string slug, string title)
{
    /// <summary>How answers are stored.</summary>
    internal static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The steps of all kinds of dossiers.</summary>
    public static IReadOnlyList<StepForm> All { get; } =
    [
        new DisciplineStep(), new PlaceStep(), new ActivityStep(), new TeamStep(), new EquipmentStep(), new PremisesStep(),
        new CapacityStep(), new SupervisionStep(), new CoSupervisionStep(), new TeachingProjectStep(), new CertificatesStep(),
        new CommitmentStep(), new AmendmentStep(), new InternshipsStep(), new EvaluationsStep(), new TrainingsStep(),
        new PracticeReviewStep(), new RecommendationsStep(),
    ];

    private static readonly Dictionary<DossierKind, IReadOnlyList<StepForm>> ByKind = new()
    {
        [DossierKind.Candidacy] =
        [
            Of(FormStep.Discipline), Of(FormStep.Place), Of(FormStep.Activity), Of(FormStep.Team), Of(FormStep.Equipment),
            Of(FormStep.Premises), Of(FormStep.Capacity), Of(FormStep.Supervision), Of(FormStep.CoSupervision),
            Of(FormStep.TeachingProject), Of(FormStep.Certificates), Of(FormStep.Commitment),
        ],
        // What an agreement was granted on and is no part of the place or its people stays as it is.
        [DossierKind.Amendment] =
        [
            Of(FormStep.Amendment), Of(FormStep.Place), Of(FormStep.Activity), Of(FormStep.Team), Of(FormStep.Equipment),
            Of(FormStep.Premises), Of(FormStep.Capacity), Of(FormStep.Supervision), Of(FormStep.CoSupervision),
        ],
        // The teaching report, what is to be confirmed, and what is signed for the new term.
        [DossierKind.Renewal] =
        [
            Of(FormStep.Internships), Of(FormStep.Evaluations), Of(FormStep.Trainings), Of(FormStep.PracticeReview), Of(FormStep.Place),
            Of(FormStep.Team), Of(FormStep.Capacity), Of(FormStep.Commitment),
        ],
    };

    // An agreement under conditions: what became of the recommendations comes first.
    private static readonly IReadOnlyList<StepForm> ConditionalRenewal = [Of(FormStep.Recommendations), .. ByKind[DossierKind.Renewal]];

    /// <summary>The steps that a kind of dossier asks for, in their order; of a renewal, without those about recommendations.</summary>
    public static IReadOnlyList<StepForm> Of(DossierKind kind) => ByKind[kind];

    /// <summary>Which step.</summary>
    public FormStep Step => step;

    /// <summary>In addresses: <c>lieu</c>.</summary>
    public string Slug => slug;

    /// <summary>« Le lieu d’exercice ».</summary>
    public string Title => title;

    /// <summary>One or two sentences above the questions; may be empty.</summary>
    public virtual string Lead => "";

    /// <summary>The questions, in their order.</summary>
    public abstract IReadOnlyList<Question> Questions { get; }

    /// <summary>Those that are shown to somebody who has typed <paramref name="typed"/>.</summary>
    public virtual IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) => Questions;

    /// <summary>Name of a script among the assets that eases this step; null where there is none. The step works without it.</summary>
    public virtual string? Script => null;

    /// <summary>What a button is called that asks for more fields; null where there are always all.</summary>
    public virtual string? More => null;

    /// <summary>The steps that a dossier asks for, in their order.</summary>
    public static IReadOnlyList<StepForm> Of(DossierRecord dossier) =>
        dossier is { IsRenewal: true, Renews.Recommendations.Count: > 0 } ? ConditionalRenewal : Of(dossier.Kind);

    /// <summary>The form of a step.</summary>
    public static StepForm Of(FormStep step) => All.First(form => form.Step == step);

    /// <summary>The form with this slug among the steps of a dossier, or null.</summary>
    public static StepForm? Find(DossierRecord dossier, string slug) => Of(dossier).FirstOrDefault(form => form.Slug == slug);

    /// <summary>The step's record, where nothing is to be corrected.</summary>
    public abstract bool TryRead(Answers answers, FormContext context, [NotNullWhen(true)] out object? answer, out FormErrors errors);

    /// <summary>A record as it stands in the fields.</summary>
    /// <exception cref="ArgumentException">It belongs to another step.</exception>
    public abstract Answers Write(object answer);

    /// <summary>A record as people read it, in the order of the questions.</summary>
    public abstract IReadOnlyList<FormRow> Rows(object answer);

    /// <summary>As <see cref="ChoiceQuestion.YesNo"/> sends it.</summary>
    private protected static string YesNo(bool answer) => answer ? TickQuestion.Yes : "non";

    /// <summary>A record as it is stored.</summary>
    internal abstract string ToJson(object answer);

    /// <summary>A record from storage.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal abstract object FromJson(string json);
}

/// <summary>One answer as people read it.</summary>
/// <param name="Label">What was asked.</param>
/// <param name="Lines">The answer; empty where nothing was answered.</param>
/// <param name="Group">What is written above answers that belong together; null for the others.</param>
public sealed record FormRow(string Label, IReadOnlyList<string> Lines, string? Group = null);

/// <summary>One step of the form.</summary>
/// <typeparam name="T">Its record.</typeparam>
public abstract class StepForm<T>(FormStep step, string slug, string title) : StepForm(step, slug, title)
    where T : class
{
    /// <inheritdoc/>
    public sealed override bool TryRead(
        Answers answers, FormContext context, [NotNullWhen(true)] out object? answer, out FormErrors errors)
    {
        var reader = new StepReader(answers, Questions);
        var read = Read(reader, context);
        errors = reader.Errors;
        answer = errors.Any ? null : read;
        return answer is not null;
    }

    /// <inheritdoc/>
    public sealed override Answers Write(object answer)
    {
        var answers = new Answers();
        Write(Typed(answer), answers);
        return answers;
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<FormRow> Rows(object answer) => [.. RowsOf(Typed(answer))];

    /// <inheritdoc/>
    internal sealed override string ToJson(object answer) => JsonSerializer.Serialize(Typed(answer), Json);

    /// <inheritdoc/>
    internal sealed override object FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Json) ?? throw new JsonException("Expected an object; got null.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"Expected the stored answer to the step {Step}; it was not written by this app.", wrong);
        }
    }

    /// <summary>
    /// Makes the record of what was typed. Says every mistake to the reader; what it returns counts only where there is none.
    /// </summary>
    private protected abstract T Read(StepReader reader, FormContext context);

    /// <summary>Fills the fields.</summary>
    private protected abstract void Write(T answer, Answers answers);

    /// <summary>What is shown of it: each question that was answered.</summary>
    private protected virtual IEnumerable<FormRow> RowsOf(T answer)
    {
        var answers = Write(answer);
        return from question in Questions
               let shown = question.Shown(answers)
               where shown.Count > 0 || question.Group is null
               select new FormRow(question.Short ?? question.Label, shown, question.GroupShort ?? question.Group);
    }

    private T Typed(object answer) =>
        answer as T ?? throw new ArgumentException($"Expected the record of the step {Step}; got {answer.GetType()}.", nameof(answer));
}
