using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using NodaTime.Text;

namespace Compagnon.Mail;

/// <summary>The invitation that goes with a mail about a session: with the convening, and with what changes for who was convened.
/// Pure.</summary>
public static class SessionInvitation
{
    /// <summary>Names a session's event in calendars.</summary>
    public static string UidOf(DossierKey session) => $"session-{session.Id}@compagnon";

    /// <summary>The invitation; null where none goes with this mail.</summary>
    /// <param name="template">The mail's template.</param>
    /// <param name="facts">What was posted; without <see cref="MailData.SessionVersion"/> there is nothing in the recipient's calendar to
    /// change.</param>
    /// <param name="posted">When.</param>
    public static CalendarInvitation? Of(string template, MailFacts facts, DateTimeOffset posted)
    {
        InvitationMethod? method = template switch
        {
            MailTemplates.SessionConvened or MailTemplates.SessionMoved => InvitationMethod.Request,
            MailTemplates.SessionCancelled => InvitationMethod.Cancel,
            _ => null,
        };
        if (method is null || facts.Faculty.Commission is not { } rule) return null;
        if (!int.TryParse(facts.Text(MailData.SessionVersion), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return null;

        var day = LocalDatePattern.Iso.Parse(facts.Text(MailData.Session)).GetValueOrThrow();
        var time = PlannedSession.TimePattern.Parse(facts.Text(MailData.Time)).GetValueOrThrow();
        var (place, video) = (facts.Text(MailData.Place), facts.Text(MailData.Video));
        return new CalendarInvitation(
            method.Value,
            UidOf(facts.Dossier),
            version,
            posted,
            ParisTime.At(day, time),
            rule.Minutes,
            rule.Name,
            $"{rule.Name}, {facts.Faculty.Department}."
                + (video.Length > 0 ? $"\nVisioconférence : {video}" : "")
                + "\nL’ordre du jour et les dossiers à lire sont sur la page que le courriel ouvre.",
            place.Length > 0 ? place : video,
            new InvitedPerson(facts.Faculty.Mailbox.Name, facts.Faculty.Mailbox.Address),
            [
                .. facts.Faculty.People.Where(person => person.SitsInCommission)
                    .Select(person => new InvitedPerson(person.Name, person.Address)),
            ])
        {
            IsAgreed = false,
        };
    }
}
