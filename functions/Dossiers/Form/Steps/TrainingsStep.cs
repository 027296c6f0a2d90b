namespace Compagnon.Dossiers.Form;

/// <summary>Training sessions attended in the term that ends.</summary>
internal sealed class TrainingsStep()
    : StepForm<AttendedTrainings>(FormStep.Trainings, "formations-suivies", "Les formations que vous avez suivies")
{
    /// <summary>Most sessions.</summary>
    internal const int Most = 12;

    private static readonly CertificateQuestions[] Entries = [.. Enumerable.Range(1, Most).Select(number => new CertificateQuestions(number))];

    private static readonly TextQuestion Reason = new("aucune-formation", "Si vous n’en avez suivi aucune, dites pourquoi", 1000)
    {
        Lines = 3,
        Conditional = true,
        Optional = true,
        Short = "Pourquoi aucune formation",
    };

    public override string Lead =>
        "Les formations à la maîtrise de stage suivies depuis le début de votre agrément. Celles que le département a enregistrées sont "
        + "déjà inscrites : complétez ou corrigez.";

    public override IReadOnlyList<Question> Questions { get; } = [.. Entries.SelectMany(entry => entry.All), Reason];

    public override string More => "Ajouter une formation";

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) =>
        [.. CertificateQuestions.ShownFor(Entries, typed), Reason];

    private protected override AttendedTrainings Read(StepReader reader, FormContext context)
    {
        var all = CertificateQuestions.Read(Entries, reader, context);
        var reason = reader.Text(Reason);
        if (all.Count == 0 && reason.Length == 0)
            reader.Wrong(Reason, "Indiquez une formation, ou dites pourquoi vous n’en avez suivi aucune.");
        return new AttendedTrainings([.. all.OrderBy(training => training.Date)], all.Count == 0 ? reason : "");
    }

    private protected override void Write(AttendedTrainings answer, Answers answers)
    {
        CertificateQuestions.Write(Entries, answer.All, answers);
        answers.Set(Reason.Name, answer.Reason);
    }

    private protected override IEnumerable<FormRow> RowsOf(AttendedTrainings answer) =>
    [
        .. answer.All.Index().Select(training => new FormRow(
            $"Formation {training.Index + 1}", [training.Item.Title, training.Item.Organiser, DateQuestion.Write(training.Item.Date)])),
        .. answer.Reason.Length > 0 ? (FormRow[])[new(Reason.Short!, [answer.Reason])] : [],
    ];
}
