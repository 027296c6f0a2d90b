using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Compagnon.Testing;

/// <summary>Somebody with a browser without JavaScript: opens pages, fills fields by their labels, presses buttons by their names, keeps cookies.</summary>
public sealed class Visitor : IDisposable
{
    private readonly HttpClient client;

    /// <param name="address">The site; relative addresses start there.</param>
    public Visitor(Uri address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <param name="address">The site; relative addresses start there.</param>
    /// <param name="network">What is between the visitor and the site; keeps cookies, follows no redirects, and knows how long to wait.</param>
    public Visitor(Uri address, HttpMessageHandler network) =>
        client = new HttpClient(network) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The bare client, for what a browser would not send.</summary>
    public HttpClient Client => client;

    /// <summary>Signs in on the emulator's page, as whoever has this address and is in these groups.</summary>
    /// <exception cref="InvalidOperationException">The page does not lead on.</exception>
    public async Task SignInAsync(string address, string name = "", params string[] groups)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["address"] = address,
            ["name"] = name,
            ["groups"] = string.Join(' ', groups),
            ["post_login_redirect_uri"] = "/",
        });
        using var answer = await client.PostAsync("/.auth/login/aad", form);
        if (answer.StatusCode != HttpStatusCode.Redirect)
            throw new InvalidOperationException($"Expected the sign-in to lead on; it answered {(int)answer.StatusCode}.");
    }

    /// <summary>Opens a page, following redirects.</summary>
    public Task<VisitedPage> OpenAsync(string address, CancellationToken cancellation = default) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), cancellation);

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    /// <summary>Who the visitor says they are where a page asks, as it does of those who share a mailbox; null to be shown that page.</summary>
    public string? Name { get; set; } = "Mme Dupré";

    internal async Task<VisitedPage> SendAsync(Func<HttpRequestMessage> first, CancellationToken cancellation)
    {
        var request = first();
        for (var hops = 0; hops < 10; hops++)
        {
            using var response = await client.SendAsync(request, cancellation);
            var address = request.RequestUri!.IsAbsoluteUri ? request.RequestUri : new Uri(client.BaseAddress!, request.RequestUri);
            request.Dispose();
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is null)
            {
                var page = new VisitedPage(this, address, response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
                return Name is { } name && page.Heading == "Dites qui vous êtes"
                    ? await page.Fill("Votre nom", name).PressAsync("Continuer", cancellation: cancellation)
                    : page;
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, response.Headers.Location));
        }

        throw new InvalidOperationException("Expected a page within 10 redirects; the site redirects in circles.");
    }
}

/// <summary>A page as a visitor sees it.</summary>
public sealed class VisitedPage
{
    private readonly Visitor visitor;
    private readonly Dictionary<IElement, List<(string Name, byte[] Content)>> files = [];

    internal VisitedPage(Visitor visitor, Uri address, HttpStatusCode status, string html)
    {
        this.visitor = visitor;
        Address = address;
        Status = status;
        Document = new HtmlParser().ParseDocument(html);
    }

    /// <summary>Where the visitor is, after redirects.</summary>
    public Uri Address { get; }

    /// <summary>The status of the last answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The parsed page.</summary>
    public IHtmlDocument Document { get; }

    /// <summary>What the page says, in one line, spaces folded (also non-breaking ones).</summary>
    public string Text => Fold(Document.QuerySelector("main")?.TextContent ?? Document.Body?.TextContent ?? "");

    /// <summary>The page's main heading.</summary>
    public string Heading => Fold(Document.QuerySelector("h1")?.TextContent ?? "");

    /// <summary>This page, if its heading begins with <paramref name="heading"/>.</summary>
    /// <exception cref="InvalidOperationException">It is another page; the message says which, and what it says is wrong.</exception>
    public VisitedPage Expect(string heading) => Heading.StartsWith(Fold(heading), StringComparison.Ordinal) ? this
        : throw new InvalidOperationException(
            $"Expected the page « {heading} »; came to « {Heading} » ({(int)Status}). {Fold(Document.QuerySelector("[role=alert]")?.TextContent ?? "")}");

