using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core.Serialization;
using Compagnon.Emulator.DurableTask;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Tests.Worker;

public sealed class DurableFunctionTests
{
    [Fact]
    public async Task An_orchestration_runs_from_its_start_by_HTTP_over_an_event_and_a_year_to_its_end()
    {
        await using var host = await SampleHost.StartAsync();
        await StartAsync(host, "one", new Question("Ready", Mood.Doubtful));
        await host.Clock.WhenQuietAsync();
        Assert.Equal("\"waiting\"", (await Client(host).GetInstanceAsync("one", getInputsAndOutputs: true))!.SerializedCustomStatus);
        var answer = await host.Http.PostAsJsonAsync("api/answer/one", new Question("Yes", Mood.Certain));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await host.Clock.WhenQuietAsync();
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(364));
        Assert.False((await Client(host).GetInstanceAsync("one"))!.IsCompleted);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(2));
        var end = await Client(host).GetInstanceAsync("one", getInputsAndOutputs: true);
        Assert.Equal("Ready? Doubtful: Yes Certain, 6, one, Utc", end!.ReadOutputAs<string>());
        Assert.Contains("put Ready by Ask in Put one", host.Seen.Lines);
    }

    [Fact]
    public async Task An_orchestration_goes_on_at_the_next_start_of_the_app()
    {
        var state = Directory.CreateTempSubdirectory("compagnon-durable-");
        await using (var host = await SampleHost.StartAsync("--state", state.FullName))
        {
            await StartAsync(host, "one", new Question("Ready", Mood.Doubtful));
            await host.Clock.WhenQuietAsync();
        }

        await using (var host = await SampleHost.StartAsync("--state", state.FullName))
        {
            await host.Http.PostAsJsonAsync("api/answer/one", new Question("Yes", Mood.Certain));
            await host.Clock.AdvanceAsync(TimeSpan.FromDays(366));
            var end = await Client(host).WaitForInstanceCompletionAsync("one", getInputsAndOutputs: true)
                .WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal("Ready? Doubtful: Yes Certain, 6, one, Utc", end.ReadOutputAs<string>());
            Assert.DoesNotContain(host.Seen.Lines, line => line.StartsWith("put", StringComparison.Ordinal));
        }

        state.Delete(recursive: true);
    }

    [Fact]
    public async Task An_activity_that_runs_when_the_app_stops_is_waited_for()
    {
        var state = Directory.CreateTempSubdirectory("compagnon-durable-");
        Task stopped;
        Gate gate;
        Seen seen;
        {
            var host = await SampleHost.StartAsync("--state", state.FullName);
            gate = host.Services.GetRequiredService<Gate>();
            seen = host.Seen;
            gate.IsClosed = true;
            await StartAsync(host, "one", new Question("Ready", Mood.Doubtful));
            await Eventually.TrueAsync(() => gate.Waiting == 1);
            stopped = host.DisposeAsync().AsTask();
        }

        Assert.False(stopped.IsCompleted);
        gate.Open();
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("put Ready by Ask in Put one", seen.Lines);
        await using (var host = await SampleHost.StartAsync("--state", state.FullName))
        {
            await host.Clock.WhenQuietAsync();
            Assert.DoesNotContain(host.Seen.Lines, line => line.StartsWith("put", StringComparison.Ordinal));
            Assert.Equal("\"waiting\"", (await Client(host).GetInstanceAsync("one", getInputsAndOutputs: true))!.SerializedCustomStatus);
        }

        state.Delete(recursive: true);
    }

    [Fact]
    public async Task What_an_activity_throws_reaches_the_orchestration_with_its_cause()
    {
        await using var host = await SampleHost.StartAsync();
        Assert.Equal(
            "System.InvalidOperationException: broken <- System.FormatException",
            (await RunAsync(host, nameof(SampleDurable.CallsFailing))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_function_without_input_parameter_reads_the_input_from_its_context()
    {
        await using var host = await SampleHost.StartAsync();
        await RunAsync(host, nameof(SampleDurable.WithoutInput), 5);
        await RunAsync(host, nameof(SampleDurable.WithoutInput));
        Assert.Contains("turn of WithoutInput 5", host.Seen.Lines);
        Assert.Contains("turn of WithoutInput ", host.Seen.Lines);
        Assert.Contains(host.Seen.Lines, line => line.StartsWith("nothing - at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payloads_are_written_with_names_as_they_are_and_enums_as_numbers()
    {
        await using var host = await SampleHost.StartAsync();
        await StartAsync(host, "one", new Question("Ready", Mood.Certain));
        Assert.Equal(
            """{"Text":"Ready","Mood":2}""", (await Client(host).GetInstanceAsync("one", getInputsAndOutputs: true))!.SerializedInput);
    }

    [Fact]
    public async Task The_app_s_serializer_governs_payloads()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
        await using var host = await SampleHost.StartAsync(
            app => app.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(json)));
        await StartAsync(host, "one", new Question("Ready", Mood.Certain));
        await host.Clock.WhenQuietAsync();
        var instance = await Client(host).GetInstanceAsync("one", getInputsAndOutputs: true);
        Assert.Equal("""{"text":"Ready","mood":"Certain"}""", instance!.SerializedInput);
        Assert.Equal("\"waiting\"", instance.SerializedCustomStatus);
    }

    [Fact]
    public async Task The_app_s_JSON_options_govern_payloads_unless_it_names_a_serializer()
    {
        await using var host = await SampleHost.StartAsync(
            app => app.Services.Configure<JsonSerializerOptions>(
                options => options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper));
        await StartAsync(host, "one", new Question("Ready", Mood.Certain));
        Assert.Equal(
            """{"TEXT":"Ready","MOOD":2}""", (await Client(host).GetInstanceAsync("one", getInputsAndOutputs: true))!.SerializedInput);
    }

    [Fact]
    public async Task Middleware_stands_around_orchestrations_and_activities()
    {
        await using var host = await SampleHost.StartAsync(app => app.UseMiddleware(async (context, next) =>
        {
            context.InstanceServices.GetRequiredService<Seen>().Add($"before {context.FunctionDefinition.Name}");
            Assert.Null(context.GetHttpContext());
            await next();
        }));
        await RunAsync(host, nameof(SampleDurable.CallsFailing));
        Assert.Contains("before CallsFailing", host.Seen.Lines);
        Assert.Contains("before Fail", host.Seen.Lines);
    }

    [Fact]
    public async Task The_client_is_no_service_of_the_app_since_it_is_none_in_Azure()
    {
        await using var host = await SampleHost.StartAsync();
        Assert.Null(host.Services.GetService<DurableTaskClient>());
    }

    [Fact]
    public async Task An_id_that_is_in_use_is_refused_to_the_starter()
    {
        await using var host = await SampleHost.StartAsync();
        await StartAsync(host, "one", new Question("Ready", Mood.Certain));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() =>
            Client(host).ScheduleNewOrchestrationInstanceAsync(nameof(SampleDurable.Ask), null, new StartOrchestrationOptions("one")));
    }

    private static EngineClient Client(SampleHost host)
    {
        var engine = host.Services.GetRequiredService<DurableEngine>();
        return new EngineClient("", engine, engine.Converter, "");
    }

    private static async Task StartAsync(SampleHost host, string id, Question question) =>
        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsJsonAsync($"api/start/{id}", question)).StatusCode);

    private static async Task<OrchestrationMetadata> RunAsync(SampleHost host, string orchestration, object? input = null)
    {
        var client = Client(host);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestration, input);
        return await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
