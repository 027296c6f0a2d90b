using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Renewals;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Trainings;

/// <summary>What a holder owes each year: the reminder, and the mark of a year with too little. Both may be repeated.</summary>
public sealed class TrainingDuty(TrainingBook book, FacultyBook faculties, Outbox outbox, JournalBook journal)
{
    /// <summary>
    /// Reminds the holder, unless enough sessions are recorded for the year, or the agreement is suspended: nobody teaches then.
    /// </summary>
    public async Task RemindAsync(DurableTaskClient client, AgreementRecord agreement, Milestone milestone)
    {
        if (agreement.State == AgreementState.Suspended) return;
        if (await FindLackAsync(agreement, milestone) is not { } lack) return;

        await outbox.PostAsync(client, new MailPosting(
            agreement.Dossier, $"{milestone.Id}-doctor", MailTemplates.TrainingReminder, Link.Doctor, new Dictionary<string, string>
            {
                [MailData.From] = LocalDatePattern.Iso.Format(lack.Year.From),
                [MailData.LastDay] = LocalDatePattern.Iso.Format(lack.Year.Until),
                [MailData.Owed] = lack.Owed.ToString(CultureInfo.InvariantCulture),
                [MailData.Attended] = lack.Attended.ToString(CultureInfo.InvariantCulture),
            }));
        await journal.AppendAsync(new JournalEntry(agreement.Dossier, milestone.At, JournalFact.TrainingReminded, ""));
    }

    /// <summary>Marks a year that is over with too few sessions.</summary>
    public async Task NoteYearAsync(AgreementRecord agreement, Milestone milestone)
    {
        if (await FindLackAsync(agreement, milestone) is not { } lack) return;

        var (from, until) = lack.Year;
        await journal.AppendAsync(new JournalEntry(
            agreement.Dossier, milestone.At, JournalFact.TrainingLacking, "", $"du {ParisTime.Text(from)} au {ParisTime.Text(until)}"));
    }

    private async Task<TrainingLack?> FindLackAsync(AgreementRecord agreement, Milestone milestone)
    {
        var owed = faculties.RenewalRuleOf(agreement.Dossier.Faculty).TrainingRule.Sessions;
        var year = WatchSchedule.YearOf(agreement.Terms[^1], milestone.Year);
        var attended = TrainingCount.In(await book.ListAsync(agreement.Dossier.Faculty, agreement.Rpps), year.From, year.Until);
        return attended < owed ? new TrainingLack(year, owed, attended) : null;
    }

    private sealed record TrainingLack((NodaTime.LocalDate From, NodaTime.LocalDate Until) Year, int Owed, int Attended);
}
