namespace Compagnon.Benchmarks.Cost;

/// <summary>
/// List prices of Azure, France Central, without tax: the only place where they stand. docs/cost.md says where each is from and of which day.
/// Dollars are taken for euros one for one, which is above what the list in euros asks.
/// </summary>
internal static class Prices
{
    public const double Execution = 0.40 / 1_000_000;
    public const double GigabyteSecond = 0.000026;
    public const double TableRequest = 0.00036 / 10_000;
    public const double QueueRequest = 0.004 / 10_000;
    public const double BlobRead = 0.0055 / 10_000;
    public const double BlobWrite = 0.069 / 10_000;
    public const double TableGigabyteMonth = 0.06;
    public const double BlobGigabyteMonth = 0.025;
    public const double LogGigabyte = 2.99;

    /// <summary>A log alert that is looked at every quarter of an hour; one of every five minutes costs three.</summary>
    public const double AlertRule = 0.50;

    /// <summary>A month's grants, of which a dossier's price takes nothing: executions, GB-seconds, GB of logs.</summary>
    public const double FreeExecutions = 250_000, FreeGigabyteSeconds = 100_000, FreeLogGigabytes = 5;
}
