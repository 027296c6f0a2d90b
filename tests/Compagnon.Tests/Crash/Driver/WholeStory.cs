using System.Collections.Concurrent;
using System.Globalization;
using AngleSharp.Dom;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Visits;
using NodaTime;

namespace Compagnon.Tests.Crash;

/// <content>The longest way: a visit, a session of the commission with opinions, the agency's decision, the dean's signature.</content>
internal sealed partial class Story
{
    // So far ahead that it is still to come when the delays pass, whatever was let pass before.
    private const int VisitInDays = 12;

    private int waiting;
    private string reference = "";
    private string visitor = "";

    /// <summary>Whether it goes on once the delays pass.</summary>
    public bool GoesOn { get; private set; }

    /// <summary>Whether somebody acts and waits neither for a mail nor for the day of the session.</summary>
    public bool IsAtWork => GoesOn && waiting == 0;

    /// <summary>Members whose page said that their opinion is there.</summary>
    public ConcurrentBag<string> Opinions { get; } = [];

    private IReadOnlyList<StaffMember> Members => [.. faculty.People.Where(person => person.SitsInCommission)];

    /// <summary>Until the doctor has picked the date of the visit.</summary>
    private async Task ArrangeVisitAsync(string dossier, CancellationToken cancellation)
    {
        reference = (await doctorsBrowser.OpenAsync(dossier, cancellation)).Document.QuerySelector(".reference")!.TextContent;
        await AnswerAsync("visit-1-team-1", await LinkAsync(Coordinator, "/demande/", cancellation, Of("visite à organiser")), page =>
        {
            var nearest = page.Document.QuerySelector($"input[name={VisitTeamForm.PeopleField}]")!.GetAttribute("value");
            return page.Tick(faculty.People.Single(person => person.Id == nearest).Name).PressAsync("Proposer la visite");
        });
        // Whoever was picked has the mail: only one of them has one of this dossier.
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = faculty.People.Where(person => person.Has(StaffRole.Teacher)).ToDictionary(
            person => LinkAsync(person.Address, "/demande/", found.Token, Of("une visite vous est proposée")), person => person.Address);
        var first = await Task.WhenAny(asked.Keys);
        visitor = asked[first];
        var offer = await first;
        await found.CancelAsync();
        await AnswerAsync("visit-1-offer-1", offer, page => page.Tick("Oui, j’accepte").PressAsync("Envoyer ma réponse"));

        var day = WorkingDays.Of(HolidayRegion.AlsaceMoselle).Add(ParisTime.DayOf(DateTimeOffset.UtcNow), VisitInDays);
        await AnswerAsync("visit-1-dates-1", await LinkAsync(visitor, "/demande/", cancellation, Of("proposez des dates de visite")), page => page
            .Fill("Jour 1", day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)).Fill("Heure 1", "14:30").Tick("Sur place").PressAsync("Envoyer"));

