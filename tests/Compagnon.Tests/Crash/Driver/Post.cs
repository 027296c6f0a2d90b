using Compagnon.Testing;

namespace Compagnon.Tests.Crash;

/// <summary>Everybody's mail, as it arrives.</summary>
internal sealed class Post : IAsyncDisposable
{
    // Whoever waits so long for a mail may be waiting for what only the sweep takes up.
    private static readonly TimeSpan BeforeTheSweep = TimeSpan.FromSeconds(20);

    private readonly CrashSite site;
    private readonly CancellationTokenSource end = new();
    private readonly List<ReceivedMail> arrived = [];
    private readonly Lock gate = new();
    private readonly Task reading;
    private TaskCompletionSource change = New();

    public Post(CrashSite site, TimeSpan patience)
    {
        (this.site, Patience) = (site, patience);
        Mailbox = new Mailbox(site.Mailbox);
        reading = ReadAsync();
    }

    /// <summary>How long a person waits for anything, of the time in which the app serves.</summary>
    public TimeSpan Patience { get; }

    /// <summary>The mailbox itself.</summary>
    public Mailbox Mailbox { get; }

    /// <summary>Ends when the next mail arrives.</summary>
    public Task WhenMailArrivesAsync()
    {
        lock (gate) return change.Task;
    }

    /// <summary>Waits for a mail to <paramref name="to"/> with one of <paramref name="subjects"/> that is not among <paramref name="read"/>, and adds it there.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task<ReceivedMail> NextAsync(string to, HashSet<long> read, CancellationToken cancellation, params string[] subjects)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        for (var since = site.Served; site.Served - since < Patience;)
        {
            Task next;
            lock (gate)
            {
                if (arrived.Find(mail => mail.To.Contains(to) && subjects.Any(mail.Subject.Contains) && !read.Contains(mail.Number)) is { } found)
                {
                    read.Add(found.Number);
                    return found;
                }

                next = change.Task;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(BeforeTheSweep);
            await next.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (waited.Elapsed > BeforeTheSweep) await site.LetAnHourPassAsync(cancellation);
        }

        throw new TimeoutException($"no mail « {string.Join(" » or « ", subjects)} » to {to} within {Patience.TotalSeconds:0} s");
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Mailbox.Dispose();
        end.Dispose();
    }

    private async Task ReadAsync()
    {
        await foreach (var mail in Mailbox.FollowAsync(end.Token))
        {
            TaskCompletionSource told;
            lock (gate)
            {
                arrived.Add(mail);
                (told, change) = (change, New());
            }

            told.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
