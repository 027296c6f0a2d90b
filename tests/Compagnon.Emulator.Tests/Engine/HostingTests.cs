using Compagnon.Emulator.Clock;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class HostingTests
{
    [Fact]
    public async Task Worker_and_client_without_a_target_share_one_engine()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(new Greeting("Bonjour"));
        builder.Services.AddDurableTaskWorker(worker => worker.AddTasks(tasks => tasks
            .AddOrchestrator<GreetAll>()
            .AddActivity<Greet>()));
        builder.Services.AddDurableTaskClient();
        using var host = builder.Build();
        await host.StartAsync(TestEngine.Cancellation);
        var client = host.Services.GetRequiredService<DurableTaskClient>();

        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(GreetAll), new[] { "Ada", "Blaise" }, TestEngine.Cancellation);
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, TestEngine.Cancellation);
        await host.StopAsync(TestEngine.Cancellation);

        Assert.Equal("Bonjour Ada, Bonjour Blaise", end.ReadOutputAs<string>());
        Assert.Same(client, host.Services.GetRequiredService<IDurableTaskClientProvider>().GetClient());
    }

    [Fact]
    public async Task A_named_worker_and_a_named_client_find_each_other()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker("one").AddTasks(tasks => tasks.AddOrchestratorFunc<int, int>("Double", (_, n) => n * 2));
        services.AddDurableTaskClient("two");
        await using var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(TestEngine.Cancellation);
        var client = provider.GetRequiredService<IDurableTaskClientProvider>().GetClient("two");

        var id = await client.ScheduleNewOrchestrationInstanceAsync("double", 21, TestEngine.Cancellation);
        var end = await client.WaitForInstanceCompletionAsync(id, true, TestEngine.Cancellation);

        Assert.Equal(42, end.ReadOutputAs<int>());
        Assert.Equal("two", client.Name);
    }

    [Fact]
    public async Task The_clock_of_the_container_is_the_engines_clock()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker().AddTasks(tasks => tasks.AddOrchestratorFunc<object?, string>("Sleep", async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(400), CancellationToken.None);
            return "awake";
        }));
        services.AddDurableTaskClient();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<EmulatorClock>());
        await using var provider = services.BuildServiceProvider();
        await Assert.Single(provider.GetServices<IHostedService>()).StartAsync(TestEngine.Cancellation);
        var client = provider.GetRequiredService<DurableTaskClient>();
        var id = await client.ScheduleNewOrchestrationInstanceAsync("Sleep", TestEngine.Cancellation);

        await provider.GetRequiredService<EmulatorClock>().AdvanceAsync(TimeSpan.FromDays(500), TestEngine.Cancellation);
        var end = await client.WaitForInstanceCompletionAsync(id, true, TestEngine.Cancellation);

        Assert.Equal("awake", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Options_converter_filter_and_exception_properties_come_from_the_builders()
    {
        var services = new ServiceCollection();
        services.AddSingleton<DataConverter>(new JsonDataConverter(new(System.Text.Json.JsonSerializerDefaults.Web)));
        services.AddSingleton<IExceptionPropertiesProvider, Codes>();
#pragma warning disable CS0618 // The filters are experimental in the real package too.
        services.AddDurableTaskWorker()
            .AddTasks(tasks => tasks
                .AddOrchestratorFunc<Greeting, Greeting>("Echo", (context, greeting) =>
                    greeting.Word == "fail" ? throw new InvalidOperationException("x") : new Greeting(greeting.Word + context.Version))
                .AddOrchestratorFunc<int, int>("Elsewhere", (_, n) => n))
            .UseOrchestrationFilter(new NotElsewhere());
#pragma warning restore CS0618
        services.AddDurableTaskClient().UseDefaultVersion("3");
        await using var provider = services.BuildServiceProvider();
        await Assert.Single(provider.GetServices<IHostedService>()).StartAsync(TestEngine.Cancellation);
        var client = provider.GetRequiredService<DurableTaskClient>();

        var elsewhere = await client.ScheduleNewOrchestrationInstanceAsync("Elsewhere", 1, TestEngine.Cancellation);
        var echo = await EndAsync(
            await client.ScheduleNewOrchestrationInstanceAsync("Echo", new Greeting("Salut"), TestEngine.Cancellation));
        var failed = await EndAsync(
            await client.ScheduleNewOrchestrationInstanceAsync("Echo", new Greeting("fail"), TestEngine.Cancellation));

        Assert.Equal("""{"word":"Salut3"}""", echo.SerializedOutput);
        Assert.Equal(42L, failed.FailureDetails!.Properties!["code"]);
        var waits = await client.GetInstanceAsync(elsewhere, TestEngine.Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, waits!.RuntimeStatus);

        Task<OrchestrationMetadata> EndAsync(string id) => client.WaitForInstanceCompletionAsync(id, true, TestEngine.Cancellation);
    }

    private sealed record Greeting(string Word);

    private sealed class Codes : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) =>
            exception is InvalidOperationException ? new Dictionary<string, object?> { ["code"] = 42 } : null;
    }

#pragma warning disable CS0618
    private sealed class NotElsewhere : IOrchestrationFilter
    {
        public ValueTask<bool> IsOrchestrationValidAsync(
            OrchestrationFilterParameters info, CancellationToken cancellationToken = default) =>
            new(info.Name != "Elsewhere");
    }
#pragma warning restore CS0618

    private sealed class GreetAll : TaskOrchestrator<string[], string>
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context, string[] input) =>
            string.Join(", ", await Task.WhenAll(input.Select(name => context.CallActivityAsync<string>(nameof(Greet), name))));
    }

    private sealed class Greet(Greeting greeting) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult($"{greeting.Word} {input}");
    }
}
