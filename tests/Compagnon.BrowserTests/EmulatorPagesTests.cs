using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Pages;
using Compagnon.Mail;
using Compagnon.Tests.Agreements;
using Microsoft.DurableTask.Client;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>The emulator's own pages, on an app whose clock may be moved.</summary>
public sealed class EmulatorPagesTests(EmulatorSite site) : IClassFixture<EmulatorSite>
{
    private static readonly NewAttachment[] Files =
    [
        new(
            "visite.ics",
            "text/calendar",
            """
            BEGIN:VCALENDAR
            METHOD:REQUEST
            BEGIN:VEVENT
            DTSTART:20270312T130000Z
            DTEND:20270312T140000Z
            SUMMARY:Visite
            LOCATION:12 rue des Lilas
            END:VEVENT
            END:VCALENDAR
            """u8.ToArray()),
        new("Un nom de fichier assez long pour ne pas tenir sur un téléphone (définitif).docx", "application/msword", "x"u8.ToArray()),
    ];

    private static readonly Dictionary<string, Func<RunningApp, IPage, Task>> Pages = new()
    {
        ["mailbox"] = async (app, page) =>
        {
            await UnderWayAsync(app);
            await page.GotoAsync(EmulatorPages.Mailbox);
        },
        ["sign-in"] = (_, page) => page.GotoAsync("/.auth/login/aad?post_login_redirect_uri=/console"),
        ["signed out"] = (_, page) => page.GotoAsync("/.auth/logout/complete"),
        ["mailbox, nothing fits"] = (_, page) => page.GotoAsync(EmulatorPages.Mailbox + "?q=introuvable"),
        ["mailbox, one recipient"] = async (app, page) =>
        {
            var mail = Send(app, "À une personne");
            await page.GotoAsync($"{EmulatorPages.Mailbox}?to={mail.Content.To[0].Address}&q=personne");
        },
        ["drafts"] = async (app, page) =>
        {
            app.Get<MessageStore>().CreateDraft("dumg@faculte.example", Content("Brouillon"), []);
            await page.GotoAsync(EmulatorPages.Mailbox + "?kind=drafts");
        },
        ["a mail of the app"] = async (app, page) =>
        {
            var dossier = await UnderWayAsync(app);
            await page.GotoAsync($"{EmulatorPages.Mailbox}?to={RunningApp.DoctorOf(dossier)}");
            await page.ClickAsync(".messages a");
            await page.FrameLocator("iframe.body").Locator("a").First.WaitForAsync();
        },
        ["a mail with files, its headers open"] = async (app, page) =>
        {
            await page.GotoAsync($"{EmulatorPages.Mailbox}/{Send(app, "Visite", Files).Number}");
            await page.ClickAsync("summary");
        },
        ["an invitation"] = async (app, page) =>
        {
            var mail = Send(app, "Visite", Files);
            await page.GotoAsync($"{EmulatorPages.Mailbox}/{mail.Number}/files/{mail.Attachments[0].Number}");
        },
        ["no such mail"] = (_, page) => page.GotoAsync(EmulatorPages.Mailbox + "/999999"),
        ["workflows"] = async (app, page) =>
        {
            await UnderWayAsync(app);
            await FailedAsync(app);
            await page.GotoAsync(EmulatorPages.Workflows);
        },
        ["workflows, filtered"] = async (app, page) =>
        {
            await UnderWayAsync(app);
            await page.GotoAsync(EmulatorPages.Workflows + "?name=Agreement&status=open&prefix=agreement-");
        },
        ["workflows, nothing fits"] = (_, page) => page.GotoAsync(EmulatorPages.Workflows + "?prefix=personne"),
        ["an instance under way"] = async (app, page) => await page.GotoAsync(Address(Agreement.InstanceOf(await UnderWayAsync(app)))),
        ["an instance to scale, all open"] = async (app, page) =>
        {
            await page.GotoAsync(Address(Agreement.InstanceOf(await UnderWayAsync(app))) + "&scale=time");
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        },
        ["a refused payload"] = async (app, page) =>
        {
            await page.GotoAsync(Address(Agreement.InstanceOf(await UnderWayAsync(app))));
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Event" }).FillAsync("Remarque");
            await page.GetByLabel("Payload").FillAsync("pas de JSON");
            await page.ClickAsync("text=Raise the event");
            await page.WaitForSelectorAsync("[role=alert]");
        },
        ["a suspended instance"] = async (app, page) =>
        {
            var id = Agreement.InstanceOf(await UnderWayAsync(app));
            await app.Workflows.SuspendInstanceAsync(id, "vacances");
            await app.Clock.WhenQuietAsync();
            await page.GotoAsync(Address(id));
        },
        ["a failed instance"] = async (app, page) => await page.GotoAsync(Address(await FailedAsync(app))),
        ["no such instance"] = (_, page) => page.GotoAsync(Address("personne")),
        ["clock"] = (_, page) => page.GotoAsync(EmulatorPages.ClockPage),
        ["clock, refused"] = async (_, page) =>
        {
            await page.GotoAsync(EmulatorPages.ClockPage);
            await page.GetByLabel("By a period").FillAsync("demain");
            await page.GetByLabel("By a period").PressAsync("Enter");
            await page.WaitForSelectorAsync("[role=alert]");
        },
        ["clock, moved"] = async (_, page) =>
        {
            await page.GotoAsync(EmulatorPages.ClockPage);
            await page.ClickAsync("text=1 hour");
            await page.WaitForSelectorAsync("text=The last move began at");
        },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_developer_is_kept_out(string name)
    {
        await using var person = await site.PersonAsync();
        await Pages[name](await site.AppAsync(), person.Page);

        await AssertOpenAsync(person, name);
    }

    [Fact]
    public async Task Nobody_is_kept_out_of_a_mail()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        var dossier = await UnderWayAsync(app);

        var mails = (await app.Mailbox.AllAsync(Cancellation))
            .Where(mail => mail.Headers.GetValueOrDefault(GraphMail.Header, "").StartsWith(dossier.Id, StringComparison.Ordinal)).ToList();
        // To the doctor, and to those of the department who are asked.
        Assert.InRange(mails.Count, 2, 20);
        foreach (var mail in mails)
        {
            await page.SetContentAsync(mail.Body);
            // The landmark that a mail stands in is the mail client's.
            await page.EvaluateAsync(
                "(main => { main.append(...document.body.childNodes); document.body.append(main); })(document.createElement('main'))");
            await person.AssertNoViolationAsync(mail.Subject);
            await person.AssertFitsAsync(390);
        }
    }

