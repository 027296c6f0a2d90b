using System.Globalization;
using System.Text;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Mail.Returns;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Dossiers;
using Compagnon.Trainings;
using Compagnon.Visits;
using NodaTime;
using SkiaSharp;
using static Compagnon.BrowserTests.States.DossierSeed;
using static Compagnon.BrowserTests.States.SeededFaculty;

namespace Compagnon.BrowserTests.States;

/// <summary>Writes what <see cref="SeededFaculty"/> has into the tables of an app.</summary>
internal sealed class Seeding(RunningApp app)
{
    // Days from today of the sessions, and how many days before each its agenda closes.
    private const int HeldOn = -40, CancelledOn = -33, Today = 0, OpenOn = 30, LaterOn = 70, ClosesBefore = 12;

    private readonly DateTimeOffset now = app.Clock.GetUtcNow();
    private readonly LocalDate today = ParisTime.DayOf(app.Clock.GetUtcNow());
    private readonly IReadOnlyList<DossierSeed> dossiers = SeededDossiers.At(app.Clock.GetUtcNow());

    private Faculty Faculty => app.FacultyOf(Id);

    /// <summary>Writes everything.</summary>
    /// <returns>The ids of what has none of its own making, by their names: mails, tables that were sent.</returns>
    public async Task<IReadOnlyDictionary<string, string>> SeedAsync()
    {
        foreach (var dossier in dossiers) await AddAsync(dossier);
        await SeedAroundAsync();
        await SeedCommissionAsync();
        await SeedMailsAsync();
        var agreements = await SeedAgreementsAsync();
        await ListAsync(agreements);
        return await SendTablesAsync();
    }

    private async Task ListAsync(IReadOnlyList<string> agreements)
    {
        await app.Get<WorkList>().RefreshAsync(Id, [.. dossiers.Select(dossier => dossier.Key.Id)]);
        await app.Get<AgreementList>().RefreshAsync(Id, agreements);
        var listings = app.Get<ListingBook>();
        foreach (var (faculty, progress) in ((string, ListingProgress)[])[(Id, new("", true)), (Empty, new("", true)), (Unlisted, new("0", false))])
        {
            await listings.KeepProgressAsync(new ListingName<WorkLine>("work-2"), faculty, progress);
            await listings.KeepProgressAsync(new ListingName<AgreementLine>("agreements-1"), faculty, progress);
        }
    }

    private async Task AddAsync(DossierSeed seed)
    {
        var (faculty, submitted, address) = (Faculty, now.AddDays(-seed.Submitted), $"{seed.Name}@exemple.example");
        var doctor = new Doctor("Anne", seed.LastName, RppsOf(seed.LastName), address, "63");
        if (seed.HasPapers) await AddPapersAsync(seed, doctor);
        await app.Get<DossierBook>().AddAsync(seed.Row(new DossierRecord
        {
            Key = seed.Key,
            Doctor = doctor,
            State = seed.State,
            WaitsOn = seed.Asked.LastOrDefault(asked => asked.Answer is null)?.Id ?? "",
            Since = seed.Asked.Count == 0 ? submitted : At(seed.Asked[^1], seed.Asked.Count),
            Created = submitted.AddDays(-4),
            Confirmed = submitted.AddDays(-4),
            Submitted = submitted,
            ProcedureId = await app.Get<FacultyBook>().KeepAsync(faculty),
            CharterVersion = faculty.Charter.Version,
        }));
        await app.Get<JournalBook>().AppendAsync(new JournalEntry(seed.Key, submitted, JournalFact.Submitted, Link.Doctor));
        var desk = app.Get<AssignmentDesk>();
        for (var i = 0; i < seed.Asked.Count; i++)
        {
            var asked = seed.Asked[i];
            var opened = At(asked, i);
            var assignment = new Assignment(
                seed.Key, asked.Id, asked.Kind, asked.Who.Split(' ', StringSplitOptions.RemoveEmptyEntries), "none", opened,
                asked.Due is { } days ? now.AddDays(days) : null, asked.Stage);
            await desk.OpenAsync(assignment);
            if (asked.Answer is not { } answer) continue;
            var findings = asked.Kind == AssignmentKind.Review && answer.Choice == Choices.Missing;
            var claim = new Claim(seed.Key, asked.Id, answer.Choice, findings ? ["cv", "attestation"] : [], answer.Word, answer.By, opened.AddHours(5), answer.Data);
            await desk.ClaimAsync(assignment, claim);
            await desk.CloseAsync(seed.Key, asked.Id);
            if (AssignmentKinds.FactOf(assignment, claim) is { } fact)
                await app.Get<JournalBook>().AppendAsync(new JournalEntry(seed.Key, claim.At, fact, claim.By, AssignmentKinds.DetailOf(assignment, claim)));
        }

        DateTimeOffset At(AskedSeed asked, int number) => now.AddDays(-asked.Days).AddMinutes(number);
    }