    /// <summary>Types <paramref name="value"/> into the field whose label begins with <paramref name="label"/>.</summary>
    public VisitedPage Fill(string label, string value)
    {
        switch (Field(label))
        {
            case IHtmlInputElement input: input.Value = value; break;
            case IHtmlTextAreaElement area: area.Value = value; break;
            case IHtmlSelectElement select:
                var option = select.Options.FirstOrDefault(o => Fold(o.Text).StartsWith(value, StringComparison.Ordinal) || o.Value == value)
                    ?? throw Missing($"an option that begins with « {value} » in « {label} »", select.Options.Select(o => o.Text));
                select.Value = option.Value;
                break;
            default: throw new InvalidOperationException($"« {label} » is no field that one can type into.");
        }

        return this;
    }

    /// <summary>Ticks the box, or picks the radio button, whose label begins with <paramref name="label"/>; within the group of that name when given.</summary>
    public VisitedPage Tick(string label, string? group = null)
    {
        var scope = group is null ? (IElement)Document.DocumentElement : Document.QuerySelectorAll("fieldset")
            .FirstOrDefault(f => Fold(f.QuerySelector("legend")?.TextContent ?? "").StartsWith(Fold(group), StringComparison.Ordinal))
            ?? throw Missing($"a group « {group} »", Document.QuerySelectorAll("legend").Select(l => l.TextContent));
        var box = (IHtmlInputElement)Field(label, scope);
        if (box.Type == "radio")
        {
            foreach (var other in Document.QuerySelectorAll<IHtmlInputElement>($"input[type=radio][name='{box.Name}']")) other.IsChecked = false;
        }

        box.IsChecked = true;
        return this;
    }

    /// <summary>Fills the fields that the page has of those that are named, and empties its others: texts, lists, boxes and radio buttons.</summary>
    public VisitedPage FillIn(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        foreach (var element in Document.QuerySelectorAll("main form input[name], main form textarea[name], main form select[name]"))
        {
            var wanted = values.GetValueOrDefault(element.GetAttribute("name")!) ?? [];
            switch (element)
            {
                case IHtmlInputElement { Type: "hidden" }: break;
                case IHtmlInputElement { Type: "checkbox" or "radio" } box: box.IsChecked = wanted.Contains(box.Value); break;
                case IHtmlInputElement input: input.Value = string.Concat(wanted); break;
                case IHtmlTextAreaElement area: area.Value = string.Concat(wanted); break;
                case IHtmlSelectElement select: select.Value = string.Concat(wanted); break;
            }
        }

        return this;
    }

    /// <summary>Chooses a file for the field whose label begins with <paramref name="label"/>; one more where it takes several.</summary>
    public VisitedPage Attach(string label, string fileName, byte[] content)
    {
        var field = Field(label);
        if (!files.TryGetValue(field, out var chosen) || !field.HasAttribute("multiple")) files[field] = chosen = [];
        chosen.Add((fileName, content));
        return this;
    }

    /// <summary>Presses the button whose name begins with <paramref name="button"/>; with several, the one in the form that holds <paramref name="within"/>.</summary>
    public Task<VisitedPage> PressAsync(string button, string? within = null, CancellationToken cancellation = default)
    {
        var buttons = Document.QuerySelectorAll("button, input[type=submit]")
            .Where(b => NameOf(b).StartsWith(Fold(button), StringComparison.Ordinal))
            .Where(b => within is null || Fold(Form(b)?.TextContent ?? "").Contains(Fold(within), StringComparison.Ordinal))
            .ToList();
        if (buttons.Count == 0 && files.Count == 0)
            throw Missing($"a button « {button} »", Document.QuerySelectorAll("button, input[type=submit]").Select(NameOf));
        var pressed = buttons.Count > 1 && files.Count > 0
            ? buttons.FirstOrDefault(b => files.Keys.Any(f => Form(f) == Form(b))) ?? buttons[0]
            : buttons.FirstOrDefault() ?? throw Missing($"a button « {button} »", []);
        var form = Form(pressed) ?? throw new InvalidOperationException($"The button « {button} » belongs to no form.");
        return visitor.SendAsync(() => Request(form, pressed), cancellation);
    }

