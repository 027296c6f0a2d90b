using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Tests.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Emulator.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compagnon-settings-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_settings_file_is_read_and_arguments_overrule_it()
    {
        var file = Write("""
            {
              // as func reads it
              "Values": { "Links__Base": "from the file", "Mail:From": "from the file", "Both": "from the file", },
            }
            """);
        await using var host = await SampleHost.StartAsync("--settings", file, "--Both", "from the arguments");
        Assert.Equal("from the file", await host.GetAsync("api/setting?name=Links:Base"));
        Assert.Equal("from the file", await host.GetAsync("api/setting?name=Mail:From"));
        Assert.Equal("from the arguments", await host.GetAsync("api/setting?name=Both"));
    }

    [Fact]
    public async Task The_environment_overrules_the_settings_file()
    {
        var name = $"COMPAGNON_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, "from the environment");
        await using var host = await SampleHost.StartAsync("--settings", Write($$"""{ "Values": { "{{name}}": "from the file" } }"""));
        Assert.Equal("from the environment", await host.GetAsync($"api/setting?name={name}"));
        Environment.SetEnvironmentVariable(name, null);
    }

    [Fact]
    public async Task The_emulator_says_where_the_app_is_and_where_Graph_is_unless_a_setting_does()
    {
        await using var host = await SampleHost.StartAsync();
        var port = host.Services.GetRequiredService<EmulatorAddresses>().Port;
        Assert.Equal($"localhost:{port}", await host.GetAsync("api/setting?name=WEBSITE_HOSTNAME"));
        Assert.Equal($"http://localhost:{port}/emulator/graph/v1.0", await host.GetAsync("api/setting?name=Graph:Endpoint"));
        await using var other = await SampleHost.StartAsync("--Graph:Endpoint", "http://localhost:1/v1.0");
        Assert.Equal("http://localhost:1/v1.0", await other.GetAsync("api/setting?name=Graph:Endpoint"));
    }

    [Fact]
    public async Task The_app_s_time_is_the_emulator_s_clock()
    {
        await using var host = await SampleHost.StartAsync();
        Assert.Same(host.Clock, host.Services.GetRequiredService<TimeProvider>());
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(1000));
        Assert.True(host.Services.GetRequiredService<TimeProvider>().GetUtcNow() > DateTimeOffset.UtcNow.AddDays(999));
    }

    [Fact]
    public async Task The_clock_goes_on_where_it_was()
    {
        var state = Path.Combine(folder.FullName, "state");
        await using (var host = await SampleHost.StartAsync("--state", state))
        {
            await host.Clock.AdvanceAsync(TimeSpan.FromDays(1000));
        }

        await using var again = await SampleHost.StartAsync("--state", state);
        Assert.True(again.Clock.GetUtcNow() > DateTimeOffset.UtcNow.AddDays(999));
    }

    [Theory]
    [InlineData("{\n  \"Values\": {\n    \"A\" \"b\"\n  }\n}", "line 3", "this is not JSON")]
    [InlineData("", "line 1", "this is not JSON")]
    [InlineData("[]", "line 1", "expected an object with \"Values\"")]
    [InlineData("{ \"values\": {} }", "line 1", "expected an object with \"Values\"")]
    [InlineData("{ \"IsEncrypted\": true, \"Values\": { } }", "func settings decrypt", "are encrypted")]
    [InlineData("{ \"Values\": { \"Port\": 3 } }", "\"Port\"", "must be a text in quotes")]
    public void A_settings_file_that_cannot_be_read_is_said_in_one_line_with_its_place(string content, string place, string what)
    {
        var file = Write(content);
        var message = Refusal("--settings", file);
        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_settings_file_that_was_named_must_be_there() =>
        Assert.Contains("There is no file", Refusal("--settings", Path.Combine(folder.FullName, "none.json")), StringComparison.Ordinal);

    [Fact]
    public void A_host_json_that_cannot_be_read_is_said_in_one_line_with_its_place() =>
        Assert.Contains("line 2: this is not JSON", Refusal("--host-json", Write("{\n!")), StringComparison.Ordinal);

    [Fact]
    public void A_clock_that_cannot_be_read_is_said_in_one_line()
    {
        var state = Path.Combine(folder.FullName, "state");
        StateFolder.Open(state, fresh: false).Dispose();
        File.WriteAllText(Path.Combine(state, "clock"), "half past nine");
        Assert.Contains("half past nine", Refusal("--state", state), StringComparison.Ordinal);
    }

    [Fact]
    public void An_application_that_does_not_exist_is_said_in_one_line() =>
        Assert.Contains("There is no assembly 'Nobody'", Refusal("--applicationName", "Nobody"), StringComparison.Ordinal);

    [Fact]
    public async Task The_application_s_name_says_whose_functions_are_served()
    {
        await using var host = await SampleHost.StartAsync("--applicationName", typeof(SampleFunctions).Assembly.GetName().Name!);
        Assert.Equal("hello", await host.GetAsync("api/hello"));
        await using var other = await SampleHost.StartAsync("--applicationName", typeof(EmulatorAddresses).Assembly.GetName().Name!);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await other.Http.GetAsync("api/hello")).StatusCode);
    }

    private string Refusal(params string[] arguments)
    {
        string[] state = arguments.Contains("--state") ? [] : ["--state", Path.Combine(folder.FullName, "state")];
        return Assert.Throws<EmulatorStartException>(() => SampleHost.Builder(_ => { }, [.. state, .. arguments]).Build()).Message;
    }

    private string Write(string content)
    {
        var file = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, content);
        return file;
    }
}
