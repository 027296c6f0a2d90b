using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class EventOrderProperties
{
    private enum Step
    {
        Raise,
        Suspend,
        Resume,
        PassADay,
        Quiet,
    }

    [Fact]
    public async Task Whatever_happens_meanwhile_each_event_is_taken_once_and_in_order()
    {
        var steps = Gen.Frequency(
            (6, Gen.Constant(Step.Raise)),
            (1, Gen.Constant(Step.Suspend)),
            (1, Gen.Constant(Step.Resume)),
            (2, Gen.Constant(Step.PassADay)),
            (1, Gen.Constant(Step.Quiet)));
        var property = Prop.ForAll(
            steps.ListOf().Select(list => list.ToList()).ToArbitrary(),
            Gen.Choose(1, 5).ToArbitrary(),
            (list, roundLength) => TakenAsync(list, roundLength).GetAwaiter().GetResult());

        // Off the tests' own synchronization context: the property waits for asynchronous work.
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(40), property), TestEngine.Cancellation);
    }

    /// <summary>Waits a day at a time, in rounds, and gives back what it took once it was told to end.</summary>
    private static void Register(DurableTaskRegistry tasks, int roundLength) =>
        tasks.AddOrchestratorFunc<List<int>, List<int>>("Takes", async (context, taken) =>
        {
            for (var i = 0; i < roundLength; i++)
            {
                try
                {
                    var number = await context.WaitForExternalEvent<int>("Number", TimeSpan.FromHours(20));
                    if (number < 0)
                        return taken;
                    taken.Add(number);
                }
                catch (TaskCanceledException)
                {
                    // The next wait takes what comes later.
                }
            }

            context.ContinueAsNew(taken);
            return taken;
        });

    private static async Task<bool> TakenAsync(List<Step> steps, int roundLength)
    {
        await using var host = await TestEngine.StartAsync(tasks => Register(tasks, roundLength));
        var id = await host.StartAsync("Takes", new List<int>());
        var raised = new List<int>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Raise:
                    raised.Add(raised.Count);
                    await host.Client.RaiseEventAsync(id, "number", raised.Count - 1, TestEngine.Cancellation);
                    break;
                case Step.Suspend:
                    await host.Client.SuspendInstanceAsync(id, cancellation: TestEngine.Cancellation);
                    break;
                case Step.Resume:
                    await host.Client.ResumeInstanceAsync(id, cancellation: TestEngine.Cancellation);
                    break;
                case Step.PassADay:
                    await host.Clock.AdvanceAsync(TimeSpan.FromDays(1), TestEngine.Cancellation);
                    break;
                case Step.Quiet:
                    await host.QuietAsync();
                    break;
            }
        }

        await host.Client.ResumeInstanceAsync(id, cancellation: TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "Number", -1, TestEngine.Cancellation);
        var end = await host.EndOfAsync(id);
        return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed && end.ReadOutputAs<List<int>>()!.SequenceEqual(raised);
    }
}
