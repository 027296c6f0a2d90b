using Compagnon.Emulator.Graph;

if (args is ["graph", .. var options])
    return await GraphCommand.RunAsync(options, Console.Out, Console.Error);

Console.Error.WriteLine("Compagnon.Emulator: the hosting of an Azure Functions app on one machine. Usage: graph [--port N] [--state DIR]");
return args.Length == 0 ? 0 : 1;
