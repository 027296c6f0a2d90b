using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compagnon.Emulator.Tests.Worker;

/// <summary>One after the other, and nothing beside them: one measures the memory of the whole process.</summary>
[Collection(OneAtATime)]
public sealed class StreamingTests
{
    internal const string OneAtATime = "Memory of the whole process";
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_body_reaches_the_function_while_it_is_still_being_sent_and_the_answer_goes_out_meanwhile()
    {
        await using var host = await SampleHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Http.BaseAddress!.Port);
        await using var connection = client.GetStream();
        await SendAsync(connection, "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        await SendAsync(connection, "5\r\nfirst\r\n");
        Assert.StartsWith("HTTP/1.1 200", await ReadUntilAsync(connection, "first\r\n"), StringComparison.Ordinal);
        await SendAsync(connection, "4\r\nlast\r\n");
        await ReadUntilAsync(connection, "last\r\n");
        await SendAsync(connection, "0\r\n\r\n");
        await ReadUntilAsync(connection, "0\r\n\r\n");
    }

    [Fact]
    public async Task A_large_body_is_never_held_whole()
    {
        await using var host = await SampleHost.StartAsync();
        const int length = 25 * Megabyte;
        await host.Http.PostAsync("api/length", new PatternContent(Megabyte));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var highest = 0L;
        var body = new PatternContent(length, () => highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true)));
        var answer = await host.Http.PostAsync("api/length", body);
        Assert.Equal($"{length}", await answer.Content.ReadAsStringAsync());
        Assert.InRange(highest - before, long.MinValue, 15 * Megabyte);
    }

    [Fact]
    public async Task A_body_over_the_worker_s_limit_is_broken_off()
    {
        await using var host = await SampleHost.StartAsync();
        HttpStatusCode? status = null;
        try
        {
            status = (await host.Http.PostAsync("api/length", new PatternContent(30_000_001))).StatusCode;
        }
        catch (HttpRequestException)
        {
            // The server may close the connection before the client has finished sending.
        }

        Assert.True(status is null or HttpStatusCode.InternalServerError, $"{status}");
        var largest = await host.Http.PostAsync("api/length", new PatternContent(30_000_000));
        Assert.Equal("30000000", await largest.Content.ReadAsStringAsync());
    }

    private static ValueTask SendAsync(NetworkStream connection, string text) => connection.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadUntilAsync(NetworkStream connection, string end)
    {
        var read = new StringBuilder();
        var one = new byte[1];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!read.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            await connection.ReadExactlyAsync(one, patience.Token);
            read.Append((char)one[0]);
        }

        return read.ToString();
    }

    /// <summary>A body of a length, made as it is sent.</summary>
    private sealed class PatternContent(int length, Action? onMegabyte = null) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[64 * 1024];
            for (var sent = 0; sent < length; sent += block.Length)
            {
                if (sent % (5 * Megabyte) == 0)
                {
                    onMegabyte?.Invoke();
                }

                await stream.WriteAsync(block.AsMemory(0, Math.Min(block.Length, length - sent)));
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}

[CollectionDefinition(StreamingTests.OneAtATime, DisableParallelization = true)]
public sealed class MemoryCollection;
