using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Web;

namespace Compagnon.Assignments;

/// <summary>A piece on the page of a review.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Document">Its document; null where there is none.</param>
/// <param name="Before">What the review before said of it; null where there was none.</param>
/// <param name="IsNew">Whether its document has come since.</param>
public sealed record ReviewPiece(Piece Piece, Document? Document, PieceFinding? Before, bool IsNew)
{
    /// <summary>What is chosen before anybody chooses: what was accepted and has not changed stays so; null: it has to be said.</summary>
    public PieceState? Default => !IsNew && (Before?.State == PieceState.Accepted || (Document is null && !Piece.Required && Before is null))
        ? PieceState.Accepted
        : null;
}

/// <summary>A step of the form on the page of a review.</summary>
/// <param name="Step">The step.</param>
/// <param name="Before">The word with which the review before asked for it again; null where it did not.</param>
/// <param name="IsNew">Whether it was answered anew since.</param>
public sealed record ReviewStep(StepForm Step, string? Before, bool IsNew);

/// <summary>What the page of a review shows beside the dossier.</summary>
/// <param name="Pieces">The pieces, in the procedure's order.</param>
/// <param name="Steps">The form's steps, in their order.</param>
public sealed record ReviewModel(IReadOnlyList<ReviewPiece> Pieces, IReadOnlyList<ReviewStep> Steps);

/// <summary>The review of the secretariat: piece by piece; the dossier is complete once all are accepted.</summary>
public sealed class ReviewForm(DocumentBook documents, FormBook forms) : AssignmentForm
{
    /// <summary>The longest word on one piece or step, in characters.</summary>
    public const int LongestPieceWord = 500;

    /// <summary>The longest word on the whole dossier, in characters.</summary>
    public const int LongestWord = 2000;

    /// <summary>How long all words on pieces and steps may be together, as they are stored: one mail carries them all.</summary>
    public const int LongestFindings = 10_000;

    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.Review;

    /// <inheritdoc />
    public override Type Fields => typeof(ReviewFields);

    /// <inheritdoc />
    public override Type? Given => typeof(ReviewGiven);

    /// <inheritdoc />
    public override bool ListsPieces => false;

    /// <summary>Name of the field that says what becomes of a piece; its first choice has it as id.</summary>
    public static string StateField(string piece) => "piece-" + piece;

    /// <summary>Name of the field for a word on a piece.</summary>
    public static string WordField(string piece) => "mot-piece-" + piece;

    /// <summary>Name of the box that asks for a step of the form again.</summary>
    public static string RedoField(StepForm step) => "reprise-" + step.Slug;

    /// <summary>Name of the field for a word on a step.</summary>
    public static string WordField(StepForm step) => "mot-reprise-" + step.Slug;

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Vérifier le dossier du {view.Dossier.Doctor.FullName}",
        "Lisez chaque pièce, puis acceptez-la ou dites ce qui est à fournir ou à refaire.",
        "Votre vérification",
        "Enregistrer la vérification",
        "Le secrétariat doit le vérifier.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Complete
        ? new("Le dossier a été déclaré complet", "success")
        : new("Des pièces ont été demandées au médecin", "warning");

