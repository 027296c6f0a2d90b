namespace Compagnon.Exports;

/// <summary>
/// The rows of a second table beside those of a first, while both are read in the order of their ids: neither is held.
/// </summary>
/// <param name="rows">Rows by ascending ids, each id once.</param>
/// <param name="cancellation">Cancels the reading.</param>
/// <typeparam name="TRow">What a row is.</typeparam>
internal sealed class RowsBeside<TRow>(IAsyncEnumerable<(string Id, TRow Row)> rows, CancellationToken cancellation) : IAsyncDisposable
    where TRow : class
{
    private readonly IAsyncEnumerator<(string Id, TRow Row)> reading = rows.GetAsyncEnumerator(cancellation);
    private (string Id, TRow Row)? current;
    private bool isOver;

    /// <summary>The row of an id; null where there is none. Ids are asked for in ascending order.</summary>
    public async ValueTask<TRow?> FindAsync(string id)
    {
        while (!isOver && (current is not { } known || string.CompareOrdinal(known.Id, id) < 0))
        {
            isOver = !await reading.MoveNextAsync();
            current = isOver ? null : reading.Current;
        }

        return current is { } found && found.Id == id ? found.Row : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => reading.DisposeAsync();
}
