using Azure;

namespace Compagnon.Emulator.Tables;

/// <summary>Asks for the page that a continuation token stands for, without one for the first; waits only where it may.</summary>
internal delegate ValueTask<Page<T>> AskForPage<T>(string? continuationToken, int? pageSize, bool async);

/// <summary>Pages that are asked for one after the other while they are read.</summary>
internal sealed class AsyncTablePages<T>(AskForPage<T> ask, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = await ask(continuationToken, pageSizeHint ?? maxPerPage, true).ConfigureAwait(false);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}

/// <summary>Pages that are asked for one after the other while they are read.</summary>
internal sealed class TablePages<T>(AskForPage<T> ask, int? maxPerPage, CancellationToken cancellationToken)
    : Pageable<T>(cancellationToken)
    where T : notnull
{
    public override IEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = ask(continuationToken, pageSizeHint ?? maxPerPage, false).Completed();
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}

internal static class CompletedTask
{
    /// <summary>The result of a call that was made with <c>async</c> false.</summary>
    public static T Completed<T>(this ValueTask<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A synchronous call of the table client waited; that is a fault of the client.");
}
