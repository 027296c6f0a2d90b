using Compagnon.Listings;
using Compagnon.Mail.Returns;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Consoles;

/// <summary>The work list: what waits for whom, since when, and what is late.</summary>
public sealed class WorkEndpoints(
    ConsoleDesk desk,
    WorkList work,
    ViewBook views,
    MailTroubles troubles,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Fields of the form that keeps a view.</summary>
    public const string NameField = "nom", QueryField = "filtre", RemoveField = "supprimer";

    private const int LongestQuery = 1000;

    // Long enough to read a dossier; a new one is a click away.
    private static readonly TimeSpan LinkLasts = TimeSpan.FromHours(12);

    /// <summary>The page.</summary>
    public static ConsolePage Page { get; } = new("travail", "Travail", 10, ConsolePage.Everybody);

    /// <summary>Shows the list.</summary>
    [Function("ConsoleWork")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/travail")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return await ShowAsync(visit, WorkQuery.From(request.Query), "", FormErrors.None, request.HttpContext.RequestAborted);
    }

    /// <summary>Keeps a view, or removes one.</summary>
    [Function("ConsoleWorkView")]
    public async Task<IResult> KeepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/travail")] HttpRequest request, string faculty)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (await desk.TakesAsync(request, visit, cancellation) is not { } form) return problems.FormExpired(Page.AddressIn(visit.Faculty));

        // What the form gives back was an address of this page; whatever else it is becomes one.
        var given = form.Text(QueryField);
        var query = WorkQuery.From(new QueryCollection(QueryHelpers.ParseQuery(given.Length <= LongestQuery ? given : "")));
        if (form.Text(RemoveField) is { Length: > 0 } removed)
        {
            await views.RemoveAsync(visit.Faculty, visit.Person, removed, cancellation);
            return SeeOther.To(AddressOf(visit, query));
        }

        var name = form.Paragraph(NameField).ReplaceLineEndings(" ");
        var errors = new FormErrors().Add(NameField, await MistakeAsync(visit, name, cancellation));
        if (errors.Any) return await ShowAsync(visit, query, name, errors, cancellation);

        await views.KeepAsync(visit.Faculty, visit.Person, name, (query with { Page = 1 }).ToQuery(), cancellation);
        return SeeOther.To(AddressOf(visit, query));
    }

    /// <summary>Whether links open anything to somebody: whoever comes by a group stands in no file, and links name people of the file.</summary>
    internal static bool MayOpen(ConsoleCase visit) => visit.Faculty.People.Any(person => person.Id == visit.Person.Id);

    /// <summary>When a link ends that the console leads to: links hold whole seconds.</summary>
    internal static DateTimeOffset LinkEnds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds((now + LinkLasts).ToUnixTimeSeconds());

    internal static string AddressOf(ConsoleCase visit, WorkQuery query) =>
        query.ToQuery() is { Length: > 0 } asked ? $"{Page.AddressIn(visit.Faculty)}?{asked}" : Page.AddressIn(visit.Faculty);

    private async Task<IResult> ShowAsync(
        ConsoleCase visit, WorkQuery query, string name, FormErrors errors, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (listed, kept) = (work.ReadAsync(visit.Faculty.Id, cancellation), views.ListAsync(visit.Faculty, visit.Person, cancellation));
        var lost = ConsolePage.Office.Any(visit.Person.Has) ? troubles.CountAsync(visit.Faculty.Id, cancellation) : Task.FromResult(0);
        await Task.WhenAll(listed, kept, lost);
        var list = await listed;
        var found = WorkResult.Of(list.Lines, query, visit.Faculty, visit.Person, now);
        var view = new WorkView(visit, found, await kept, now, list.IsComplete, name, errors) { LostMails = await lost };
        return pages.Page<WorkPage>(
            new { View = view }, errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private async Task<string?> MistakeAsync(ConsoleCase visit, string name, CancellationToken cancellation)
    {
        if (name.Length == 0) return "Donnez un nom à cette vue.";
        if (name.Length > ViewBook.LongestName) return $"Raccourcissez ce nom : {ViewBook.LongestName} caractères au plus.";
        var kept = await views.ListAsync(visit.Faculty, visit.Person, cancellation);
        return kept.Count >= ViewBook.Most && kept.All(view => view.Id != ViewBook.IdOf(name))
            ? $"Vous avez déjà {ViewBook.Most} vues : supprimez-en une."
            : null;
    }
}
