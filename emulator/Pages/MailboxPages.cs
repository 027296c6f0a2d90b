using System.Globalization;
using System.Text;
using Compagnon.Emulator.Graph;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Emulator.Pages;

/// <summary>The mailbox: every mail that the app sent, read by a person as a mail client shows it, or by a program as JSON.</summary>
internal static class MailboxPages
{
    /// <summary>Where the mailbox is.</summary>
    public const string Root = "/emulator/mailbox";

    private const int PageSize = 50;
    private const int AddressesOffered = 200;

    // Shown by the browser itself; everything else is only downloaded.
    private static readonly string[] Viewable = ["application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Maps the mailbox's pages and its JSON.</summary>
    public static void Map(IEndpointRouteBuilder routes, MessageStore store, PageFrame frame)
    {
        var pages = routes.MapGroup(Root);
        pages.MapGet("", (HttpContext context) => List(store, frame, Query.Read(context.Request.Query)));
        pages.MapGet("/version", () => Results.Text(Version(store)));
        pages.MapGet("/messages.json", (HttpRequest request) => MailboxJson.List(store, request.HttpContext));
        pages.MapGet("/{number:long}", (long number, HttpContext context) =>
            Message(store, frame, number, Query.Read(context.Request.Query)));
        pages.MapPost("/bounces", (HttpRequest request) => Bounce(store, frame, request));
        pages.MapPost("/{number:long}/return", (long number) =>
            store.Return(number) ? Results.Redirect($"{Root}?kind={Query.ReceivedKind}") : Gone(frame));
        pages.MapGet("/{number:long}/body", (long number) => store.Find(number) is { } message ? MailBody.Result(message) : Gone(frame));
        pages.MapGet("/{number:long}/source", (long number, HttpContext context) => Source(store, frame, number, context));
        pages.MapGet("/{number:long}/files/{file:long}", (long number, long file, HttpContext context) =>
            File(store, frame, number, file, context));
    }

    /// <summary>Where a file of a message is served.</summary>
    public static string FileAddress(StoredMessage message, StoredAttachment file) => $"{Root}/{message.Number}/files/{file.Number}";

    private static string Version(MessageStore store) => store.Version.ToString(CultureInfo.InvariantCulture);

    private static IResult Gone(PageFrame frame) =>
        frame.Problem(Root, 404, "No such message", "It may have been a draft that was sent or deleted, or the mailbox was emptied.");

    private static IResult List(MessageStore store, PageFrame frame, Query query)
    {
        var version = Version(store);
        var reading = Html.Of($"<section class=\"reading empty\" aria-label=\"Message\"><p>Choose a message.</p></section>");
        return frame.Page(
            Root, "Mailbox", Html.Of($"{Pane(store, query, null)}{reading}"), $"{Root}/version", version, "mailbox listing");
    }

    private static IResult Message(MessageStore store, PageFrame frame, long number, Query query)
    {
        var version = Version(store);
        if (store.Find(number) is not { } message)
            return Gone(frame);
        query = query with { Kind = message.IsDraft ? Query.DraftsKind : message.Folder is "inbox" ? Query.ReceivedKind : null };
        return frame.Page(
            Root, Subject(message), Html.Of($"{Pane(store, query, number)}{Reading(message, query)}"), $"{Root}/version", version,
            "mailbox");
    }

    private static Html Pane(MessageStore store, Query query, long? open)
    {
        var (messages, count) = store.Search(query.Search);
        var addresses = store.Addresses(AddressesOffered);
        if (query.Party is { } chosen && !addresses.Contains(chosen))
            addresses = [chosen, .. addresses];
        var rows = messages.Select(message => Row(message, query, open));
        var list = messages.Count == 0 ? Nothing(query) : Html.Of($"<ol class=\"messages\">{rows}</ol>");
        return Html.Of($"""
            <section class="pane" aria-label="Messages">
            {(open is null ? Html.Of($"<h1 class=\"unseen\">Mailbox</h1>") : Html.Empty)}
            <form class="filter" action="{Root}" data-auto role="search">
            {Hidden("kind", query.Kind)}
            <label class="field"><span>Mailbox or recipient</span>
            <select name="to"><option value="">Everybody</option>
            {addresses.Select(address => Option(address, query.Party))}</select></label>
            <label class="field"><span>Search</span>
            <input type="search" name="q" value="{query.Words}" placeholder="Subject, text, name" autocomplete="off"></label>
            <button>Search</button>
            </form>
            <div class="tabs">{Tab(query, null, "Sent")}{Tab(query, Query.DraftsKind, "Drafts")}{Tab(query, Query.ReceivedKind, "Returned")}</div>
            {Bouncing(store, query)}
            <div data-live="messages">
            <p class="count" role="status">{Count(query, messages.Count, count)}</p>
            {list}
            {Pager(query, messages.Count, count)}
            </div>
            </section>
            """);
    }

    private static Html Hidden(string name, string? value) =>
        value is null ? Html.Empty : Html.Of($"<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");

    private static Html Option(string address, string? chosen) => address == chosen
        ? Html.Of($"<option selected>{address}</option>")
        : Html.Of($"<option>{address}</option>");

    private static Html Tab(Query query, string? kind, string name) => query.Kind == kind
        ? Html.Of($"<a href=\"{(query with { Page = 1 }).Address()}\" aria-current=\"true\">{name}</a>")
        : Html.Of($"<a href=\"{(query with { Kind = kind, Page = 1 }).Address()}\">{name}</a>");

    // Of the address that is chosen; all of them where the reports are.
    private static Html Bouncing(MessageStore store, Query query)
    {
        var bouncing = store.Bouncing;
        var shown = query.Kind == Query.ReceivedKind ? bouncing : query.Party is { } chosen ? [chosen] : [];
        return shown.Count == 0 ? Html.Empty : Html.Of($"""
            <form class="bounces" action="{Root}/bounces" method="post">
            {shown.Select(address => bouncing.Contains(address)
                ? Html.Of($"<p class=\"note\">{address} does not exist: what is sent to it comes back. <button name=\"accept\" value=\"{address}\">Let it exist</button></p>")
                : Html.Of($"<p><button name=\"bounce\" value=\"{address}\">Let {address} bounce</button></p>"))}
            </form>
            """);
    }

    private static async Task<IResult> Bounce(MessageStore store, PageFrame frame, HttpRequest request)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
        var (bounce, accept) = (form["bounce"].ToString().Trim(), form["accept"].ToString().Trim());
        var address = bounce.Length > 0 ? bounce : accept;
        if (!MessageJson.IsAddress(address))
            return frame.Problem(Root, 400, "No mail address", "Choose the address in the list first.");
        store.SetBouncing(address, bounce.Length > 0);
        return Results.Redirect(new Query { Party = address.ToLowerInvariant() }.Address());
    }

