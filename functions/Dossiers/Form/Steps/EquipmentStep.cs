namespace Compagnon.Dossiers.Form;

/// <summary>What is there to work with.</summary>
internal sealed class EquipmentStep() : StepForm<Equipment>(FormStep.Equipment, "equipement", "L’équipement")
{
    private static readonly ChoiceQuestion<EquipmentItem> Items = new("materiel", "Matériel dont l’interne pourra se servir")
    {
        Several = true,
        Optional = true,
        Hint = "Plusieurs réponses possibles.",
    };

    private static readonly TextQuestion Others = new("autre-materiel", "Autre matériel", 500) { Optional = true, Lines = 3 };

    private static readonly TextQuestion Software = new("logiciel", "Logiciel métier", 100) { Optional = true };

    public override IReadOnlyList<Question> Questions { get; } = [Items, Others, Software];

    private protected override Equipment Read(StepReader reader, FormContext context)
    {
        var equipment = new Equipment(reader.Choices(Items), reader.Text(Others), reader.Text(Software));
        if (equipment.Items.Count == 0 && equipment.Others.Length == 0)
            reader.Wrong(Items, "Cochez ce dont vous disposez, ou décrivez-le dans « Autre matériel ».");
        return equipment;
    }

    private protected override void Write(Equipment answer, Answers answers) => answers
        .Set(Items.Name, answer.Items.Select(it => it.ToString()))
        .Set(Others.Name, answer.Others)
        .Set(Software.Name, answer.Software);
}
