using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>
/// Who may open which page of which faculty's console. Each endpoint begins with <see cref="TryOpen"/>; one that takes a form goes on with
/// <see cref="TakesAsync"/>.
/// </summary>
public sealed class ConsoleDesk(
    SignedInReader reader, FacultyBook faculties, ConsolePages pages, PageRenderer renderer, Problems problems, Tickets tickets)
{
    /// <summary>Where people sign in: App Service answers there, not this app.</summary>
    public const string SignInAddress = "/.auth/login/aad";

    /// <summary>Where people sign out; then they are back at the site's first page.</summary>
    public const string SignOutAddress = "/.auth/logout?post_logout_redirect_uri=%2F";

    private const string Purpose = "console";
    private static readonly TimeSpan TokenLasts = TimeSpan.FromHours(24);

    /// <summary>Opens a page for whoever sent the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faculty">The faculty's id, as it stands in the address.</param>
    /// <param name="page">The page; null for the faculty's first, which everybody with a role there may open.</param>
    /// <param name="visit">Who looks, and where, if they may.</param>
    /// <param name="refusal">If not: the way to the sign-in, or a page with status 403 which is the same for a faculty that is not theirs
    /// and for one that does not exist.</param>
    public bool TryOpen(
        HttpRequest request,
        string faculty,
        ConsolePage? page,
        [NotNullWhen(true)] out ConsoleCase? visit,
        [NotNullWhen(false)] out IResult? refusal)
    {
        (visit, refusal) = (null, null);
        if (reader.Read(request) is not { } signedIn)
        {
            refusal = ToSignIn(request);
            return false;
        }

        if (faculties.Find(faculty) is not { } found || PersonIn(found, signedIn) is not { } person)
        {
            refusal = Stranger(signedIn);
            return false;
        }

        visit = new ConsoleCase(
            found,
            person,
            page,
            pages.For(person),
            tickets.Issue(Purpose, HolderOf(found, signedIn), TokenLasts),
            faculties.All.Any(other => other != found && PersonIn(other, signedIn) is not null));
        if (page is null || page.IsOpenTo(person)) return true;

        refusal = renderer.Page<ConsoleRefusedPage>(new { Case = visit with { Page = null } }, StatusCodes.Status403Forbidden);
        visit = null;
        return false;
    }

    /// <summary>Opens a page for whoever sent the request and answers with <paramref name="answer"/>; else with the refusal that
    /// <see cref="TryOpen"/> says.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faculty">The faculty's id, as it stands in the address.</param>
    /// <param name="page">The page.</param>
    /// <param name="answer">Answers.</param>
    public async Task<IResult> WithAsync(HttpRequest request, string faculty, ConsolePage page, Func<ConsoleCase, Task<IResult>> answer) =>
        TryOpen(request, faculty, page, out var visit, out var refusal) ? await answer(visit) : refusal;

    /// <summary>The faculties in which whoever sent the request has a role, by name; the way to the sign-in where nobody is signed in, the
    /// page with status 403 where there is none.</summary>
    public bool TryFindFaculties(
        HttpRequest request, [NotNullWhen(true)] out IReadOnlyList<Faculty>? theirs, [NotNullWhen(false)] out IResult? refusal)
    {
        (theirs, refusal) = (null, null);
        if (reader.Read(request) is not { } signedIn)
        {
            refusal = ToSignIn(request);
            return false;
        }

        theirs = [.. faculties.All.Where(faculty => PersonIn(faculty, signedIn) is not null)];
        if (theirs.Count > 0) return true;

        (theirs, refusal) = (null, Stranger(signedIn));
        return false;
    }

    /// <summary>
    /// The form of a page that was opened, if it was made for this person in this faculty: what another site makes their browser send is
    /// not. Null otherwise: answer with <see cref="Problems.FormExpired"/>.
    /// </summary>
    /// <exception cref="RequestRefusedException">As <see cref="Forms.ReadAsync(HttpRequest, CancellationToken)"/> says.</exception>
    public async Task<IFormCollection?> TakesAsync(HttpRequest request, ConsoleCase visit, CancellationToken cancellation = default)
    {
        var form = await Forms.ReadAsync(request, cancellation);
        return IsOurs(form.Text(FormTokens.FieldName), request, visit) ? form : null;
    }

    /// <summary>Answers with <paramref name="answer"/> what <see cref="TakesAsync"/> takes; else says that the form has expired.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">Who sent the form.</param>
    /// <param name="address">Where the form is.</param>
    /// <param name="answer">Answers.</param>
    public async Task<IResult> TakeAsync(
        HttpRequest request, ConsoleCase visit, string address, Func<IFormCollection, Task<IResult>> answer) =>
        await TakesAsync(request, visit, request.HttpContext.RequestAborted) is { } form
            ? await answer(form)
            : problems.FormExpired(address);

    /// <summary>Whether a form's token was made for this person in this faculty: for forms that are read in another way.</summary>
    public bool IsOurs(string token, HttpRequest request, ConsoleCase visit) =>
        reader.Read(request) is { } signedIn
        && tickets.Read(Purpose, token) is { } holder
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(holder), Encoding.UTF8.GetBytes(HolderOf(visit.Faculty, signedIn)));

    /// <summary>
    /// Who somebody is in a faculty: whoever is listed with one of their addresses, with the roles of their groups besides; else somebody
    /// with their groups' roles and an id that never changes; null for a stranger.
    /// </summary>
    internal static StaffMember? PersonIn(Faculty faculty, SignedIn signedIn)
    {
        var byGroup = (faculty.Groups ?? [])
            .Where(group => signedIn.Groups.Contains(group.Id.ToLowerInvariant()))
            .SelectMany(group => group.Roles);
        var listed = signedIn.Addresses
            .Select(address => faculty.People.FirstOrDefault(person => MailAddress.Key(person.Address) == MailAddress.Key(address)))
            .FirstOrDefault(person => person is not null);
        IReadOnlyList<StaffRole> roles = [.. (listed?.Roles ?? []).Concat(byGroup).Distinct()];
        if (roles.Count == 0) return null;
        return listed is not null
            ? listed with { Roles = roles }
            : new StaffMember(signedIn.IdIn(faculty.Id), roles, signedIn.Name, signedIn.Addresses.Count > 0 ? signedIn.Addresses[0] : "");
    }

    // Back to an address of this site: the path is one that a route of the console matched. (Its base may come from a client's header.)
    // What a form sent is lost; forms go to their page's own address, so the page is there again.
    private static IResult ToSignIn(HttpRequest request)
    {
        var back = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        return SeeOther.To($"{SignInAddress}?post_login_redirect_uri={Uri.EscapeDataString(back)}");
    }

    private PageResult Stranger(SignedIn signedIn) =>
        renderer.Page<ConsoleStrangerPage>(new { signedIn.Name }, StatusCodes.Status403Forbidden);

    private static string HolderOf(Faculty faculty, SignedIn signedIn) => signedIn.IdIn(faculty.Id);
}
