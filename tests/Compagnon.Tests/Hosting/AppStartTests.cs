using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Compagnon.Testing;
using Compagnon.Tests.Builds;

namespace Compagnon.Tests.Hosting;

/// <summary>The app as a program: what its start says when it cannot, and that its stop leaves nothing behind.</summary>
public sealed class AppStartTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compagnon-start-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_port_that_is_taken_is_one_line_and_exit_code_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        AssertRefused(await RunAsync("--port", $"{port}"), $"The port {port} cannot be used");
    }

    [Fact]
    public async Task An_unreadable_settings_file_is_one_line_and_exit_code_1()
    {
        var file = Path.Combine(folder.FullName, "bad.json");
        await File.WriteAllTextAsync(file, "{\n  \"Values\": {\n    \"A\": \"b\"\n");
        AssertRefused(await RunAsync("--settings", file), $"{file}, line 4: this is not JSON.");
    }

    [Fact]
    public async Task A_missing_link_key_is_one_line_and_exit_code_1()
    {
        var file = Path.Combine(folder.FullName, "empty.json");
        await File.WriteAllTextAsync(file, """{ "Values": { } }""");
        AssertRefused(await RunAsync("--settings", file, "--AzureWebJobsStorage", Elsewhere), "Links:CurrentKey must be the base64");
    }

    [Fact]
    public async Task A_wrong_connection_string_is_one_line_that_does_not_repeat_it() => AssertRefused(
        await RunAsync("--AzureWebJobsStorage", "nonsense", "--Links:CurrentKey", AppProcess.NewLinkKey()), "AzureWebJobsStorage must be a storage account");

    [Fact]
    public async Task A_faculty_s_file_that_is_wrong_says_where_and_exit_code_1()
    {
        var faculties = folder.CreateSubdirectory("faculties");
        await File.WriteAllTextAsync(Path.Combine(faculties.FullName, "wrong.json"), "{\n  \"id\": 3\n}");
        var (code, _, errors) = await RunAsync(
            "--Faculties:Path", faculties.FullName, "--Links:CurrentKey", AppProcess.NewLinkKey(), "--AzureWebJobsStorage", Elsewhere);
        Assert.Equal(1, code);
        Assert.Contains("wrong.json:2: id: expected a text in quotes", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_the_app_s_is_one_line_and_exit_code_1()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "thesis.txt"), "years of work");
        AssertRefused(await RunAsync("--state", folder.FullName, "--fresh"), "is no state folder of this app");
    }

    [Fact]
    public async Task A_missing_Node_is_one_line_and_exit_code_1() => AssertRefused(
        await RunAsync(start => start.Environment["PATH"] = folder.FullName, "--settings", Sample), "needs Node.js 20 or newer");

    [Fact]
    public async Task Help_is_printed_and_nothing_started()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--port N", output, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Ctrl_C_stops_all_that_the_app_started_and_the_next_start_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var state = Path.Combine(folder.FullName, "state");
        var settings = new Dictionary<string, string> { ["Links:CurrentKey"] = AppProcess.NewLinkKey() };
        using var http = new HttpClient();
        await using (var app = await AppProcess.StartAsync(state, settings))
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(app.Pages)).StatusCode);
            Assert.NotEmpty(ProcessesOf(state));
            await app.StopAsync();
            Assert.Empty(ProcessesOf(state));
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(app.Pages));
        }

        await using var again = await AppProcess.StartAsync(state, settings);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(again.Pages)).StatusCode);
    }

    private const string Elsewhere = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;"
        + "BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a";

    private static string Sample => Path.Combine(Repository.Root, "local.settings.sample.json");

    private static void AssertRefused((int Code, string Output, string Errors) run, string message)
    {
        Assert.Equal(1, run.Code);
        Assert.Contains(message, Assert.Single(run.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    private static List<string> ProcessesOf(string state) =>
        [.. Directory.EnumerateDirectories("/proc").Select(CommandLine).Where(line => line.Contains(state, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(_ => { }, arguments);

    private async Task<(int Code, string Output, string Errors)> RunAsync(Action<ProcessStartInfo> change, params string[] arguments)
    {
        string[] state = arguments.Contains("--state") ? [] : ["--state", Path.Combine(folder.FullName, "state")];
        string[] port = arguments.Contains("--port") ? [] : ["--port", "0"];
        var start = new ProcessStartInfo(
            Repository.Dotnet, [Path.Combine(AppContext.BaseDirectory, "Compagnon.Functions.dll"), .. state, .. port, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        change(start);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output, await errors);
    }
}