    private static string Count(Query query, int shown, long count)
    {
        if (count == 0)
            return "0 messages";
        var first = ((query.Page - 1) * PageSize) + 1;
        return shown == count
            ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} message{(count == 1 ? "" : "s")}")
            : string.Create(CultureInfo.InvariantCulture, $"{first:N0}–{first + Math.Max(shown, 1) - 1:N0} of {count:N0} messages");
    }

    private static Html Nothing(Query query)
    {
        var all = new Query { Kind = query.Kind };
        if (query != all)
            return Html.Of($"<p class=\"nothing\">No message fits. <a href=\"{all.Address()}\">Show all</a></p>");
        return query.Kind switch
        {
            Query.DraftsKind => Html.Of($"<p class=\"nothing\">No draft waits to be sent.</p>"),
            Query.ReceivedKind => Html.Of(
                $"<p class=\"nothing\">Nothing came back. Choose a recipient and let it bounce, or return a message from its page.</p>"),
            _ => Html.Of($"<p class=\"nothing\">Nothing was sent yet. What the app sends appears here by itself.</p>"),
        };
    }

    private static Html Row(StoredMessage message, Query query, long? open)
    {
        var to = message.Content.To.Count == 0 ? "(nobody)" : string.Join(", ", message.Content.To.Select(Name));
        var current = message.Number == open ? Html.Of($" aria-current=\"true\"") : Html.Empty;
        var files = message.Attachments.Count(file => !file.IsInline);
        var clip = files == 0 ? Html.Empty : Html.Of($"<span class=\"clip\">{files} file{(files == 1 ? "" : "s")}</span>");
        return Html.Of($"""
            <li><a href="{query.Address(message.Number)}"{current}>
            <span class="to">{to}</span> {PageFrame.Date(message.Date, "d MMM HH:mm")}
            <span class="subject">{Subject(message)}</span>
            <span class="preview">{message.Preview}</span>{clip}
            </a></li>
            """);
    }

    private static Html Pager(Query query, int shown, long count)
    {
        var newer = query.Page > 1
            ? Html.Of($"<a rel=\"prev\" href=\"{(query with { Page = query.Page - 1 }).Address()}\">Newer</a>")
            : Html.Empty;
        var older = ((query.Page - 1) * (long)PageSize) + shown < count && shown > 0
            ? Html.Of($"<a rel=\"next\" href=\"{(query with { Page = query.Page + 1 }).Address()}\">Older</a>")
            : Html.Empty;
        return count <= PageSize ? Html.Empty : Html.Of($"<nav class=\"pager\" aria-label=\"Pages of messages\">{newer}{older}</nav>");
    }

    private static Html Reading(StoredMessage message, Query query)
    {
        var files = message.Attachments.Where(file => !file.IsInline).ToArray();
        var rows = files.Select(file => File(message, file));
        var list = files.Length == 0 ? Html.Empty : Html.Of($"<ul class=\"files\" aria-label=\"Attachments\">{rows}</ul>");
        var state = message switch
        {
            { IsDraft: true } => Html.Of($"<p class=\"note\">A draft: it was not sent.</p>"),
            { Folder: null } => Html.Of($"<p class=\"note\">It was sent; the sending mailbox keeps no copy.</p>"),
            _ => Html.Empty,
        };
        return Html.Of($"""
            <article class="reading">
            <p class="back"><a href="{query.Address()}">All messages</a></p>
            <header>
            <h1>{Subject(message)}</h1>
            {state}
            <dl class="parties">
            {Parties("From", [message.From])}{Parties("To", message.Content.To)}{Parties("Cc", message.Content.Cc)}
            {Parties("Bcc", message.Content.Bcc)}{Parties("Reply to", message.Content.ReplyTo)}
            <dt>{(message.IsDraft ? "Created" : "Sent")}</dt><dd>{PageFrame.Date(message.Date)}</dd>
            </dl>
            {Returning(message)}
            <details><summary>All headers</summary>
            <dl class="headers">{Headers(message)}</dl>
            <p><a href="{Root}/{message.Number}/body" target="_blank">Body alone</a> ·
            <a href="{Root}/{message.Number}/source" target="_blank">Source of the body</a></p>
            </details>
            </header>
            {list}
            <iframe class="body" src="{Root}/{message.Number}/body" title="Body of the message"
                sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>
            </article>
            """);
    }

    private static Html Returning(StoredMessage message) => message.IsDraft || message.Folder is "inbox"
        ? Html.Empty
        : Html.Of($"<form action=\"{Root}/{message.Number}/return\" method=\"post\"><button>Return it as undeliverable</button></form>");

    private static Html Parties(string label, IReadOnlyList<MailParty> parties) => parties.Count == 0
        ? Html.Empty
        : Html.Of($"<dt>{label}</dt><dd>{parties.Select(Party)}</dd>");

    private static Html Party(MailParty party) => party.Name is "" || party.Name == party.Address
        ? Html.Of($"<span class=\"party\">{party.Address}</span> ")
        : Html.Of($"<span class=\"party\"><b>{party.Name}</b> {party.Address}</span> ");

    private static IEnumerable<Html> Headers(StoredMessage message)
    {
        yield return Header("Message-ID", message.InternetMessageId);
        yield return Header("Date", message.Date.ToString("R", CultureInfo.InvariantCulture));
        if (message.Content.Importance is not "normal")
            yield return Header("Importance", message.Content.Importance);
        if (message.Content.Sender is { } sender)
            yield return Header("Sender", sender.ToString());
        if (message.Content.Categories.Count > 0)
            yield return Header("Categories", string.Join(", ", message.Content.Categories));
        foreach (var header in message.Content.Headers)
            yield return Header(header.Name, header.Value);
        yield return Header("Immutable id", message.ImmutableId);
        yield return Header("Mailbox", message.Mailbox + (message.Folder is { } folder ? $", {folder}" : ""));

        static Html Header(string name, string value) => Html.Of($"<dt>{name}</dt><dd>{value}</dd>");
    }

    private static Html File(StoredMessage message, StoredAttachment file)
    {
        var address = FileAddress(message, file);
        var readable = Invitation.IsCalendar(file.ContentType, file.Name) || Viewable.Contains(MediaType(file))
            || MediaType(file) is "text/plain";
        var open = readable ? Html.Of($"<a href=\"{address}\" target=\"_blank\">Open</a>") : Html.Empty;
        return Html.Of($"""
            <li><span class="name">{file.Name}</span> <span class="size">{Size(file.Size)}, {file.ContentType}</span>
            <span class="actions">{open}<a href="{address}?download=1">Download</a></span></li>
            """);
    }

    private static IResult Source(MessageStore store, PageFrame frame, long number, HttpContext context)
    {
        if (store.Find(number) is not { } message)
            return Gone(frame);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Text(message.Content.Body, "text/plain", Encoding.UTF8);
    }

    private static IResult File(MessageStore store, PageFrame frame, long number, long file, HttpContext context)
    {
        if (store.Find(number)?.Attachments.SingleOrDefault(one => one.Number == file) is not { } found
            || store.ContentOf(file) is not { } content)
            return Gone(frame);
        var download = context.Request.Query.ContainsKey("download");
        if (!download && Invitation.IsCalendar(found.ContentType, found.Name))
            return Calendar(frame, store.Find(number)!, found, Encoding.UTF8.GetString(content));
        var type = MediaType(found);
        var inline = !download && (Viewable.Contains(type) || type is "text/plain");
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, no-cache";
        // A browser's viewer for PDF files does not run in a sandbox; nothing else that is shown needs more than to be shown.
        if (type is not "application/pdf")
            headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var disposition = new ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(found.Name);
        headers.ContentDisposition = disposition.ToString();
        return Results.Bytes(content, inline ? (type is "text/plain" ? "text/plain; charset=utf-8" : type) : "application/octet-stream");
    }

    private static IResult Calendar(PageFrame frame, StoredMessage message, StoredAttachment file, string text)
    {
        var invitation = Invitation.Read(text);
        var card = invitation is null
            ? Html.Of($"<p class=\"note\">There is no event in this file.</p>")
            : Html.Of($"""
                <dl class="headers">
                {Field("Method", invitation.Method)}{Field("Status", invitation.Status)}{Field("Title", invitation.Summary)}
                {Field("Begins", invitation.Start)}{Field("Ends", invitation.End)}{Field("Where", invitation.Location)}
                {Field("Organizer", invitation.Organizer)}{invitation.Attendees.Select(attendee => Field("Invited", attendee))}
                {Field("Description", invitation.Description)}
                </dl>
                """);
        return frame.Page(Root, file.Name, Html.Of($"""
            <article class="reading single">
            <p class="back always"><a href="{Root}/{message.Number}">{Subject(message)}</a></p>
            <h1>{file.Name}</h1>
            {card}
            <h2>The file</h2>
            <pre class="source" tabindex="0" aria-label="The calendar file">{text}</pre>
            <p><a href="{FileAddress(message, file)}?download=1">Download</a></p>
            </article>
            """));

        static Html Field(string name, string value) =>
            value is "" ? Html.Empty : Html.Of($"<dt>{name}</dt><dd class=\"lines\">{value}</dd>");
    }

    private static string MediaType(StoredAttachment file) => file.ContentType.Split(';')[0].Trim().ToLowerInvariant();

    private static string Subject(StoredMessage message) => message.Content.Subject is "" ? "(no subject)" : message.Content.Subject;

    private static string Name(MailParty party) => party.Name is "" ? party.Address : party.Name;

    private static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MB"),
    };

    private sealed record Query
    {
        public string? Party { get; init; }

        public string? Words { get; init; }

        public const string DraftsKind = "drafts", ReceivedKind = "received";

        // Null: what was sent.
        public string? Kind { get; init; }

        public int Page { get; init; } = 1;

        public MailSearch Search => new()
        {
            Drafts = Kind == DraftsKind,
            Received = Kind == ReceivedKind,
            Party = Party,
            Words = Words,
            Skip = (Page - 1) * PageSize,
            Top = PageSize,
        };

        // A page number that cannot be read is the first: nothing here is worth an error page.
        public static Query Read(IQueryCollection query) => new()
        {
            Party = query["to"].ToString().Trim() is { Length: > 0 } to ? to.ToLowerInvariant() : null,
            Words = query["q"].ToString().Trim() is { Length: > 0 } words ? words[..Math.Min(words.Length, 200)] : null,
            Kind = query["kind"].ToString() is DraftsKind or ReceivedKind ? query["kind"].ToString() : null,
            Page = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? Math.Clamp(page, 1, 1_000_000) : 1,
        };

        public string Address(long? number = null) => PageFrame.Address(
            number is null ? Root : $"{Root}/{number}",
            ("to", Party), ("q", Words), ("kind", Kind),
            ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : null));
    }
}
