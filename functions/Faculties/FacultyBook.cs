using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compagnon.Storage;

namespace Compagnon.Faculties;

/// <summary>
/// The faculties as their files stand today, and each procedure that a dossier was submitted under, which stays as it was for good.
/// </summary>
public sealed class FacultyBook(IReadOnlyList<Faculty> faculties, StorageClients storage)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Dictionary<string, Faculty> byId = faculties.ToDictionary(faculty => faculty.Id, StringComparer.Ordinal);

    private readonly Dictionary<string, Faculty> byDepartement = faculties
        .SelectMany(faculty => faculty.Departements.Select(code => (code, faculty)))
        .ToDictionary(pair => pair.code, pair => pair.faculty, StringComparer.Ordinal);

    /// <summary>What was kept or read; a procedure never changes, so this never grows old.</summary>
    private readonly ConcurrentDictionary<(string Faculty, string Sha), Faculty> kept = new();

    /// <summary>Every faculty, by name.</summary>
    public IReadOnlyList<Faculty> All { get; } =
        [.. faculties.OrderBy(faculty => faculty.Name, StringComparer.Create(French, ignoreCase: true))];

    private static System.Globalization.CultureInfo French => System.Globalization.CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>The faculty with this id as its file stands today, or null.</summary>
    public Faculty? Find(string? id) => id is null ? null : byId.GetValueOrDefault(id);

    /// <summary>A faculty's rule for the years of an agreement, as its file stands today; the defaults where that file is gone.</summary>
    public RenewalRule RenewalRuleOf(string id) => Find(id)?.RenewalRule ?? new RenewalRule();

    /// <summary>The faculty that serves a département (<c>"63"</c>, <c>"2A"</c>), or null where none does.</summary>
    public Faculty? Serving(string? departement) => departement is null ? null : byDepartement.GetValueOrDefault(departement);

    /// <summary>
    /// Stores the procedure of <paramref name="faculty"/> as it stands and names it by its SHA-256 (hexadecimal). Keeping it again changes
    /// nothing.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage refuses.</exception>
    public async Task<string> KeepAsync(Faculty faculty, CancellationToken cancellation = default)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(faculty, Format);
        var sha = Convert.ToHexStringLower(SHA256.HashData(json));
        if (kept.ContainsKey((faculty.Id, sha))) return sha;

        var blob = await BlobAsync(faculty.Id, sha, cancellation);
        try
        {
            await blob.UploadAsync(
                new BinaryData(json),
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                },
                cancellation);
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            // The same name is the same content.
        }
        kept[(faculty.Id, sha)] = faculty;
        return sha;
    }

    /// <summary>The procedure of <paramref name="faculty"/> that was kept under <paramref name="sha"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing is kept under that name.</exception>
    /// <exception cref="InvalidDataException">What is stored there is not what was kept.</exception>
    public async Task<Faculty> ProcedureAsync(string faculty, string sha, CancellationToken cancellation = default)
    {
        if (kept.TryGetValue((faculty, sha), out var known)) return known;

        var blob = await BlobAsync(faculty, sha, cancellation);
        byte[] json;
        try
        {
            json = (await blob.DownloadContentAsync(cancellation)).Value.Content.ToArray();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw new InvalidOperationException(
                $"The procedure {sha} of the faculty '{faculty}' is not in the container '{ContainerNames.Procedures}'; "
                + "it was never kept or has been removed.",
                missing);
        }
        var found = Convert.ToHexStringLower(SHA256.HashData(json));
        if (found != sha)
            throw new InvalidDataException($"The procedure of '{faculty}' should have the SHA-256 {sha}; the stored one has {found}.");
        return kept.GetOrAdd((faculty, sha), JsonSerializer.Deserialize<Faculty>(json, Format)!);
    }

    private async Task<BlobClient> BlobAsync(string faculty, string sha, CancellationToken cancellation) =>
        (await storage.ContainerAsync(ContainerNames.Procedures, cancellation)).GetBlobClient($"{faculty}/{sha}.json");
}
