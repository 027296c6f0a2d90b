using System.Collections.Concurrent;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Listings;

/// <summary>A list that the sweep builds where it is missing.</summary>
public interface IKeptList
{
    /// <summary>
    /// Builds the lists of faculties that have none that is complete, for some minutes; the next call goes on. Of one that is complete it
    /// removes earlier forms.
    /// </summary>
    /// <returns>How many lines were made.</returns>
    Task<int> BuildAsync(CancellationToken cancellation = default);
}

/// <summary>Registers lists.</summary>
public static class KeptListRegistration
{
    /// <summary>Adds a list, which the sweep then builds where it is missing.</summary>
    public static IServiceCollection AddKeptList<TList>(this IServiceCollection services)
        where TList : class, IKeptList => services.AddSingleton<TList>().AddSingleton<IKeptList>(made => made.GetRequiredService<TList>());
}

/// <summary>
/// A list of each faculty, a line a key. Whoever changed what a line is made from refreshes it; doing so again, or too often, changes
/// nothing.
/// </summary>
/// <param name="name">Its name, and the form of its lines.</param>
/// <param name="listings">Where it is kept.</param>
/// <param name="faculties">Whose lists there are.</param>
/// <typeparam name="TLine">What a line is.</typeparam>
public abstract class KeptList<TLine>(ListingName<TLine> name, ListingBook listings, FacultyBook faculties) : IKeptList
    where TLine : class
{
    // A page of the table, and some sixteen lines in each row that is written.
    private const int PieceOfWork = 1000;

    private static readonly ListingProgress Nothing = new("", false);

    // A run of the sweep does what else it has to do, and must end before the host ends it.
    private static readonly TimeSpan LongestBuilding = TimeSpan.FromMinutes(3);

    // Faculties whose list was begun, by this process or an earlier one.
    private readonly ConcurrentDictionary<string, bool> begun = new(StringComparer.Ordinal);

    /// <summary>The list of a faculty.</summary>
    public virtual Task<Listing<TLine>> ReadAsync(string faculty, CancellationToken cancellation = default) =>
        listings.ReadAsync(name, faculty, cancellation);

    /// <summary>Makes a line from what is true now.</summary>
    public virtual Task RefreshAsync(DossierKey key, CancellationToken cancellation = default) =>
        RefreshAsync(key.Faculty, [key.Id], cancellation);

    /// <summary>Makes lines of a faculty from what is true now.</summary>
    public Task RefreshAsync(string faculty, IReadOnlyList<string> ids, CancellationToken cancellation = default) =>
        RefreshAsync(faculty, ids, id => MakeAsync(new DossierKey(faculty, id), cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<int> BuildAsync(CancellationToken cancellation = default)
    {
        var (built, until) = (0, DateTimeOffset.UtcNow + LongestBuilding);
        foreach (var faculty in faculties.All)
        {
            var progress = await listings.FindProgressAsync(name, faculty.Id, cancellation) ?? Nothing;
            while (!progress.IsComplete && DateTimeOffset.UtcNow < until)
            {
                (progress, var count) = await BuildPieceAsync(faculty.Id, progress, cancellation);
                built += count;
            }

            // In each run: an instance of the release before may still have written there.
            if (progress.IsComplete) await listings.RemoveEarlierAsync(name, faculty.Id, cancellation);
        }

        return built;
    }

    /// <summary>What there may be lines of in a faculty, by ascending ids.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="after">Only ids behind this one.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <returns>Ids, and whether there is a line.</returns>
    protected abstract IAsyncEnumerable<(string Id, bool IsListed)> ListAsync(string faculty, string after, CancellationToken cancellation);

    /// <summary>Reads what is true of a line now; null where there is none.</summary>
    protected abstract Task<TLine?> MakeAsync(DossierKey key, CancellationToken cancellation);

    /// <summary>Makes lines in a way of its own; asked again for a line where somebody else was quicker.</summary>
    protected async Task RefreshAsync(
        string faculty, IReadOnlyList<string> ids, Func<string, Task<TLine?>> makeAsync, CancellationToken cancellation)
    {
        if (ids.Count == 0) return;
        await BeginAsync(faculty, cancellation);
        await listings.SetAsync(name, faculty, ids, makeAsync, cancellation);
    }

    // A faculty's first lines need not wait for the sweep; asked once in a process.
    private async Task BeginAsync(string faculty, CancellationToken cancellation)
    {
        if (begun.ContainsKey(faculty)) return;
        if (await listings.FindProgressAsync(name, faculty, cancellation) is null) await BuildPieceAsync(faculty, Nothing, cancellation);
        begun.TryAdd(faculty, true);
    }

    private async Task<(ListingProgress Progress, int Built)> BuildPieceAsync(
        string faculty, ListingProgress progress, CancellationToken cancellation)
    {
        var piece = await ListAsync(faculty, progress.After, cancellation).Take(PieceOfWork).ToListAsync(cancellation);
        var listed = piece.Where(found => found.IsListed).Select(found => found.Id).ToList();
        await SetAsync(faculty, listed, cancellation);
        var reached = piece.Count < PieceOfWork ? new ListingProgress("", true) : new ListingProgress(piece[^1].Id, false);
        await listings.KeepProgressAsync(name, faculty, reached, cancellation);
        return (reached, listed.Count);
    }

    private Task SetAsync(string faculty, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        listings.SetAsync(name, faculty, ids, id => MakeAsync(new DossierKey(faculty, id), cancellation), cancellation);
}
