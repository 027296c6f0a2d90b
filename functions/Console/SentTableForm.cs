using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>Why a table was not taken.</summary>
/// <param name="Status">The answer's status: 403 where the form is not ours.</param>
/// <param name="Message">What to do.</param>
public sealed record SentTableRefusal(int Status, string Message);

/// <summary>Reads a form of the console that sends a table.</summary>
public sealed class SentTableForm(ConsoleDesk desk)
{
    /// <summary>Name of the field with the file.</summary>
    public const string FileField = "fichier";

    // What a form's parts and their headers may add to the file itself.
    private const int Wrapping = 64 * 1024;

    /// <summary>The file; or why it is not taken.</summary>
    public async Task<(byte[]? Content, SentTableRefusal? Refusal)> ReadAsync(
        HttpRequest request, ConsoleCase visit, SheetForm table, CancellationToken cancellation = default)
    {
        var tooLarge = new SentTableRefusal(
            StatusCodes.Status413PayloadTooLarge, $"Ce fichier est trop volumineux : {table.Largest / 1024 / 1024} Mo au plus.");
        IFormCollection form;
        try
        {
            form = await Forms.ReadLargeAsync(request, table.Largest + Wrapping, cancellation);
        }
        catch (RequestRefusedException refused) when (refused.Status == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, tooLarge);
        }

        if (!desk.IsOurs(form.Text(FormTokens.FieldName), request, visit))
            return (null, new SentTableRefusal(StatusCodes.Status403Forbidden, ""));
        if (form.Files.GetFile(FileField) is not { Length: > 0 } file)
            return (null, new SentTableRefusal(StatusCodes.Status422UnprocessableEntity, "Choisissez un fichier, qui ne soit pas vide."));
        if (file.Length > table.Largest) return (null, tooLarge);

        using var kept = new MemoryStream((int)file.Length);
        await file.CopyToAsync(kept, cancellation);
        return (kept.ToArray(), null);
    }
}
