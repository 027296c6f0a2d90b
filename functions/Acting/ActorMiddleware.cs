using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Compagnon.Acting;

/// <summary>
/// Asks for a name where the person of a link or a sign-in is a mailbox that several share: once, before the first page, and again twelve hours
/// later. What a form sent meanwhile travels along and is not lost. Whatever is then written to journal and claims in the name of that mailbox
/// says who it was (<see cref="Actor.Current"/>). Whoever comes to the console by a group of the directory stands in no file either: their name
/// there is kept in the same way, and they are not asked.
/// </summary>
public sealed class ActorMiddleware(
    LinkSigner signer, SignedInReader reader, FacultyBook faculties, Tickets tickets, FormTokens forms, PageRenderer pages, TimeProvider time)
    : IFunctionsWorkerMiddleware
{
    /// <summary>The field of the name.</summary>
    internal const string NameField = "qui-agit";

    /// <summary>The hidden fields of the page that asks: that it was made for this person, and that nothing else was sent.</summary>
    internal const string TokenField = "qui-agit-jeton", AloneField = "qui-agit-seul";

    /// <summary>In an address: asks again.</summary>
    internal const string AskAgain = "qui";

    private const string CookieName = "compagnon-qui";
    private const string Cookie = "actor";
    private const string Form = "actor form";
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext()?.Request is not { } request || Find(request) is not var (faculty, person))
        {
            await next(context);
            return;
        }

        if (!person.Shared)
        {
            Actor.Current = new Actor(person.Id, person.Name);
            await next(context);
            return;
        }

        var holder = $"{faculty.Id}\n{person.Id}\n";
        var known = tickets.Read(Cookie, request.Cookies[CookieName]) is { } said && said.StartsWith(holder, StringComparison.Ordinal)
            ? said[holder.Length..]
            : null;
        var sent = IsCarried(request)
            ? await Forms.ReadAsync(request, request.HttpContext.RequestAborted)
            : FormCollection.Empty;
        var mistake = (string?)null;
        if (tickets.Read(Form, sent.Text(TokenField)) == holder)
        {
            var name = sent.Paragraph(NameField).ReplaceLineEndings(" ");
            mistake = MistakeOf(name);
            if (mistake is null)
            {
                known = name;
                request.HttpContext.Response.Cookies.Append(CookieName, tickets.Issue(Cookie, holder + name, Lasts), forms.CookieOptions());
                if (sent.ContainsKey(AloneField))
                {
                    context.GetInvocationResult().Value = SeeOther.To(
                        request.Path.ToUriComponent() + QueryString.Create(request.Query.Where(field => field.Key != AskAgain)).ToUriComponent());
                    return;
                }
            }
        }

        var isAskedAgain = HttpMethods.IsGet(request.Method) && request.Query.ContainsKey(AskAgain);
        if (known is null || mistake is not null || isAskedAgain)
        {
            context.GetInvocationResult().Value = Ask(request, faculty, person, holder, sent, mistake, known);
            return;
        }

        Actor.Current = new Actor(person.Id, known);
        await next(context);
        // Here, where it is still known who acts.
        if (context.GetInvocationResult().Value is PageResult page) await page.RenderAsync();
    }

    private PageResult Ask(
        HttpRequest request, Faculty faculty, StaffMember person, string holder, IFormCollection sent, string? mistake, string? known) =>
        pages.Page<WhoActsPage>(
            new
            {
                Faculty = faculty,
                Person = person,
                Token = tickets.Issue(Form, holder, Lasts),
                Name = mistake is null ? known ?? "" : sent.Text(NameField),
                Kept = (IReadOnlyList<KeyValuePair<string, string>>)[.. sent
                    .Where(field => field.Key is not (NameField or TokenField or AloneField))
                    .SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))],
                IsAlone = !HttpMethods.IsPost(request.Method) || sent.ContainsKey(AloneField),
                HasLostFiles = HttpMethods.IsPost(request.Method) && !IsCarried(request),
                Errors = new FormErrors().Add(NameField, mistake),
            },
            mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    // Files are not: whoever takes them reads them as they come.
    private static bool IsCarried(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.ContentLength is <= Forms.Largest
        && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static string? MistakeOf(string name) => name.Length switch
    {
        0 => "Indiquez votre nom : il reste dans l’historique à côté de ce que vous faites.",
        > Actor.LongestName => $"Raccourcissez ce nom : {Actor.LongestName} caractères au plus.",
        _ => null,
    };

    // In whose name the page is opened, where that does not say who it is: a mailbox that several share, or whoever comes by a group, whom
    // no file knows and the directory names.
    private (Faculty Faculty, StaffMember Person)? Find(HttpRequest request)
    {
        if (request.Path.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries) is not [var first, var second, ..]) return null;
        var (faculty, person) = first switch
        {
            "demande" or "dossier" or "seance" => OfLink(second),
            "console" => OfConsole(request, second),
            _ => (null, null),
        };
        return faculty is not null && person is not null && (person.Shared || IsNamedByDirectory(person)) ? (faculty, person) : null;
    }

    // A directory that knows no name gives an address instead, which belongs in no journal.
    private static bool IsNamedByDirectory(StaffMember person) =>
        person.Id.StartsWith(StaffMember.GroupPrefix, StringComparison.Ordinal) && person.Name.Length > 0 && !person.Name.Contains('@');

    private (Faculty? Faculty, StaffMember? Person) OfLink(string token) =>
        signer.Read(token, time.GetUtcNow()) is LinkReading.Valid({ Recipient: not Link.Doctor } link) && faculties.Find(link.Dossier.Faculty) is { } faculty
            ? (faculty, faculty.FindPerson(link.Recipient))
            : (null, null);

    private (Faculty? Faculty, StaffMember? Person) OfConsole(HttpRequest request, string id) =>
        reader.Read(request) is { } signedIn && faculties.Find(id) is { } faculty
            ? (faculty, ConsoleDesk.PersonIn(faculty, signedIn))
            : (null, null);
}
