using System.Collections.Frozen;

namespace Compagnon.Dossiers.Form;

/// <summary>A specialty of the third cycle (diplôme d’études spécialisées).</summary>
/// <param name="Code">Stable key of <c>a-z -</c>.</param>
/// <param name="Name">« Médecine générale ».</param>
public sealed record Specialty(string Code, string Name);

/// <summary>The 44 specialties of the third cycle.</summary>
public static class Specialties
{
    /// <summary>Code of general practice.</summary>
    public const string GeneralPractice = "medecine-generale";

    /// <summary>General practice first, then the others by name.</summary>
    public static IReadOnlyList<Specialty> All { get; } =
    [
        new(GeneralPractice, "Médecine générale"),
        new("allergologie", "Allergologie"),
        new("anatomie-cytologie-pathologiques", "Anatomie et cytologie pathologiques"),
        new("anesthesie-reanimation", "Anesthésie-réanimation"),
        new("biologie-medicale", "Biologie médicale"),
        new("chirurgie-maxillo-faciale", "Chirurgie maxillo-faciale"),
        new("chirurgie-orale", "Chirurgie orale"),
        new("chirurgie-orthopedique", "Chirurgie orthopédique et traumatologique"),
        new("chirurgie-pediatrique", "Chirurgie pédiatrique"),
        new("chirurgie-plastique", "Chirurgie plastique, reconstructrice et esthétique"),
        new("chirurgie-thoracique-cardiovasculaire", "Chirurgie thoracique et cardiovasculaire"),
        new("chirurgie-vasculaire", "Chirurgie vasculaire"),
        new("chirurgie-viscerale-digestive", "Chirurgie viscérale et digestive"),
        new("dermatologie", "Dermatologie et vénéréologie"),
        new("endocrinologie", "Endocrinologie-diabétologie-nutrition"),
        new("genetique-medicale", "Génétique médicale"),
        new("geriatrie", "Gériatrie"),
        new("gynecologie-medicale", "Gynécologie médicale"),
        new("gynecologie-obstetrique", "Gynécologie obstétrique"),
        new("hematologie", "Hématologie"),
        new("hepato-gastro-enterologie", "Hépato-gastro-entérologie"),
        new("maladies-infectieuses", "Maladies infectieuses et tropicales"),
        new("medecine-cardiovasculaire", "Médecine cardiovasculaire"),
        new("medecine-urgence", "Médecine d’urgence"),
        new("medecine-travail", "Médecine et santé au travail"),
        new("medecine-intensive", "Médecine intensive-réanimation"),
        new("medecine-interne", "Médecine interne et immunologie clinique"),
        new("medecine-legale", "Médecine légale et expertises médicales"),
        new("medecine-nucleaire", "Médecine nucléaire"),
        new("medecine-physique", "Médecine physique et de réadaptation"),
        new("medecine-vasculaire", "Médecine vasculaire"),
        new("nephrologie", "Néphrologie"),
        new("neurochirurgie", "Neurochirurgie"),
        new("neurologie", "Neurologie"),
        new("oncologie", "Oncologie"),
        new("ophtalmologie", "Ophtalmologie"),
        new("orl", "Oto-rhino-laryngologie et chirurgie cervico-faciale"),
        new("pediatrie", "Pédiatrie"),
        new("pneumologie", "Pneumologie"),
        new("psychiatrie", "Psychiatrie"),
        new("radiologie", "Radiologie et imagerie médicale"),
        new("rhumatologie", "Rhumatologie"),
        new("sante-publique", "Santé publique"),
        new("urologie", "Urologie"),
    ];

    private static readonly FrozenDictionary<string, Specialty> ByCode =
        All.ToFrozenDictionary(specialty => specialty.Code, StringComparer.Ordinal);

    /// <summary>The one with this code, or null.</summary>
    public static Specialty? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);
}
