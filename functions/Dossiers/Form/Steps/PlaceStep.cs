using Compagnon.Faculties;

namespace Compagnon.Dossiers.Form;

/// <summary>Where the doctor practises.</summary>
internal sealed class PlaceStep() : StepForm<Place>(FormStep.Place, "lieu", "Le lieu d’exercice")
{
    private static readonly TextQuestion Address = new("adresse", "Numéro et rue", 200) { Autocomplete = "street-address" };

    private static readonly TextQuestion PostalCode = new("code-postal", "Code postal", 10)
    {
        Autocomplete = "postal-code",
        InputMode = "numeric",
        Width = "short",
        Tidy = WithoutSpaces,
        Mistake = code => code.Length == 5 && code.All(char.IsAsciiDigit) ? null : "Un code postal comporte 5 chiffres.",
    };

    private static readonly TextQuestion Commune = new("commune", "Commune", 100) { Autocomplete = "address-level2" };

    private static readonly TextQuestion CommuneCode = new("code-commune", "Code INSEE de la commune", 10)
    {
        Hint = "5 caractères ; ce n’est pas le code postal.",
        Width = "short",
        Tidy = code => WithoutSpaces(code).ToUpperInvariant(),
        Mistake = code => IsCommuneCode(code) ? null : "Un code INSEE comporte 5 caractères : 63113, 2A004.",
    };

    private static readonly ChoiceQuestion<Structure> Kind = new("structure", "Vous exercez dans") { Short = "Structure" };

    private static readonly TextQuestion StructureName = new("nom-structure", "Nom de la structure", 150)
    {
        Optional = true,
        Conditional = true,
        Hint = "Nécessaire pour une maison ou un centre de santé, un hôpital ou un autre établissement.",
        Autocomplete = "organization",
    };

    private static readonly ChoiceQuestion<PracticeMode> Mode = new("mode", "Mode d’exercice") { Inline = true };

    public override string Lead => "L’adresse où vous accueillerez l’interne.";

    public override IReadOnlyList<Question> Questions { get; } =
        [Address, PostalCode, Commune, CommuneCode, Kind, StructureName, Mode];

    private protected override Place Read(StepReader reader, FormContext context)
    {
        var place = new Place(
            reader.Text(Address),
            reader.Text(PostalCode),
            reader.Text(CommuneCode),
            reader.Text(Commune),
            reader.Choice(Kind),
            reader.Text(StructureName),
            reader.Choice(Mode));
        if (reader.Has(Kind) && place.StructureName.Length == 0 && place.Structure is not (Structure.SoloPractice or Structure.GroupPractice))
            reader.Wrong(StructureName, "Indiquez le nom de cette structure.");
        if (IsCommuneCode(place.CommuneCode) && DepartementOf(place.CommuneCode) != context.Doctor.Departement)
            reader.Wrong(CommuneCode, Elsewhere(context.Doctor.Departement));
        return place;
    }

    private protected override void Write(Place answer, Answers answers) => answers
        .Set(Address.Name, answer.Address)
        .Set(PostalCode.Name, answer.PostalCode)
        .Set(Commune.Name, answer.CommuneName)
        .Set(CommuneCode.Name, answer.CommuneCode)
        .Set(Kind.Name, answer.Structure.ToString())
        .Set(StructureName.Name, answer.StructureName)
        .Set(Mode.Name, answer.Mode.ToString());

    private static string Elsewhere(string departement) =>
        $"Cette commune n’est pas dans le département de votre candidature : {Departement.Find(departement)?.Label ?? departement}. "
        + "Pour un autre département, retirez cette candidature et déposez-en une nouvelle.";

    private static bool IsCommuneCode(string code) =>
        code.Length == 5 && code[2..].All(char.IsAsciiDigit) && Departement.Find(DepartementOf(code)) is not null;

    private static string DepartementOf(string commune) => commune[..(commune.StartsWith('9') && commune[1] is '7' or '8' ? 3 : 2)];

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
