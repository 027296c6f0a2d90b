using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Visits;
using NodaTime;

namespace Compagnon.Testing;

/// <summary>A clock that stands at a public address of the emulator and only goes forward.</summary>
/// <param name="address">As the app prints it.</param>
public sealed class EmulatedClock(Uri address) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>The app's time.</summary>
    public async Task<DateTimeOffset> NowAsync() =>
        (await client.GetFromJsonAsync<JsonElement>(address)).GetProperty("now").GetDateTimeOffset();

    /// <summary>Moves the clock; whatever becomes due on the way has happened when this ends.</summary>
    public async Task MoveToAsync(DateTimeOffset moment)
    {
        using var answer = await client.PostAsJsonAsync(address, new { to = moment.ToString("O", CultureInfo.InvariantCulture) });
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The clock cannot be moved to {moment:O}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();
}

/// <summary>
/// The longest way that a dossier of a faculty goes and comes to a good end, by its file: a piece to be redone, visit, commission, whoever
/// decides, register, letter, certificate. Everybody acts by the links in their mails.
/// </summary>
/// <param name="visitor">The browser.</param>
/// <param name="mailbox">Everybody's mail.</param>
/// <param name="clock">The app's clock.</param>
/// <param name="faculty">The faculty as its file stands.</param>
/// <param name="doctor">Whose dossier.</param>
/// <param name="step">Runs each step, by its name.</param>
public sealed class WholeProcedure(
    Visitor visitor, Mailbox mailbox, EmulatedClock clock, Faculty faculty, SampleDoctor doctor, Func<string, Func<Task>, Task> step)
{
    private readonly Journey journey = new(visitor, mailbox);
    private readonly List<(string To, string Fact)> expected = [];

    /// <summary>The dossier's reference, once it is open.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The address of the video by which the visit is made where it may be; null for a visit on site.</summary>
    public string? Video { get; init; }

    // What is said otherwise of a new term than of a first one.
    private bool isRenewal;

    /// <summary>Goes the way of a renewal whose report was handed over, to the new term.</summary>
    /// <param name="reference">The reference of the renewal's dossier.</param>
    /// <exception cref="Exception">A page, a mail or a link is not what it should be.</exception>
    public async Task WalkRenewalAsync(string reference)
    {
        (Reference, isRenewal) = (reference, true);
        await step("the secretariat finds the report complete", async () =>
            await Journey.SayCompleteAsync(await OpenAsync(Secretary.Address, "renouvellement à vérifier")));
        await ExamineAsync();
        await step("the doctor reads that the agreement is renewed", async () =>
            (await (await OpenDossierAsync("votre agrément est renouvelé")).FollowAsync("Lire la lettre")).MustSay(doctor.LastName));
    }

    /// <summary>Goes all the way.</summary>
    /// <exception cref="Exception">A page, a mail or a link is not what it should be.</exception>
    public async Task WalkAsync()
    {
        await SubmitAsync();
        await CompleteAsync();
        await ExamineAsync();
        await ReadDecisionAsync();
        await step("each mail about the dossier stands in the mailbox exactly once", CheckMailsAsync);
    }

    private async Task ExamineAsync()
    {
        if (faculty.Visit is { } visit && visit.TeamFor(!isRenewal) != VisitTeam.None) await VisitAsync(visit);
        if (faculty.Commission is { } commission)
        {
            var session = await ConveneAsync(commission);
            await DeliberateAsync(session);
            foreach (var rule in (faculty.Decisions ?? []).OrderBy(rule => rule.Cycle)) await DecideAsync(rule);
        }
    }

    private StaffMember Secretary => faculty.People.First(person => person.Has(StaffRole.Secretariat));

    private StaffMember Coordinator => faculty.People.First(person => person.Has(StaffRole.Coordinator));

    private async Task SubmitAsync()
    {
        VisitedPage page = null!;
        await step("a doctor finds the faculty of the département, is eligible, and applies", () => journey.ApplyAsync(doctor));
        await step("confirms the address by the link; the dossier opens", async () =>
        {
            page = await journey.ConfirmAsync(doctor);
            Reference = page.Document.QuerySelector(".reference")!.TextContent;
            Expect(doctor.Address, "confirmez votre adresse", "votre dossier est ouvert");
        });
        await step("deposits the pieces one by one", async () => page = await journey.DepositAllAsync(page));
        await step("fills the form step by step and signs it", async () => page = await journey.FillFormAsync(page, doctor));
        await step("accepts the charter", async () => page = await journey.AcceptCharterAsync(page));
        await step("reads it once more and sends it", () => journey.SubmitAsync(page));
        await step("gets the acknowledgement", () => NextAsync(doctor.Address, "nous avons bien reçu"));
    }

    private async Task CompleteAsync()
    {
        var people = faculty.People.Where(person => person.Has(StaffRole.Secretariat)).ToList();
        foreach (var other in people.Skip(1)) Expect(other.Address, "nouveau dossier à vérifier");
        await step("the secretariat finds a piece to be redone", async () =>
        {
            var review = await OpenAsync(Secretary.Address, "nouveau dossier à vérifier");
            await Journey.SayMissingAsync(
                review, faculty.Pieces[0].Label, "La deuxième page est illisible : pouvez-vous la numériser de nouveau ?");
        });
        var days = faculty.Delays.CompletionReminders[0];
        await step($"{days} days pass: the doctor is reminded", async () =>
        {
            var day = ParisTime.DayOf(await clock.NowAsync()).PlusDays(days);
            while (!IsWorked(day)) day = day.PlusDays(1);
            await clock.MoveToAsync(ParisTime.At(day.PlusDays(1), 12));
            await NextAsync(doctor.Address, "rappel, pièces à fournir");
        });
        await step("the doctor redoes it and sends the dossier back", async () =>
        {
            var dossier = await OpenDossierAsync("pièces à fournir");
            dossier = await journey.DepositAllAsync(dossier);
            await dossier.PressAsync("Renvoyer mon dossier");
        });
        // Who has judged judges again.
        await step("the secretariat finds it complete", async () =>
            await Journey.SayCompleteAsync(await OpenAsync(Secretary.Address, "pièces reçues à vérifier")));
    }

    private async Task VisitAsync(VisitRule rule)
    {
        var isPair = rule.TeamFor(!isRenewal) == VisitTeam.Pair;
        List<StaffMember> team = [];
        await step(isPair ? "the coordinator picks the two nearest supervisors" : "the coordinator picks the nearest teacher", async () =>
        {
            var page = await OpenAsync(Coordinator.Address, "visite à organiser");
            team = [.. page.Document.QuerySelectorAll($"input[name={VisitTeamForm.PeopleField}]").Take(isPair ? 2 : 1)
                .Select(box => faculty.People.Single(person => person.Id == box.GetAttribute("value")))];
            foreach (var person in team) page.Tick(person.Name);
            await page.PressAsync("Proposer la visite");
        });
        await step(isPair ? "both accept" : "the teacher accepts", async () =>
        {
            foreach (var person in team)
                await (await OpenAsync(person.Address, "une visite vous est proposée")).Tick("Oui, j’accepte").PressAsync("Envoyer ma réponse");
        });
        var slots = Slots(rule, await clock.NowAsync());
        await step($"{(isPair ? "the first" : "the teacher")} proposes {slots.Count} dates", async () =>
        {
            var page = await OpenAsync(team[0].Address, "proposez des dates de visite");
            for (var i = 0; i < slots.Count; i++)
            {
                page.Fill($"Jour {i + 1}", LocalDateText(slots[i].At.Date)).Fill($"Heure {i + 1}", "14:30");
            }

            if (rule.Mode == VisitMode.Either) page.Tick(Video is null ? "Sur place" : "Par visioconférence");
            if (Video is not null) page.Fill(rule.Mode == VisitMode.Either ? "Adresse de la visite, ou lien de la visioconférence" : "Lien de la visioconférence", Video);
            await page.PressAsync("Envoyer");
        });
        if (isPair)
        {
            await step("the second keeps them all", async () =>
            {
                var page = (await OpenAsync(team[1].Address, "quelles dates vous conviennent")).Tick("Oui");
                foreach (var slot in slots) page.Tick(TextOf(slot));
                await page.PressAsync("Envoyer ma réponse");
            });
        }

        await step("the doctor picks one", async () =>
        {
            var page = await (await OpenDossierAsync("choisissez la date de la visite")).FollowAsync("Choisir une date");
            await page.Tick(TextOf(slots[0])).PressAsync("Envoyer ma réponse");
        });
        var participants = team.Select(person => person.Address).Prepend(doctor.Address).ToList();
        if (rule.InviteCoordinator) participants.Add(Coordinator.Address);
        await step($"{participants.Count} people get the invitation for their calendars", async () =>
        {
            foreach (var address in participants)
            {
                var mail = await NextAsync(address, "visite le ");
                var (name, type, content) = mail.Attachments.Single();
                var invitation = await mailbox.ReadAsync(content);
                if (!name.EndsWith(".ics", StringComparison.Ordinal) || !type.StartsWith("text/calendar", StringComparison.Ordinal)
                    || !invitation.Contains($"DTSTART:{slots[0].Start:yyyyMMdd'T'HHmmss}Z", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"Expected an invitation for {slots[0].Text}; {name} ({type}) holds:\n{invitation}");
                }
            }
        });
        await step($"the day comes, after {rule.NoticeDays.Count} reminders of it to everybody", async () =>
        {
            await clock.MoveToAsync(slots[0].Start.AddMinutes(rule.Minutes + 30));
            foreach (var address in participants)
                foreach (var _ in rule.NoticeDays) await NextAsync(address, "rappel, visite le ");
        });
        await step("the report is written", async () =>
        {
            var page = await OpenAsync(team[0].Address, "compte rendu de visite");
            await page.Tick("Oui").Fill("Motivation", "Très motivée, disponible.").Fill("Locaux et confidentialité", "Calmes, deux pièces.")
                .Fill("Sécurité", "Rien à signaler.").Fill("Pratiques", "Variées.").Fill("Atouts", "Une équipe.").Tick("Favorable")
                .PressAsync("Remettre");
        });
        if (!isPair) return;
        await step("the second signs it", async () =>
            await (await OpenAsync(team[1].Address, "compte rendu à signer")).Tick("Oui, je le signe").PressAsync("Envoyer ma réponse"));
    }

    private async Task<PlannedSession> ConveneAsync(CommissionRule rule)
    {
        PlannedSession session = null!;
        await step("the dossier is on the next open agenda of the commission; the doctor is told", async () =>
        {
            var mail = await NextAsync(doctor.Address, "examen par la commission le ");
            session = rule.Sessions.Single(it => mail.Subject.EndsWith(" " + ParisTime.Text(it.Date), StringComparison.Ordinal));
        });
        await step("the agenda closes, the members are convened", () => clock.MoveToAsync(Later(
            ParisTime.At(session.Closing.PlusDays(1), 0), ParisTime.At(session.Date.PlusDays(-rule.ConveneDays), 9)).AddMinutes(10)));
        await step("each of them reads the dossier and gives an opinion", async () =>
        {
            foreach (var member in Members)
            {
                var page = await OpenOnAgendaAsync(await OpenSessionAsync(member, session));
                await page.Tick("Favorable", "Quel est").PressAsync("Enregistrer mon avis");
            }
        });
        await step("the day of the session comes", async () =>
        {
            if (!PlannedSession.TimePattern.Parse(session.Time).TryGetValue(default, out var time))
                throw new InvalidOperationException($"Expected a time of the session; the file says {session.Time}.");
            await clock.MoveToAsync(ParisTime.At(session.Date, time).AddMinutes(30));
        });
        return session;
    }

    private async Task DeliberateAsync(PlannedSession session)
    {
        var chair = Members.First(member => member.Has(StaffRole.Chair));
        VisitedPage page = null!;
        await step("the chair notes who is present", async () =>
        {
            page = await visitor.OpenAsync(sessionAddresses[chair.Id]);
            foreach (var member in Members) page.Tick(member.Name);
            await page.PressAsync("Enregistrer les présences");
        });
        await step("and what the commission has decided; a second click changes nothing", async () =>
        {
            page = await OpenOnAgendaAsync(await visitor.OpenAsync(sessionAddresses[chair.Id]));
            // Where somebody else decides, the commission only proposes.
            var isProposal = page.Document.QuerySelectorAll("legend").Any(legend => legend.TextContent == "Proposition");
            page.Tick(isProposal ? "Agrément à accorder pour" : "Agrément accordé pour");
            await page.PressAsync("Enregistrer la");
            await page.Tick(isProposal ? "Agrément à refuser" : "Agrément refusé").Fill("Recommandations", "Une seconde décision.")
                .PressAsync("Enregistrer la");
        });
    }

    private async Task DecideAsync(DecisionRule rule)
    {
        switch (rule.By)
        {
            case DecisionAuthority.Dean:
                await step($"the dean signs, for the {rule.Cycle.ToString().ToLowerInvariant()} cycle", async () =>
                {
                    var dean = faculty.People.First(person => person.Has(StaffRole.Dean));
                    await (await OpenAsync(dean.Address, "décision à signer")).Tick("Je signe").PressAsync("Enregistrer");
                });
                break;
            case DecisionAuthority.Agency:
                foreach (var other in faculty.People.Where(person => person.Has(StaffRole.Secretariat)).Skip(1))
                    Expect(other.Address, "proposition à transmettre");
                await step("the agency's decision comes back; the secretariat enters its number and date", async () =>
                {
                    var page = await OpenAsync(Secretary.Address, "proposition à transmettre");
                    var now = (await clock.NowAsync()).AddDays(rule.Reminders[0] - 2);
                    await clock.MoveToAsync(now);
                    await page.Tick("L’agrément est accordé").Fill("Numéro", "2027-118")
                        .Fill("Jour", ParisTime.DayOf(now).ToString("dd/MM/uuuu", CultureInfo.InvariantCulture)).PressAsync("Enregistrer la décision");
                });
                break;
        }
    }

    private async Task ReadDecisionAsync()
    {
        VisitedPage page = null!;
        await step("the doctor reads the decision and its letter", async () =>
        {
            page = await OpenDossierAsync("votre agrément est accordé");
            (await page.FollowAsync("Lire la lettre")).MustSay(doctor.LastName);
        });
        foreach (var person in faculty.People.Where(person => person.Has(StaffRole.Secretariat))) Expect(person.Address, "agrément accordé – ");
        await step("anybody verifies the certificate by its code", async () =>
        {
            var certificate = await page.FollowAsync("Imprimer l’attestation");
            var code = certificate.Document.QuerySelector(".sheet-verify .reference")!.TextContent;
            (await visitor.OpenAsync("/verification?code=" + Uri.EscapeDataString(code))).MustSay("Cet agrément est en cours");
        });
    }

    private readonly Dictionary<string, string> sessionAddresses = [];

    private IReadOnlyList<StaffMember> Members => [.. faculty.People.Where(person => person.SitsInCommission)];

    private async Task<VisitedPage> OpenSessionAsync(StaffMember member, PlannedSession session)
    {
        var mail = await mailbox.NextAsync(member.Address, $"Séance du {ParisTime.Text(session.Date)}\u00A0: convocation");
        return await visitor.OpenAsync(sessionAddresses[member.Id] = mail.Link("/seance/"));
    }

    // Others may stand on the same agenda.
    private async Task<VisitedPage> OpenOnAgendaAsync(VisitedPage session)
    {
        foreach (var link in session.Document.QuerySelectorAll("ul.tasks a").Select(link => link.GetAttribute("href")!).ToList())
        {
            var page = await visitor.OpenAsync(link);
            if (page.Document.QuerySelectorAll(".reference").Any(reference => reference.TextContent == Reference)) return page;
        }

        throw new InvalidOperationException($"Expected the dossier {Reference} on the agenda of « {session.Heading} »; it says: {session.Text}");
    }

    private IReadOnlyList<VisitSlot> Slots(VisitRule rule, DateTimeOffset now)
    {
        // So far away that every reminder of the visit is still to come.
        var near = rule.NoticeDays.DefaultIfEmpty().Max() + 2;
        return
        [
            .. Enumerable.Range(1, 200).Select(days => ParisTime.DayOf(now).PlusDays(days)).Where(IsWorked).Skip(near).Take(rule.Slots)
                .Select(day => new VisitSlot(day + new LocalTime(14, 30))),
        ];
    }

    private bool IsWorked(LocalDate day) => WorkingDays.Of(HolidayRegions.Of(doctor.Departement)).IsWorkingDay(day)
        && (faculty.Calendar is not { } calendar || new WorkingDays(calendar).IsWorkingDay(day));

    private async Task<ReceivedMail> NextAsync(string address, string fact)
    {
        Expect(address, fact);
        return await mailbox.NextAsync(address, Of(fact));
    }

    private async Task<VisitedPage> OpenAsync(string address, string fact) =>
        await visitor.OpenAsync((await NextAsync(address, fact)).Link("/demande/"));

    private async Task<VisitedPage> OpenDossierAsync(string fact) =>
        (await visitor.OpenAsync((await NextAsync(doctor.Address, fact)).Link("/dossier/")))
        .Expect(isRenewal ? "Le renouvellement de votre agrément" : "Votre dossier d’agrément");

    private void Expect(string address, params string[] facts) => expected.AddRange(facts.Select(fact => (address, fact)));

    private string Of(string fact) => $"{Reference}\u00A0: {fact}";

    private async Task CheckMailsAsync()
    {
        await mailbox.NextAsync(Secretary.Address, Of("agrément accordé – "));
        var all = await mailbox.AllAsync();
        var mine = all.Where(mail => mail.Subject.Contains(Reference, StringComparison.Ordinal)).ToList();
        foreach (var (to, fact) in expected.Distinct())
        {
            var wanted = expected.Count(it => it == (to, fact));
            var found = mine.Count(mail => mail.To.Contains(to) && mail.Subject.Contains(Of(fact), StringComparison.Ordinal));
            if (found != wanted) throw new InvalidOperationException($"Expected « {fact} » {wanted} times for {to}; it is there {found} times.");
        }

        if (mine.Count != expected.Count)
            throw new InvalidOperationException(
                $"Expected {expected.Count} mails on {Reference}; there are {mine.Count}: {string.Join(" | ", mine.Select(mail => $"{mail.To[0]} {mail.Subject}"))}.");
        foreach (var twice in all.Select(mail => mail.Headers.GetValueOrDefault(Compagnon.Mail.GraphMail.Header, ""))
            .Where(header => header.Length > 0).GroupBy(header => header).Where(group => group.Count() > 1))
        {
            throw new InvalidOperationException($"The mail {twice.Key} was sent {twice.Count()} times.");
        }
    }

    private static string TextOf(VisitSlot slot) => slot.Text.Replace('\u00A0', ' ');

    private static string LocalDateText(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>What a page must say.</summary>
public static class PageExpectations
{
    /// <summary>This page, if it says so.</summary>
    /// <exception cref="InvalidOperationException">It does not; the message holds what it says.</exception>
    public static VisitedPage MustSay(this VisitedPage page, string text) => page.Text.Contains(text, StringComparison.Ordinal)
        ? page
        : throw new InvalidOperationException($"Expected « {text} » on the page « {page.Heading} »; it says: {page.Text}");
}
