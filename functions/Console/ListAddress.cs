using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>What the address of a list's page holds. Whatever an address says wrongly is not asked.</summary>
public static class ListAddress
{
    /// <summary>The page's name in the address.</summary>
    public const string PageField = "page";

    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 100;

    /// <summary>Lines on a page.</summary>
    public const int PageSize = 50;

    private const int LastPage = 100_000;

    /// <summary>A text of the address; empty where there is none, or where it is none that a person types.</summary>
    public static string Value(this IQueryCollection query, string name)
    {
        var text = query[name].ToString().Trim();
        return text.Length > LongestText || text.Any(char.IsControl) ? "" : text;
    }

    /// <summary>The page that is asked for, from 1.</summary>
    public static int Page(this IQueryCollection query) =>
        int.TryParse(query.Value(PageField), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? Math.Clamp(page, 1, LastPage)
            : 1;

    /// <summary>One of several, by its name in the address; null where it is none of them.</summary>
    public static T? Find<T>(IEnumerable<(T Value, string Name)> known, string name)
        where T : struct
    {
        foreach (var (value, its) in known)
            if (its == name) return value;
        return null;
    }

    /// <summary>The address's part behind the question mark, which says only what is asked; the same for what is the same.</summary>
    public static string Write(int page, params IEnumerable<(string Name, string Value)> asked) => string.Join(
        '&',
        asked.Append((Name: PageField, Value: page == 1 ? "" : page.ToString(CultureInfo.InvariantCulture)))
            .Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>How many pages so many lines fill; 1 at least.</summary>
    public static int PagesOf(int count) => Math.Max(1, (count + PageSize - 1) / PageSize);
}
