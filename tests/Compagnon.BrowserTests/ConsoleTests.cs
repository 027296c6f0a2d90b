using Compagnon.Tests.Agreements;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>What whoever signs in may meet before a faculty's console; its pages are looked at by <see cref="ConsoleRoutesTests"/>.</summary>
public sealed class ConsoleTests(SiteFixture site)
{
    private const string Work = "/console/val-de-dore/travail";

    private const string OfReaders = "6f1c2b7a-4d3e-4a58-9b60-7c8d9e0f1a2b";

    private static readonly Dictionary<string, Func<RunningApp, IPage, Task>> Pages = new()
    {
        ["choix d’une faculté"] = (_, page) => page.SignInAsync(
            "marie@scolarite.example", "/console", OfReaders, "a3e9d1c4-27b8-4f06-8d15-3b4c5d6e7f80"),
        ["accès refusé"] = (_, page) => page.SignInAsync("quelqu-un@ailleurs.example", Work),
    };

    public static TheoryData<string> Names => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nobody_is_kept_out(string name)
    {
        await using var person = await site.PersonAsync();
        await Pages[name](await site.AppAsync(), person.Page);

        await person.AssertOpenToAllAsync(name);
        Assert.Empty(person.Complaints);
    }
}
