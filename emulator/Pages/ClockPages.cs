using System.Globalization;
using Compagnon.Emulator.Clock;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Pages;

/// <summary>The clock: a page and an endpoint that show it and move it forward.</summary>
internal sealed class ClockPages
{
    /// <summary>Where the clock is.</summary>
    public const string Root = "/emulator/clock";

    private readonly EmulatorClock clock;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private CancellationTokenSource? moving;
    private string? failure;

    private ClockPages(EmulatorClock clock, ILogger logger)
    {
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Maps the page and the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes, EmulatorClock clock, PageFrame frame, ILogger logger)
    {
        var pages = new ClockPages(clock, logger);
        var group = routes.MapGroup(Root);
        group.MapGet("", (HttpContext context) => WantsPage(context.Request) ? pages.Page(frame, null, 200) : Results.Json(pages.State()));
        group.MapGet("/version", () => Results.Text(pages.Version()));
        group.MapPost("", (HttpRequest request) => request.HasFormContentType ? pages.PostForm(request, frame) : pages.PostJson(request));
        group.MapPost("/stop", (HttpRequest request) =>
        {
            lock (pages.gate)
                pages.moving?.Cancel();
            return request.HasFormContentType ? Results.Redirect(Root) : Results.Json(pages.State());
        });
    }

