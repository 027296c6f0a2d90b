using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Territories;
using Compagnon.Trainings;
using NodaTime;

namespace Compagnon.Renewals;

/// <summary>
/// What is known of a doctor before a renewal is filled: what was answered on the dossiers that the agreement was granted on, what the
/// register and the register of attendance say. It stands in the fields and is no answer before the doctor has saved it.
/// </summary>
public sealed class EarlierAnswers(
    AgreementRegister register, DossierBook dossiers, FormBook forms, TrainingBook trainings, FacultyBook faculties, CommuneBook communes)
{
    // What is asked anew each time is not filled with what was said of another term.
    private static readonly FormStep[] Lasting = [FormStep.Place, FormStep.Team, FormStep.Capacity];

    private static readonly IReadOnlyDictionary<FormStep, Answers> Nothing = new Dictionary<FormStep, Answers>();

    /// <summary>What is known, by step; nothing for a dossier that is no renewal.</summary>
    public async Task<IReadOnlyDictionary<FormStep, Answers>> FindAsync(DossierRecord dossier, CancellationToken cancellation = default)
    {
        if (dossier.Renews is not { } renews || await register.FindAsync(dossier.AgreementKey, cancellation) is not { } agreement) return Nothing;

        var known = new Dictionary<FormStep, Answers>();
        foreach (var source in await SourcesOfAsync(agreement, cancellation))
        {
            var form = await forms.FindHandedOverAsync(source.Key, cancellation);
            foreach (var step in Lasting)
                if (form[step] is { } answer) known.TryAdd(step, StepForm.Of(step).Write(answer));
        }

        if (agreement is { Interns: > 0, Levels.Count: > 0 })
        {
            known.TryAdd(FormStep.Capacity, StepForm.Of(FormStep.Capacity).Write(
                new Capacity(agreement.Interns, agreement.Levels)));
        }

        if (PlaceOf(agreement) is { } place) known.TryAdd(FormStep.Place, place);
        if (await AttendedAsync(dossier, renews, cancellation) is { All.Count: > 0 } attended)
            known[FormStep.Trainings] = StepForm.Of(FormStep.Trainings).Write(attended);
        return known;
    }

    /// <summary>The dossiers that an agreement was granted, renewed and amended on, the last that was handed over first.</summary>
    public async Task<IReadOnlyList<DossierRecord>> SourcesOfAsync(AgreementRecord agreement, CancellationToken cancellation = default)
    {
        var found = new List<DossierRecord>();
        foreach (var id in agreement.Terms.Select(term => term.Dossier).Append(agreement.Dossier.Id).Distinct(StringComparer.Ordinal))
        {
            if (await dossiers.FindAsync(new DossierKey(agreement.Dossier.Faculty, id), cancellation) is { } source) found.Add(source);
        }

        return [.. found.OrderByDescending(source => source.Submitted ?? source.Created)];
    }

    // Of an agreement that was granted before there were forms, the commune.
    private Answers? PlaceOf(AgreementRecord agreement)
    {
        if (communes.Find(agreement.Commune) is not { } commune) return null;
        var typed = new Answers().Set("commune", commune.Name).Set("code-commune", commune.Code);
        return commune.PostalCodes is [var only] ? typed.Set("code-postal", only) : typed;
    }

    private async Task<AttendedTrainings> AttendedAsync(DossierRecord dossier, RenewedTerm renews, CancellationToken cancellation)
    {
        var department = faculties.Find(dossier.Key.Faculty)?.Department ?? "";
        return new AttendedTrainings(
            [
                .. (await trainings.ListAsync(dossier.Key.Faculty, dossier.Doctor.Rpps, cancellation))
                    .Where(training => training.Day >= renews.From && training.Day <= renews.Until)
                    .TakeLast(TrainingsStep.Most)
                    // Who organised what a supervisor recorded is not known: it is asked.
                    .Select(training => new Certificate(training.Title, training.IsOwn ? "" : department, training.Day.ToDateOnly())),
            ],
            "");
    }
}
