using System.Diagnostics;
using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Testing;
using NodaTime.Text;

namespace Compagnon.Tour;

/// <summary>Prints one line a step: the app's day at its end, the real time that it took, what it was.</summary>
internal sealed class StepLog(TextWriter output)
{
    private int number;

    /// <summary>The app's clock, once there is one.</summary>
    public EmulatedClock? Clock { get; set; }

    public Task RunAsync(string step, Func<Task> run) => RunAsync(step, async () =>
    {
        await run();
        return true;
    });

    public async Task<T> RunAsync<T>(string step, Func<Task<T>> run)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var result = await run();
            await PrintAsync(watch, step);
            return result;
        }
        catch
        {
            await PrintAsync(watch, $"{step}: FAILED");
            throw;
        }
    }

    private async Task PrintAsync(Stopwatch watch, string text)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        var day = Clock is null ? "" : LocalDatePattern.Iso.Format(ParisTime.DayOf(await Clock.NowAsync()));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++number,3}  {day,10}  {seconds,6:0.00} s  {text}"));
    }
}