    // A photo among the papers: a page shows it as such.
    private async Task AddPapersAsync(DossierSeed seed, Doctor doctor)
    {
        foreach (var piece in Faculty.Pieces.Where(piece => piece.Required))
        {
            var isPhoto = piece.Id == "attestation";
            using var content = new MemoryStream(isPhoto ? SamplePhotos.Jpeg(SKColors.SteelBlue, 300, 400) : SampleDocuments.Pdf(piece.Label));
            await app.Get<DocumentBook>().StoreAsync(seed.Key, piece.Id, Rounds.Draft, piece.Id + (isPhoto ? ".jpg" : ".pdf"), content);
        }

        await SampleForm.StoreAsync(app.Get<FormBook>(), seed.Key, doctor, now);
        await app.Get<DocumentBook>().SealAsync(seed.Key, Rounds.Draft);
        await app.Get<FormBook>().SealAsync(seed.Key, Rounds.Draft);
    }

    // Eleven digits with their key, the same for the same name: who asks twice has one number.
    private static string RppsOf(string lastName)
    {
        var digits = "1" + (lastName.Sum(letter => letter * 7919L) % 1_000_000_000).ToString("000000000", CultureInfo.InvariantCulture);
        return Enumerable.Range(0, 10).Select(key => $"{digits}{key}").First(Rpps.IsValid);
    }

    // Notes, messages, holds, changes of address, a report that is being written.
    private async Task SeedAroundAsync()
    {
        var (notes, people) = (app.Get<NoteBook>(), Faculty.People.ToDictionary(person => person.Id));
        for (var i = 0; i < 21; i++)
        {
            var (id, text) = (FormId.New(), $"Appelé le cabinet ({i + 1}) : le médecin rappelle.\nLa secrétaire confirme le lieu.");
            await notes.AddAsync(KeyOf("verification"), id, text, people[i % 2 == 0 ? Secretary : Coordinator]);
            if (i % 7 == 3) await notes.RemoveAsync(KeyOf("verification"), id, i % 2 == 0 ? Secretary : Coordinator);
        }

        var messages = app.Get<MessageDesk>();
        await messages.SendAsync(app.Workflows, KeyOf("pieces"), FormId.New(), null, "Bonjour, puis-je envoyer l’attestation par la poste ?");
        await messages.SendAsync(app.Workflows, KeyOf("pieces"), FormId.New(), people[Secretary], "Bonjour, déposez plutôt une photographie sur votre dossier.");
        await messages.SendAsync(app.Workflows, KeyOf("verification"), FormId.New(), null, "Bonjour,\n\nmon associée est-elle à nommer aussi ?\n\nMerci.");

        var holds = app.Get<HoldBook>();
        await holds.AddAsync(new Hold(new HoldKey(KeyOf("attente"), 1), now.AddDays(-9), Secretary, "Le cabinet déménage.", today.PlusDays(40)));
        await holds.AddAsync(new Hold(new HoldKey(KeyOf("attente-libre"), 1), now.AddDays(-15), Secretary, "Congé de maternité.", TellsDoctor: false));
        await holds.EndAsync(new HoldKey(KeyOf("attente-libre"), 1), now.AddDays(-8), Coordinator);
        await holds.AddAsync(new Hold(new HoldKey(KeyOf("attente-libre"), 2), now.AddDays(-4), Coordinator, "Une plainte est en cours d’examen.", TellsDoctor: false));

        await AskAddressAsync("adresse", change => change);
        await AskAddressAsync("adresse-confirmee", change => change with { OldConfirmed = now, OldConfirmedBy = Secretary, Reason = "Rappelé au cabinet." });
        await AskAddressAsync("adresse-changee", change => change with { State = AddressChangeState.Done, Ended = now });

        await app.Get<VisitDrafts>().KeepAsync(KeyOf("compte-rendu"), VisitStage, WrittenReport with { Strengths = "", Opinion = "" });
        foreach (var (dossier, name) in ((string, string)[])[("compte-rendu", "entree.pdf"), ("commission", "salle-attente.pdf")])
        {
            using var photo = new MemoryStream(SampleDocuments.Pdf("La salle d’attente"));
            await app.Get<DocumentBook>().StoreAsync(VisitBook.ShelfOf(KeyOf(dossier), VisitStage), "doc-1", Rounds.Draft, name, photo);
        }
    }

