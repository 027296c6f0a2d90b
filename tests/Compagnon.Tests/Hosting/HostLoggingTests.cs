using Microsoft.Extensions.Configuration;

namespace Compagnon.Tests.Hosting;

/// <summary>What the host of Azure is told to keep out of its telemetry: an address there may be somebody's link.</summary>
public sealed class HostLoggingTests
{
    [Theory]
    [InlineData("logLevel:Host.Results", "None")]
    [InlineData("logLevel:Microsoft.Azure.WebJobs.Script.WebHost.Middleware.SystemTraceMiddleware", "Warning")]
    [InlineData("logLevel:Microsoft.AspNetCore", "Warning")]
    [InlineData("applicationInsights:enableDependencyTracking", "False")]
    [InlineData("applicationInsights:httpAutoCollectionOptions:enableHttpTriggerExtendedInfoCollection", "False")]
    public void No_requests_address_reaches_the_hosts_telemetry(string setting, string value)
    {
        var host = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json")).Build();

        Assert.Equal(value, host["logging:" + setting]);
    }
}
