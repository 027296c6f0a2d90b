using Compagnon.Faculties;

namespace Compagnon.Consoles;

/// <summary>Somebody at work in one faculty's console: what every page of it begins with.</summary>
/// <param name="Faculty">The faculty as its file stands today.</param>
/// <param name="Person">Who looks, with all of their roles in this faculty. Their id is what the journal and claims hold.</param>
/// <param name="Page">The page of the navigation that they are on, or below; null on the faculty's first page.</param>
/// <param name="Pages">The pages that they may open.</param>
/// <param name="Token">For the hidden field of forms (<c>ConsoleToken</c>): good for this person in this faculty only.</param>
/// <param name="IsElsewhereToo">Whether they have a role in another faculty too.</param>
public sealed record ConsoleCase(
    Faculty Faculty, StaffMember Person, ConsolePage? Page, IReadOnlyList<ConsolePage> Pages, string Token, bool IsElsewhereToo)
{
    /// <summary>An address of this faculty's console.</summary>
    /// <param name="below"><c>/dossiers/7kq4…</c>; empty for its beginning.</param>
    public string Address(string below = "") => ConsolePages.AddressOf(Faculty) + below;
}
