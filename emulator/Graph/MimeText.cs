using System.Globalization;
using System.Text;

namespace Compagnon.Emulator.Graph;

/// <summary>Messages as they travel (RFC 5322, 2045 and 3464): what <c>/messages/{id}/$value</c> answers with.</summary>
internal static class MimeText
{
    private const int LineLength = 76;

    // An encoded word has at most 75 characters; so many letters fit whatever they are.
    private const int EncodedLetters = 10;

    /// <summary>A message that an app wrote, with its files.</summary>
    public static byte[] Write(StoredMessage message, Func<StoredAttachment, byte[]> contentOf)
    {
        var text = new StringBuilder();
        Headers(text, message);
        var body = $"Content-Type: text/{(message.Content.IsHtml ? "html" : "plain")}; charset=utf-8\r\n"
            + $"Content-Transfer-Encoding: base64\r\n\r\n{Base64(Encoding.UTF8.GetBytes(message.Content.Body))}";
        if (message.Attachments.Count == 0)
            return Encoding.ASCII.GetBytes(text.Append(body).ToString());

        var boundary = Boundary(message.Number);
        text.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n{body}");
        foreach (var file in message.Attachments)
        {
            var name = Word(file.Name).Replace("\"", "'", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: {Line(file.ContentType)}; name=\"{name}\"\r\n")
                .Append(file.ContentId is { } id ? $"Content-ID: <{Line(id)}>\r\n" : "")
                .Append(CultureInfo.InvariantCulture, $"Content-Disposition: {(file.IsInline ? "inline" : "attachment")}; filename=\"{name}\"\r\n")
                .Append(CultureInfo.InvariantCulture, $"Content-Transfer-Encoding: base64\r\n\r\n{Base64(contentOf(file))}");
        }

        return Encoding.ASCII.GetBytes(text.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n").ToString());
    }

    /// <summary>A report that a message could not be delivered to a recipient, with the head of that message.</summary>
    /// <param name="original">The message.</param>
    /// <param name="recipient">The address that does not exist.</param>
    /// <param name="headers">The report's own headers.</param>
    public static byte[] Report(StoredMessage original, string recipient, IReadOnlyList<MailHeader> headers)
    {
        var boundary = Boundary(original.Number);
        var text = new StringBuilder();
        foreach (var header in headers)
            text.Append(CultureInfo.InvariantCulture, $"{header.Name}: {header.Value}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{Explanation(recipient)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n")
            .Append("Reporting-MTA: dns;emulator.invalid\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"Final-Recipient: rfc822;{Line(recipient)}\r\nAction: failed\r\nStatus: 5.1.1\r\n")
            .Append("Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipientNotFound; not found\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n");
        Headers(text, original);
        return Encoding.ASCII.GetBytes(text.Append(CultureInfo.InvariantCulture, $"\r\n--{boundary}--\r\n").ToString());
    }

    /// <summary>The headers of such a report.</summary>
    public static IReadOnlyList<MailHeader> ReportHeaders(StoredMessage original, string recipient, DateTimeOffset now) =>
    [
        new("From", $"Microsoft Outlook <{Postmaster(original.Mailbox).Address}>"),
        new("To", Line(original.Mailbox)),
        new("Subject", Word(ReportSubject(original))),
        new("Date", now.ToString("R", CultureInfo.InvariantCulture)),
        new("In-Reply-To", original.InternetMessageId),
        new("References", original.InternetMessageId),
        new("X-Failed-Recipients", Line(recipient)),
        new("Auto-Submitted", "auto-replied"),
        new("MIME-Version", "1.0"),
        new("Content-Type", $"multipart/report; report-type=delivery-status; boundary=\"{Boundary(original.Number)}\""),
    ];

    /// <summary>The subject of such a report.</summary>
    public static string ReportSubject(StoredMessage original) => $"Undeliverable: {original.Content.Subject}";

    /// <summary>What such a report says to a person.</summary>
    public static string Explanation(string recipient) =>
        $"Your message to {recipient} couldn't be delivered. {recipient} wasn't found.";

    /// <summary>Who writes such a report.</summary>
    public static MailParty Postmaster(string mailbox) => new($"postmaster@{mailbox[(mailbox.IndexOf('@', StringComparison.Ordinal) + 1)..]}", "Microsoft Outlook");

    private static void Headers(StringBuilder text, StoredMessage message)
    {
        Header("From", Party(message.From));
        Parties("To", message.Content.To);
        Parties("Cc", message.Content.Cc);
        Parties("Reply-To", message.Content.ReplyTo);
        Header("Subject", Word(message.Content.Subject));
        Header("Date", message.Date.ToString("R", CultureInfo.InvariantCulture));
        Header("Message-ID", message.InternetMessageId);
        foreach (var header in message.Content.Headers)
            Header(header.Name, Word(header.Value));
        Header("MIME-Version", "1.0");

        void Header(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

        void Parties(string name, IReadOnlyList<MailParty> parties)
        {
            if (parties.Count > 0)
                Header(name, string.Join(",\r\n ", parties.Select(Party)));
        }
    }

    private static string Party(MailParty party) =>
        party.Name is "" || party.Name == party.Address ? Line(party.Address) : $"{Word(party.Name)} <{Line(party.Address)}>";

    private static string Word(string text) => text.All(letter => letter is >= ' ' and < (char)127)
        ? text
        : string.Join("\r\n ", text.EnumerateRunes().Chunk(EncodedLetters).Select(
            some => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(some)))}?="));

    // An address or a type of somebody else's making must not begin another header.
    private static string Line(string text) => string.Concat(text.Where(letter => letter is >= ' ' and < (char)127));

    private static string Base64(byte[] content) =>
        string.Concat(Convert.ToBase64String(content).Chunk(LineLength).Select(line => $"{new string(line)}\r\n"));

    private static string Boundary(long number) => string.Create(CultureInfo.InvariantCulture, $"_000_emulator{number}_");
}
