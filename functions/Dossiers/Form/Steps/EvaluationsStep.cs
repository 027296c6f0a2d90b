namespace Compagnon.Dossiers.Form;

/// <summary>What interns said of their stage, and what was changed after it.</summary>
internal sealed class EvaluationsStep() : StepForm<Evaluations>(FormStep.Evaluations, "evaluations", "Ce que les internes en ont dit")
{
    private static readonly ChoiceQuestion Received =
        ChoiceQuestion.YesNo("recues", "Avez-vous reçu les évaluations de vos internes ?") with { Short = "Évaluations reçues" };

    private static readonly TextQuestion Summary = new("retour", "Ce qu’elles disent, en quelques lignes", 2000)
    {
        Lines = 5,
        Conditional = true,
        Optional = true,
        Hint = "Si vous en avez reçu.",
        Short = "Ce qu’elles disent",
    };

    private static readonly TextQuestion Changes = new("suites", "Ce que vous avez changé à la suite", 2000)
    {
        Lines = 5,
        Optional = true,
        Short = "Ce qui a changé à la suite",
    };

    public override IReadOnlyList<Question> Questions { get; } = [Received, Summary, Changes];

    private protected override Evaluations Read(StepReader reader, FormContext context)
    {
        var (received, summary) = (reader.YesNo(Received), reader.Text(Summary));
        if (received && summary.Length == 0) reader.Wrong(Summary, "Dites en quelques lignes ce que disent les évaluations reçues.");
        if (reader.Has(Received) && !received && summary.Length > 0)
            reader.Wrong(Received, "Vous résumez des évaluations : répondez « oui », ou videz le champ qui les résume.");
        return new Evaluations(received, summary, reader.Text(Changes));
    }

    private protected override void Write(Evaluations answer, Answers answers) => answers
        .Set(Received.Name, YesNo(answer.Received))
        .Set(Summary.Name, answer.Summary)
        .Set(Changes.Name, answer.Changes);
}