        var link = await LinkAsync(Doctor.Address, "/dossier/", cancellation, Of("choisissez la date de la visite"));
        var slot = new VisitSlot(day + new LocalTime(14, 30)).Text.Replace('\u00A0', ' ');
        await UntilItComesAsync(async () =>
        {
            var page = await doctorsBrowser.OpenAsync(link, cancellation);
            if (!page.Document.QuerySelectorAll("a").Any(a => a.TextContent.StartsWith("Choisir une date", StringComparison.Ordinal))) return true;
            await (await page.FollowAsync("Choisir une date")).Tick(slot).PressAsync("Envoyer ma réponse", cancellation: cancellation);
            return false;
        });
        GoesOn = true;
    }

    /// <summary>From the visit to the end, while days pass.</summary>
    public async Task GoOnAsync(CancellationToken cancellation)
    {
        try
        {
            await AnswerAsync("visit-1-report-1", await LinkAsync(visitor, "/demande/", cancellation, Of("compte rendu de visite")), page => page
                .Tick("Oui").Fill("Motivation", "Très motivée.").Fill("Locaux et confidentialité", "Calmes.").Fill("Sécurité", "Rien à signaler.")
                .Fill("Pratiques", "Variées.").Fill("Atouts", "Une équipe.").Tick("Favorable").PressAsync("Remettre"));

            var planned = await NextAsync(Doctor.Address, cancellation, Of("examen par la commission le "));
            var convening = $"Séance du {planned.Subject[(planned.Subject.LastIndexOf(" le ", StringComparison.Ordinal) + 4)..]}\u00A0: convocation";
            var sessions = await Task.WhenAll(Members.Select(async member =>
                (member.Id, Link: await LinkAsync(member.Address, "/seance/", cancellation, convening))));
            await Task.WhenAll(sessions.Select(session => GiveOpinionAsync(session.Id, session.Link)));
            var chair = Members.First(member => member.Has(StaffRole.Chair)).Id;
            await DeliberateAsync(sessions.Single(session => session.Id == chair).Link);

            var secretary = SecretariatOf(faculty)[0].Address;
            await AnswerAsync("authority-2-1", await LinkAsync(secretary, "/demande/", cancellation, Of("proposition à transmettre")), page => page
                .Tick("L’agrément est accordé").Fill("Numéro", "ARS-118")
                .Fill("Jour", ParisTime.DayOf(DateTimeOffset.UtcNow).ToString("dd/MM/uuuu", CultureInfo.InvariantCulture)).PressAsync("Enregistrer la décision"));
            var dean = faculty.People.First(person => person.Has(StaffRole.Dean)).Address;
            await AnswerAsync("signature-3-1", await LinkAsync(dean, "/demande/", cancellation, Of("décision à signer")), page => page
                .Tick("Je signe").PressAsync("Enregistrer"));
            await EndAsync(cancellation);
        }
        finally
        {
            GoesOn = false;
        }
    }

    private Task GiveOpinionAsync(string member, string link) => UntilItComesAsync(async () =>
    {
        var page = await OpenOnAgendaAsync(link);
        // The session may have begun meanwhile: then opinions are given there.
        if (!page.Document.QuerySelectorAll("button").Any(button => button.TextContent.Contains("mon avis", StringComparison.Ordinal))) return true;
        page = await page.Tick("Favorable", "Quel est").PressAsync("Enregistrer mon avis");
        if ((int)page.Status >= 400) throw new InvalidDataException($"an opinion was refused: {page.Text}");
        Opinions.Add(member);
        return true;
    });

    private Task DeliberateAsync(string link) => UntilItComesAsync(async () =>
    {
        var page = await departmentsBrowser.OpenAsync(link);
        if (page.Document.QuerySelectorAll("button").Any(button => button.TextContent.Contains("Enregistrer les présences", StringComparison.Ordinal)))
        {
            foreach (var member in Members) page.Tick(member.Name);
            await page.PressAsync("Enregistrer les présences");
        }

        page = await OpenOnAgendaAsync(link);
        if (page.Document.QuerySelectorAll("[role=status], .notice").Any(notice => notice.TextContent.Contains("accord", StringComparison.Ordinal)))
        {
            Answered["commission-1"] = Choices.Granted;
            return true;
        }

        if (page.Document.QuerySelectorAll("legend").Any(legend => legend.TextContent.Contains("Proposition", StringComparison.Ordinal)))
            await page.Tick("Agrément à accorder pour").PressAsync("Enregistrer la");
        else
            await RestAsync();
        return false;
    });

    // The day has not come: others may let it pass.
    private async Task RestAsync()
    {
        Interlocked.Increment(ref waiting);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Interlocked.Decrement(ref waiting);
    }

    // Others stand on the same agenda.
    private async Task<VisitedPage> OpenOnAgendaAsync(string link)
    {
        var session = await departmentsBrowser.OpenAsync(link);
        foreach (var item in session.Document.QuerySelectorAll("ul.tasks a").Select(item => item.GetAttribute("href")!).ToList())
        {
            var page = await departmentsBrowser.OpenAsync(item);
            if (page.Document.QuerySelectorAll(".reference").Any(found => found.TextContent == reference)) return page;
        }

        throw new InvalidDataException($"the dossier {reference} is not on the agenda of « {session.Heading} »: {session.Text}");
    }

    private string Of(string fact) => $"{reference}\u00A0: {fact}";
}