    /// <summary>What the bar says of a clock.</summary>
    public static string InTheBar(EmulatorClock clock)
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.Local)
            .ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
        return clock.Offset < TimeSpan.FromSeconds(1) ? now : $"{now} (+{Duration(clock.Offset)})";
    }

    /// <summary>A length of time in its largest unit and the one below.</summary>
    public static string Duration(TimeSpan length)
    {
        var (years, days) = ((int)(length.TotalDays / 365.25), (int)(length.TotalDays % 365.25));
        string[] parts =
        [
            years > 0 ? $"{years} y" : "", days > 0 ? $"{days} d" : "", length.Hours > 0 ? $"{length.Hours} h" : "",
            length.Minutes > 0 ? $"{length.Minutes} min" : "",
            length.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(length.TotalSeconds, 3)} s") : "",
        ];
        return string.Join(' ', parts.SkipWhile(part => part is "").Take(2).Where(part => part is not ""));
    }

    private static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private object State()
    {
        var progress = clock.Progress;
        return new
        {
            now = clock.GetUtcNow(),
            offset = clock.Offset.ToString("c", CultureInfo.InvariantCulture),
            isMoving = clock.IsMoving,
            nextDue = clock.NextDue is { } due ? new { at = due, what = clock.NextDueName } : null,
            lastMove = progress is null
                ? null
                : new { from = progress.From, target = progress.Target, reached = progress.Reached, steps = progress.Steps },
        };
    }

    // The minute is part of it, so that the page's clock goes on.
    private string Version() => string.Create(
        CultureInfo.InvariantCulture,
        $"{clock.GetUtcNow():yyyyMMddHHmm}-{clock.IsMoving}-{clock.Progress?.Steps}-{clock.NextDue?.UtcTicks}-{failure?.Length}");

    private async Task<IResult> PostJson(HttpRequest request)
    {
        ClockMove move;
        try
        {
            move = await ClockMove.ReadAsync(request.Body, request.HttpContext.RequestAborted);
            // What leads nowhere is refused before the clock is waited for.
            move.Target(clock.GetUtcNow());
        }
        catch (FormatException reason)
        {
            return Bad(reason);
        }

        try
        {
            // A caller who goes away has moved the clock all the same; /stop stops it.
            await MoveAsync(move);
            return Results.Json(State());
        }
        catch (FormatException reason)
        {
            return Bad(reason);
        }
        catch (OperationCanceledException)
        {
            return Results.Problem(statusCode: 409, title: "The move was stopped", detail: $"The clock stands at {clock.GetUtcNow():O}.");
        }

        static IResult Bad(FormatException reason) =>
            Results.Problem(statusCode: 400, title: "The clock cannot be moved so", detail: reason.Message);
    }

    private async Task<IResult> PostForm(HttpRequest request, PageFrame frame)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var move = new ClockMove(form["by"], form["to"], form["next"] == "true", form["every"] == "true");
        try
        {
            move.Target(clock.GetUtcNow());
        }
        catch (FormatException reason)
        {
            return Page(frame, reason.Message, 400);
        }

        // A long way takes its time: the page shows how far the clock has come.
        var moved = MoveInBackground(move);
        await Task.WhenAny(moved, Task.Delay(TimeSpan.FromMilliseconds(500)));
        return Results.Redirect(Root);
    }

    private async Task MoveInBackground(ClockMove move)
    {
        try
        {
            await MoveAsync(move);
        }
        catch (OperationCanceledException)
        {
            // Stopped by somebody who sees it.
        }
        catch (Exception reason)
        {
            logger.LogError(reason, "The clock could not be moved");
            lock (gate)
                failure = reason.Message;
        }
    }

    private async Task MoveAsync(ClockMove move)
    {
        using var stop = new CancellationTokenSource();
        lock (gate)
        {
            failure = null;
            moving = stop;
        }

        try
        {
            if (move.Next)
                await clock.AdvanceToNextDueAsync(stop.Token);
            else if (move.Target(clock.GetUtcNow()) is { } target)
                await clock.AdvanceToAsync(target, stop.Token, move.EveryOccurrence);
        }
        catch (ArgumentOutOfRangeException reason)
        {
            throw new FormatException(reason.Message, reason);
        }
        finally
        {
            lock (gate)
            {
                if (moving == stop)
                    moving = null;
            }
        }
    }

    private IResult Page(PageFrame frame, string? refused, int status)
    {
        var version = Version();
        var now = clock.GetUtcNow();
        return frame.Page(
            Root, "Clock",
            Html.Of($"""
                <div class="column">
                <section class="card now" aria-labelledby="now">
                <h1 id="now">Clock</h1>
                {(refused is null ? Html.Empty : Html.Of($"<p class=\"error\" role=\"alert\">{refused}</p>"))}
                <div data-live="clock">{Now(now)}</div>
                </section>
                <section class="card" aria-labelledby="move">
                <h2 id="move">Move it forward</h2>
                <p class="soft">What is due on the way happens in its order, without waiting. The clock never goes back.</p>
                <form method="post" action="{Root}" class="moves">
                <button name="next" value="true" class="main">To the next thing due</button>
                {Jump("PT1H", "1 hour")}{Jump("P1D", "1 day")}{Jump("P7D", "7 days")}{Jump("P1M", "1 month")}{Jump("P1Y", "1 year")}
                </form>
                <form method="post" action="{Root}" class="moves">
                <label class="field"><span>By a period</span>
                <input name="by" placeholder="P30D or 30.00:00:00" autocomplete="off" required></label>
                <label class="check"><input type="checkbox" name="every" value="true"> Cron functions run at each of their times</label>
                <button>Move</button>
                </form>
                <form method="post" action="{Root}" class="moves">
                <label class="field"><span>To a date (UTC)</span>
                <input name="to" type="datetime-local" min="{now:yyyy-MM-dd'T'HH:mm}" required></label>
                <label class="check"><input type="checkbox" name="every" value="true"> Cron functions run at each of their times</label>
                <button>Move</button>
                </form>
                </section>
                </div>
                """),
            $"{Root}/version", version, status: status);
    }

    private Html Now(DateTimeOffset now)
    {
        var next = Html.Of($"nothing is due");
        if (clock.NextDue is { } due)
        {
            var left = Duration(due > now ? due - now : TimeSpan.Zero);
            next = Html.Of(
                $"{PageFrame.Date(due)} <span class=\"mono\">{clock.NextDueName}</span><br><span class=\"soft\">in {left}</span>");
        }

        return Html.Of($"""
            <p class="big">{PageFrame.Date(now, "dddd d MMMM yyyy, HH:mm")}</p>
            <dl class="headers plain">
            <dt>UTC</dt><dd>{now:yyyy-MM-dd HH:mm:ss}</dd>
            <dt>Ahead of real time</dt><dd>{(clock.Offset < TimeSpan.FromSeconds(1) ? "not at all" : Duration(clock.Offset))}</dd>
            <dt>Next</dt><dd>{next}</dd>
            </dl>
            {Progress()}
            """);
    }

    private Html Progress()
    {
        if (failure is { } reason)
            return Html.Of($"<p class=\"error\" role=\"alert\">The last move failed: {reason}</p>");
        if (clock.Progress is not { } progress)
            return Html.Empty;
        if (!clock.IsMoving)
            return Html.Of($"""
                <p class="soft">The last move began at {PageFrame.Date(progress.From)} and stopped at
                {progress.Steps:N0} due {(progress.Steps == 1 ? "time" : "times")} on the way.</p>
                """);
        var share = progress.Target > progress.From ? (progress.Reached - progress.From) / (progress.Target - progress.From) : 1;
        return Html.Of($"""
            <form method="post" action="{Root}/stop" class="moving">
            <label for="progress">On its way to {PageFrame.Date(progress.Target)}: {PageFrame.Date(progress.Reached)} reached,
            {progress.Steps:N0} due times passed</label>
            <progress id="progress" value="{share:0.###}" max="1"></progress>
            <button>Stop</button>
            </form>
            """);
    }

    private static Html Jump(string period, string name) => Html.Of($"<button name=\"by\" value=\"{period}\">+ {name}</button>");
}
