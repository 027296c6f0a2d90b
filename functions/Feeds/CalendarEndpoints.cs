using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace Compagnon.Feeds;

/// <summary>The page on which somebody makes, renews and removes the secret address of their calendar.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Made">When the address was made; null where there is none.</param>
/// <param name="Ticket">For the form that makes one.</param>
/// <param name="Address">The address that was just made, which is shown once; else null.</param>
/// <param name="News">What else has just happened; empty for nothing.</param>
public sealed record CalendarView(ConsoleCase Case, DateTimeOffset? Made, string Ticket, Uri? Address = null, string News = "")
{
    /// <summary>Whether this person can have one: it is theirs, without signing in, so their roles must stand in the faculty's file.</summary>
    public bool IsPossible => WorkEndpoints.MayOpen(Case) && CalendarFeed.IsFor(Case.Person);
}

/// <summary>Somebody's calendar: the page about its address, and the file that calendars fetch there.</summary>
public sealed class CalendarEndpoints(
    ConsoleDesk console,
    CalendarAddressBook addresses,
    SessionBook sessions,
    WorkList work,
    FacultyBook faculties,
    LinkAddresses site,
    Tickets tickets,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Names of the form's fields.</summary>
    public const string TicketField = "billet", RemoveField = "supprimer";

    /// <summary>Below a faculty's console.</summary>
    public const string PagePath = "/agenda";

    private const string Purpose = "calendar address";
    private const string Extension = ".ics";

    private static readonly TimeSpan TicketLasts = TimeSpan.FromHours(24);
    private static readonly Period Ahead = Period.FromYears(5);

    /// <summary>The page about the address.</summary>
    [Function("ConsoleCalendar")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/agenda")] HttpRequest request, string faculty)
    {
        if (!console.TryOpen(request, faculty, null, out var visit, out var refusal)) return refusal;
        return pages.Page<CalendarPage>(new { View = await ViewAsync(visit, request.HttpContext.RequestAborted) });
    }

    /// <summary>
    /// Makes the address or removes it. The new one is shown in the answer and nowhere else; the same form sent again shows it again, and
    /// one that was opened before the address was renewed elsewhere changes nothing.
    /// </summary>
    [Function("ConsoleCalendarAnswer")]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/agenda")] HttpRequest request, string faculty)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!console.TryOpen(request, faculty, null, out var visit, out var refusal)) return refusal;
        if (await console.TakesAsync(request, visit, cancellation) is not { } form) return problems.FormExpired(visit.Address(PagePath));
        var view = await ViewAsync(visit, cancellation);
        if (!view.IsPossible) return SeeOther.To(visit.Address(PagePath));

        var known = await addresses.FindAsync(visit.Faculty, visit.Person, cancellation);
        if (form.Text(RemoveField).Length > 0)
        {
            if (known is not null) await addresses.RemoveAsync(visit.Faculty, visit.Person, known, cancellation);
            return SeeOther.To(visit.Address(PagePath));
        }

        if (tickets.Read(Purpose, form.Text(TicketField))?.Split('\n') is not [var holder, var token, var version] || holder != HolderOf(visit))
            return problems.FormExpired(visit.Address(PagePath));

        var isThere = known?.Print == CalendarAddressBook.PrintOf(token);
        if (!isThere && (version != VersionOf(known)
            || !await addresses.SetAsync(visit.Faculty, visit.Person, token, known, time.GetUtcNow(), cancellation)))
        {
            const string Elsewhere = "Votre adresse a été changée entre-temps, sur une autre page : rien n’est modifié.";
            return pages.Page<CalendarPage>(
                new { View = await ViewAsync(visit, cancellation) with { News = Elsewhere } }, StatusCodes.Status409Conflict);
        }

        var made = await ViewAsync(visit, cancellation);
        return pages.Page<CalendarPage>(new { View = made with { Address = AddressOf(visit.Faculty, token) } });
    }

    /// <summary>
    /// The file (RFC 5545) at the secret address. 404 where the address is nobody's, and where its person has left the faculty's file or
    /// has no role any more that a calendar is for: one and the same answer.
    /// </summary>
    /// <remarks>At most one request for the address, one for sessions and four for the list of dossiers; some 230 entities.</remarks>
    [Function("CalendarFeed")]
    public async Task<IResult> FeedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "calendrier/{faculty}/{file}")] HttpRequest request,
        string faculty,
        string file)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!file.EndsWith(Extension, StringComparison.Ordinal) || faculties.Find(faculty) is not { } found) return problems.NotFound();
        var id = await addresses.FindPersonAsync(found.Id, file[..^Extension.Length], cancellation);
        if (found.FindPerson(id) is not { } person || !CalendarFeed.IsFor(person)) return problems.NotFound();

        var now = time.GetUtcNow();
        var today = ParisTime.DayOf(now);
        var reading = sessions.ListAsync(
            found.Id, ParisTime.DayOf(CalendarFeed.Since(now)), today + Ahead, cancellation: cancellation);
        var listing = work.ReadAsync(found.Id, cancellation);
        await Task.WhenAll(reading, listing);
        var content = Encoding.UTF8.GetBytes(CalendarFeed.Of(found, person, await reading, (await listing).Lines, now).Write());

        // Asked for again each time, so that an address that was removed shows nothing any more; what did not change is not sent again.
        request.HttpContext.Response.Headers.CacheControl = "private, no-cache";
        var tag = Convert.ToHexStringLower(SHA256.HashData(content))[..32];
        return Results.Bytes(content, CalendarFeed.ContentType, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }

    private async Task<CalendarView> ViewAsync(ConsoleCase visit, CancellationToken cancellation)
    {
        var known = await addresses.FindAsync(visit.Faculty, visit.Person, cancellation);
        var text = string.Join('\n', HolderOf(visit), CalendarAddressBook.NewToken(), VersionOf(known));
        return new CalendarView(visit, known?.Made, tickets.Issue(Purpose, text, TicketLasts));
    }

    private Uri AddressOf(Faculty faculty, string token) =>
        new(site.Site, string.Create(CultureInfo.InvariantCulture, $"calendrier/{faculty.Id}/{token}{Extension}"));

    private static string HolderOf(ConsoleCase visit) => $"{visit.Faculty.Id}~{visit.Person.Id}";

    private static string VersionOf(CalendarAddress? known) => known?.Print[..16] ?? "";
}
