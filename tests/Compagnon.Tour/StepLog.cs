using System.Diagnostics;
using System.Globalization;

namespace Compagnon.Tour;

/// <summary>Prints one line a step, with its time.</summary>
internal sealed class StepLog(TextWriter output)
{
    private int number;

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
            Print(watch, step);
            return result;
        }
        catch
        {
            Print(watch, $"{step}: FAILED");
            throw;
        }
    }

    private void Print(Stopwatch watch, string text) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++number,3}  {watch.Elapsed.TotalSeconds,6:0.00} s  {text}"));
}
