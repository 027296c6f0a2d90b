using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Lifecycle;

/// <summary>Tells the holder and the department what has happened to an agreement. Telling it again sends nothing.</summary>
public sealed class AgreementNews(AgreementRegister register, FacultyBook faculties, Outbox outbox)
{
    /// <summary>The console's page of an agreement, below the faculty's console.</summary>
    public static string PageOf(DossierKey agreement) => $"/agrements/{agreement.Id}";

    /// <summary>Posts the mails about one line of an agreement's history; none where the line is told in another way.</summary>
    public async Task TellAsync(
        DurableTaskClient client, DossierKey agreement, AgreementEvent line, CancellationToken cancellation = default)
    {
        if (AgreementMails.Of(line.Kind) is not { } templates) return;
        if (await register.FindAsync(agreement, cancellation) is not { } standing) return;

        var data = new Dictionary<string, string>
        {
            [MailData.Word] = line.Reason,
            [MailData.Number] = standing.Number,
            [MailData.Until] = LocalDatePattern.Iso.Format(line.Until),
            [MailData.Console] = PageOf(agreement),
        };
        if (line.Day is { } day) data[MailData.LastDay] = LocalDatePattern.Iso.Format(day);
        if (line.By.Length == 0) data[MailData.ByItself] = "1";

        await PostAsync(templates.Doctor, Link.Doctor);
        foreach (var person in faculties.Find(agreement.Faculty)?.People ?? [])
        {
            if (person.Has(StaffRole.Secretariat) || person.Has(StaffRole.Coordinator)) await PostAsync(templates.Office, person.Id);
        }

        Task PostAsync(string template, string recipient) => outbox.PostAsync(
            client, new MailPosting(agreement, $"agreement-{line.Id}-{recipient}", template, recipient, data), cancellation);
    }
}
