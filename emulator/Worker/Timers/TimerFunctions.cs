using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Worker;

/// <summary>
/// Runs the app's timer functions when the emulator's clock says so. A jump of the clock runs each of them once, past due, unless the
/// jump asks for every occurrence.
/// </summary>
internal sealed class TimerFunctions : IHostedLifecycleService, IClockParticipant
{
    private readonly Lock gate = new();
    private readonly FunctionRunner runner;
    private readonly EmulatorClock clock;
    private readonly TimerStatuses statuses;
    private readonly ILoggerFactory logs;
    private readonly IReadOnlyList<TimerFunction> timers;
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<Task> running = [];
    private IDisposable? registration;

    public TimerFunctions(
        FunctionCatalog catalog,
        FunctionRunner runner,
        EmulatorClock clock,
        TimerStatuses statuses,
        IConfiguration settings,
        ILoggerFactory logs)
    {
        this.runner = runner;
        this.clock = clock;
        this.statuses = statuses;
        this.logs = logs;
        timers = Read(catalog, settings, clock.GetUtcNow());
    }

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                return timers.Where(timer => !timer.IsRunning).Min(timer => timer.Next);
            }
        }
    }

    public string? NextDueName
    {
        get
        {
            lock (gate)
            {
                var next = timers.Where(timer => !timer.IsRunning && timer.Next is not null).MinBy(timer => timer.Next);
                return next is null ? null : $"timer function {next.Function.Name}";
            }
        }
    }

    public bool IsQuiet
    {
        get
        {
            lock (gate)
            {
                return running.Count == 0;
            }
        }
    }

    public bool OnlyAtTheEndOfAMove => true;

    // After everything else has started: a run may call the app itself.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var timer in timers)
        {
            lock (gate)
            {
                timer.Resume(timer.IsMonitored ? statuses[timer.Function.Name] : null, now);
                if (timer.Trigger.RunOnStartup)
                {
                    Start(timer, now);
                }
            }

            Remember(timer);
        }

        registration = clock.Register(this);
        return Task.CompletedTask;
    }

    public ValueTask FireDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        lock (gate)
        {
            foreach (var timer in timers.Where(timer => !timer.IsRunning && timer.Next <= now).OrderBy(timer => timer.Next).ToList())
            {
                Start(timer, now);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async Task WhenQuietAsync(CancellationToken cancellation)
    {
        while (Running() is { Count: > 0 } tasks)
        {
            await Task.WhenAll(tasks).WaitAsync(cancellation);
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        registration?.Dispose();
        await stopping.CancelAsync();
        await WhenQuietAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static List<TimerFunction> Read(FunctionCatalog catalog, IConfiguration settings, DateTimeOffset now)
    {
        var problems = new List<string>();
        var timers = new List<TimerFunction>();
        foreach (var function in catalog.Functions)
        {
            if (function.Trigger is not TimerTrigger trigger)
            {
                continue;
            }

            try
            {
                var schedule = TimerSchedule.Read(trigger.Schedule, settings);
                timers.Add(new TimerFunction(function, schedule, trigger.UseMonitor && !schedule.IsTooQuickToRemember(now)));
            }
            catch (FunctionProblem problem)
            {
                problems.Add($"The function '{function.Name}' cannot run: {problem.Message}");
            }
        }

        return problems.Count == 0 ? timers : throw new EmulatorStartException(string.Join(Environment.NewLine, problems));
    }

    private List<Task> Running()
    {
        lock (gate)
        {
            return [.. running];
        }
    }

    private void Start(TimerFunction timer, DateTimeOffset now)
    {
        var info = timer.Begin(now);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Add(ended.Task);
        _ = Task.Run(async () =>
        {
            var isOver = await InvokeAsync(timer, info);
            lock (gate)
            {
                timer.End(clock.GetUtcNow());
            }

            // A run that the app's stop broke off is not over: it comes again, past due, at the next start.
            if (isOver)
            {
                Remember(timer);
            }

            lock (gate)
            {
                running.Remove(ended.Task);
            }

            ended.SetResult();
            clock.DueChanged();
        });
    }

    private async Task<bool> InvokeAsync(TimerFunction timer, TimerInfo info)
    {
        var log = logs.CreateLogger($"Function.{timer.Function.Name}");
        try
        {
            var inputs = new Dictionary<string, object?> { [timer.Trigger.Parameter] = info };
            await runner.RunAsync(new Call(timer.Function, inputs, new Dictionary<string, object?>()), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            log.LogDebug("The app stops; '{Function}' was cancelled.", timer.Function.Name);
            return false;
        }
        catch (Exception e)
        {
            log.LogError(e, "The function '{Function}' failed; it runs again at its next time.", timer.Function.Name);
        }

        return true;
    }

    private void Remember(TimerFunction timer)
    {
        TimerStatus? status;
        lock (gate)
        {
            status = timer.IsMonitored && !timer.IsRunning ? timer.Status(clock.GetUtcNow()) : null;
        }

        if (status is not null)
        {
            statuses.Put(timer.Function.Name, status);
        }
    }
}