    private Task AskAddressAsync(string dossier, Func<AddressChange, AddressChange> also) => app.Get<AddressChangeBook>().ChangeAsync(
        KeyOf(dossier),
        _ => also(new AddressChange
        {
            Dossier = KeyOf(dossier),
            Id = "0123456789abcdef",
            From = $"{dossier}@exemple.example",
            To = $"{dossier}@nouveau-cabinet.example",
            Asked = now.AddHours(-3),
            AskedBy = Link.Doctor,
            Expires = now.AddDays(5),
        }));

    // Each dossier comes onto the agenda that was open on the day on which it was ready.
    private async Task SeedCommissionAsync()
    {
        var (sessions, opinions) = (app.Get<SessionBook>(), app.Get<OpinionBook>());
        var planned = ((int[])[HeldOn, CancelledOn, Today, OpenOn, LaterOn]).Select(day => new PlannedSession(
            today.PlusDays(day), "14:30", today.PlusDays(day - ClosesBefore), "Salle du conseil", day == OpenOn ? "https://visio.exemple.example/commission" : ""));
        await sessions.EnterAsync(Id, Faculty.Commission! with { Sessions = [.. planned] }, today.PlusDays(HeldOn));
        foreach (var (dossier, ready) in ((string, int)[])
            [("refuse", HeldOn), ("sous-conditions", HeldOn), ("accorde", HeldOn), ("du-jour", Today), ("commission", OpenOn), ("avis", OpenOn)])
        {
            var moment = now.AddDays(ready - ClosesBefore - 1);
            await sessions.PlaceAsync(new AgendaEntry(KeyOf(dossier), "commission-1", "", dossier == "avis", moment), moment);
        }

        foreach (var (dossier, member, kind) in ((string, string, OpinionKind)[])
            [
                ("refuse", Member, OpinionKind.Unfavourable), ("commission", Member, OpinionKind.Reserved), ("commission", Chair, OpinionKind.Favourable),
                ("du-jour", Member, OpinionKind.Favourable), ("avis", "s-lemaire", OpinionKind.Conflict),
            ])
        {
            await opinions.GiveAsync(new Opinion(
                KeyOf(dossier), "commission-1", member, kind, kind == OpinionKind.Reserved ? "Le bureau de l’interne reste à trouver." : "", now.AddDays(-1)));
        }

        foreach (var day in (int[])[HeldOn, Today]) await sessions.NumberAsync(Session.KeyOf(Id, today.PlusDays(day)));
        await sessions.ChangeAsync(Session.KeyOf(Id, today.PlusDays(HeldOn)), session => session with
        {
            State = SessionState.Held,
            Convened = now.AddDays(HeldOn - 10),
            Present = [Chair, Member, Second],
            PresenceBy = Chair,
            Concluded = now.AddDays(HeldOn),
        });
        await sessions.ChangeAsync(
            Session.KeyOf(Id, today.PlusDays(CancelledOn)), session => session with { State = SessionState.Cancelled, Changes = 1, Reason = "Le quorum ne peut être réuni." });
        await sessions.ChangeAsync(
            Session.KeyOf(Id, today), session => session with { State = SessionState.Closed, Convened = now.AddDays(-10), Changes = 1, Reason = "La salle est prise le matin.", Present = [Chair, Member, Second], PresenceBy = Chair });
    }

