namespace Compagnon.Dossiers.Form;

/// <summary>Earlier training as a supervisor.</summary>
internal sealed class CertificatesStep()
    : StepForm<Certificates>(FormStep.Certificates, "formations", "Vos formations à la maîtrise de stage")
{
    /// <summary>Most certificates.</summary>
    internal const int Most = 6;

    private static readonly ChoiceQuestion Any =
        ChoiceQuestion.YesNo("deja", "Avez-vous déjà suivi une formation à la maîtrise de stage ?") with
        {
            Hint = "Si ce n’est pas le cas, vous suivrez celle du département.",
            Short = "Formation déjà suivie",
        };

    private static readonly CertificateQuestions[] Entries = [.. Enumerable.Range(1, Most).Select(number => new CertificateQuestions(number))];

    public override IReadOnlyList<Question> Questions { get; } =
        [Any, .. Entries.SelectMany(entry => entry.All)];

    public override string More => "Ajouter une formation";

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) =>
        [Any, .. CertificateQuestions.ShownFor(Entries, typed)];

    private protected override Certificates Read(StepReader reader, FormContext context)
    {
        var any = reader.YesNo(Any);
        var all = CertificateQuestions.Read(Entries, reader, context);
        if (any && all.Count == 0)
        {
            reader.Wrong(Entries[0].Title, "Indiquez l’intitulé de la formation.");
            reader.Wrong(Entries[0].Organiser, "Indiquez qui l’a organisée.");
            reader.Wrong(Entries[0].Date, "Indiquez sa date.");
        }
        if (!any && reader.Has(Any) && all.Count > 0)
            reader.Wrong(Any, "Vous indiquez une formation : répondez « oui », ou videz les champs qui la décrivent.");
        return new Certificates(all);
    }

    private protected override void Write(Certificates answer, Answers answers)
    {
        answers.Set(Any.Name, YesNo(answer.All.Count > 0));
        CertificateQuestions.Write(Entries, answer.All, answers);
    }
}
