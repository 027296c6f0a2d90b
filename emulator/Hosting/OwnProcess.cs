using System.Reflection;
using Compagnon.Emulator.Storage;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// Whether the app is the program, or is hosted by one, such as a test. Where it is the program, what stops its start is said in plain
/// lines and ends it with exit code 1; who hosts the app gets the exception.
/// </summary>
/// <param name="IsMine">Whether the app is the program.</param>
internal sealed record OwnProcess(bool IsMine)
{
    /// <summary>An assembly that hosts itself in its tests is the entry assembly too: the program's arguments tell them apart.</summary>
    public static OwnProcess Of(Assembly app, IReadOnlyList<string> args) =>
        new(Assembly.GetEntryAssembly() == app && Environment.GetCommandLineArgs().Skip(1).SequenceEqual(args));

    public T Run<T>(Func<T> start)
    {
        try
        {
            return start();
        }
        catch (Exception e) when (IsMine && IsForAPerson(e))
        {
            throw End(e);
        }
    }

    public async Task RunAsync(Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (Exception e) when (IsMine && IsForAPerson(e))
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
