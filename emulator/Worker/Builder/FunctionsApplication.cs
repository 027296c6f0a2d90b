using System.Reflection;
using System.Runtime.CompilerServices;
using Compagnon.Emulator.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where an app begins.</summary>
public class FunctionsApplication
{
    /// <summary>
    /// A builder for the app whose functions stand in the calling assembly, or in the one that <c>--applicationName</c> names: never in the
    /// entry assembly, which in a test is the runner.
    /// </summary>
    /// <param name="args">The command line; <see cref="HostArguments.Help"/> says what it may hold.</param>
    /// <exception cref="EmulatorStartException">
    /// The app cannot start. Where the app is the program, the message is printed instead and the program ends with exit code 1.
    /// </exception>
    // The caller is found on the stack, so neither may this be inlined into it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var caller = Assembly.GetCallingAssembly();
        var given = args ?? [];
        var process = OwnProcess.Of(caller, given);
        return process.Run(() => new FunctionsApplicationBuilder(HostSetup.Prepare(given, caller, process)));
    }
}
