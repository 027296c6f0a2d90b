using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Renewals;
using NodaTime;

namespace Compagnon.Testing;

/// <summary>A form as a doctor of a group practice fills it.</summary>
public static class SampleForm
{
    private static readonly Dictionary<string, (string Code, string Name, string PostalCode)> Communes = new()
    {
        ["03"] = ("03190", "Moulins", "03000"),
        ["15"] = ("15014", "Aurillac", "15000"),
        ["16"] = ("16015", "Angoulême", "16000"),
        ["17"] = ("17300", "La Rochelle", "17000"),
        ["43"] = ("43157", "Le Puy-en-Velay", "43000"),
        ["63"] = ("63113", "Clermont-Ferrand", "63000"),
        ["67"] = ("67482", "Strasbourg", "67000"),
        ["68"] = ("68066", "Colmar", "68000"),
        ["79"] = ("79191", "Niort", "79000"),
        ["86"] = ("86194", "Poitiers", "86000"),
        ["974"] = ("97411", "Saint-Denis", "97400"),
        ["976"] = ("97611", "Mamoudzou", "97600"),
    };

    /// <summary>The form of a doctor, every step of it filled.</summary>
    /// <param name="firstName">First name: the form is signed with it.</param>
    /// <param name="lastName">Last name.</param>
    /// <param name="departement">Where the practice is: one of the sample faculties'.</param>
    /// <param name="now">When it is signed.</param>
    public static DossierForm Of(string firstName, string lastName, string departement, DateTimeOffset now = default)
    {
        var commune = Communes[departement];
        return new DossierForm
        {
            Discipline = new Discipline(Specialties.GeneralPractice, SupervisorKind.Ordinary, null),
            Place = new Place(
                "12 rue des Tilleuls",
                commune.PostalCode,
                commune.Code,
                commune.Name,
                Structure.HealthHouse,
                "Maison de santé des Tilleuls",
                PracticeMode.Liberal),
            Activity = new Activity(
                9,
                110,
                12,
                [PatientGroup.Children, PatientGroup.Women, PatientGroup.Elderly, PatientGroup.Chronic],
                "Une consultation de suivi des addictions le jeudi."),
            Team = new Team(3, [Profession.Secretary, Profession.Nurse], [Coordination.Meetings, Coordination.HealthCommunity], ""),
            Equipment = new Equipment(
                [EquipmentItem.Electrocardiograph, EquipmentItem.Spirometer, EquipmentItem.Emergency], "", "MédiLogis"),
            Premises = new Premises(
                InternRoom.Own, true, true, true, "Alarme, et jamais de consultation seul après 19 h.", OutOfHours.WithMe),
            Capacity = new Capacity(2, [StageLevel.Observation, StageLevel.Level1, StageLevel.Saspas]),
            Supervision = new Supervision(6, 45, SupervisorReach.OnSite, true),
            CoSupervision = new CoSupervision([new Colleague("Claire Vidal", "10102348975")]),
            TeachingProject = new TeachingProject(
                "L’interne apprendra le suivi au long cours, la négociation avec le patient et le travail avec les autres professions.\n"
                + "Il fera ses premiers gestes techniques en notre présence.",
                [TeachingMethod.Observation, TeachingMethod.DirectSupervision, TeachingMethod.IndirectSupervision],
                "Deux semaines d’observation, puis des consultations conjointes, puis seul le matin."),
            Certificates = new Certificates(
                [new Certificate("Initiation à la maîtrise de stage", "Collège d’Auvergne", new DateOnly(2024, 3, 15))]),
            Commitment = new Commitment($"{firstName} {lastName}", StatementOfToday, now),
        };
    }

    /// <summary>The same form with a teaching report on a term that ends.</summary>
    /// <param name="form">The form.</param>
    /// <param name="renews">The term.</param>
    /// <param name="today">The day on which it is reported.</param>
    public static DossierForm WithReport(this DossierForm form, RenewedTerm renews, LocalDate today) => form with
    {
        Internships = new Internships(
            [.. renews.SemestersUntil(today).Select((semester, number) => new SemesterOfInterns(semester.Id, number % 2, 1, number % 3))], ""),
        Evaluations = new Evaluations(true, "Des retours positifs sur l’autonomie.", "Un temps de reprise plus long."),
        Trainings = new AttendedTrainings([new Certificate("Évaluer un interne", "Département de médecine générale", new DateOnly(2025, 11, 20))], ""),
        PracticeReview = new PracticeReview("Une infirmière en pratique avancée nous a rejoints.", "Je souhaite continuer."),
        Recommendations = new Recommendations(
            [.. renews.Recommendations.Select(recommendation => new RecommendationAnswer(recommendation, "C’est fait depuis l’été."))]),
    };

    /// <summary>The same as it is typed: by step's slug and field's name.</summary>
    public static Answers Typed(StepForm step, DossierForm form) => step.Write(form[step.Step]!);

    /// <summary>Stores a whole form as the draft of a dossier.</summary>
    public static async Task StoreAsync(FormBook forms, DossierKey dossier, Doctor doctor, DateTimeOffset now)
    {
        var form = Of(doctor.FirstName, doctor.LastName, doctor.Departement, now);
        foreach (var step in StepForm.Of(DossierKind.Candidacy)) await forms.SaveAsync(dossier, step.Step, Typed(step, form), form[step.Step]);
    }

    private static string StatementOfToday => StepForm.Of(FormStep.Commitment).Questions.OfType<TickQuestion>().Single().Label;
}
