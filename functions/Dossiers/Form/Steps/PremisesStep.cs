namespace Compagnon.Dossiers.Form;

/// <summary>Where the intern sits and rests, confidentiality, safety, out-of-hours work.</summary>
internal sealed class PremisesStep() : StepForm<Premises>(FormStep.Premises, "locaux", "Les locaux et la sécurité")
{
    private static readonly ChoiceQuestion<InternRoom> Room = new("bureau", "Où l’interne consultera-t-il ?")
    {
        Short = "Bureau de l’interne",
    };

    private static readonly ChoiceQuestion RestRoom =
        ChoiceQuestion.YesNo("repos", "Y a-t-il une salle de repos ou un endroit pour déjeuner ?") with { Short = "Salle de repos" };

    private static readonly ChoiceQuestion Confidential =
        ChoiceQuestion.YesNo(
            "confidentialite", "Les échanges avec les patients restent-ils confidentiels (insonorisation, écran, accueil) ?") with
        {
            Short = "Confidentialité assurée",
        };

    private static readonly ChoiceQuestion NeverAlone =
        ChoiceQuestion.YesNo("presence", "Y a-t-il toujours quelqu’un d’autre dans les locaux quand l’interne y consulte ?")
            with
        { Short = "L’interne n’est jamais seul dans les locaux" };

    private static readonly TextQuestion Safety = new("securite", "Ce qui est prévu pour la sécurité", 500)
    {
        Optional = true,
        Lines = 3,
        Hint = "Alarme, accès, conduite en cas d’agression, trajets…",
    };

    private static readonly ChoiceQuestion<OutOfHours> Hours =
        new("permanence", "L’interne participera-t-il à la permanence des soins (gardes, soirs, week-ends) ?")
        {
            Short = "Permanence des soins",
        };

    public override IReadOnlyList<Question> Questions { get; } = [Room, RestRoom, Confidential, NeverAlone, Safety, Hours];

    private protected override Premises Read(StepReader reader, FormContext context) => new(
        reader.Choice(Room),
        reader.YesNo(RestRoom),
        reader.YesNo(Confidential),
        reader.YesNo(NeverAlone),
        reader.Text(Safety),
        reader.Choice(Hours));

    private protected override void Write(Premises answer, Answers answers) => answers
        .Set(Room.Name, answer.Room.ToString())
        .Set(RestRoom.Name, YesNo(answer.RestRoom))
        .Set(Confidential.Name, YesNo(answer.Confidential))
        .Set(NeverAlone.Name, YesNo(answer.NeverAlone))
        .Set(Safety.Name, answer.Safety)
        .Set(Hours.Name, answer.OutOfHours.ToString());
}
