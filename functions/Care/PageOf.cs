using Compagnon.Consoles;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Care;

/// <summary>One page of something that grows: so many of it, newest first.</summary>
/// <param name="Shown">What the page shows.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many pages there are; 1 at least.</param>
/// <typeparam name="T">What is shown.</typeparam>
public sealed record PageOf<T>(IReadOnlyList<T> Shown, int Number, int Count);

/// <summary>Cuts what grows into pages.</summary>
public static class PageOf
{
    // Of the longest texts: some 60 kB.
    private const int Size = 20;

    /// <summary>The page that is asked for; the nearest there is.</summary>
    public static PageOf<T> Of<T>(IReadOnlyList<T> all, HttpRequest request)
    {
        var count = Math.Max(1, (all.Count + Size - 1) / Size);
        var number = Math.Min(request.Query.Page(), count);
        return new PageOf<T>([.. all.Skip((number - 1) * Size).Take(Size)], number, count);
    }
}
