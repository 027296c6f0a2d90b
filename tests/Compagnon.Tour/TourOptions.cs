namespace Compagnon.Tour;

/// <summary>What the command line asks for.</summary>
/// <param name="App">The running app; null: the tour starts one on a fresh state.</param>
/// <param name="Mailbox">That app's mailbox page; null with <paramref name="App"/>.</param>
/// <param name="Clock">That app's clock; null with <paramref name="App"/>.</param>
/// <param name="Storage">Connection string of that app's storage, where the register is read; null: its emulator says it.</param>
/// <param name="IsHelp">Whether only the help was asked for.</param>
/// <param name="IsShort">Whether to go no further than the first grant, on real time and with the short faculties.</param>
public sealed record TourOptions(Uri? App, Uri? Mailbox, Uri? Clock, string? Storage, bool IsHelp, bool IsShort = false)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        Takes one dossier all the way, as people would: over HTTP, by the links in the mails, while the clock is moved through the months.
        One line a step: the simulated day at its end, the real time that it took, what it was.
        Exit 0 only if the agreement stands in the register and each mail stands in the mailbox exactly once.

          (nothing)            starts the app, Azurite and the mailbox on a fresh state, and removes it afterwards
          --url ADDRESS        an app that runs already, with the faculties it is delivered with; its clock is moved too
          --mailbox ADDRESS    its mailbox page (default: /emulator/mailbox of that app; alone it is http://localhost:7080/emulator/mailbox)
          --clock ADDRESS      its clock (default: /emulator/clock of that app)
          --storage CONNECTION its storage, where the register is read (default: what that app's emulator says)
          --short              real time and no clock, for an app whose clock cannot be moved: up to the grant by the coordinator. That app runs with
                               the faculties of tests/Shared/Faculties (Faculties__Path); with --url it wants --storage
          --help               prints this
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">Something is not understood, or missing.</exception>
    public static TourOptions Parse(IReadOnlyList<string> args)
    {
        Uri? app = null, mailbox = null, clock = null;
        string? storage = null;
        var isShort = false;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h") return new TourOptions(null, null, null, null, IsHelp: true);
            if (args[i] == "--short")
            {
                isShort = true;
                continue;
            }

            if (args[i] is not ("--url" or "--mailbox" or "--clock" or "--storage"))
                throw new ArgumentException($"'{args[i]}' is not understood. --help says what there is.");
            if (i + 1 == args.Count) throw new ArgumentException($"Expected a value after {args[i]}.");
            var (name, value) = (args[i], args[++i]);
            switch (name)
            {
                case "--url": app = Address(name, value); break;
                case "--mailbox": mailbox = Address(name, value); break;
                case "--clock": clock = Address(name, value); break;
                default: storage = value; break;
            }
        }

        if (app is null && (mailbox is not null || clock is not null || storage is not null))
            throw new ArgumentException("--mailbox, --clock and --storage go with --url.");
        return new TourOptions(app, mailbox ?? Below("/emulator/mailbox"), clock ?? Below("/emulator/clock"), storage, IsHelp: false, isShort);

        Uri? Below(string path) => app is null ? null : new Uri(app, path);
    }

    private static Uri Address(string name, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? new Uri(value)
            : throw new ArgumentException($"Expected an http address after {name}, such as http://localhost:7071; got '{value}'.");
}
