using System.Globalization;

namespace Compagnon.Emulator.Pages;

/// <summary>A timeline as HTML: a row for each bar or mark, with its name, its place in time and how it came out.</summary>
internal static class TimelineDrawing
{
    private const int RowsShown = 200;
    private const double WideEnoughForText = 0.1;
    private const double Narrowest = 0.003;
    private const double HalfMark = 0.006;

    /// <summary>Draws it.</summary>
    /// <param name="timeline">What to draw.</param>
    /// <param name="id">The instance.</param>
    /// <param name="compressed">Whether long waits are drawn shorter than they were.</param>
    public static Html Draw(WorkflowTimeline timeline, string id, bool compressed)
    {
        if (timeline.Rows.Count == 0)
            return Html.Of($"<h2 id=\"timeline\">Timeline</h2><p class=\"nothing\">Nothing has happened yet.</p>");
        var leftOut = Math.Max(0, timeline.Rows.Count - RowsShown);
        var rows = timeline.Rows.Skip(leftOut).ToArray();
        var shown = leftOut == 0 ? timeline : timeline with { Start = rows[0].Start, Rows = rows };
        var scale = shown.Scale(compressed);
        var trueToScale = PageFrame.Address(WorkflowPages.InstanceRoot, ("id", id), ("scale", "time"));
        var other = compressed
            ? Html.Of($"Long waits are drawn shorter. <a href=\"{trueToScale}\">True to scale</a>")
            : Html.Of($"Drawn true to scale. <a href=\"{WorkflowPages.Address(id)}\">Long waits shorter</a>");
        var earlier = leftOut == 0 ? Html.Empty : Html.Of($" The first {leftOut:N0} are left out.");
        return Html.Of($"""
            <h2 id="timeline">Timeline</h2>
            <p class="soft">{other}{earlier}</p>
            <div class="axis" aria-hidden="true"><span></span><div>{Axis(shown, scale)}</div><span></span></div>
            <ol class="timeline">{rows.Select(row => Row(row, scale))}</ol>
            """);
    }

    // The largest gaps are told on the axis: on a compressed scale nobody could guess them.
    private static Html Axis(WorkflowTimeline timeline, Func<DateTime, double> scale)
    {
        var moments = timeline.Rows.SelectMany(row => new[] { row.Start, row.End })
            .Append(timeline.Start).Append(timeline.End).Distinct().Order().ToArray();
        var ticks = moments.Select(moment => Percent(scale(moment))).Distinct()
            .Select(place => Html.Of($"<line x1=\"{place}\" x2=\"{place}\" y1=\"12\" y2=\"18\"/>"));
        var gaps = moments.Zip(moments.Skip(1))
            .Select(gap => (From: scale(gap.First), To: scale(gap.Second), Length: gap.Second - gap.First))
            .Where(gap => gap.To - gap.From >= WideEnoughForText)
            .Select(gap => Gap(Percent((gap.From + gap.To) / 2), ClockPages.Duration(gap.Length)));
        return Html.Of($"<svg class=\"scale\" width=\"100%\" height=\"18\">{ticks}{gaps}</svg>");
    }

    private static Html Gap(string place, string length) => Html.Of($"<text x=\"{place}\" y=\"12\" text-anchor=\"middle\">{length}</text>");

    private static Html Row(TimelineRow row, Func<DateTime, double> scale)
    {
        var name = row is { Kind: TimelineKind.SubOrchestration, InstanceId: { } child }
            ? Html.Of($"<a href=\"{WorkflowPages.Address(child)}\">{row.Name}</a> <span class=\"which\">{child}</span>")
            : Html.Of($"{row.Name}");
        var attempt = row.Attempt > 1 ? Html.Of($" <span class=\"again\">attempt {row.Attempt}</span>") : Html.Empty;
        var tone = row.Outcome is TimelineOutcome.Failed ? "why" : "note-line";
        var note = row.Note is null ? Html.Empty : Html.Of($" <span class=\"{tone}\">{row.Note}</span>");
        return Html.Of($"""
            <li class="{row.Kind.ToString().ToLowerInvariant()} {row.Outcome.ToString().ToLowerInvariant()}">
            <span class="what"><span class="kind">{Kind(row)}</span> {name}{attempt}{note}</span>
            <svg width="100%" height="20" aria-hidden="true">{Shape(row, scale)}</svg>
            <span class="length">{Length(row)}</span>
            </li>
            """);
    }

    private static Html Shape(TimelineRow row, Func<DateTime, double> scale)
    {
        // The shortest work is a line that can be seen, also at the right edge.
        var from = Math.Min(scale(row.Start), 1 - Narrowest);
        var to = Math.Max(scale(row.End), from + Narrowest);
        if (IsMark(row))
            return Mark(from);
        var bar = Html.Of($"<rect x=\"{Percent(from)}\" y=\"4\" width=\"{Percent(to - from)}\" height=\"12\" rx=\"2\"/>");
        return row is { Kind: TimelineKind.Event, Outcome: TimelineOutcome.Done } ? Html.Of($"{bar}{Mark(to)}") : bar;
    }

    private static Html Mark(double place) =>
        Html.Of($"<circle cx=\"{Percent(Math.Clamp(place, HalfMark, 1 - HalfMark))}\" cy=\"10\" r=\"5\"/>");

    private static bool IsMark(TimelineRow row) =>
        row.End == row.Start && row.Kind is TimelineKind.Event or TimelineKind.Sent or TimelineKind.Control;

    private static string Kind(TimelineRow row) => row.Kind switch
    {
        TimelineKind.Activity => "activity",
        TimelineKind.SubOrchestration => "sub-orchestration",
        TimelineKind.Event => "event",
        TimelineKind.Sent => "sent",
        _ => "",
    };

    private static Html Length(TimelineRow row)
    {
        var begun = PageFrame.Date(row.Start, "d MMM HH:mm:ss");
        var length = ClockPages.Duration(row.End - row.Start);
        return row switch
        {
            _ when IsMark(row) => begun,
            { Outcome: TimelineOutcome.Failed } => Html.Of($"{begun} · <b class=\"bad\">failed</b> after {length}"),
            { Outcome: TimelineOutcome.Cancelled, Kind: TimelineKind.Timer } => Html.Of($"{begun} · given up"),
            { Outcome: TimelineOutcome.Cancelled } => Html.Of($"{begun} · not awaited"),
            { Outcome: TimelineOutcome.Open, Due: { } due } => Html.Of($"{begun} · due {PageFrame.Date(due, "d MMM yyyy HH:mm")}"),
            { Outcome: TimelineOutcome.Open } => Html.Of($"{begun} · {length} so far"),
            _ => Html.Of($"{begun} · {length}"),
        };
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###}%");
}
