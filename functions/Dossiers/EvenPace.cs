namespace Compagnon.Dossiers;

/// <summary>
/// Forms that anybody can send (public ones, and the one on the page of a link that does not open) answer alike whether they found a
/// dossier or not. Finding one is more work, so every answer waits until either could be ready: the time it takes says nothing.
/// </summary>
public static class EvenPace
{
    /// <summary>The least time from a form's lookup to its answer: several times what posting a mail takes.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    /// <summary>Does <paramref name="work"/> and returns what it gives, no sooner than after <see cref="Least"/>.</summary>
    public static async Task<T> KeepAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        // The clock on the visitor's wall, not the app's, which tests may move.
        var least = Task.Delay(Least, cancellation);
        var result = await work();
        await least;
        return result;
    }
}
