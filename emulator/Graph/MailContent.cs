namespace Compagnon.Emulator.Graph;

/// <summary>Somebody whom a message names: a mail address and the name shown for it.</summary>
/// <param name="Address">The mail address as it was given; Graph accepts anything in a draft and refuses it when the message is
/// sent.</param>
/// <param name="Name">The name shown, or an empty string.</param>
public sealed record MailParty(string Address, string Name = "")
{
    /// <summary>The party as mail headers write it: <c>Name &lt;address&gt;</c>, or the address alone.</summary>
    public override string ToString() => Name is "" || Name == Address ? Address : $"{Name} <{Address}>";
}

/// <summary>A custom header of a message.</summary>
/// <param name="Name">Begins with <c>x-</c>.</param>
/// <param name="Value">One line of text.</param>
public sealed record MailHeader(string Name, string Value);

/// <summary>What an app may write into a message.</summary>
public sealed record MailContent
{
    /// <summary>The subject; empty by default.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Whether <see cref="Body"/> is HTML (else plain text).</summary>
    public bool IsHtml { get; init; }

    /// <summary>The one body that a message has.</summary>
    public string Body { get; init; } = "";

    /// <summary>Who writes; null means the mailbox itself.</summary>
    public MailParty? From { get; init; }

    /// <summary>Who sends on behalf of <see cref="From"/>; null means the mailbox itself.</summary>
    public MailParty? Sender { get; init; }

    /// <summary>The recipients.</summary>
    public IReadOnlyList<MailParty> To { get; init; } = [];

    /// <summary>Who gets a copy.</summary>
    public IReadOnlyList<MailParty> Cc { get; init; } = [];

    /// <summary>Who gets a copy that the others do not see.</summary>
    public IReadOnlyList<MailParty> Bcc { get; init; } = [];

    /// <summary>Where answers go instead of <see cref="From"/>.</summary>
    public IReadOnlyList<MailParty> ReplyTo { get; init; } = [];

    /// <summary>Custom headers, at most five.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>Outlook's categories.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary><c>low</c>, <c>normal</c> (the default) or <c>high</c>.</summary>
    public string Importance { get; init; } = "normal";

    /// <summary>Whether the message counts as read.</summary>
    public bool IsRead { get; init; } = true;

    /// <summary>Whether the sender asks to be told of the delivery.</summary>
    public bool IsDeliveryReceiptRequested { get; init; }

    /// <summary>Whether the sender asks to be told of the reading.</summary>
    public bool IsReadReceiptRequested { get; init; }

    /// <summary>Everybody who gets the message, each with the field that names them.</summary>
    internal IEnumerable<(string Field, MailParty Party)> Recipients =>
        To.Select(party => ("to", party)).Concat(Cc.Select(party => ("cc", party))).Concat(Bcc.Select(party => ("bcc", party)));
}

/// <summary>A file that is added to a message.</summary>
/// <param name="Name">The file's name as it was given.</param>
/// <param name="ContentType">Its media type, for example <c>text/calendar; method=REQUEST</c>.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsInline">Whether the HTML body shows it (by <c>cid:</c>) instead of listing it.</param>
/// <param name="ContentId">The id by which the HTML body names it, or null.</param>
public sealed record NewAttachment(
    string Name, string ContentType, ReadOnlyMemory<byte> Content, bool IsInline = false, string? ContentId = null);

/// <summary>A file that belongs to a stored message; its bytes are read apart.</summary>
/// <param name="Number">The emulator's own number for it.</param>
/// <param name="Id">The id that Graph's API shows.</param>
/// <param name="Name">The file's name as it was given; never a path.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal.</param>
/// <param name="IsInline">Whether the HTML body shows it.</param>
/// <param name="ContentId">The id by which the HTML body names it, or null.</param>
/// <param name="Modified">When it was added.</param>
public sealed record StoredAttachment(
    long Number, string Id, string Name, string ContentType, long Size, string Sha256, bool IsInline, string? ContentId,
    DateTimeOffset Modified);

/// <summary>A message as the store keeps it.</summary>
/// <param name="Number">The emulator's own number for it; never reused.</param>
/// <param name="Position">Its place in the order of events: grows when the message is created and again when it is sent.</param>
/// <param name="Mailbox">The mailbox that it belongs to, in lower case.</param>
/// <param name="ImmutableId">The id that survives sending.</param>
/// <param name="RestId">The ordinary id, which changes when the message is sent.</param>
/// <param name="Folder"><c>drafts</c>, <c>sentitems</c>, <c>inbox</c>, or null when it was sent and is in no folder any more.</param>
/// <param name="IsDraft">Whether it was not sent yet.</param>
/// <param name="Created">When the draft was made.</param>
/// <param name="Modified">When it was last changed.</param>
/// <param name="Sent">When it was sent, or null.</param>
/// <param name="Change">Grows with every change of this message.</param>
/// <param name="InternetMessageId">The Message-ID header, with its angle brackets.</param>
/// <param name="ConversationId">The conversation that it begins.</param>
/// <param name="Preview">The first 255 characters of its text.</param>
/// <param name="Content">What the app wrote.</param>
/// <param name="Attachments">Its files, in the order in which they were added.</param>
public sealed record StoredMessage(
    long Number,
    long Position,
    string Mailbox,
    string ImmutableId,
    string RestId,
    string? Folder,
    bool IsDraft,
    DateTimeOffset Created,
    DateTimeOffset Modified,
    DateTimeOffset? Sent,
    long Change,
    string InternetMessageId,
    string ConversationId,
    string Preview,
    MailContent Content,
    IReadOnlyList<StoredAttachment> Attachments)
{
    /// <summary>Who the message is from: what the app wrote, else the mailbox.</summary>
    public MailParty From => Content.From ?? new MailParty(Mailbox);

    /// <summary>The date that lists show: when it was sent, else when it was created.</summary>
    public DateTimeOffset Date => Sent ?? Created;
}