    /// <summary>Follows the link whose text begins with <paramref name="text"/>.</summary>
    public Task<VisitedPage> FollowAsync(string text, CancellationToken cancellation = default)
    {
        var links = Document.QuerySelectorAll<IHtmlAnchorElement>("a[href]").ToList();
        var link = links.FirstOrDefault(a => Fold(a.TextContent).StartsWith(Fold(text), StringComparison.Ordinal))
            ?? throw Missing($"a link « {text} »", links.Select(a => a.TextContent));
        return visitor.OpenAsync(new Uri(Address, link.GetAttribute("href")).AbsoluteUri, cancellation);
    }

    private HttpRequestMessage Request(IElement form, IElement pressed)
    {
        var action = new Uri(Address, pressed.GetAttribute("formaction") ?? form.GetAttribute("action") ?? Address.AbsoluteUri);
        var method = (pressed.GetAttribute("formmethod") ?? form.GetAttribute("method") ?? "get").ToUpperInvariant();
        var fields = Fields(form, pressed).ToList();
        if (method == "GET")
        {
            var query = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));
            return new HttpRequestMessage(HttpMethod.Get, new UriBuilder(action) { Query = query }.Uri);
        }

        return new HttpRequestMessage(HttpMethod.Post, action)
        {
            Content = form.GetAttribute("enctype") == "multipart/form-data" ? Multipart(form, fields)
                : new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
    }

    private MultipartFormDataContent Multipart(IElement form, List<(string Name, string Value)> fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields) content.Add(new StringContent(value), $"\"{name}\"");
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input[type=file]"))
        {
            foreach (var (fileName, bytes) in files.GetValueOrDefault(input) ?? [("", [])])
            {
                var part = new ByteArrayContent(bytes);
                part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
                {
                    Name = $"\"{input.Name}\"",
                    FileName = $"\"{fileName.Replace("\"", "%22", StringComparison.Ordinal)}\"",
                };
                content.Add(part);
            }
        }

        return content;
    }

    private static IEnumerable<(string Name, string Value)> Fields(IElement form, IElement pressed)
    {
        foreach (var element in form.QuerySelectorAll("input[name], textarea[name], select[name]").Where(e => !e.HasAttribute("disabled")))
        {
            switch (element)
            {
                case IHtmlInputElement { Type: "submit" or "button" or "file" or "image" }: break;
                case IHtmlInputElement { Type: "checkbox" or "radio" } box:
                    if (box.IsChecked) yield return (box.Name!, box.HasAttribute("value") ? box.Value : "on");
                    break;
                case IHtmlInputElement input: yield return (input.Name!, input.Value); break;
                case IHtmlTextAreaElement area: yield return (area.Name!, area.Value); break;
                case IHtmlSelectElement select: yield return (select.Name!, select.Value ?? ""); break;
            }
        }

        if (pressed.GetAttribute("name") is { Length: > 0 } name) yield return (name, pressed.GetAttribute("value") ?? "");
    }

    private IElement Field(string label) => Field(label, Document.DocumentElement);

    private IElement Field(string label, IElement scope)
    {
        var labels = scope.QuerySelectorAll<IHtmlLabelElement>("label").ToList();
        var found = labels.FirstOrDefault(l => Fold(l.TextContent).StartsWith(Fold(label), StringComparison.Ordinal))
            ?? throw Missing($"a field « {label} »", labels.Select(l => l.TextContent));
        return (found.GetAttribute("for") is { Length: > 0 } id ? Document.GetElementById(id) : found.QuerySelector("input, textarea, select"))
            ?? throw new InvalidOperationException($"The label « {label} » belongs to no field.");
    }

    private static IElement? Form(IElement element) =>
        element.GetAttribute("form") is { Length: > 0 } id ? element.Owner!.GetElementById(id) : element.Closest("form");

    private static string NameOf(IElement button) => Fold(button is IHtmlInputElement input ? input.Value : button.TextContent);

    private InvalidOperationException Missing(string what, IEnumerable<string> there) => new(
        $"Expected {what} on {Address.AbsolutePath.Split('/')[1]} (« {Heading} », {(int)Status}); there is: {string.Join(" | ", there.Select(Fold))}.");

    private static string Fold(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
