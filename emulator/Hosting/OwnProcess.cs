using System.Reflection;
using Compagnon.Emulator.Storage;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// Where the app is the program, what stops its start is said in plain lines and ends it with exit code 1; a test that hosts the app gets the
/// exception.
/// </summary>
internal static class OwnProcess
{
    public static bool Is(Assembly app) => Assembly.GetEntryAssembly() == app;

    public static T Run<T>(Assembly app, Func<T> start)
    {
        try
        {
            return start();
        }
        catch (Exception e) when (Is(app) && IsForAPerson(e))
        {
            throw End(e);
        }
    }

    public static async Task RunAsync(Assembly app, Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (Exception e) when (Is(app) && IsForAPerson(e))
        {
            throw End(e);
        }
    }

    private static bool IsForAPerson(Exception e) => e is EmulatorStartException or StorageStartException;

    private static Exception End(Exception e)
    {
        Console.Error.WriteLine(e.Message);
        Environment.Exit(1);
        return e;
    }
}
