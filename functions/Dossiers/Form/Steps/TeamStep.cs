using System.Globalization;

namespace Compagnon.Dossiers.Form;

/// <summary>With whom the doctor works.</summary>
internal sealed class TeamStep() : StepForm<Team>(FormStep.Team, "equipe", "L’équipe et l’exercice coordonné")
{
    private static readonly NumberQuestion OtherDoctors = new("autres-medecins", "Autres médecins sur place", 0, 200)
    {
        Hint = "0 si vous exercez seul.",
    };

    private static readonly ChoiceQuestion<Profession> Members = new("professions", "Autres professions sur place")
    {
        Several = true,
        Optional = true,
        Hint = "Aucune case si vous exercez seul.",
    };

    private static readonly ChoiceQuestion<Coordination> Ways = new("coordination", "Exercice coordonné")
    {
        Several = true,
        Optional = true,
        Hint = "Aucune case s’il n’y en a pas encore.",
    };

    private static readonly TextQuestion Particulars = new("precisions", "Précisions", 1000) { Optional = true, Lines = 4 };

    public override IReadOnlyList<Question> Questions { get; } = [OtherDoctors, Members, Ways, Particulars];

    private protected override Team Read(StepReader reader, FormContext context) =>
        new(reader.Number(OtherDoctors), reader.Choices(Members), reader.Choices(Ways), reader.Text(Particulars));

    private protected override void Write(Team answer, Answers answers) => answers
        .Set(OtherDoctors.Name, answer.OtherDoctors.ToString(CultureInfo.InvariantCulture))
        .Set(Members.Name, answer.Members.Select(it => it.ToString()))
        .Set(Ways.Name, answer.Coordination.Select(it => it.ToString()))
        .Set(Particulars.Name, answer.Particulars);
}
