namespace Compagnon.Emulator.Storage;

/// <summary>Where Azurite keeps its data and which storage accounts it offers.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The account of <c>UseDevelopmentStorage=true</c>, whose key is public knowledge.</summary>
    public const string DevelopmentAccount = "devstoreaccount1";

    /// <summary>The folder of the data, made when absent. Only one Azurite runs on a folder at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Whether the data live in memory alone and end with Azurite; false by default. On disk, Azurite stops every few seconds to write
    /// all of its tables.
    /// </summary>
    public bool IsInMemory { get; init; }

    /// <summary>
    /// The names of the accounts, each 3 to 24 lower-case letters and digits; by default only <see cref="DevelopmentAccount"/>.
    /// Every account but that one gets a new key at each start. An account keeps its data under its name.
    /// </summary>
    public IReadOnlyList<string> Accounts { get; init; } = [DevelopmentAccount];

    /// <summary>How long to wait for an earlier Azurite to give the folder up; 30 s by default, whole seconds, at least 1 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes what a person should read while starting, a line at a time; standard error by default.</summary>
    public Action<string> Say { get; init; } = Console.Error.WriteLine;

    /// <summary>
    /// The folder whose package.json names azurite; by default the nearest one above the program's files or, failing that, above
    /// the current directory.
    /// </summary>
    public string? PackageFolder { get; init; }

    internal static string KeyOf(string account) => account == DevelopmentAccount
        ? "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
        : Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(64));
}
