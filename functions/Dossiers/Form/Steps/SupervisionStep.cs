using System.Globalization;

namespace Compagnon.Dossiers.Form;

/// <summary>The time kept for interns.</summary>
internal sealed class SupervisionStep() : StepForm<Supervision>(FormStep.Supervision, "encadrement", "Votre disponibilité")
{
    private static readonly NumberQuestion HalfDays = new("demi-journees", "Demi-journées par semaine avec l’interne sur place", 1, 12);

    private static readonly NumberQuestion MinutesADay = new("minutes", "Temps de reprise (débriefing) par jour, en minutes", 10, 240)
    {
        Hint = "Un temps réservé, de 10 à 240 minutes.",
        Short = "Temps de reprise (débriefing) par jour",
        Unit = "minutes",
    };

    private static readonly ChoiceQuestion<SupervisorReach> Reach = new(
        "joignable", "Quand l’interne consulte seul, comment êtes-vous joignable ?")
    {
        Short = "Joignable quand l’interne consulte seul",
    };

    private static readonly ChoiceQuestion Substitute =
        ChoiceQuestion.YesNo("relais", "Un autre maître de stage prend-il le relais quand vous êtes absent ?") with
        {
            Short = "Relais en cas d’absence",
        };

    public override IReadOnlyList<Question> Questions { get; } = [HalfDays, MinutesADay, Reach, Substitute];

    private protected override Supervision Read(StepReader reader, FormContext context) =>
        new(reader.Number(HalfDays), reader.Number(MinutesADay), reader.Choice(Reach), reader.YesNo(Substitute));

    private protected override void Write(Supervision answer, Answers answers) => answers
        .Set(HalfDays.Name, answer.HalfDays.ToString(CultureInfo.InvariantCulture))
        .Set(MinutesADay.Name, answer.MinutesADay.ToString(CultureInfo.InvariantCulture))
        .Set(Reach.Name, answer.Reach.ToString())
        .Set(Substitute.Name, YesNo(answer.Substitute));
}
