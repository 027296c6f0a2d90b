using System.Security.Cryptography;
using Compagnon.Emulator.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Tests.Histories;

/// <summary>The app composed and not started: its orchestrations and the way in which it serialises.</summary>
public sealed class CodeOfToday : IDisposable
{
    private readonly string state = Directory.CreateTempSubdirectory("compagnon-replay-").FullName;
    private readonly IHost host;

    public CodeOfToday() => host = App.CreateBuilder(
    [
        "--port", "0", "--state", state, "--Links:CurrentKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
        // Named so that none is started; nothing is asked of it.
        "--AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=bm9ib2R5;EndpointSuffix=example.invalid",
    ]).Build();

    public DurableEngine Engine => host.Services.GetRequiredService<DurableEngine>();

    public void Dispose()
    {
        host.Dispose();
        Directory.Delete(state, recursive: true);
    }
}
