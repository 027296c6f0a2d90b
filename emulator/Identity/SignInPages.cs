using Compagnon.Emulator.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compagnon.Emulator.Identity;

/// <summary>The addresses of App Service authentication: signing in, who one is, signing out.</summary>
internal static class SignInPages
{
    /// <summary>Where people sign in.</summary>
    public const string Login = LocalSignIn.Root + "/login/aad";

    private const string LoginReturn = "post_login_redirect_uri";
    private const string LogoutReturn = "post_logout_redirect_uri";
    private const string LogoutDone = LocalSignIn.Root + "/logout/complete";
    private const int LongestText = 200;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes, LocalSignIn signIn, PageFrame frame)
    {
        routes.MapGet(Login, (HttpRequest request) => Form(signIn, frame, request, null, StatusCodes.Status200OK));
        routes.MapPost(Login, (HttpRequest request) => SignInAsync(signIn, frame, request));
        routes.MapGet(LocalSignIn.Root + "/me", (HttpRequest request) =>
            signIn.PrincipalOf(request) is { } principal ? Results.Json(principal.Me) : Results.Unauthorized());
        routes.MapGet(LocalSignIn.Root + "/logout", (HttpContext context) =>
        {
            signIn.End(context);
            return Results.LocalRedirect(LocalOr(LogoutDone, context.Request.Query[LogoutReturn]));
        });
        routes.MapGet(LogoutDone, () => frame.Page(Login, "Signed out", Html.Of($"""
            <div class="column"><section class="card"><h1>You are signed out</h1>
            <p><a href="{Login}">Sign in again</a></p></section></div>
            """)));
    }

    private static async Task<IResult> SignInAsync(LocalSignIn signIn, PageFrame frame, HttpRequest request)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var address = form["address"].ToString().Trim();
        var name = form["name"].ToString().Trim();
        var groups = form["groups"].ToString().Split([',', ' ', '\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (address.IndexOf('@') <= 0 || address.Length > LongestText || address.Any(c => c is < ' ' or > '~'))
            return Refused("An address has an @ and only ASCII characters.");
        if (name.Length > LongestText) return Refused($"A name has at most {LongestText} characters.");
        if (groups.FirstOrDefault(group => !Guid.TryParseExact(group, "D", out _)) is { } wrong)
            return Refused($"A group is named by its object id, such as 0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f; got {wrong}.");
        if (!signIn.Begin(request.HttpContext, new LocalPrincipal(name.Length > 0 ? name : address, address, groups)))
            return Refused("These are more groups than the cookie holds.");
        return Results.LocalRedirect(LocalOr("/", form[LoginReturn]));

        IResult Refused(string why) => Form(signIn, frame, request, why, StatusCodes.Status400BadRequest, form[LoginReturn]);
    }

    private static IResult Form(LocalSignIn signIn, PageFrame frame, HttpRequest request, string? refused, int status, string? back = null)
    {
        var after = LocalOr("/", back ?? request.Query[LoginReturn]);
        var teams = signIn.People.Read();
        var now = signIn.PrincipalOf(request) is { } principal
            ? Html.Of($"<p class=\"soft\">Signed in: {principal.Name}. <a href=\"{LocalSignIn.Root}/logout\">Sign out</a></p>")
            : Html.Empty;
        return frame.Page(
            Login, "Sign-in",
            Html.Of($"""
                <div class="column">
                <section class="card" aria-labelledby="sign-in">
                <h1 id="sign-in">Sign in</h1>
                <p class="soft">In Azure this is Microsoft Entra ID. Here you are whom you choose, without a password.</p>
                {(refused is null ? Html.Empty : Html.Of($"<p class=\"error\" role=\"alert\">{refused}</p>"))}
                {now}
                {(teams.Count == 0 ? Html.Of($"<p>Nobody is offered: the setting <code>{LocalPeople.Setting}</code> names no folder of files with people.</p>") : Html.Empty)}
                </section>
                {teams.Select(team => Team(team, after))}
                <section class="card" aria-labelledby="other">
                <h2 id="other">Somebody else</h2>
                <form method="post" action="{Login}" class="act">
                <input type="hidden" name="{LoginReturn}" value="{after}">
                <label class="field"><span>Address</span><input name="address" type="email" autocomplete="off" required></label>
                <label class="field"><span>Name</span><input name="name" autocomplete="off"></label>
                <label class="field"><span>Object ids of groups</span><input name="groups" autocomplete="off"></label>
                <button class="main">Sign in</button>
                </form>
                </section>
                </div>
                """),
            status: status,
            address: $"{Login}?{LoginReturn}={Uri.EscapeDataString(after)}");
    }

    private static Html Team(LocalTeam team, string after) => Html.Of($"""
        <section class="card">
        <h2>{team.Name}</h2>
        <ul class="people">{team.People.Select(person => Person(person, after))}</ul>
        </section>
        """);

    private static Html Person(LocalPerson person, string after) => Html.Of($"""
        <li><form method="post" action="{Login}">
        <input type="hidden" name="{LoginReturn}" value="{after}">
        <input type="hidden" name="address" value="{person.Address}">
        <input type="hidden" name="name" value="{person.Name}">
        <button>{person.Name}</button> <span class="soft">{person.Note}</span>
        </form></li>
        """);

    // An address of this site, else the other one: whoever signs in is led nowhere else.
    private static string LocalOr(string other, string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : other;
}
