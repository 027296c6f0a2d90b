using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Hosting;

const string help = """
    The hosting of an Azure Functions app on one machine. The app itself is started with: dotnet run --project functions

    Commands:
      graph [--port N] [--state DIR]   serves the Microsoft Graph mail endpoint and its mailbox page alone, for an app that runs elsewhere
                                       on this machine, such as under func (default port 7080; 0: a free one; folder: .local)
      --help                           prints this, and what the app takes
    """;

switch (args)
{
    case ["graph", .. var options]:
        return await GraphCommand.RunAsync(options, Console.Out, Console.Error);
    case [] or ["--help"] or ["help"]:
        Console.WriteLine($"{help}\n\nThe app:\n{HostArguments.Help}");
        return 0;
    default:
        Console.Error.WriteLine($"Expected a command, got \"{args[0]}\". --help says what there is.");
        return 1;
}
