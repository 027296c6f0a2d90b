using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Compagnon.Testing;

/// <summary>The mailbox where every mail of the app arrives, read as its recipients read it.</summary>
/// <param name="address">The mailbox page's address, as the app prints it.</param>
public sealed class Mailbox(Uri address) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(90) };
    private readonly HashSet<long> read = [];

    /// <summary>Every mail that was sent, in order.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> AllAsync(CancellationToken cancellation = default)
    {
        var mails = new List<ReceivedMail>();
        for (long last = 0; ;)
        {
            var page = await ListAsync($"top=1000&since={last.ToString(CultureInfo.InvariantCulture)}", cancellation);
            if (page.Messages.Count == 0) return mails;
            mails.AddRange(page.Messages);
            last = page.Last;
        }
    }

    /// <summary>Every mail that was sent, each once and in order, and on as they arrive, until it is cancelled.</summary>
    public async IAsyncEnumerable<ReceivedMail> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (long last = 0; ;)
        {
            var page = await ListAsync($"top=1000&wait=30&since={last.ToString(CultureInfo.InvariantCulture)}", cancellation);
            foreach (var mail in page.Messages) yield return mail;
            last = page.Last;
        }
    }

    /// <summary>Waits for the next unread mail to <paramref name="recipient"/> whose subject contains <paramref name="subject"/>, and marks it as read.</summary>
    /// <exception cref="TimeoutException">It did not come within <paramref name="patience"/> (30 s by default).</exception>
    public async Task<ReceivedMail> NextAsync(
        string recipient, string subject, TimeSpan? patience = null, CancellationToken cancellation = default)
    {
        var limit = patience ?? TimeSpan.FromSeconds(30);
        var started = System.Diagnostics.Stopwatch.StartNew();
        long since = 0;
        var seen = new List<string>();
        while (started.Elapsed < limit)
        {
            var wait = Math.Clamp((limit - started.Elapsed).TotalSeconds, 0.1, 30).ToString("0.0", CultureInfo.InvariantCulture);
            var page = await ListAsync($"to={Uri.EscapeDataString(recipient)}&since={since.ToString(CultureInfo.InvariantCulture)}&wait={wait}", cancellation);
            seen.AddRange(page.Messages.Select(mail => mail.Subject));
            if (page.Messages.FirstOrDefault(mail => !read.Contains(mail.Number) && mail.Subject.Contains(subject, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                read.Add(found.Number);
                return found;
            }

            since = page.Last;
        }

        throw new TimeoutException(
            $"Expected a mail to {recipient} whose subject contains « {subject} » within {limit.TotalSeconds:0} s; there came: {string.Join(" | ", seen)}.");
    }

    /// <summary>Reads a text that is attached to a mail.</summary>
    public Task<string> ReadAsync(string address, CancellationToken cancellation = default) => client.GetStringAsync(new Uri(address), cancellation);

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task<MailPage> ListAsync(string query, CancellationToken cancellation)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri($"{address.AbsoluteUri.TrimEnd('/')}/messages.json?{query}"), cancellation));
        var root = answer.RootElement;
        return new MailPage(root.GetProperty("last").GetInt64(), [.. root.GetProperty("messages").EnumerateArray().Select(ReceivedMail.Of)]);
    }

    private sealed record MailPage(long Last, IReadOnlyList<ReceivedMail> Messages);
}

/// <summary>One mail as its recipient has it.</summary>
/// <param name="Number">Its number in the mailbox.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="From">The sender's address.</param>
/// <param name="To">The recipients' addresses.</param>
/// <param name="Body">Its HTML.</param>
/// <param name="Headers">Its own headers (<c>x-…</c>), by name.</param>
public sealed record ReceivedMail(
    long Number, string Subject, string From, IReadOnlyList<string> To, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What is attached to it: name, media type, and where it is read.</summary>
    public IReadOnlyList<(string Name, string ContentType, string Address)> Attachments { get; init; } = [];

    /// <summary>The addresses of its links, in order, each once.</summary>
    public IReadOnlyList<string> Links => [.. new HtmlParser().ParseDocument(Body).QuerySelectorAll<IHtmlAnchorElement>("a[href^=http]")
        .Select(link => link.GetAttribute("href")!).Distinct()];

    /// <summary>The first link whose path begins with <paramref name="path"/>.</summary>
    public string Link(string path) => Links.FirstOrDefault(link => new Uri(link).AbsolutePath.StartsWith(path, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"Expected a link to {path} in « {Subject} »; there is: {string.Join(" | ", Links.Select(l => new Uri(l).AbsolutePath.Split('/')[1]))}.");

    internal static ReceivedMail Of(JsonElement mail) => new(
        mail.GetProperty("number").GetInt64(),
        mail.GetProperty("subject").GetString() ?? "",
        AddressOf(mail.GetProperty("from")),
        [.. mail.GetProperty("to").EnumerateArray().Select(AddressOf)],
        mail.GetProperty("body").GetString() ?? "",
        mail.GetProperty("headers").EnumerateArray().ToDictionary(
            header => header.GetProperty("name").GetString() ?? "", header => header.GetProperty("value").GetString() ?? "", StringComparer.OrdinalIgnoreCase))
    {
        Attachments = [.. mail.GetProperty("attachments").EnumerateArray().Select(file => (
            file.GetProperty("name").GetString() ?? "", file.GetProperty("contentType").GetString() ?? "", file.GetProperty("url").GetString() ?? ""))],
    };

    private static string AddressOf(JsonElement person) => person.ValueKind == JsonValueKind.Object && person.TryGetProperty("address", out var address)
        ? address.GetString() ?? "" : person.ToString();
}
