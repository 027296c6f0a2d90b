using Compagnon.Testing;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests.States;

/// <summary>Every page of the console in every state that it shows in another way; each was looked at in the dark too, in one of them
/// (<see cref="ConsoleRoutesTests"/>).</summary>
public sealed class ConsoleStatesTests(SeededFaculty seeded) : IClassFixture<SeededFaculty>
{
    public static TheoryData<string> Routes => [.. ConsoleStates.ByRoute.Keys];

    [Fact]
    public void Every_page_of_the_console_says_which_states_it_has()
    {
        var pages = PageRoutes.Pages.Where(route => route.StartsWith(PageRoutes.Console, StringComparison.Ordinal)).ToList();

        Assert.Empty(pages.Except(ConsoleStates.ByRoute.Keys));
        Assert.Empty(ConsoleStates.ByRoute.Keys.Except(pages));
        Assert.All(ConsoleStates.ByRoute, route => Assert.NotEmpty(route.Value));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Nobody_is_kept_out_in_any_state(string route)
    {
        var found = new List<string>();
        foreach (var state in ConsoleStates.ByRoute[route])
        {
            try
            {
                await LookAsync(route, state);
            }
            catch (Exception wrong) when (wrong is Xunit.Sdk.XunitException or PlaywrightException or TimeoutException)
            {
                found.Add($"« {state.Name} »: {wrong.Message}");
            }
        }

        Assert.True(found.Count == 0, string.Join("\n\n", found));
    }

    private async Task LookAsync(string route, ConsoleState state)
    {
        var person = await seeded.WindowAsync(state.Who);
        var address = seeded.AddressOf($"/console/{state.Faculty}/{state.Address}");
        Assert.True(PageRoutes.Has(route, address.Split('?')[0]), $"{address} is no address of {route}.");

        var answer = (await person.Page.GotoAsync(address))!;
        if (state.Act is { } act) answer = await person.Page.RunAndWaitForResponseAsync(() => act(person.Page), it => it.Request.IsNavigationRequest && it.Status is not (>= 300 and < 400));
        Assert.True(state.Status == answer.Status, $"{address} came with status {answer.Status}.");
        await person.AssertOpenInThisStateTooAsync(address);
        Assert.Empty(person.Complaints);
    }
}
