using System.Collections.Concurrent;
using System.Diagnostics;
using Compagnon.Faculties;
using Compagnon.Testing;

namespace Compagnon.Tests.Crash;

/// <summary>
/// Drives many dossiers at once through the app while it is killed again and again, and looks at the end whether anything was lost or doubled. Azurite and the Graph endpoint
/// are never killed.
/// </summary>
public sealed class CrashRun
{
    // Of the kills, those that come while time passes over visits, sessions, delays and reminders.
    private const int OneInSoMany = 3;

    // Of kills, a line that says how far it is.
    private const int OneLineIn = 10;

    private static readonly TimeSpan LongestUp = TimeSpan.FromSeconds(4);
    // A life in which so many mails go out, if they do within this time: however slow the machine is, the dossiers come on.
    private const int MailsOfALongLife = 6;
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromSeconds(1);
    // How long a day is for those who go on, of the time in which the app serves.
    private static readonly TimeSpan ShortestDay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(50);
    private const int MostDays = 110;
    private static readonly TimeSpan UntilSettled = TimeSpan.FromSeconds(60);

    private readonly CrashPlan plan;
    private readonly CrashSite site;
    private readonly Post post;
    private readonly Random moments;
    private readonly IReadOnlyList<Faculty> faculties;
    private readonly ConcurrentQueue<Story> stories = [];
    private readonly ConcurrentQueue<Finding> findings = [];
    private readonly Stopwatch time = Stopwatch.StartNew();
    private int kills;

    private CrashRun(CrashPlan plan, CrashSite site, Post post) =>
        (this.plan, this.site, this.post, faculties, moments) = (plan, site, post, FacultyFiles.Load(site.Faculties), new Random(plan.Seed));

