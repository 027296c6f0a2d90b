using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Tests.Storage;

namespace Compagnon.Emulator.Tests.Graph;

/// <summary>The endpoint as a process of its own: what it acknowledged survives its kill.</summary>
public sealed class GraphProcessTests : IDisposable
{
    private readonly TemporaryFolder state = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => state.Dispose();

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill()
    {
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        for (var round = 0; round < 3; round++)
        {
            using var process = await GraphProcess.StartAsync(state.Path);
            using var client = process.Client();
            var senders = Enumerable.Range(0, 4).Select(sender => SendUntilKilledAsync(client, $"{round}.{sender}", acknowledged))
                .ToArray();
            // The kill comes in the middle of the work, wherever that is.
            while (acknowledged.Count(pair => pair.Key.StartsWith($"{round}.", StringComparison.Ordinal)) < 20)
                await Task.Delay(5, Cancellation);
            process.Kill();
            await Task.WhenAll(senders);
        }

        using var last = await GraphProcess.StartAsync(state.Path);
        using var reader = last.Client();
        var json = await reader.GetFromJsonAsync<JsonElement>("/emulator/mailbox/messages.json?top=1000&kind=all", Cancellation);
        var kept = json.GetProperty("messages").EnumerateArray().ToDictionary(
            message => message.GetProperty("subject").GetString()!, message => !message.GetProperty("isDraft").GetBoolean());
        Assert.True(acknowledged.Count >= 60);
        Assert.All(acknowledged, mail => Assert.True(kept.TryGetValue(mail.Key, out var sent) && (sent || !mail.Value), mail.Key));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var errors = new StringWriter();
        var code = await GraphCommand.RunAsync(
            ["--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--state", state.Path], TextWriter.Null, errors,
            Cancellation);
        Assert.Equal(1, code);
        Assert.Contains($"port {port}", Assert.Single(errors.ToString().Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--prot", "1")]
    [InlineData("--port", "66000")]
    [InlineData("--port", "x")]
    [InlineData("--state")]
    public async Task An_option_that_is_not_understood_is_one_clear_line(params string[] arguments)
    {
        var errors = new StringWriter();
        Assert.Equal(1, await GraphCommand.RunAsync(arguments, TextWriter.Null, errors, Cancellation));
        Assert.Contains($"'{arguments[0]}' is not understood", errors.ToString(), StringComparison.Ordinal);
    }

    private static async Task SendUntilKilledAsync(
        HttpClient client, string name, System.Collections.Concurrent.ConcurrentDictionary<string, bool> acknowledged)
    {
        try
        {
            for (var index = 0; ; index++)
            {
                var subject = $"{name}.{index}";
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{GraphEndpoints.Root}/users/{GraphServer.Mailbox}/messages")
                {
                    Content = JsonContent.Create(GraphServer.Message(subject)),
                };
                request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
                using var drafted = await client.SendAsync(request, Cancellation);
                drafted.EnsureSuccessStatusCode();
                acknowledged[subject] = false;
                var draft = await drafted.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
                using var sent = await client.PostAsync(
                    $"{GraphEndpoints.Root}/users/{GraphServer.Mailbox}/messages/{draft.GetProperty("id")}/send", null, Cancellation);
                sent.EnsureSuccessStatusCode();
                acknowledged[subject] = true;
            }
        }
        catch (Exception reason) when (reason is HttpRequestException or IOException)
        {
            // The kill.
        }
    }

    /// <summary>The emulator's built assembly, serving Graph.</summary>
    private sealed class GraphProcess : IDisposable
    {
        private readonly Process process;
        private readonly Uri address;

        private GraphProcess(Process process, Uri address)
        {
            this.process = process;
            this.address = address;
        }

        public static async Task<GraphProcess> StartAsync(string state)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { typeof(GraphCommand).Assembly.Location, "graph", "--port", "0", "--state", state })
                start.ArgumentList.Add(argument);
            var process = Process.Start(start)!;
            var line = await process.StandardOutput.ReadLineAsync(Cancellation);
            return line is not null && line.StartsWith("Graph ", StringComparison.Ordinal)
                ? new GraphProcess(process, new Uri(line["Graph ".Length..].Trim()))
                : throw new InvalidOperationException(
                    $"Expected the address of Graph, got '{line}': {await process.StandardError.ReadToEndAsync(Cancellation)}");
        }

        public HttpClient Client()
        {
            var client = new HttpClient { BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "any");
            return client;
        }

        // SIGKILL on Unix: nothing of the process runs any more.
        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public void Dispose()
        {
            if (!process.HasExited)
                Kill();
            process.Dispose();
        }
    }
}
