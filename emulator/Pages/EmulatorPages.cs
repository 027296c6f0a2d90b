using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Pages;

/// <summary>The pages on which a developer sees what the emulator holds, all under <c>/emulator</c>,
/// and the sign-in page where App Service has it.</summary>
public static class EmulatorPages
{
    /// <summary>Where the mailbox page is.</summary>
    public const string Mailbox = MailboxPages.Root;

    /// <summary>Where the clock page is.</summary>
    public const string ClockPage = ClockPages.Root;

    /// <summary>Where the workflows page is.</summary>
    public const string Workflows = WorkflowPages.Root;

    /// <summary>Maps the pages.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="messages">What the mailbox shows.</param>
    /// <param name="clock">The clock to show and to move; no clock page when null.</param>
    /// <param name="engine">The workflows to show and to act on; no workflows page when null.</param>
    /// <param name="signIn">Where people sign in; no sign-in page when null.</param>
    public static void MapEmulatorPages(
        this IEndpointRouteBuilder routes,
        MessageStore messages,
        EmulatorClock? clock = null,
        DurableEngine? engine = null,
        LocalSignIn? signIn = null)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(messages);
        var logger = routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(EmulatorPages).FullName!);
        var sections = new List<(string, string)> { (MailboxPages.Root, "Mailbox") };
        if (engine is not null)
            sections.Add((WorkflowPages.Root, "Workflows"));
        if (clock is not null)
            sections.Add((ClockPages.Root, "Clock"));
        if (signIn is not null)
            sections.Add((SignInPages.Login, "Sign-in"));
        var frame = new PageFrame(sections, clock is null ? null : () => ClockPages.InTheBar(clock));
        MailboxPages.Map(routes, messages, frame);
        if (clock is not null)
            ClockPages.Map(routes, clock, frame, logger);
        if (engine is not null)
            WorkflowPages.Map(routes, engine, frame);
        if (signIn is not null)
            SignInPages.Map(routes, signIn, frame);
        PageFrame.MapAssets(routes);
        routes.MapGet("/emulator", () => Results.Redirect(frame.Sections[0].Address));
    }
}
