using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>Reads a form of the console that sends a table.</summary>
public sealed class SentTableForm(ConsoleDesk desk, Problems problems)
{
    /// <summary>Name of the field with the file.</summary>
    public const string FileField = "fichier";

    // What a form's parts and their headers may add to the file itself.
    private const int Wrapping = 64 * 1024;

    /// <summary>Answers with what becomes of the file; else shows its page again, or says that the form has expired.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">Who sent it, on the page where the form is.</param>
    /// <param name="table">What is asked for.</param>
    /// <param name="show">Shows the page with what is wrong, under a status.</param>
    /// <param name="take">Answers with the file's content.</param>
    public async Task<IResult> TakeAsync(
        HttpRequest request, ConsoleCase visit, SheetForm table, Func<FormErrors, int, IResult> show, Func<byte[], Task<IResult>> take)
    {
        var cancellation = request.HttpContext.RequestAborted;
        IFormCollection form;
        try
        {
            form = await Forms.ReadLargeAsync(request, table.Largest + Wrapping, cancellation);
        }
        catch (RequestRefusedException refused) when (refused.Status == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }

        if (!desk.IsOurs(form.Text(FormTokens.FieldName), request, visit))
            return problems.FormExpired(visit.Page!.AddressIn(visit.Faculty));
        if (form.Files.GetFile(FileField) is not { Length: > 0 } file)
            return Refused(StatusCodes.Status422UnprocessableEntity, "Choisissez un fichier, qui ne soit pas vide.");
        if (file.Length > table.Largest) return TooLarge();

        using var kept = new MemoryStream((int)file.Length);
        await file.CopyToAsync(kept, cancellation);
        return await take(kept.ToArray());

        IResult TooLarge() => Refused(
            StatusCodes.Status413PayloadTooLarge, $"Ce fichier est trop volumineux : {table.Largest / 1024 / 1024} Mo au plus.");

        IResult Refused(int status, string message) => show(new FormErrors().Add(FileField, message), status);
    }
}