    private async Task SeedMailsAsync()
    {
        var (mails, troubles) = (app.Get<MailJournal>(), app.Get<MailTroubles>());
        foreach (var (name, template, recipient, end) in ((string, string, string, Func<MailRecord, Task<MailRecord?>>)[])
            [
                ("arrive", MailTemplates.Acknowledgement, Link.Doctor, mail => mails.MoveAsync(mail, MailState.Accepted)),
                ("revenu", MailTemplates.PiecesMissing, Link.Doctor, ReturnAsync),
                ("revenu-au-visiteur", MailTemplates.VisitOffer, DossierSeed.Visitor, ReturnAsync),
                ("non-parti", MailTemplates.ReviewReminder, Secretary, mail => mails.MoveAsync(mail, MailState.NotDelivered, "Refused.")),
                ("a-un-inconnu", MailTemplates.ReviewReminder, "parti-depuis", mail => mails.MoveAsync(mail, MailState.NotDelivered, "Nobody.")),
                ("classe", MailTemplates.PiecesReminder, Link.Doctor, mail => CareAsync(mail, "Prévenu au téléphone.")),
                ("renvoye", MailTemplates.PiecesReminder, Link.Doctor, mail => CareAsync(mail, "")),
                ("abandonne", MailTemplates.PiecesReminder, Link.Doctor, mail => mails.MoveAsync(mail, MailState.Dropped)),
                ("en-route", DossierMails.MessageToDoctor, Link.Doctor, mail => Task.FromResult<MailRecord?>(mail)),
            ])
        {
            var posting = new MailPosting(KeyOf("pieces"), name, template, recipient, new Dictionary<string, string>
            {
                [MailData.Assignment] = template == MailTemplates.ReviewReminder ? "review-1" : "completion-1",
                [MailData.LastDay] = NodaTime.Text.LocalDatePattern.Iso.Format(today.PlusDays(10)),
            });
            await mails.AddAsync(posting);
            await end((await mails.FindAsync(posting.Dossier, posting.Id))!);
            await troubles.RefreshAsync(new MailKey(posting.Dossier, posting.Id));
        }

        async Task<MailRecord?> ReturnAsync(MailRecord mail) =>
            await mails.ReturnAsync((await mails.MoveAsync(mail, MailState.Accepted))!, now, "5.1.1");

        async Task<MailRecord?> CareAsync(MailRecord mail, string word) =>
            await mails.CareAsync((await ReturnAsync(mail))!, new MailCare(now, Secretary, word));
    }

    // Of a granted dossier, or of a list: what an agreement's page shows stands in the register.
    private async Task<IReadOnlyList<string>> SeedAgreementsAsync()
    {
        var (register, listed) = (app.Get<AgreementRegister>(), new List<string>());
        await EnterAsync("accorde", "Henry", 14);
        await EnterAsync("sous-conditions", "Imbert", 2, AgreementState.Conditional);
        await ChangeAsync("sous-conditions", AgreementChangeKind.RenewalOpened, change => change with { Dossier = KeyOf("renouvellement").Id });
        await EnterAsync("retrait", "Thibault", 20);
        await app.Get<JournalBook>().AppendAsync(new JournalEntry(
            KeyOf("retrait"), now.AddDays(-3), JournalFact.WithdrawalProposed, Coordinator, "Deux internes ont été laissés seuls."));
        await EnterAsync("suspendu", "Urbain", 20);
        await ChangeAsync("suspendu", AgreementChangeKind.Suspended, change => change with { Reason = "Travaux au cabinet.", Until = today.PlusDays(60) });
        await EnterAsync("suspendu-sans-fin", "Vidal", 20);
        await ChangeAsync("suspendu-sans-fin", AgreementChangeKind.Suspended, change => change with { Reason = "Un contrôle est en cours." });
        await EnterAsync("renonciation", "Weber", 20);
        await ChangeAsync("renonciation", AgreementChangeKind.GivingUp, change => change with { By = Link.Doctor, Until = today.PlusDays(50) });
        await EnterAsync("renonce", "Xavier", 20);
        await ChangeAsync("renonce", AgreementChangeKind.GivenUp, change => change with { By = Link.Doctor });
        await EnterAsync("retire-registre", "Yvon", 20);
        await ChangeAsync("retire-registre", AgreementChangeKind.Withdrawn, change => change with { Reason = "Engagements non tenus." });
        await EnterAsync("remplace", "Zeller", 20);
        await ChangeAsync("remplace", AgreementChangeKind.Replaced, change => change with { By = "", Dossier = KeyOf("accorde").Id });
        await EnterAsync("non-renouvele", "Arnaud", 5);
        await ChangeAsync("non-renouvele", AgreementChangeKind.RenewalDeclined, change => change with { By = Link.Doctor });
        await EnterAsync("echu", "Bardet", -3, AgreementState.Lapsed);
        await EnterAsync("prolonge", "Clavel", -1, AgreementState.Extended);
        await EnterAsync("importe", "Duclos", 9, also: record => record with { Imported = today, Number = "A-2024-17" });

        // More than a page of them, in one transaction.
        var ordinary = Enumerable.Range(0, 50).Select(i => RecordOf($"ordinaire-{i}", $"Duval-{i:00}", 16 + (i % 20), AgreementState.Active)).ToList();
        await register.EnterAllAsync(ordinary);
        await app.Get<AgreementList>().AddAsync(
            Id, [.. ordinary.Select(it => new EnteredLine(it, new Doctor("Anne", it.Holder["Dr Anne ".Length..], it.Rpps, "", "63"), IsNew: true))]);
        for (var number = 0; number < 7; number++)
        {
            await app.Get<TrainingBook>().RecordAsync(new Training(
                Id, RppsOf("Henry"), today.PlusDays(-30 * number), $"Superviser à distance, module {number + 1}", 210, number == 0 ? Link.Doctor : Secretary, now));
        }

        return listed;

        async Task EnterAsync(string name, string lastName, int monthsLeft, AgreementState state = AgreementState.Active, Func<AgreementRecord, AgreementRecord>? also = null)
        {
            var record = RecordOf(name, lastName, monthsLeft, state);
            await register.EnterAsync(also?.Invoke(record) ?? record);
            listed.Add(record.Dossier.Id);
        }

        AgreementRecord RecordOf(string name, string lastName, int monthsLeft, AgreementState state)
        {
            var until = today.PlusMonths(monthsLeft);
            return new AgreementRecord(
                KeyOf(name), $"Dr Anne {lastName}", RppsOf(lastName), "63", until.PlusYears(-3).PlusDays(1), until, state, Coordinator, now.AddYears(-2))
            {
                Number = $"{until.Year - 3}-{name.Sum(letter => letter) % 1000:0000}",
                Code = $"CODE{name.Sum(letter => letter):00000000}",
                Commune = "63113",
                Site = "Maison de santé des Tilleuls, 12 rue des Tilleuls, 63000 Clermont-Ferrand",
                Specialty = Specialties.GeneralPractice,
                Interns = 2,
                Levels = [StageLevel.Level1, StageLevel.Saspas],
            };
        }

        Task ChangeAsync(string name, AgreementChangeKind kind, Func<AgreementChange, AgreementChange> also) =>
            register.ChangeAsync(also(new AgreementChange(KeyOf(name), "seeded-1", kind, now.AddDays(-6), Coordinator)));
    }

