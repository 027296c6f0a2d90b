using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Mail;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Renewals;

/// <summary>Posts the mails about an agreement's renewal and end. Posting one again sends nothing.</summary>
public sealed class RenewalMails(Outbox outbox, FacultyBook faculties)
{
    /// <summary>Tells the holder: on the renewal's dossier where there is one, else on the one that the term was granted on.</summary>
    public Task TellDoctorAsync(
        DurableTaskClient client, AgreementRecord agreement, DossierRecord? renewal, string id, string template, string word = "",
        bool isUnderWay = false, CancellationToken cancellation = default) => outbox.PostAsync(
            client,
            new MailPosting(
                renewal?.Key ?? GrantedOn(agreement), $"{id}-{Link.Doctor}", template, Link.Doctor, DataOf(agreement, renewal, word, isUnderWay)),
            cancellation);

    /// <summary>Tells the secretariat and the coordination, with the way to the agreement in their console.</summary>
    public async Task TellOfficeAsync(
        DurableTaskClient client, AgreementRecord agreement, DossierRecord? renewal, string id, string template, string word = "",
        bool isUnderWay = false, CancellationToken cancellation = default)
    {
        var data = DataOf(agreement, renewal, word, isUnderWay);
        data[MailData.Console] = AgreementNews.PageOf(agreement.Dossier);
        foreach (var person in faculties.Find(agreement.Dossier.Faculty)?.People ?? [])
        {
            if (!person.Has(StaffRole.Secretariat) && !person.Has(StaffRole.Coordinator)) continue;
            await outbox.PostAsync(client, new MailPosting(agreement.Dossier, $"{id}-{person.Id}", template, person.Id, data), cancellation);
        }
    }

    private static DossierKey GrantedOn(AgreementRecord agreement) => new(agreement.Dossier.Faculty, agreement.Terms[^1].Dossier);

    private static Dictionary<string, string> DataOf(AgreementRecord agreement, DossierRecord? renewal, string word, bool isUnderWay)
    {
        var data = new Dictionary<string, string>
        {
            [MailData.From] = LocalDatePattern.Iso.Format(agreement.Terms[^1].From),
            [MailData.Until] = LocalDatePattern.Iso.Format(agreement.Terms[^1].Until),
        };
        if (renewal is not null) data[MailData.Renewal] = renewal.Key.Id;
        if (renewal?.Renews is { Recommendations.Count: > 0 } conditional)
            data[MailData.Recommendations] = string.Join('\n', conditional.Recommendations);
        if (word.Length > 0) data[MailData.Word] = word;
        if (isUnderWay) data[MailData.UnderWay] = bool.TrueString;
        return data;
    }
}
