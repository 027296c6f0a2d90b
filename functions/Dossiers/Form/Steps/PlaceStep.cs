using Compagnon.Faculties;
using Compagnon.Territories;

namespace Compagnon.Dossiers.Form;

/// <summary>Where the doctor practises.</summary>
internal sealed class PlaceStep() : StepForm<Place>(FormStep.Place, "lieu", "Le lieu d’exercice")
{
    private const int LongestName = 100;
    private const int MostCandidates = 12;

    private static readonly TextQuestion Address = new("adresse", "Numéro et rue", 200) { Autocomplete = "street-address" };

    private static readonly TextQuestion PostalCode = new("code-postal", "Code postal", 10)
    {
        Autocomplete = "postal-code",
        InputMode = "numeric",
        Width = "short",
        Tidy = WithoutSpaces,
        Mistake = code => code.Length == 5 && code.All(char.IsAsciiDigit) ? null : "Un code postal comporte 5 chiffres.",
    };

    private static readonly TextQuestion Town = new("commune", "Commune", LongestName)
    {
        Hint = "Dans le département de votre candidature.",
        Autocomplete = "address-level2",
    };

    /// <summary>Only where several communes bear what was typed; on the page it is a choice between them.</summary>
    private static readonly TextQuestion TownCode = new("code-commune", "Quelle commune ?", 10) { Optional = true };

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

    public override string Script => "communes.js";

    public override IReadOnlyList<Question> Questions { get; } =
        [Address, PostalCode, Town, TownCode, Kind, StructureName, Mode];

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context)
    {
        var candidates = Candidates(typed.Text(Town.Name), typed.Text(PostalCode.Name), context);
        foreach (var question in Questions)
        {
            if (question != TownCode) yield return question;
            else if (candidates.Count > 1)
            {
                yield return new ChoiceQuestion(
                    TownCode.Name, TownCode.Label, [.. candidates.Select(commune => (commune.Code, commune.Label))]);
            }
        }
    }

    private protected override Place Read(StepReader reader, FormContext context)
    {
        var (address, postalCode) = (reader.Text(Address), reader.Text(PostalCode));
        var commune = Find(reader, postalCode, context);
        var place = new Place(
            address,
            postalCode,
            commune?.Code ?? "",
            commune?.Name ?? "",
            reader.Choice(Kind),
            reader.Text(StructureName),
            reader.Choice(Mode));
        var isPractice = place.Structure is Structure.SoloPractice or Structure.GroupPractice;
        if (reader.Has(Kind) && place.StructureName.Length == 0 && !isPractice)
            reader.Wrong(StructureName, "Indiquez le nom de cette structure.");
        return place;
    }

    private protected override void Write(Place answer, Answers answers) => answers
        .Set(Address.Name, answer.Address)
        .Set(PostalCode.Name, answer.PostalCode)
        .Set(Town.Name, answer.CommuneName)
        .Set(TownCode.Name, answer.CommuneCode)
        .Set(Kind.Name, answer.Structure.ToString())
        .Set(StructureName.Name, answer.StructureName)
        .Set(Mode.Name, answer.Mode.ToString());

    private protected override IEnumerable<FormRow> RowsOf(Place answer) =>
    [
        new("Adresse", [answer.Address, $"{answer.PostalCode} {answer.CommuneName}"]),
        new("Structure", [answer.Structure.French(), .. answer.StructureName.Length > 0 ? (string[])[answer.StructureName] : []]),
        new("Mode d’exercice", [answer.Mode.French()]),
    ];

    private static Commune? Find(StepReader reader, string postalCode, FormContext context)
    {
        var (name, code) = (reader.Text(Town), reader.Text(TownCode));
        if (name.Length is 0 or > LongestName) return null;

        var candidates = Candidates(name, postalCode, context);
        if (candidates is [var only]) return only;
        if (candidates.FirstOrDefault(commune => commune.Code == code) is { } chosen) return chosen;
        if (candidates.Count > 1) reader.Wrong(TownCode, "Plusieurs communes répondent à ce nom : choisissez la vôtre, ou précisez-le.");
        else reader.Wrong(Town, Unknown(name, context));
        return null;
    }

    // One whose name was typed in full comes before those that only begin so; of two with the same name the postal code knows.
    private static IReadOnlyList<Commune> Candidates(string name, string postalCode, FormContext context)
    {
        if (name.Length is 0 or > LongestName) return [];
        var found = context.Communes.Search(name, [context.Doctor.Departement], MostCandidates);
        var written = Written(name);
        var whole = found.Where(commune => Written(commune.Name) == written).ToList();
        if (whole.Count == 0) return found;
        return whole.Where(commune => commune.PostalCodes.Contains(postalCode)).ToList() is [var only] ? [only] : whole;
    }

    private static string Unknown(string name, FormContext context)
    {
        var departement = Departement.Find(context.Doctor.Departement)?.Label ?? context.Doctor.Departement;
        var isElsewhere = context.Communes.Search(name, [], 1) is [var found] && Written(found.Name) == Written(name);
        return isElsewhere
            ? $"Cette commune n’est pas dans le département de votre candidature : {departement}. "
                + "Pour exercer ailleurs, retirez cette candidature et déposez-en une nouvelle."
            : $"Nous ne trouvons pas cette commune : {departement}. Vérifiez son nom, ou indiquez la commune nouvelle dont elle "
                + "fait partie.";
    }

    private static string Written(string name) => PlaceName.WriteOut(PlaceName.Fold(name));

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
