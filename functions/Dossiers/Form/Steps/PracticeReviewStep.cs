namespace Compagnon.Dossiers.Form;

/// <summary>What has changed in the practice, and what the doctor makes of these years.</summary>
internal sealed class PracticeReviewStep() : StepForm<PracticeReview>(FormStep.PracticeReview, "bilan", "Votre bilan")
{
    private static readonly ChoiceQuestion Any =
        ChoiceQuestion.YesNo("changement", "Votre exercice a-t-il changé depuis votre agrément ?") with
        {
            Hint = "Lieu, équipe, rythme, activité, locaux : ce que l’interne verra autrement.",
            Short = "Exercice changé",
        };

    private static readonly TextQuestion Changes = new("changements", "Ce qui a changé", 2000)
    {
        Lines = 5,
        Conditional = true,
        Optional = true,
        Hint = "Si quelque chose a changé.",
    };

    private static readonly TextQuestion Review = new("bilan", "Votre bilan, et ce que vous souhaitez pour la suite", 3000)
    {
        Lines = 8,
        Optional = true,
        Short = "Bilan et souhaits",
    };

    public override IReadOnlyList<Question> Questions { get; } = [Any, Changes, Review];

    private protected override PracticeReview Read(StepReader reader, FormContext context)
    {
        var (any, changes) = (reader.YesNo(Any), reader.Text(Changes));
        if (any && changes.Length == 0) reader.Wrong(Changes, "Dites ce qui a changé.");
        if (reader.Has(Any) && !any && changes.Length > 0)
            reader.Wrong(Any, "Vous décrivez un changement : répondez « oui », ou videz le champ qui le décrit.");
        return new PracticeReview(changes, reader.Text(Review));
    }

    private protected override void Write(PracticeReview answer, Answers answers) => answers
        .Set(Any.Name, YesNo(answer.Changes.Length > 0))
        .Set(Changes.Name, answer.Changes)
        .Set(Review.Name, answer.Review);
}