    [Fact]
    public async Task A_move_under_way_shows_how_far_it_is_and_is_stopped_with_the_keyboard()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        var work = new LongWork(app.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        using (app.Clock.Register(work))
        using (work)
        {
            await page.GotoAsync(EmulatorPages.ClockPage);
            await person.TabToAsync("By a period");
            await page.Keyboard.TypeAsync("P2D");
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
            await AssertOpenAsync(person, "clock, on its way");

            await person.TabToAsync("Stop");
            await page.Keyboard.PressAsync("Enter");

            await Assertions.Expect(page.GetByText("The last move began at")).ToBeVisibleAsync();
            Assert.False(app.Clock.IsMoving);
        }
    }

    [Fact]
    public async Task The_clock_moves_to_the_next_thing_due_with_the_keyboard_alone()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        await UnderWayAsync(app);
        var due = app.Clock.NextDue!.Value;
        await page.GotoAsync(EmulatorPages.ClockPage);

        await person.TabToAsync("To the next thing due");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByText("The last move began at")).ToBeVisibleAsync();
        Assert.InRange(app.Clock.GetUtcNow(), due, due.AddMinutes(5));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_mail_is_found_and_its_file_read_with_the_keyboard_alone()
    {
        await using var person = await site.PersonAsync(width: 390);
        var (app, page) = (await site.AppAsync(), person.Page);
        var mail = Send(app, "Stéthoscope", Files);
        Send(app, "Autre chose");
        await page.GotoAsync(EmulatorPages.Mailbox);

        await person.TabToAsync("Search");
        await page.Keyboard.TypeAsync("stéthoscope");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".count")).ToHaveTextAsync("1 message");
        await person.TabToAsync("Anne Lefèvre");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1:visible")).ToHaveTextAsync("Stéthoscope");
        await person.TabToAsync("Open");
        var file = await page.RunAndWaitForPopupAsync(() => page.Keyboard.PressAsync("Enter"));

        await Assertions.Expect(file.Locator("h1")).ToHaveTextAsync("visite.ics");
        await Assertions.Expect(file.Locator("dl")).ToContainTextAsync("12 rue des Lilas");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_instance_is_told_things_suspended_resumed_and_terminated_with_the_keyboard_alone()
    {
        await using var person = await site.PersonAsync(width: 390);
        var (app, page) = (await site.AppAsync(), person.Page);
        var id = Agreement.InstanceOf(await UnderWayAsync(app));
        await page.GotoAsync($"{EmulatorPages.Workflows}?prefix={id}");
        await person.TabToAsync(id);
        await page.Keyboard.PressAsync("Enter");
        var (badge, timeline) = (page.Locator("[data-live=state] > p .badge"), page.Locator(".timeline"));
        await Assertions.Expect(badge).ToHaveTextAsync("Running");

        await person.TabToAsync("Event");
        await page.Keyboard.TypeAsync("Remarque");
        await person.TabToAsync("Payload");
        await page.Keyboard.TypeAsync("\"bonjour\"");
        await person.TabToAsync("Raise the event");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(timeline).ToContainTextAsync("Remarque");

        foreach (var (action, status) in ((string, string)[])[("Suspend", "Suspended"), ("Resume", "Running"), ("Terminate", "Terminated")])
        {
            await person.TabToAsync("Reason");
            await page.Keyboard.TypeAsync($"motif : {action}");
            await person.TabToAsync(action);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(badge).ToHaveTextAsync(status);
            await Assertions.Expect(timeline).ToContainTextAsync($"motif : {action}");
        }

        await AssertOpenAsync(person, "a terminated instance");
        var end = await app.Workflows.WaitForInstanceCompletionAsync(id, Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
    }

    [Fact]
    public async Task A_mail_that_arrives_takes_neither_the_focus_nor_what_was_typed()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        var first = Send(app, "Premier arrivé");
        await page.GotoAsync(EmulatorPages.Mailbox);
        await person.TabToAsync("Search");
        await page.Keyboard.TypeAsync("Premi");

        Send(app, "Deuxième arrivé");
        await Assertions.Expect(page.Locator(".messages a").First).ToContainTextAsync("Deuxième arrivé");
        await page.Keyboard.TypeAsync("er");
        await Assertions.Expect(page.GetByLabel("Search")).ToHaveValueAsync("Premier");

        await person.TabToAsync("Anne Lefèvre");
        await page.Keyboard.PressAsync("Tab");
        Send(app, "Troisième arrivé");
        await Assertions.Expect(page.Locator(".messages a").First).ToContainTextAsync("Troisième arrivé");
        await Assertions.Expect(page.Locator($".messages a[href$='/{first.Number}']")).ToBeFocusedAsync();
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_workflow_that_starts_takes_neither_the_focus_nor_what_was_typed()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        await page.GotoAsync(EmulatorPages.Workflows + "?name=Agreement");
        await person.TabToAsync("Instance id begins with");
        await page.Keyboard.TypeAsync("agree");

        var id = Agreement.InstanceOf(await UnderWayAsync(app));

        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync(id);
        await page.Keyboard.TypeAsync("ment");
        await Assertions.Expect(page.GetByLabel("Instance id begins with")).ToHaveValueAsync("agreement");
        await Assertions.Expect(page.GetByLabel("Orchestration")).ToHaveValueAsync("Agreement");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_instance_that_changes_takes_neither_the_focus_nor_what_was_typed()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        var id = Agreement.InstanceOf(await UnderWayAsync(app));
        // After a refusal the browser stands at the address that it sent to: the page follows the instance all the same.
        await page.GotoAsync(Address(id));
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Event" }).FillAsync("Remarque");
        await page.GetByLabel("Payload").FillAsync("\"bonj");
        await page.ClickAsync("text=Raise the event");
        await page.WaitForSelectorAsync("[role=alert]");
        await page.GetByLabel("with what it has called").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("err");
        await page.GetByLabel("Reason").FocusAsync();

        await app.Workflows.SuspendInstanceAsync(id, "vacances", Cancellation);

        await Assertions.Expect(page.GetByText("Resume", new() { Exact = true })).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("eur");
        await Assertions.Expect(page.GetByLabel("Reason")).ToHaveValueAsync("erreur");
        await Assertions.Expect(page.GetByLabel("with what it has called")).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Payload")).ToHaveValueAsync("\"bonj");

        await page.Locator(".history summary").First.FocusAsync();
        await app.Workflows.ResumeInstanceAsync(id, "retour", Cancellation);
        await Assertions.Expect(page.Locator(".timeline")).ToContainTextAsync("retour");
        await Assertions.Expect(page.Locator(".history summary").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_clock_that_goes_on_takes_neither_the_focus_nor_what_was_typed()
    {
        await using var person = await site.PersonAsync();
        var (app, page) = (await site.AppAsync(), person.Page);
        await page.GotoAsync(EmulatorPages.ClockPage);
        var before = await page.Locator("[data-live=clock] time").First.TextContentAsync();
        await person.TabToAsync("By a period");
        await page.Keyboard.TypeAsync("P1");

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(1), Cancellation);

        await Assertions.Expect(page.Locator("[data-live=clock] time").First).Not.ToHaveTextAsync(before!);
        await page.Keyboard.TypeAsync("D");
        await Assertions.Expect(page.GetByLabel("By a period")).ToHaveValueAsync("P1D");
        Assert.Empty(person.Complaints);
    }

    private static async Task AssertOpenAsync(Person person, string name)
    {
        await person.Page.SetViewportSizeAsync(1280, 800);
        await person.AssertNoViolationAsync(name);
        foreach (var width in (int[])[320, 390]) await person.AssertFitsAsync(width);
        // What else there is to find was found on the desk.
        await person.AssertNoViolationAsync(name + ", phone", Person.RulesOfAnotherWindow);
        Assert.EndsWith("· Compagnon emulator", await person.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
        Assert.Empty(person.Complaints);
    }

    private static string Address(string id) => $"{EmulatorPages.Workflows}/instance?id={id}";

    private static async Task<DossierKey> UnderWayAsync(RunningApp app)
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    private static async Task<string> FailedAsync(RunningApp app)
    {
        var id = await app.Workflows.ScheduleNewOrchestrationInstanceAsync("Unregistered", "une entrée", Cancellation);
        await app.Workflows.WaitForInstanceCompletionAsync(id, Cancellation);
        return id;
    }

    private static StoredMessage Send(RunningApp app, string subject, params NewAttachment[] files) =>
        app.Get<MessageStore>().SendNew("dumg@faculte.example", Content(subject), files, saveToSentItems: true);

    private static MailContent Content(string subject) => new()
    {
        Subject = subject,
        IsHtml = true,
        Body = $"""
            <!doctype html>
            <html lang="fr"><head><title>Mail</title></head><body><main><h1>{subject}</h1><p>Bonjour</p></main></body></html>
            """,
        To = [new MailParty("anne.lefevre@cabinet.example", "Anne Lefèvre")],
    };

    /// <summary>Something that is due once and then is at work until it is disposed of.</summary>
    private sealed class LongWork(DateTimeOffset due) : IClockParticipant, IDisposable
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool fired;

        public DateTimeOffset? NextDue => fired ? null : due;

        public bool IsQuiet => !fired || done.Task.IsCompleted;

        public void Dispose() => done.TrySetResult();

        public ValueTask FireDueAsync(DateTimeOffset now, CancellationToken cancellation)
        {
            fired = true;
            return ValueTask.CompletedTask;
        }

        public Task WhenQuietAsync(CancellationToken cancellation) => IsQuiet ? Task.CompletedTask : done.Task.WaitAsync(cancellation);
    }
}

/// <summary>One app for the tests of the emulator's pages, started by the first that asks.</summary>
public sealed class EmulatorSite(SiteFixture site) : IAsyncDisposable
{
    private RunningApp? app;

    /// <summary>The app.</summary>
    public async Task<RunningApp> AppAsync() => app ??= await site.StartAppAsync();

    /// <summary>A person with a browser window of their own on that app; without a browser the test is skipped.</summary>
    public async Task<Person> PersonAsync(int width = 1280) => await site.PersonAsync(width, on: AppAsync);

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
