using Compagnon.Faculties;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Consoles;

/// <summary>
/// A page of the console that the navigation leads to. A capability registers it (<see cref="ConsolePageRegistration.AddConsolePage"/>) and
/// serves <c>console/{faculty}/{slug}</c>, and whatever lies below, after asking <see cref="ConsoleDesk"/>.
/// </summary>
/// <param name="Slug">What its address has after the faculty: <c>a-z -</c>; unique.</param>
/// <param name="Title">What the navigation calls it: one or two words.</param>
/// <param name="Order">Its place in the navigation, ascending.</param>
/// <param name="Roles">Whoever has one of these may open it.</param>
public sealed record ConsolePage(string Slug, string Title, int Order, IReadOnlyList<StaffRole> Roles)
{
    /// <summary>Those who run the department: they see and do everything.</summary>
    public static IReadOnlyList<StaffRole> Office { get; } = [StaffRole.Secretariat, StaffRole.Coordinator];

    /// <summary>Those who may see every dossier of the faculty.</summary>
    public static IReadOnlyList<StaffRole> Readers { get; } =
        [.. Office, StaffRole.Chair, StaffRole.Dean, StaffRole.Operator, StaffRole.ReadOnly];

    /// <summary>Everybody who has a role in the faculty.</summary>
    public static IReadOnlyList<StaffRole> Everybody { get; } = Enum.GetValues<StaffRole>();

    /// <summary>Its address in a faculty.</summary>
    public string AddressIn(Faculty faculty) => $"{ConsolePages.AddressOf(faculty)}/{Slug}";

    /// <summary>Whether somebody may open it.</summary>
    public bool IsOpenTo(StaffMember person) => Roles.Any(person.Has);
}

/// <summary>The console's pages.</summary>
/// <param name="pages">As they were registered.</param>
public sealed class ConsolePages(IEnumerable<ConsolePage> pages)
{
    /// <summary>Where the console is.</summary>
    public const string Root = "/console";

    private readonly IReadOnlyList<ConsolePage> all = [.. pages.OrderBy(page => page.Order)];

    /// <summary>Those that somebody may open, in the navigation's order.</summary>
    public IReadOnlyList<ConsolePage> For(StaffMember person) => [.. all.Where(page => page.IsOpenTo(person))];

    /// <summary>Where a faculty's console begins.</summary>
    public static string AddressOf(Faculty faculty) => $"{Root}/{faculty.Id}";
}

/// <summary>Registers pages of the console.</summary>
public static class ConsolePageRegistration
{
    /// <summary>Adds a page to the console's navigation.</summary>
    public static IServiceCollection AddConsolePage(this IServiceCollection services, ConsolePage page) => services.AddSingleton(page);
}
