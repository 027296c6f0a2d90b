using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Consoles;

/// <summary>A mail as the procedure's pages show it.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Template">Which mail.</param>
/// <param name="Kind">For what kind of dossier.</param>
/// <param name="Kinds">The kinds of dossiers for which it says something else; one where it says the same for all.</param>
/// <param name="Facts">What it was written from.</param>
public sealed record MailPreview(ConsoleCase Case, string Template, DossierKind Kind, IReadOnlyList<DossierKind> Kinds, MailFacts Facts)
{
    /// <summary>Its subject.</summary>
    public string Subject => MailTemplates.SubjectOf(Template, Facts);

    /// <summary>The address of this page for a kind of dossier, or of the mail alone.</summary>
    public string Address(DossierKind kind, string below = "") =>
        Case.Address($"/{ProcedureEndpoints.Page.Slug}/courriels/{Template}{below}")
        + (kind == DossierKind.Candidacy ? "" : $"?{ProcedureEndpoints.KindField}={ProcedureWords.Of(kind)}");
}

/// <summary>The faculty's procedure as people read it, and each of its mails on invented facts.</summary>
public sealed class ProcedureEndpoints(
    ConsoleDesk console, LinkAddresses site, PageRenderer pages, Problems problems, TimeProvider time)
{
    /// <summary>Name of what is asked for, in the addresses' queries.</summary>
    public const string KindField = "pour";

    private static readonly DossierKind[] Kinds = [DossierKind.Candidacy, DossierKind.Renewal, DossierKind.Amendment];

    /// <summary>The page of the console's navigation. It holds no dossier: everybody who works by the procedure may read it.</summary>
    public static ConsolePage Page { get; } = new("procedure", "Procédure", 60, ConsolePage.Everybody);

    /// <summary>The faculty's file.</summary>
    [Function("ConsoleProcedure")]
    public IResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/procedure")]
        HttpRequest request,
        string faculty)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return pages.Page<ProcedurePage>(new { Case = visit, Today = ParisTime.DayOf(time.GetUtcNow()) });
    }

    /// <summary>The page of one mail.</summary>
    [Function("ConsoleMailPreview")]
    public async Task<IResult> ShowMailAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/procedure/courriels/{template}")]
        HttpRequest request,
        string faculty,
        string template)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (!MailTemplates.Exists(template)) return problems.NotFound();

        // A kind that says nothing of its own is not offered.
        var texts = new List<(DossierKind Kind, string Text)>();
        foreach (var kind in Kinds)
        {
            var facts = FactsOf(visit, template, kind);
            var text = MailTemplates.SubjectOf(template, facts) + await MailTemplates.HtmlAsync(pages, template, facts);
            if (texts.All(known => known.Text != text)) texts.Add((kind, text));
        }

        var kinds = texts.Select(known => known.Kind).ToList();
        var shown = kinds.Contains(Asked(request)) ? Asked(request) : kinds[0];
        return pages.Page<MailPreviewPage>(new { View = new MailPreview(visit, template, shown, kinds, FactsOf(visit, template, shown)) });
    }

    /// <summary>One mail as it goes out, for the frame of its page.</summary>
    [Function("ConsoleMailPreviewBody")]
    public async Task<IResult> ShowBodyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/procedure/courriels/{template}/apercu")]
        HttpRequest request,
        string faculty,
        string template)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (!MailTemplates.Exists(template)) return problems.NotFound();

        var html = await MailTemplates.HtmlAsync(pages, template, FactsOf(visit, template, Asked(request)));

        // Mails have their styles in themselves, and nothing of one runs or leads anywhere here.
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";
        headers.XFrameOptions = "SAMEORIGIN";
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private MailFacts FactsOf(ConsoleCase visit, string template, DossierKind kind) => SampleMails.FactsOf(
        template,
        visit.Faculty,
        kind,
        new Uri(site.Site, string.Create(CultureInfo.InvariantCulture, $"console/{visit.Faculty.Id}/{Page.Slug}")),
        ParisTime.DayOf(time.GetUtcNow()));

    private static DossierKind Asked(HttpRequest request) =>
        Kinds.FirstOrDefault(kind => ProcedureWords.Of(kind) == request.Query[KindField].ToString(), DossierKind.Candidacy);
}