    // As the department sends them: with mistakes, and without.
    private async Task<IReadOnlyDictionary<string, string>> SendTablesAsync()
    {
        using var secretary = new Visitor(app.Addresses.Root);
        await secretary.SignInAsync(Faculty.People.First(person => person.Id == Secretary).Address);
        const string Agreements = "rpps;prenom;nom;courriel;departement;debut;fin;numero\n";
        var day = NodaTime.Text.LocalDatePattern.Iso;
        var good = $"10003456786;Anne;Martin;anne.martin@exemple.example;63;{day.Format(today.PlusYears(-1))};{day.Format(today.PlusYears(2))};B-1\n"
            + $"10009876540;Paul;Durand;paul.durand@exemple.example;15;{day.Format(today.PlusYears(-4))};{day.Format(today.PlusYears(-1))};B-2\n"
            + $"10009876541;Paul;Durand;paul.durand@exemple.example;15;{day.Format(today.PlusYears(-4))};;\n";
        return new Dictionary<string, string>
        {
            ["import-illisible"] = await SendAsync("import", "Liste des agréments", "rpps;nom\n1;2\n"),
            ["import-pret"] = await SendAsync("import", "Liste des agréments", Agreements + good),
            ["formations-fausses"] = await SendAsync("formations", "Liste des présents", "rpps;date;titre;heures\n;;;\n"),
            ["formations-pretes"] = await SendAsync(
                "formations", "Liste des présents", $"rpps;date;titre;heures\n{RppsOf("Henry")};{day.Format(today.PlusDays(-3))};Évaluer un interne;3\n"),
        };

        async Task<string> SendAsync(string page, string label, string csv)
        {
            var sent = await (await secretary.OpenAsync($"/console/{Id}/{page}"))
                .Attach(label, "liste.csv", Encoding.UTF8.GetBytes(csv)).PressAsync("Vérifier la liste");
            return sent.Address.Segments[^1];
        }
    }
}
