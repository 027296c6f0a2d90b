using System.Globalization;
using Compagnon.Dossiers.Form;

namespace Compagnon.Dossiers.Changes;

/// <summary>Another place of practice, between submission and decision.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Version">The version of the form's step that it makes (<see cref="StoredStep.Version"/>): two changes never make the same.</param>
/// <param name="Before">The place before; null where the form had none.</param>
/// <param name="After">The place from then on.</param>
/// <param name="DepartementBefore">Code of the département before.</param>
/// <param name="Departement">Code of the département from then on; of the same faculty.</param>
/// <param name="Reason">Why, in the doctor's words.</param>
/// <param name="By">Who said so: the doctor, or a member of the secretariat in the doctor's stead.</param>
/// <param name="At">When.</param>
public sealed record PlaceChange(
    DossierKey Dossier,
    int Version,
    Place? Before,
    Place After,
    string DepartementBefore,
    string Departement,
    string Reason,
    string By,
    DateTimeOffset At)
{
    private const string Prefix = "place-";

    /// <summary>Its row, and its id among what is begun: <c>place-000002</c>.</summary>
    public string Id => IdOf(Version);

    /// <summary>The id of the change that makes a version.</summary>
    public static string IdOf(int version) => Prefix + version.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Whether an id is that of a change of place.</summary>
    public static bool IsId(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);
}

/// <summary>What became of a wish to change the place.</summary>
public enum PlaceAsked
{
    /// <summary>It is changed, by this call or an earlier one.</summary>
    Done,

    /// <summary>Another page has saved the place since this one was opened; nothing is changed.</summary>
    Overtaken,

    /// <summary>The dossier is not, or no longer, where a place can be changed so; nothing is changed.</summary>
    NotNow,
}
