using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>
/// Changes of an agreed practice: each is a dossier of its own, which goes the way of a dossier and ends with an agreement that takes the
/// place of the one before. An agreement has one open at most.
/// </summary>
public sealed class Amendments(
    AgreementRegister register,
    DossierBook dossiers,
    FormBook forms,
    AddressBook addresses,
    FollowUps followUps,
    JournalBook journal,
    Outbox outbox,
    Outstanding outstanding,
    LinkSigner signer,
    TimeProvider time)
{
    /// <summary>The note that one is being opened.</summary>
    public const string Note = "amendment";

    /// <summary>Whether a change can be declared of an agreement as it stands.</summary>
    public static bool IsPossible(AgreementRecord agreement) => !agreement.IsOver;

    /// <summary>
    /// Opens a dossier for an amendment, with the doctor's last answers in it; where one is open, nothing is changed. May be repeated.
    /// </summary>
    /// <param name="client">Starts the mail's delivery.</param>
    /// <param name="agreement">The agreement; it is not over.</param>
    /// <param name="holder">The dossier that its holder has opened, for the name and the address.</param>
    /// <param name="departement">Code of the département in which the doctor practises from now on: one that the faculty serves.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The dossier that is open.</returns>
    public async Task<DossierRecord> OpenAsync(
        DurableTaskClient client,
        AgreementRecord agreement,
        DossierRecord holder,
        string departement,
        CancellationToken cancellation = default)
    {
        var key = await followUps.NextAmendmentAsync(agreement.Dossier, cancellation);
        var now = time.GetUtcNow();
        await outstanding.NoteAsync(OutstandingKind.Agreement, key, Note, cancellation);
        await addresses.AddAsync(holder.Doctor.Address, key, cancellation);
        await dossiers.AddAsync(
            new DossierRecord
            {
                Key = key,
                Kind = DossierKind.Amendment,
                Agreement = agreement.Dossier.Id,
                Doctor = holder.Doctor with { Departement = departement },
                State = DossierState.Draft,
                Since = now,
                Created = now,
                Confirmed = now,
                CharterVersion = holder.CharterVersion,
                CharterAccepted = holder.CharterAccepted,
            },
            cancellation);
        await FinishAsync(client, key, CancellationToken.None);
        return (await dossiers.FindAsync(key, cancellation))!;
    }

    /// <summary>Does what follows from the row of an amendment. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a dossier.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, DossierKey amendment, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(amendment, cancellation) is not { Kind: DossierKind.Amendment } record) return false;

        var agreement = new DossierKey(amendment.Faculty, record.Agreement);
        var entry = await register.FindAsync(agreement, cancellation)
            ?? throw new InvalidOperationException($"The amendment {amendment.Reference} is of an agreement that is not in the register.");
        if (record.State == DossierState.Draft) await FillAsync(record, entry, cancellation);
        foreach (var dossier in (DossierKey[])[agreement, amendment])
            await journal.AppendAsync(new JournalEntry(dossier, record.Created, JournalFact.AmendmentOpened, Link.Doctor), cancellation);
        await outbox.PostAsync(
            client,
            new MailPosting(
                amendment,
                "amendment-opened",
                AgreementMails.AmendmentOpened,
                Link.Doctor,
                new Dictionary<string, string> { [MailData.Number] = entry.Number }),
            cancellation);
        await outstanding.DoneAsync(OutstandingKind.Agreement, amendment, Note, cancellation);
        return true;
    }

    /// <summary>The address of another dossier of the same doctor, for whoever looks at <paramref name="opened"/>; null where it was sent to
    /// another mailbox, whose owner alone may open it.</summary>
    public string? AddressFor(OpenedDossier opened, DossierRecord other) =>
        MailAddress.Key(opened.Record.Doctor.Address) == MailAddress.Key(other.Doctor.Address) && opened.Acting is null
            ? "/dossier/" + signer.Sign(new Link(
                LinkKind.Dossier,
                other.Key,
                Link.Doctor,
                other.LinkMark,
                AssignmentSchedule.Due(time.GetUtcNow(), opened.Faculty.Delays.LinkDays)))
            : null;

    // What was handed over last, of whichever dossier the agreement was granted, renewed or amended on.
    private async Task FillAsync(DossierRecord amendment, AgreementRecord agreement, CancellationToken cancellation)
    {
        var known = DossierForm.Empty;
        foreach (var source in await SourcesAsync(agreement, cancellation))
        {
            var form = await forms.FindHandedOverAsync(source.Key, cancellation);
            foreach (var step in StepForm.Of(DossierKind.Amendment))
                if (form[step.Step] is { } answer) known = known.With(answer);
        }

        foreach (var step in StepForm.Of(DossierKind.Amendment).Select(form => form.Step))
        {
            if (step == FormStep.Amendment || known[step] is not { } answer) continue;
            // The commune is one of the département: elsewhere it is asked anew.
            if (step == FormStep.Place && amendment.Doctor.Departement != agreement.Departement) continue;
            await forms.SaveAsync(amendment.Key, step, Answers.None, answer, version: 0, cancellation);
        }
    }

    private async Task<IEnumerable<DossierRecord>> SourcesAsync(AgreementRecord agreement, CancellationToken cancellation)
    {
        var found = new List<DossierRecord>();
        foreach (var id in agreement.Terms.Select(term => term.Dossier).Append(agreement.Dossier.Id).Distinct(StringComparer.Ordinal))
        {
            if (await dossiers.FindAsync(new DossierKey(agreement.Dossier.Faculty, id), cancellation) is { } source) found.Add(source);
        }

        return found.OrderBy(source => source.Submitted ?? source.Created);
    }
}