    /// <inheritdoc />
    public override async Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation)
    {
        var dossier = @case.Dossier.Key;
        var earlier = @case.Assignments
            .Where(other => other.Opened < @case.Assignment.Opened && other.Stage.Length == 0)
            .ToList();
        var findings = earlier.LastOrDefault(other => other.Kind == AssignmentKind.Review) is { } review
            && @case.Claims.GetValueOrDefault(review.Id) is { } claim
                ? ReviewFindings.Of(claim)
                : ReviewFindings.None;
        var round = earlier.LastOrDefault(other => other.Kind == AssignmentKind.Completion)?.Id;

        var handedOver = await documents.ListHandedOverAsync(dossier, cancellation);
        var form = await forms.FindAsync(dossier, cancellation);
        return new ReviewModel(
            [
                .. @case.Procedure.Pieces.Select(piece =>
                {
                    var document = handedOver.GetValueOrDefault(piece.Id);
                    return new ReviewPiece(
                        piece, document, findings.Pieces.GetValueOrDefault(piece.Id), document is not null && document.Round == round);
                }),
            ],
            [
                .. StepForm.Of(@case.Dossier).Select(step => new ReviewStep(
                    step,
                    findings.Steps.GetValueOrDefault(step.Step),
                    round is not null && form.Steps.GetValueOrDefault(step.Step)?.Round == round)),
            ]);
    }

    /// <inheritdoc />
    public override DepartmentAnswer Read(DepartmentAnswer typed, DepartmentView view) => Read(typed, ModelOf(view));

    /// <summary>The answer that follows from what was said piece by piece: none as long as something was said of none.</summary>
    public static DepartmentAnswer Read(DepartmentAnswer typed, ReviewModel model)
    {
        var findings = FindingsOf(typed, model);
        var choice = findings.Pieces.Count < model.Pieces.Count ? "" : findings.IsAllAccepted ? Choices.Complete : Choices.Missing;
        return typed with { Choice = choice, Pieces = findings.Asked };
    }

    /// <summary>What was said piece by piece; pieces of which nothing was said are not in it.</summary>
    public static ReviewFindings FindingsOf(DepartmentAnswer typed, ReviewModel model)
    {
        var pieces = new Dictionary<string, PieceFinding>();
        foreach (var (piece, document, _, _) in model.Pieces)
        {
            if (ReviewFindings.ReadState(typed.Text(StateField(piece.Id))) is not { } state) continue;
            // Nothing can be redone that is not there.
            if (state == PieceState.Redo && document is null) state = PieceState.Missing;
            pieces[piece.Id] = new PieceFinding(state, typed.Text(WordField(piece.Id)));
        }

        var steps = new SortedDictionary<FormStep, string>();
        foreach (var (step, _, _) in model.Steps)
            if (typed.Text(RedoField(step)).Length > 0) steps[step.Step] = typed.Text(WordField(step));
        return new ReviewFindings(pieces, steps);
    }

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => Check(answer, ModelOf(view));

    /// <summary>What is wrong with a review.</summary>
    public static FormErrors Check(DepartmentAnswer answer, ReviewModel model)
    {
        var errors = new FormErrors();
        var findings = FindingsOf(answer, model);
        foreach (var (piece, _, _, _) in model.Pieces)
        {
            if (!findings.Pieces.TryGetValue(piece.Id, out var finding))
            {
                errors.Add(StateField(piece.Id), $"Dites si cette pièce est acceptée : {piece.Label}");
                continue;
            }

            if (finding.State != PieceState.Accepted && finding.Word.Length == 0)
                errors.Add(WordField(piece.Id), $"Écrivez au médecin ce qui ne va pas : {piece.Label}");
            errors.Add(WordField(piece.Id), TooLong(finding.Word, LongestPieceWord));
        }

        foreach (var (step, word) in findings.Steps)
        {
            var form = StepForm.Of(step);
            if (word.Length == 0) errors.Add(WordField(form), $"Écrivez au médecin ce qui est à reprendre : {form.Title}");
            errors.Add(WordField(form), TooLong(word, LongestPieceWord));
        }

        errors.Add(DepartmentAnswer.WordField, TooLong(answer.Word, LongestWord));
        if (errors.Any || AssignmentDesk.LengthOf(findings.ToData()) <= LongestFindings) return errors;

        var longest = findings.Pieces.Select(piece => (Field: WordField(piece.Key), piece.Value.Word))
            .Concat(findings.Steps.Select(step => (Field: WordField(StepForm.Of(step.Key)), Word: step.Value)))
            .MaxBy(field => field.Word.Length);
        return errors.Add(longest.Field, "Raccourcissez vos mots sur les pièces : ensemble, ils sont trop longs pour un seul courriel.");
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? DataOf(DepartmentAnswer answer, DepartmentView view) =>
        FindingsOf(answer, ModelOf(view)).ToData();

    private static ReviewModel ModelOf(DepartmentView view) => (ReviewModel)view.Model!;

    private static string? TooLong(string word, int longest) => word.Length > longest
        ? $"Raccourcissez ce texte : il compte {word.Length} caractères, {longest} au plus."
        : null;
}
