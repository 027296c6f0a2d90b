using Compagnon.Emulator.Storage;

namespace Compagnon.Emulator.Tests.Storage;

public sealed class ProxyTests
{
    [Theory]
    [InlineData(null, "localhost,127.0.0.1,[::1]")]
    [InlineData("", "localhost,127.0.0.1,[::1]")]
    [InlineData("hospital.example, localhost", "hospital.example,localhost,127.0.0.1,[::1]")]
    public void This_machine_is_added_to_what_is_reached_without_a_proxy(string? exceptions, string expected) =>
        Assert.Equal(expected, Proxy.With(exceptions));

    [Fact]
    public void A_process_that_uses_the_emulator_reaches_itself_without_a_proxy()
    {
        var thisMachine = Proxy.With(null).Split(',').ToHashSet();

        Assert.Subset(Environment.GetEnvironmentVariable("no_proxy")!.Split(',').ToHashSet(), thisMachine);
    }
}
