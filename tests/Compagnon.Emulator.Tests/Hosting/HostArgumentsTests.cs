using Compagnon.Emulator.Hosting;

namespace Compagnon.Emulator.Tests.Hosting;

public sealed class HostArgumentsTests
{
    [Fact]
    public void What_is_not_known_is_configuration()
    {
        var arguments = HostArguments.Parse(["--port", "0", "--Links:Base", "x", "--Mail__From=a=b", "--fresh", "--STATE", "here"]);
        Assert.Equal((0, "here", true, false), (arguments.Port, arguments.State, arguments.Fresh, arguments.RequireKeys));
        Assert.Equal(
            [new("Links:Base", "x"), new("Mail:From", "a=b")],
            arguments.Configuration.OrderBy(setting => setting.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_said_means_the_port_of_func_and_the_default_folder()
    {
        var arguments = HostArguments.Parse([]);
        Assert.Equal((7071, null, false, false), (arguments.Port, arguments.State, arguments.Fresh, arguments.IsHelp));
        Assert.Empty(arguments.Configuration);
    }

    [Theory]
    [InlineData("Expected --Key value, got \"here\"", "here")]
    [InlineData("Expected --Key value, got \"-p\"", "-p", "1")]
    [InlineData("Expected a value after --port", "--port")]
    [InlineData("Expected a value after --Links:Base (--Links:Base=VALUE", "--Links:Base", "--port", "0")]
    [InlineData("Expected a port from 0 to 65535 after --port, got \"http\"", "--port", "http")]
    [InlineData("Expected a port from 0 to 65535 after --port, got \"65536\"", "--port", "65536")]
    [InlineData("Expected a port from 0 to 65535 after --port, got \"-1\"", "--port", "-1")]
    [InlineData("Expected --fresh alone or --fresh=true", "--fresh=maybe")]
    public void What_is_not_of_the_form_is_said(string message, params string[] arguments) => Assert.StartsWith(
        message, Assert.Throws<EmulatorStartException>(() => HostArguments.Parse(arguments)).Message, StringComparison.Ordinal);
}
