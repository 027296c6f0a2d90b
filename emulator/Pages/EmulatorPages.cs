using Compagnon.Emulator.Graph;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compagnon.Emulator.Pages;

/// <summary>The pages on which a developer sees what the emulator holds, all under <c>/emulator</c>.</summary>
public static class EmulatorPages
{
    /// <summary>Where the mailbox page is.</summary>
    public const string Mailbox = MailboxPages.Root;

    /// <summary>Maps the pages.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="messages">What the mailbox shows.</param>
    public static void MapEmulatorPages(this IEndpointRouteBuilder routes, MessageStore messages)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(messages);
        var frame = new PageFrame([(MailboxPages.Root, "Mailbox")]);
        MailboxPages.Map(routes, messages, frame);
        PageFrame.MapAssets(routes);
        routes.MapGet("/emulator", () => Results.Redirect(frame.Sections[0].Address));
    }
}
