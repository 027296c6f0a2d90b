using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Feeds;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using OutsideCalendar = Ical.Net.Calendar;

namespace Compagnon.Tests.Feeds;

/// <summary>What others read in our calendar files: by a reader that is not ours.</summary>
public sealed class OutsideReaderTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Short).Single(faculty => faculty.Id == "val-de-dore") with
    {
        Commission = new CommissionRule("Commission d’agrément", [], 3, 14, [5], [2], 12, Minutes: 180),
    };

    private static readonly StaffMember Person = new("t", [StaffRole.Teacher, StaffRole.Member], "Dr T", "t@exemple.fr");

    private static readonly Gen<string> Texts = Gen.ListOf(Gen.Elements(
        "é", "🩺", ",", ";", "\\", "\\n", "\n", "\r\n", ":", "\"", "END:VEVENT", "\nBEGIN:VALARM", " ",
        "une adresse assez longue pour être pliée ")).Select(string.Concat);

    [Fact]
    public void A_feed_s_events_have_their_hours_titles_and_places()
    {
        var calendar = OutsideCalendar.Load(Feed("12 rue des Tilleuls, 63300 Thiers ; 2e étage\\porte B"))!;

        Assert.Equal(2, calendar.Events.Count);
        var visit = Assert.Single(calendar.Events, it => it.Uid == "martin000000-visit-1@compagnon");
        Assert.Equal(
            ("Visite de terrain – Dr Anne Martin", "12 rue des Tilleuls, 63300 Thiers ; 2e étage\\porte B", 3, "PRIVATE", "CONFIRMED"),
            (visit.Summary, visit.Location, visit.Sequence, visit.Class, visit.Status));
        Assert.Equal(new DateTime(2027, 3, 12, 13, 30, 0, DateTimeKind.Utc), visit.Start!.AsUtc);
        Assert.Equal(new DateTime(2027, 3, 12, 15, 30, 0, DateTimeKind.Utc), visit.End!.AsUtc);
        Assert.False(visit.IsAllDay);

        // In summer Paris is another hour ahead.
        var session = Assert.Single(calendar.Events, it => it.Uid != visit.Uid);
        Assert.Equal(new DateTime(2027, 4, 15, 12, 30, 0, DateTimeKind.Utc), session.Start!.AsUtc);
        Assert.Equal(new DateTime(2027, 4, 15, 15, 30, 0, DateTimeKind.Utc), session.End!.AsUtc);
        Assert.Equal(("Commission d’agrément", "Salle du conseil"), (session.Summary, session.Location));
        Assert.Contains("\nVisioconférence : https://video.example/c?a=1;b=2,3", session.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_texts_hold_it_reads_them_whole_and_no_event_more() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        var calendar = OutsideCalendar.Load(Feed(text + "x"))!;
        var visit = calendar.Events.Single(it => it.Uid == "martin000000-visit-1@compagnon");
        return calendar.Events.Count == 2 && visit.Alarms.Count == 0 && visit.Location == text.ReplaceLineEndings("\n") + "x";
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_reads_in_an_invitation_who_invites_whom_and_that_nobody_has_to_answer()
    {
        var invitation = new CalendarInvitation(
            InvitationMethod.Request, "session-7kq4m2xz9abc@compagnon", 2, Now, Now.AddDays(10), 120,
            "Commission d’agrément", "Une ligne,\nune autre ; fin.", "Salle 3",
            new InvitedPerson("Département ; \"DMG\"", "dmg@faculte.example"),
            [new InvitedPerson("Dr Anne Martin, présidente", "anne@exemple.fr"), new InvitedPerson("", "b@exemple.fr")]);

        var calendar = OutsideCalendar.Load(invitation.Write())!;
        var cancelled = OutsideCalendar.Load((invitation with { Method = InvitationMethod.Cancel, Sequence = 3 }).Write())!;

        var (read, gone) = (Assert.Single(calendar.Events), Assert.Single(cancelled.Events));
        Assert.Equal(("REQUEST", "Une ligne,\nune autre ; fin.", 2), (calendar.Method, read.Description, read.Sequence));
        Assert.Equal(
            ("Département ; DMG", "mailto:dmg@faculte.example"), (read.Organizer!.CommonName, read.Organizer.Value!.OriginalString));
        Assert.Equal(
            [("Dr Anne Martin, présidente", "mailto:anne@exemple.fr", false), (null, "mailto:b@exemple.fr", false)],
            read.Attendees.Select(it => (it.CommonName, it.Value!.OriginalString, it.Rsvp)));
        Assert.Equal(("CANCEL", "CANCELLED", read.Uid, 3), (cancelled.Method, gone.Status, gone.Uid, gone.Sequence));
    }

    private static string Feed(string place)
    {
        var line = new WorkLine
        {
            Id = "martin000000",
            FirstName = "Anne",
            LastName = "Martin",
            Rpps = "10003456789",
            State = DossierState.AwaitingVisit,
            Visit = new VisitLine
            {
                Stage = "visit-1",
                Progress = VisitProgress.Agreed,
                Visitors = ["t"],
                Date = "2027-03-12T14:30",
                Minutes = 120,
                Way = VisitData.OnSite,
                Place = place,
                Version = 3,
                Invitation = Now,
            },
        };
        var day = new LocalDate(2027, 4, 15);
        var session = new Session
        {
            Key = Session.KeyOf("val-de-dore", day),
            Planned = day,
            Date = day,
            Time = new LocalTime(14, 30),
            Closing = day.PlusDays(-20),
            Place = "Salle du conseil",
            Video = "https://video.example/c?a=1;b=2,3",
            Written = Now,
        };
        return CalendarFeed.Of(Faculty, Person, [session], [line], Now).Write();
    }
}
