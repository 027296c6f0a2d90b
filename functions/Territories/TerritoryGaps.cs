using Compagnon.Assignments;
using Compagnon.Faculties;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Compagnon.Territories;

/// <summary>Says in the log at start which communes of the faculties' départements no file knows or classes.</summary>
internal sealed partial class TerritoryGaps(CommuneBook communes, FacultyBook faculties, TimeProvider time, ILogger<TerritoryGaps> log)
    : IHostedService
{
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (communes.UnusedZones > 0) Unused(log, communes.UnusedZones);
        var served = faculties.All.SelectMany(faculty => faculty.Departements).Order(StringComparer.Ordinal);
        foreach (var gap in Of(communes, served, ParisTime.DayOf(time.GetUtcNow()))) Gap(log, gap);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A sentence for each département without communes, and for each region in which communes are not classed on a day.</summary>
    internal static IEnumerable<string> Of(CommuneBook communes, IEnumerable<string> served, LocalDate day)
    {
        var known = served.ToLookup(departement => communes.Of(departement).Count > 0);
        foreach (var departement in known[false])
            yield return $"No file of communes holds the département {departement}, which a faculty serves: its doctors find no commune.";
        foreach (var region in known[true].GroupBy(departement => Regions.Of(departement)!))
        {
            var all = region.SelectMany(communes.Of).ToList();
            var open = all.Where(commune => communes.ZoneOf(commune.Code, day) == ZoneClass.Unknown).ToList();
            if (open.Count == 0) continue;
            yield return
                $"{open.Count} of {all.Count} communes that faculties serve are not classed on {day:uuuu-MM-dd} "
                + $"in {ZoneFile.Prefix}{region.Key}.csv and do not count as short of doctors: "
                + string.Join(", ", open.Take(MostNamed).Select(commune => $"{commune.Name} ({commune.Code})"))
                + (open.Count > MostNamed ? ", …" : "");
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Gap}")]
    private static partial void Gap(ILogger log, string gap);

    [LoggerMessage(LogLevel.Information, "{Count} lines of zones are of départements whose communes are in no file; they are not used.")]
    private static partial void Unused(ILogger log, int count);
}
