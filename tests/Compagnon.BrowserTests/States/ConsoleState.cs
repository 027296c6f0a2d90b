using Microsoft.Playwright;

namespace Compagnon.BrowserTests.States;

/// <summary>A page of the console in one state.</summary>
/// <param name="Name">What it shows, in a few words.</param>
/// <param name="Who">Who looks: an id of the faculty's file.</param>
/// <param name="Address">Below the faculty's console, with dossiers and sessions by their names in braces (<see cref="SeededFaculty.AddressOf"/>).</param>
/// <param name="Faculty">The faculty's id.</param>
public sealed record ConsoleState(string Name, string Who, string Address, string Faculty = SeededFaculty.Id)
{
    /// <summary>The status with which the page comes, or comes back.</summary>
    public int Status { get; init; } = 200;

    /// <summary>What somebody does there before it is looked at; null for nothing.</summary>
    public Func<IPage, Task>? Act { get; init; }

    /// <summary>The same page when its form was sent as it stands, and came back.</summary>
    /// <param name="button">What the button says.</param>
    public ConsoleState SentBack(string button) => this with
    {
        Status = 422,
        Act = async page =>
        {
            // What would keep a form from being sent, or its button from being seen.
            await page.EvaluateAsync("for (const form of document.forms) form.noValidate = true; for (const it of document.querySelectorAll('main details')) it.open = true");
            await page.Locator("main button", new() { HasTextString = button }).First.ClickAsync();
            await page.Locator(".error-summary").WaitForAsync();
        },
    };
}
