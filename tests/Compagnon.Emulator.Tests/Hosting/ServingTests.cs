using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Tests.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Emulator.Tests.Hosting;

public sealed class ServingTests(SharedSample sample) : IClassFixture<SharedSample>
{
    private readonly SampleHost host = sample.Host;

    [Fact]
    public async Task Several_hosts_live_in_one_process_each_with_its_port_its_state_and_its_clock()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 5).Select(number => SampleHost.StartAsync("--Number", $"{number}")));
        Assert.Equal(5, hosts.Select(one => one.Services.GetRequiredService<EmulatorAddresses>().Port).Distinct().Count());
        await hosts[0].Clock.AdvanceAsync(TimeSpan.FromDays(7));
        Assert.True(hosts[1].Clock.GetUtcNow() < DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal(["0", "1", "2", "3", "4"], await Task.WhenAll(hosts.Select(one => one.GetAsync("api/setting?name=Number"))));
        foreach (var one in hosts)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        var port = host.Services.GetRequiredService<EmulatorAddresses>().Port;
        var state = Directory.CreateTempSubdirectory("compagnon-port-");
        var message = Assert.Throws<EmulatorStartException>(
            () => SampleHost.Builder(_ => { }, "--state", state.FullName, "--port", $"{port}")).Message;
        Assert.StartsWith($"The port {port} cannot be used", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        state.Delete(recursive: true);
    }

    [Fact]
    public async Task It_is_served_on_both_loopbacks_and_on_nothing_else()
    {
        var port = host.Services.GetRequiredService<EmulatorAddresses>().Port;
        using var http = new HttpClient();
        Assert.Equal("hello", await http.GetStringAsync($"http://127.0.0.1:{port}/api/hello"));
        if (Socket.OSSupportsIPv6 && HasIPv6Loopback())
        {
            Assert.Equal("hello", await http.GetStringAsync($"http://[::1]:{port}/api/hello"));
        }

        foreach (var address in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => !IPAddress.IsLoopback(address)))
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAnyAsync<SocketException>(async () => await socket.ConnectAsync(address, port));
        }
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.0.2.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost:1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:1", HttpStatusCode.OK)]
    public async Task A_request_must_name_this_machine(string name, HttpStatusCode expected)
    {
        foreach (var path in (string[])["api/hello", "emulator/mailbox"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = name;
            Assert.Equal(expected, (await host.Http.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", true)]
    [InlineData("Sec-Fetch-Site", "same-site", true)]
    [InlineData("Sec-Fetch-Site", "same-origin", false)]
    [InlineData("Origin", "https://evil.example", true)]
    [InlineData("Origin", "null", true)]
    [InlineData("X-Nothing", "x", false)]
    public async Task What_another_site_s_page_sends_to_the_emulator_is_refused(string header, string value, bool isRefused)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "emulator/no-such-page");
        request.Headers.Add(header, value);
        Assert.Equal(isRefused, (await host.Http.SendAsync(request)).StatusCode == HttpStatusCode.Forbidden);
        using var toTheApp = new HttpRequestMessage(HttpMethod.Post, "api/length") { Content = new StringContent("12345") };
        toTheApp.Headers.Add(header, value);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(toTheApp)).StatusCode);
    }

    [Fact]
    public async Task The_mailbox_and_Graph_are_served_beside_the_functions()
    {
        var addresses = host.Services.GetRequiredService<EmulatorAddresses>();
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(addresses.Mailbox)).StatusCode);
        var answer = await host.Http.GetAsync($"{addresses.Graph}/users/nobody@example.org/messages/none");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Keys_are_asked_for_only_when_required()
    {
        Assert.Equal("open", await host.GetAsync("api/with-key"));
        Assert.Equal("open", await host.GetAsync("api/with-master-key"));
        var state = Directory.CreateTempSubdirectory("compagnon-keys-");
        await using (var closed = await SampleHost.StartAsync("--require-keys", "--state", state.FullName))
        {
            using var keys = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(state.FullName, "keys.json")));
            var function = keys.RootElement.GetProperty("Function").GetString()!;
            var master = keys.RootElement.GetProperty("Master").GetString()!;
            Assert.Equal("hello", await closed.GetAsync("api/hello"));
            Assert.Equal(
                [401, 200, 200, 401, 401],
                await StatusesAsync(closed, "api/with-key", "", function, master, "wrong", function[1..]));
            Assert.Equal([401, 401, 200], await StatusesAsync(closed, "api/with-master-key", "", function, master));
            using var byHeader = new HttpRequestMessage(HttpMethod.Get, "api/with-key");
            byHeader.Headers.Add("x-functions-key", function);
            Assert.Equal(HttpStatusCode.OK, (await closed.Http.SendAsync(byHeader)).StatusCode);
        }

        var kept = await File.ReadAllTextAsync(Path.Combine(state.FullName, "keys.json"));
        await using (await SampleHost.StartAsync("--require-keys", "--state", state.FullName))
        {
            Assert.Equal(kept, await File.ReadAllTextAsync(Path.Combine(state.FullName, "keys.json")));
        }

        state.Delete(recursive: true);
    }

    private static async Task<List<int>> StatusesAsync(SampleHost host, string path, params string[] keys)
    {
        var statuses = new List<int>();
        foreach (var key in keys)
        {
            statuses.Add((int)(await host.Http.GetAsync($"{path}?code={key}")).StatusCode);
        }

        return statuses;
    }

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