    /// <summary>Runs <paramref name="plan"/> to its end.</summary>
    public static async Task<CrashReport> RunAsync(CrashPlan plan, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Kills, 1, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.AtOnce, 1, nameof(plan));
        await using var site = await CrashSite.OpenAsync(plan.Say);
        await using var post = new Post(site, plan.Patience);
        return await new CrashRun(plan, site, post).RunAsync(cancellation);
    }

    private async Task<CrashReport> RunAsync(CancellationToken cancellation)
    {
        var late = plan.Kills / OneInSoMany;
        await site.StartAsync(cancellation);
        var early = KillAsync(plan.Kills - late, peopleAreAtWork: true, cancellation);
        await WorkAsync(early, cancellation);
        await early;
        plan.Say($"{stories.Count} dossiers after {kills} kills, {time.Elapsed.TotalSeconds:0} s; now the delays pass");

        await LetDelaysPassAsync(late, cancellation);
        plan.Say($"the delays have passed, {time.Elapsed.TotalSeconds:0} s; now everything is looked at");
        var mails = await SettleAsync(cancellation);
        foreach (var story in stories) story.Dispose();
        if (site.IsKept = !findings.IsEmpty) plan.Say($"what was found stands below; all that lay on the disk stays in {site.Folder}");
        return new CrashReport(
            plan, kills, stories.Count, mails, stories.Sum(story => story.Uploads.Acknowledged), site.Reloads, site.Hours, [.. findings], time.Elapsed);
    }

    /// <summary>Begins dossiers, so many at once, as long as there are kills to come and until there are enough.</summary>
    private async Task WorkAsync(Task killing, CancellationToken cancellation)
    {
        var (fates, seeds, begun) = (new FatePack(new Random(plan.Seed)), new Random(plan.Seed + 1), 0);
        await Task.WhenAll(Enumerable.Range(0, plan.AtOnce).Select(_ => Task.Run(WorkAsync, cancellation)));

        async Task WorkAsync()
        {
            while (Begin() is { } story) await DriveAsync(story, () => story.RunAsync(cancellation), cancellation);
        }

        Story? Begin()
        {
            lock (seeds)
            {
                if (begun >= plan.Dossiers && killing.IsCompleted) return null;
                var story = new Story(site, post, begun < plan.Whole ? Fate.WholeWay : fates.Next(), new Random(seeds.Next()), begun++, faculties);
                stories.Enqueue(story);
                return story;
            }
        }
    }

    private async Task DriveAsync(Story story, Func<Task> run, CancellationToken cancellation)
    {
        try
        {
            await run();
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            var kind = error is TimeoutException ? FindingKind.Stuck : FindingKind.Wrong;
            findings.Enqueue(new Finding(kind, $"{story}: {error.Message}{(kind == FindingKind.Wrong ? $" ({error.GetType().Name}{WhereOf(error)})" : "")}"));
        }
    }

    /// <summary>Time passes over every delay while the app is killed, then whoever was left alone reads how it ended.</summary>
    private async Task LetDelaysPassAsync(int kills, CancellationToken cancellation)
    {
        var killing = KillAsync(kills, peopleAreAtWork: false, cancellation);
        var days = faculties.Max(faculty => faculty.Delays.CompletionDays) + 2;
        var whole = stories.Where(story => story.GoesOn).ToList();
        var goingOn = Task.WhenAll(whole.Select(story => Task.Run(() => DriveAsync(story, () => story.GoOnAsync(cancellation), cancellation), cancellation)));
        for (var day = 0; day < days || (!goingOn.IsCompleted && day < MostDays); day++)
        {
            await site.LetPassAsync(TimeSpan.FromDays(1), cancellation);
            // A day has room for what its mails ask for.
            for (var since = site.Served; !goingOn.IsCompleted && site.Served - since < LongestDay;)
            {
                await Task.Delay(AMoment, cancellation);
                if (site.Served - since > ShortestDay && !whole.Any(story => story.IsAtWork)) break;
            }
        }

        await goingOn;
        // Slowly from here on: a link in a mail holds for two months only.
        while (await Task.WhenAny(killing, Task.Delay(BetweenMoves, cancellation)) != killing) await site.LetPassAsync(TimeSpan.FromMinutes(10), cancellation);
        await killing;
        await Task.WhenAll(stories.Where(story => story.WaitsForDeadline).Select(story => DriveAsync(story, () => story.EndAsync(cancellation), cancellation)));
    }

    /// <summary>Kills the app that serves so many times, a few of them before it serves again.</summary>
    private async Task KillAsync(int times, bool peopleAreAtWork, CancellationToken cancellation)
    {
        for (var last = kills + times; kills < last;)
        {
            await NextMomentAsync(peopleAreAtWork, cancellation);
            await site.KillAsync();
            kills++;
            if (kills % OneLineIn == 0) plan.Say($"{kills} kills, {stories.Count} dossiers, {time.Elapsed.TotalSeconds:0} s");
            for (var serves = false; !serves;)
            {
                var cuts = kills < last && moments.Next(8) == 0;
                serves = cuts ? !await IsCutAsync(cancellation) : await site.StartAsync(cancellation);
                if (!serves) kills++;
            }
        }
    }

    /// <summary>Starts the app and kills it on the way. False where it was quicker and serves.</summary>
    private async Task<bool> IsCutAsync(CancellationToken cancellation)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        cut.CancelAfter(Upto(LongestStart));
        var serves = await site.StartAsync(cut.Token);
        cancellation.ThrowIfCancellationRequested();
        return !serves;
    }

    /// <summary>At any time; or as a form is under way; or as a mail has gone out and the app may not have written that down; or after several.</summary>
    private async Task NextMomentAsync(bool peopleAreAtWork, CancellationToken cancellation)
    {
        var (kind, before, after) = (moments.Next(peopleAreAtWork ? 5 : 4), Upto(LongestUp), TimeSpan.FromMilliseconds(moments.Next(60)));
        await Task.Delay(before, cancellation);
        if (kind < 2) return;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(kind == 4 ? LongestLife : LongestUp);
        for (var mails = kind == 4 ? MailsOfALongLife : 1; mails > 0; mails--)
            await (kind == 2 ? site.WhenFormIsSentAsync() : post.WhenMailArrivesAsync()).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (kind == 2) await Task.Delay(after, cancellation);
    }

    private TimeSpan Upto(TimeSpan longest) => longest * moments.NextDouble();

    /// <summary>What is left over is taken up by the sweep; then nothing may change any more, not even by another start.</summary>
    private async Task<int> SettleAsync(CancellationToken cancellation)
    {
        var all = stories.ToList();
        for (var since = Stopwatch.StartNew(); since.Elapsed < UntilSettled;)
        {
            var open = await Inspection.LookAsync(site, all, faculties, await post.Mailbox.AllAsync(cancellation));
            if (!open.Any(finding => finding.Kind is FindingKind.Lost or FindingKind.Stuck)) break;
            await site.LetAnHourPassAsync(cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
        }

        await site.StopAsync();
        await site.StartAsync(cancellation);
        await site.LetPassAsync(TimeSpan.FromHours(2), cancellation);
        await site.StopAsync();

        var mails = await post.Mailbox.AllAsync(cancellation);
        foreach (var finding in await Inspection.LookAsync(site, all, faculties, mails)) findings.Enqueue(finding);
        foreach (var finding in await Inspection.LookAtWorkflowsAsync(site, faculties)) findings.Enqueue(finding);
        foreach (var complaint in site.Complaints) findings.Enqueue(new Finding(FindingKind.Wrong, complaint));
        return mails.Count;
    }

    private static string WhereOf(Exception error) =>
        new StackTrace(error, fNeedFileInfo: false).GetFrames().Select(frame => frame.GetMethod()).FirstOrDefault(method => method?.DeclaringType?.Namespace == typeof(CrashRun).Namespace)
            is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}" : "";
}
