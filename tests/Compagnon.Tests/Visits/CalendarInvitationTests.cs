using System.Text;
using Compagnon.Mail;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Visits;

public sealed class CalendarInvitationTests
{
    private static readonly CalendarInvitation Sample = new(
        InvitationMethod.Request,
        "7kq4m2xz9abc-visit-1@agrement.example",
        2,
        new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2027, 3, 12, 13, 30, 0, TimeSpan.Zero),
        120,
        "Visite de terrain – Dr Anne Martin",
        "Visite prévue par la faculté ; présents : Dr A, Dr B.\nUne question ? Répondez au courriel.",
        "3, rue de l’Église, 63000 Clermont-Ferrand",
        new InvitedPerson("Département", "dmg@faculte.example"),
        [new InvitedPerson("Dr Anne Martin", "anne@exemple.fr"), new InvitedPerson("", "b@exemple.fr")]);

    private static readonly Gen<string> Text =
        from letters in Gen.ListOf(Gen.Elements("a", "é", "€", "🩺", ",", ";", "\\", "\n", "\r\n", "\"", ":", " ", "mot ", "\u0007", "BEGIN:VEVENT"))
        select string.Concat(letters);

    [Fact]
    public void No_line_is_longer_than_75_octets_and_no_character_is_cut_in_two() => Prop.ForAll(Text.ToArbitrary(), text =>
    {
        var file = (Sample with { Summary = text, Description = text, Location = text }).Write();
        return file.EndsWith("\r\n", StringComparison.Ordinal)
            && file.Split("\r\n").All(line => Encoding.UTF8.GetByteCount(line) <= 75)
            && !file.Replace("\r\n", "", StringComparison.Ordinal).Any(letter => letter is '\r' or '\n')
            && !file.Contains('\uFFFD', StringComparison.Ordinal);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_texts_are_they_are_read_back_and_add_no_line_of_their_own() => Prop.ForAll(Text.ToArbitrary(), text =>
    {
        var lines = Parse((Sample with { Summary = text, Description = text, Location = text }).Write());
        var expected = new string([.. text.ReplaceLineEndings("\n").Where(letter => letter == '\n' || !char.IsControl(letter))]);
        return lines.Count(line => line.Name == "BEGIN") == 2
            && (text.Length == 0 || (TextOf(lines, "SUMMARY") == expected && TextOf(lines, "DESCRIPTION") == expected));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_name_with_signs_of_the_format_stays_a_name()
    {
        var lines = Parse((Sample with { Organizer = new InvitedPerson("A\"; X=1: \r\nB", "x@exemple.fr\r\nATTENDEE:mailto:y@exemple.fr") }).Write());

        var organizer = Assert.Single(lines, line => line.Name == "ORGANIZER");
        Assert.Equal("CN=\"A; X=1: B\"", organizer.Parameters);
        Assert.Equal(2, lines.Count(line => line.Name == "ATTENDEE"));
    }

    [Fact]
    public void A_request_says_what_when_where_who_and_which_version()
    {
        var lines = Parse(Sample.Write());

        Assert.Equal("REQUEST", TextOf(lines, "METHOD"));
        Assert.Equal("7kq4m2xz9abc-visit-1@agrement.example", TextOf(lines, "UID"));
        Assert.Equal("2", TextOf(lines, "SEQUENCE"));
        Assert.Equal("20270312T133000Z", TextOf(lines, "DTSTART"));
        Assert.Equal("20270312T153000Z", TextOf(lines, "DTEND"));
        Assert.Equal("20270301T080000Z", TextOf(lines, "DTSTAMP"));
        Assert.Equal("CONFIRMED", TextOf(lines, "STATUS"));
        Assert.Equal("3, rue de l’Église, 63000 Clermont-Ferrand", TextOf(lines, "LOCATION"));
        Assert.Equal("mailto:dmg@faculte.example", TextOf(lines, "ORGANIZER"));
        Assert.Equal(
            ["mailto:anne@exemple.fr", "mailto:b@exemple.fr"],
            lines.Where(line => line.Name == "ATTENDEE").Select(line => line.Value));
        Assert.Equal(["VCALENDAR", "VEVENT"], lines.Where(line => line.Name == "BEGIN").Select(line => line.Value));
        Assert.Equal(["VEVENT", "VCALENDAR"], lines.Where(line => line.Name == "END").Select(line => line.Value));
        Assert.Equal("text/calendar; charset=utf-8; method=REQUEST", Sample.ContentType);
    }

    [Fact]
    public void A_cancellation_says_so_and_keeps_the_events_id()
    {
        var cancelled = Sample with { Method = InvitationMethod.Cancel, Sequence = 3 };
        var lines = Parse(cancelled.Write());

        Assert.Equal(("CANCEL", "CANCELLED", "3"), (TextOf(lines, "METHOD"), TextOf(lines, "STATUS"), TextOf(lines, "SEQUENCE")));
        Assert.Equal(TextOf(Parse(Sample.Write()), "UID"), TextOf(lines, "UID"));
        Assert.Equal("text/calendar; charset=utf-8; method=CANCEL", cancelled.ContentType);
    }

    internal static string TextOf(IReadOnlyList<(string Name, string Parameters, string Value)> lines, string name)
    {
        var value = lines.Single(line => line.Name == name).Value;
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\') text.Append(value[i]);
            else text.Append(value[++i] is 'n' or 'N' ? '\n' : value[i]);
        }

        return text.ToString();
    }

    /// <summary>Unfolds a calendar file and takes its lines apart: name, parameters, value.</summary>
    internal static IReadOnlyList<(string Name, string Parameters, string Value)> Parse(string file) =>
    [
        .. file.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var quoted = false;
            var colon = 0;
            for (; line[colon] != ':' || quoted; colon++) if (line[colon] == '"') quoted = !quoted;
            var head = line[..colon].Split(';', 2);
            return (head[0], head.Length > 1 ? head[1] : "", line[(colon + 1)..]);
        }),
    ];
}
