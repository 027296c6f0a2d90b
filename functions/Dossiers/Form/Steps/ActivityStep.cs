using System.Globalization;

namespace Compagnon.Dossiers.Form;

/// <summary>What the doctor does.</summary>
internal sealed class ActivityStep() : StepForm<Activity>(FormStep.Activity, "activite", "Votre activité")
{
    private static readonly NumberQuestion HalfDays = new("demi-journees", "Demi-journées de travail par semaine", 1, 14)
    {
        Hint = "Sur ce lieu d’exercice.",
    };

    private static readonly NumberQuestion Consultations = new("consultations", "Consultations par semaine, environ", 1, 400);

    private static readonly NumberQuestion HomeVisits = new("visites", "Visites à domicile par semaine, environ", 0, 200)
    {
        Hint = "0 si vous n’en faites pas.",
    };

    private static readonly ChoiceQuestion<PatientGroup> Patients = new("patients", "Ce que l’interne rencontrera souvent")
    {
        Several = true,
        Hint = "Plusieurs réponses possibles.",
    };

    private static readonly TextQuestion Particulars = new("precisions", "Ce que votre activité a de particulier", 1000)
    {
        Optional = true,
        Lines = 4,
    };

    public override IReadOnlyList<Question> Questions { get; } = [HalfDays, Consultations, HomeVisits, Patients, Particulars];

    private protected override Activity Read(StepReader reader, FormContext context) => new(
        reader.Number(HalfDays),
        reader.Number(Consultations),
        reader.Number(HomeVisits),
        reader.Choices(Patients),
        reader.Text(Particulars));

    private protected override void Write(Activity answer, Answers answers) => answers
        .Set(HalfDays.Name, answer.HalfDays.ToString(CultureInfo.InvariantCulture))
        .Set(Consultations.Name, answer.Consultations.ToString(CultureInfo.InvariantCulture))
        .Set(HomeVisits.Name, answer.HomeVisits.ToString(CultureInfo.InvariantCulture))
        .Set(Patients.Name, answer.Patients.Select(it => it.ToString()))
        .Set(Particulars.Name, answer.Particulars);
}
