using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Tests.Worker;

/// <summary>The sample app's timers.</summary>
public sealed class SampleTimers(Seen seen, TimeProvider time, Gate gate)
{
    [Function("Daily")]
    public void Daily([TimerTrigger("0 30 2 * * *")] TimerInfo timer)
    {
        var runs = timer.ScheduleStatus!;
        seen.Add($"daily {(timer.IsPastDue ? "late" : "in time")} {time.GetUtcNow():O} after {runs.Last:O} before {runs.Next:O}");
    }

    [Function("Configured")]
    public void Configured([TimerTrigger("%Sample:Schedule%")] TimerInfo timer, FunctionContext context) =>
        seen.Add($"configured {time.GetUtcNow():O} {context.FunctionDefinition.Name}");

    [Function("AtStart")]
    public void AtStart([TimerTrigger("0 0 0 29 2 *", RunOnStartup = true)] TimerInfo timer) =>
        seen.Add($"at start {(timer.IsPastDue ? "late" : "in time")}");

    [Function("Quick")]
    public async Task Quick([TimerTrigger("%Sample:Quick%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        seen.Add($"quick {timer.ScheduleStatus is null}");
        await gate.PassAsync(cancellation);
        seen.Add("quick done");
    }

    [Function("Broken")]
    public void Broken([TimerTrigger("%Sample:Broken%")] TimerInfo timer)
    {
        seen.Add("broken");
        throw new InvalidOperationException("the timer failed");
    }
}

/// <summary>Holds functions up until a test lets them go on. One a host.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsClosed { get; set; }

    public int Waiting { get; private set; }

    public Task PassAsync(CancellationToken cancellation)
    {
        if (!IsClosed)
        {
            return Task.CompletedTask;
        }

        Waiting++;
        return open.Task.WaitAsync(cancellation);
    }

    public void Open() => open.SetResult();
}
