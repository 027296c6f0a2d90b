using System.Text.Json;
using Compagnon.Emulator.Hosting;

namespace Compagnon.Emulator.Worker;

/// <summary>The last and the next run of a timer function.</summary>
/// <param name="Schedule">The schedule that it was written under.</param>
/// <param name="Last">When the last run was due; null before the first.</param>
/// <param name="Next">When the next run is due.</param>
/// <param name="Updated">When this was written.</param>
internal sealed record TimerStatus(string Schedule, DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset Updated);

/// <summary>What is remembered of the timer functions, in one file of the state folder.</summary>
internal sealed class TimerStatuses
{
    private readonly Lock gate = new();
    private readonly string file;
    private readonly Dictionary<string, TimerStatus> statuses;

    /// <summary>Reads the file; an absent one remembers nothing.</summary>
    /// <exception cref="EmulatorStartException">The file cannot be read.</exception>
    public TimerStatuses(StateFolder state)
    {
        file = state.At("timers.json");
        try
        {
            statuses = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, TimerStatus>>(File.ReadAllText(file)) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new EmulatorStartException($"{file} does not hold the timers' last runs: delete it, and they begin anew. {e.Message}", e);
        }
    }

    public TimerStatus? this[string function]
    {
        get
        {
            lock (gate)
            {
                return statuses.GetValueOrDefault(function);
            }
        }
    }

    public void Put(string function, TimerStatus status)
    {
        lock (gate)
        {
            statuses[function] = status;
            var next = file + ".new";
            File.WriteAllText(next, JsonSerializer.Serialize(statuses));
            File.Move(next, file, overwrite: true);
        }
    }
}
