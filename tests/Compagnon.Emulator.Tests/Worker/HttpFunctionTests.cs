using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Tests.Worker;

public sealed class HttpFunctionTests(SharedSample sample) : IClassFixture<SharedSample>
{
    private readonly SampleHost host = sample.Host;

    [Fact]
    public async Task A_function_without_a_route_is_found_under_the_prefix_and_its_name()
    {
        Assert.Equal("hello", await host.GetAsync("api/hello"));
    }

    [Fact]
    public async Task The_root_is_an_optional_parameter_that_holds_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("compagnon-host-json-");
        var hostJson = Path.Combine(folder.FullName, "host.json");
        await File.WriteAllTextAsync(hostJson, """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""");
        await using (var bare = await SampleHost.StartAsync("--host-json", hostJson))
        {
            Assert.Equal("root", await bare.GetAsync("/"));
            Assert.Equal("hello", await bare.GetAsync("hello"));
            Assert.Equal(HttpStatusCode.NotFound, (await bare.Http.GetAsync("something")).StatusCode);
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("api/things/7", "7 - - True")]
    [InlineData("api/things/7/abc", "7 abc - True")]
    [InlineData("api/things/7?q=%C3%A9t%C3%A9&deep=false", "7 - été False")]
    [InlineData("api/things/7?id=8", "7 - - True")]
    public async Task Route_and_query_values_reach_the_parameters_of_their_names(string path, string expected)
    {
        Assert.Equal(expected, await host.GetAsync(path));
    }

    [Theory]
    [InlineData("api/things/seven")]
    [InlineData("api/things/7/a1")]
    [InlineData("things/7")]
    public async Task A_path_that_breaks_a_constraint_or_lacks_the_prefix_is_not_found(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Values_take_the_types_that_the_converters_know()
    {
        Assert.Equal(
            "0c8f1ad1-84ab-4b0a-8d3c-2a3b0a5e9d10|2027-03-03T00:00:00.0000000|2027-03-03T10:00:00.0000000+01:00|1.5|x",
            await host.GetAsync(
                "api/typed?guid=0c8f1ad1-84ab-4b0a-8d3c-2a3b0a5e9d10&time=2027-03-03"
                + "&moment=2027-03-03T10:00:00%2B01:00&number=1.5&text=x"));
        Assert.Equal("||||", await host.GetAsync("api/typed"));
    }

    [Theory]
    [InlineData("api/needed")]
    [InlineData("api/needed?count=many")]
    public async Task A_value_that_is_missing_or_cannot_be_converted_is_an_error_of_the_server(string path)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_body_is_bound_and_a_result_is_written_as_JSON()
    {
        var answer = await host.Http.PutAsJsonAsync("api/things/7", new Note("été", 3));
        Assert.Equal("""{"title":"été","stars":10}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_that_is_not_what_was_expected_is_an_error_of_the_server()
    {
        var answer = await host.Http.PutAsync("api/things/7", new StringContent("{", null, "application/json"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task A_static_method_is_a_function_too()
    {
        Assert.Equal("static", await host.GetAsync("api/static"));
    }

    [Fact]
    public async Task A_method_that_is_not_listed_does_not_route()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(new(HttpMethod.Head, "api/hello"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.SendAsync(new(HttpMethod.Head, "api/static"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.PostAsync("api/hello", null)).StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PROPFIND")]
    public async Task A_function_that_lists_no_method_takes_any(string method)
    {
        Assert.Equal(method, await (await host.Http.SendAsync(new(new HttpMethod(method), "api/any"))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_invocation_knows_its_function_its_request_and_its_services()
    {
        Assert.Equal(
            $"Context|{typeof(SampleFunctions).FullName}.Context|True|True|42|True|True|httpTrigger|-",
            await host.GetAsync("api/context/42"));
    }

    [Fact]
    public async Task A_parameter_may_name_its_converter_and_the_app_may_register_one_for_all()
    {
        Assert.Equal("LOUD", await host.GetAsync("api/shout/loud"));
        Assert.Contains("converts loud for Shout", host.Seen.Lines);
        await using var other = await SampleHost.StartAsync(
            app => app.Services.Configure<WorkerOptions>(options => options.InputConverters.RegisterAt<Answering>(0)));
        Assert.Equal("42", await other.GetAsync("api/needed"));
    }

    [Fact]
    public async Task Loggers_of_an_invocation_bear_the_category_that_was_asked_for()
    {
        var log = new Recorder();
        await using var logged = await SampleHost.StartAsync(app => app.Logging.AddProvider(log));
        await logged.GetAsync("api/shout/hey");
        await logged.Http.GetAsync("api/fails");
        Assert.Contains("Information Shouting HEY was shouted.", log.Lines);
        Assert.Contains($"Warning {typeof(Loud).FullName} It was loud.", log.Lines);
        Assert.Contains("Error Function.Fails The function 'Fails' failed. <- a secret of the server", log.Lines);
    }

    [Fact]
    public async Task What_a_function_throws_never_reaches_the_caller()
    {
        var answer = await host.Http.GetAsync("api/fails");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_function_that_fails_while_it_writes_cuts_the_answer_off()
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Http.GetStringAsync("api/fails-late"));
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_the_invocation()
    {
        using var leave = new CancellationTokenSource();
        var call = host.Http.GetAsync("api/waits", leave.Token);
        await Eventually.TrueAsync(() => host.Seen.Lines.Contains("waiting"));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync(() => host.Seen.Lines.Contains("cancelled"));
    }

    [Fact]
    public async Task A_request_that_runs_when_the_app_stops_is_cancelled()
    {
        Task<HttpResponseMessage> call;
        Seen seen;
        using var http = new HttpClient();
        await using (var stopping = await SampleHost.StartAsync())
        {
            seen = stopping.Seen;
            call = http.GetAsync(new Uri(stopping.Http.BaseAddress!, "api/waits"));
            await Eventually.TrueAsync(() => seen.Lines.Contains("waiting"));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await call).StatusCode);
        Assert.Contains("cancelled", seen.Lines);
    }

    [Fact]
    public async Task A_forwarded_host_is_believed_as_behind_the_real_host_so_no_link_may_be_built_from_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/host");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        Assert.Equal("https://evil.example", await (await host.Http.SendAsync(request)).Content.ReadAsStringAsync());
    }

    private sealed class Answering : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
            new(context.TargetType == typeof(int) ? ConversionResult.Success(42) : ConversionResult.Unhandled());
    }

    private sealed class Recorder : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Category(Recorder recorder, string name) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                recorder.Lines.Enqueue(
                    $"{logLevel} {name} {formatter(state, exception)}{(exception is null ? "" : $" <- {exception.Message}")}");
        }
    }
}
