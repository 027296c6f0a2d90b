namespace Compagnon.Dossiers.Form;

/// <summary>Other supervisors on the same site.</summary>
internal sealed class CoSupervisionStep() : StepForm<CoSupervision>(FormStep.CoSupervision, "coencadrement", "Le co-encadrement")
{
    /// <summary>Three supervisors together at most.</summary>
    internal const int MostOthers = 2;

    private static readonly ChoiceQuestion Together = new(
        "ensemble",
        "Qui encadrera les internes sur ce lieu ?",
        [("0", "Moi seul"), ("1", "Un autre médecin et moi"), ("2", "Deux autres médecins et moi")])
    {
        Hint = "Chacun dépose son propre dossier et reçoit son propre agrément.",
        Short = "Encadrement",
    };

    private static readonly ColleagueQuestions[] Colleagues =
    [
        new("deuxieme", "Le deuxième médecin, s’il y en a un", "Deuxième médecin"),
        new("troisieme", "Le troisième médecin, s’il y en a un", "Troisième médecin"),
    ];

    public override IReadOnlyList<Question> Questions { get; } = [Together, .. Colleagues.SelectMany(it => (Question[])[it.Name, it.Rpps])];

    private protected override CoSupervision Read(StepReader reader, FormContext context)
    {
        var chosen = reader.Choice(Together) is [var digit] ? digit - '0' : 0;
        var others = new List<Colleague>();
        for (var i = 0; i < MostOthers; i++)
        {
            var colleague = Colleagues[i].Read(reader, context.Doctor);
            if (colleague is null && i < chosen)
            {
                reader.Wrong(Colleagues[i].Name, "Indiquez le prénom et le nom de ce médecin.");
                reader.Wrong(Colleagues[i].Rpps, "Indiquez le numéro RPPS de ce médecin.");
            }
            if (colleague is null) continue;
            if (others.Any(other => other.Rpps == colleague.Rpps && colleague.Rpps.Length > 0))
                reader.Wrong(Colleagues[i].Rpps, "Ce numéro RPPS est déjà celui du deuxième médecin.");
            others.Add(colleague);
        }
        if (reader.Has(Together) && others.Count > chosen)
        {
            reader.Wrong(
                Together, "Vous nommez plus de médecins que vous n’en annoncez : changez votre réponse, ou videz les champs en trop.");
        }
        return new CoSupervision(others);
    }

    private protected override void Write(CoSupervision answer, Answers answers)
    {
        answers.Set(Together.Name, answer.Others.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        for (var i = 0; i < MostOthers; i++) Colleagues[i].Write(answer.Others.ElementAtOrDefault(i), answers);
    }
}
