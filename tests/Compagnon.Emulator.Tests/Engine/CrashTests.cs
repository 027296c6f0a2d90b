using System.Globalization;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    public async Task Kills_at_random_moments_lose_nothing_acknowledged_and_repeat_nothing(int seed, int kills)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("engine.db");
        var random = new Random(seed);
        var acknowledged = new Dictionary<string, List<int>>();
        for (var round = 0; round < kills; round++)
            await KillAsync(file, round, seed, random.Next(1, 300), acknowledged);

        await using var host = await TestEngine.StartAsync(CrashWorkload.Register, new DurableEngineOptions { Path = file });
        var orders = host.Engine.List(
            new InstanceFilter { Name = "Order", PageSize = 100_000 }).Instances.Select(order => order.Id).ToList();
        foreach (var id in orders)
            await host.Client.RaiseEventAsync(id, "Number", -1, Cancellation);
        foreach (var id in orders)
        {
            var end = await host.EndOfAsync(id);
            Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
            var numbers = end.ReadOutputAs<List<int>>()!;
            Assert.Equal(numbers.Distinct(), numbers);
            Assert.Equal(numbers.Order(), numbers);
            Assert.Empty(acknowledged.GetValueOrDefault(id, []).Except(numbers));
        }

        Assert.Empty(acknowledged.Keys.Except(orders));
        await host.Client.RaiseEventAsync(CrashWorkload.LedgerId, "Report", "close", Cancellation);
        var reports = (await host.EndOfAsync(CrashWorkload.LedgerId)).ReadOutputAs<List<string>>()!;
        Assert.Equal(orders.Order(StringComparer.Ordinal), reports.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            host.Engine.CountByStatus().Keys, status => status is not global::DurableTask.Core.OrchestrationStatus.Completed);
        Assert.True(acknowledged.Count > 0);
    }

    private static async Task KillAsync(string file, int round, int seed, int after, Dictionary<string, List<int>> acknowledged)
    {
        using var child = CrashWorkload.Start(file, round, (seed * 1000) + round);
        var errors = child.StandardError.ReadToEndAsync(Cancellation);
        var lines = 0;
        while (await child.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            // Lines that were written before the kill still count: the engine had acknowledged them.
            var words = line.Split(' ');
            if (words[0] == "started")
                acknowledged.TryAdd(words[1], []);
            else if (
                words is ["raised", var id, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
                (acknowledged.TryGetValue(id, out var known) ? known : acknowledged[id] = []).Add(n);
            if (++lines == after)
                child.Kill();
        }

        await child.WaitForExitAsync(Cancellation);
        Assert.True(lines >= after, $"The child ended by itself: {await errors}");
    }
}
