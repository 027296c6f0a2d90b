using Compagnon.Emulator.Pages;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Pages;

public sealed class InvitationTests
{
    internal const string Calendar =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nEND:VTIMEZONE\r\n"
        + "BEGIN:VEVENT\r\nUID:1\r\n"
        + "SUMMARY:Visite d'agrément\\, cabinet du Dr Lefèvre\r\nDTSTART;TZID=Europe/Paris:20270312T140000\r\nDTEND:20270312T143000Z\r\n"
        + "LOCATION:12 rue des Lilas\\, 38000 Gre\r\n noble\r\nORGANIZER;CN=DUMG:mailto:dumg@faculte.example\r\n"
        + "ATTENDEE;CN=\"Lefèvre: Anne\":mailto:anne@cabinet.example\r\nATTENDEE:mailto:marc@cabinet.example\r\n"
        + "DESCRIPTION:Bonjour\\nMerci\\; c:\\\\new\r\nBEGIN:VALARM\r\nDESCRIPTION:Rappel\r\n"
        + "END:VALARM\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    [Fact]
    public void The_first_event_of_a_calendar_is_read()
    {
        var invitation = Invitation.Read(Calendar)!;
        Assert.Equal("REQUEST", invitation.Method);
        Assert.Equal("Visite d'agrément, cabinet du Dr Lefèvre", invitation.Summary);
        Assert.Equal("Friday 12 March 2027, 14:00 (Europe/Paris)", invitation.Start);
        Assert.Equal("Friday 12 March 2027, 14:30 UTC", invitation.End);
        Assert.Equal("12 rue des Lilas, 38000 Grenoble", invitation.Location);
        Assert.Equal("DUMG <dumg@faculte.example>", invitation.Organizer);
        Assert.Equal(["Lefèvre: Anne <anne@cabinet.example>", "marc@cabinet.example"], invitation.Attendees);
        Assert.Equal("Bonjour\nMerci; c:\\new", invitation.Description);
        Assert.Equal("CONFIRMED", invitation.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("BEGIN:VCALENDAR\nEND:VCALENDAR")]
    [InlineData("%PDF-1.4")]
    public void Without_an_event_there_is_no_invitation(string text) => Assert.Null(Invitation.Read(text));

    [Fact]
    public void Any_text_can_be_looked_at() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            Invitation.Read(text.Get);
            Assert.NotNull(Invitation.Read($"BEGIN:VEVENT\nSUMMARY:{text.Get}\nEND:VEVENT"));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("text/calendar; method=REQUEST", "a.bin", true)]
    [InlineData("application/octet-stream", "A.ICS", true)]
    [InlineData("application/pdf", "a.pdf", false)]
    public void A_calendar_file_is_known_by_type_or_name(string type, string name, bool expected) =>
        Assert.Equal(expected, Invitation.IsCalendar(type, name));
}
