using System.ComponentModel;

namespace Compagnon.Dossiers.Form;

/// <summary>All steps that there are. Which of them a dossier has, and in which order: <see cref="StepForm.Of(DossierRecord)"/>.</summary>
public enum FormStep
{
    /// <summary>Specialty, and ordinary or associate supervisor: <see cref="Form.Discipline"/>.</summary>
    Discipline,

    /// <summary>Where the doctor practises: <see cref="Form.Place"/>.</summary>
    Place,

    /// <summary>What the doctor does: <see cref="Form.Activity"/>.</summary>
    Activity,

    /// <summary>With whom, and how care is coordinated: <see cref="Form.Team"/>.</summary>
    Team,

    /// <summary>What is there to work with: <see cref="Form.Equipment"/>.</summary>
    Equipment,

    /// <summary>Where the intern sits and rests, confidentiality, safety, out-of-hours work: <see cref="Form.Premises"/>.</summary>
    Premises,

    /// <summary>How many interns, of which level: <see cref="Form.Capacity"/>.</summary>
    Capacity,

    /// <summary>The time kept for them: <see cref="Form.Supervision"/>.</summary>
    Supervision,

    /// <summary>Other supervisors on the same site: <see cref="Form.CoSupervision"/>.</summary>
    CoSupervision,

    /// <summary>What they will learn and how: <see cref="Form.TeachingProject"/>.</summary>
    TeachingProject,

    /// <summary>Earlier training as a supervisor: <see cref="Form.Certificates"/>.</summary>
    Certificates,

    /// <summary>What the doctor signs: <see cref="Form.Commitment"/>.</summary>
    Commitment,

    /// <summary>What changes in an agreed practice, and from when: <see cref="Form.Amendment"/>.</summary>
    Amendment,

    /// <summary>Which interns were received in the term that ends: <see cref="Form.Internships"/>.</summary>
    Internships,

    /// <summary>What they said of it: <see cref="Form.Evaluations"/>.</summary>
    Evaluations,

    /// <summary>Training sessions attended in the term that ends: <see cref="Form.AttendedTrainings"/>.</summary>
    Trainings,

    /// <summary>What has changed, and what the doctor makes of these years: <see cref="Form.PracticeReview"/>.</summary>
    PracticeReview,

    /// <summary>What became of each recommendation: <see cref="Form.Recommendations"/>.</summary>
    Recommendations,
}

/// <summary>
/// What a doctor says of the training site. A step is null until it was saved without a mistake; a form that was handed over has all that
/// its dossier asks for (<see cref="StepForm.Of(DossierRecord)"/>).
/// </summary>
public sealed record DossierForm
{
    /// <summary>Nothing is answered yet.</summary>
    public static DossierForm Empty { get; } = new();

    /// <summary>Specialty, and ordinary or associate supervisor.</summary>
    public Discipline? Discipline { get; init; }

    /// <summary>Where the doctor practises.</summary>
    public Place? Place { get; init; }

    /// <summary>What the doctor does.</summary>
    public Activity? Activity { get; init; }

    /// <summary>With whom, and how care is coordinated.</summary>
    public Team? Team { get; init; }

    /// <summary>What is there to work with.</summary>
    public Equipment? Equipment { get; init; }

    /// <summary>Where the intern sits and rests, confidentiality, safety, out-of-hours work.</summary>
    public Premises? Premises { get; init; }

    /// <summary>How many interns, of which level.</summary>
    public Capacity? Capacity { get; init; }

    /// <summary>The time kept for them.</summary>
    public Supervision? Supervision { get; init; }

    /// <summary>Other supervisors on the same site.</summary>
    public CoSupervision? CoSupervision { get; init; }

    /// <summary>What they will learn and how.</summary>
    public TeachingProject? TeachingProject { get; init; }

    /// <summary>Earlier training as a supervisor.</summary>
    public Certificates? Certificates { get; init; }

    /// <summary>What the doctor signed.</summary>
    public Commitment? Commitment { get; init; }

    /// <summary>What changes in an agreed practice, and from when.</summary>
    public Amendment? Amendment { get; init; }

    /// <summary>Which interns were received in the term that ends.</summary>
    public Internships? Internships { get; init; }

    /// <summary>What they said of it.</summary>
    public Evaluations? Evaluations { get; init; }

    /// <summary>Training sessions attended in the term that ends.</summary>
    public AttendedTrainings? Trainings { get; init; }

    /// <summary>What has changed, and what the doctor makes of these years.</summary>
    public PracticeReview? PracticeReview { get; init; }

    /// <summary>What became of each recommendation.</summary>
    public Recommendations? Recommendations { get; init; }

    /// <summary>The answer to a step: a record of that step's type, or null.</summary>
    public object? this[FormStep step] => step switch
    {
        FormStep.Discipline => Discipline,
        FormStep.Place => Place,
        FormStep.Activity => Activity,
        FormStep.Team => Team,
        FormStep.Equipment => Equipment,
        FormStep.Premises => Premises,
        FormStep.Capacity => Capacity,
        FormStep.Supervision => Supervision,
        FormStep.CoSupervision => CoSupervision,
        FormStep.TeachingProject => TeachingProject,
        FormStep.Certificates => Certificates,
        FormStep.Commitment => Commitment,
        FormStep.Amendment => Amendment,
        FormStep.Internships => Internships,
        FormStep.Evaluations => Evaluations,
        FormStep.Trainings => Trainings,
        FormStep.PracticeReview => PracticeReview,
        FormStep.Recommendations => Recommendations,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Expected a step of the form."),
    };

    /// <summary>Whether nothing is answered.</summary>
    public bool IsEmpty => this == Empty;

    /// <summary>This form with another answer to one step.</summary>
    /// <param name="answer">A record of a step: <see cref="Form.Place"/> or any other.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public DossierForm With(object answer) => answer switch
    {
        Discipline it => this with { Discipline = it },
        Place it => this with { Place = it },
        Activity it => this with { Activity = it },
        Team it => this with { Team = it },
        Equipment it => this with { Equipment = it },
        Premises it => this with { Premises = it },
        Capacity it => this with { Capacity = it },
        Supervision it => this with { Supervision = it },
        CoSupervision it => this with { CoSupervision = it },
        TeachingProject it => this with { TeachingProject = it },
        Certificates it => this with { Certificates = it },
        Commitment it => this with { Commitment = it },
        Amendment it => this with { Amendment = it },
        Internships it => this with { Internships = it },
        Evaluations it => this with { Evaluations = it },
        AttendedTrainings it => this with { Trainings = it },
        PracticeReview it => this with { PracticeReview = it },
        Recommendations it => this with { Recommendations = it },
        _ => throw new ArgumentException($"Expected the record of a step of the form; got {answer.GetType()}.", nameof(answer)),
    };
}

/// <summary>Another doctor, by name and national number.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Rpps">11 digits, the last a Luhn key.</param>
public sealed record Colleague(string Name, string Rpps);

/// <summary>What interns will learn here, and as what the doctor takes them.</summary>
/// <param name="Specialty">Code of one of <see cref="Specialties.All"/>: <c>medecine-generale</c>.</param>
/// <param name="Kind">Ordinary or associate.</param>
/// <param name="AgreedSupervisor">The agreed supervisor in whose practice an associate works; null for an ordinary one.</param>
public sealed record Discipline(string Specialty, SupervisorKind Kind, Colleague? AgreedSupervisor)
{
    /// <summary>Whether it is general practice.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsGeneralPractice => Specialty == Specialties.GeneralPractice;
}

/// <summary>As what a doctor takes interns.</summary>
public enum SupervisorKind
{
    /// <summary>With an agreement and a practice of one's own.</summary>
    [Description("Maître de stage des universités (MSU)")]
    Ordinary,

    /// <summary>As a regular collaborator or locum in an agreed practice.</summary>
    [Description("Maître de stage associé")]
    Associate,
}

/// <summary>The place of practice: the training site.</summary>
/// <param name="Address">Number and street, 1 to 200 characters.</param>
/// <param name="PostalCode">5 digits.</param>
/// <param name="CommuneCode">INSEE code, 5 characters; of the candidacy's département.</param>
/// <param name="CommuneName">The commune's name.</param>
/// <param name="Structure">What kind of place.</param>
/// <param name="StructureName">Its name, at most 150 characters; may be empty for a practice of one's own or of a group.</param>
/// <param name="Mode">How the doctor is paid there.</param>
public sealed record Place(
    string Address,
    string PostalCode,
    string CommuneCode,
    string CommuneName,
    Structure Structure,
    string StructureName,
    PracticeMode Mode);

/// <summary>Kinds of places.</summary>
public enum Structure
{
    /// <summary>A practice of one doctor.</summary>
    [Description("Cabinet individuel")]
    SoloPractice,

    /// <summary>A practice that several doctors share.</summary>
    [Description("Cabinet de groupe")]
    GroupPractice,

    /// <summary>A health house (MSP).</summary>
    [Description("Maison de santé pluriprofessionnelle")]
    HealthHouse,

    /// <summary>A health centre.</summary>
    [Description("Centre de santé")]
    HealthCentre,

    /// <summary>A local hospital.</summary>
    [Description("Hôpital local ou de proximité")]
    LocalHospital,

    /// <summary>Any other hospital, clinic or service.</summary>
    [Description("Autre établissement ou service")]
    Other,
}

/// <summary>How a doctor is paid.</summary>
public enum PracticeMode
{
    /// <summary>Self-employed.</summary>
    [Description("Libéral")]
    Liberal,

    /// <summary>Employed.</summary>
    [Description("Salarié")]
    Salaried,

    /// <summary>Both.</summary>
    [Description("Mixte")]
    Mixed,
}

/// <summary>The doctor's activity.</summary>
/// <param name="HalfDays">Half-days of practice a week there: 1 to 14.</param>
/// <param name="Consultations">Consultations a week: 1 to 400.</param>
/// <param name="HomeVisits">Home visits a week: 0 to 200.</param>
/// <param name="Patients">Whom and what the intern will see; at least one.</param>
/// <param name="Particulars">What is special about it, at most 1,000 characters; may be empty.</param>
public sealed record Activity(int HalfDays, int Consultations, int HomeVisits, IReadOnlyList<PatientGroup> Patients, string Particulars);

/// <summary>Whom and what an intern sees.</summary>
public enum PatientGroup
{
    /// <summary>Infants and children.</summary>
    [Description("Nourrissons et enfants")]
    Children,

    /// <summary>Adolescents.</summary>
    [Description("Adolescents")]
    Adolescents,

    /// <summary>Gynaecology, contraception, pregnancies.</summary>
    [Description("Gynécologie, contraception, suivi de grossesse")]
    Women,

    /// <summary>Old people, at home or in a nursing home.</summary>
    [Description("Personnes âgées, à domicile ou en EHPAD")]
    Elderly,

    /// <summary>Chronic diseases.</summary>
    [Description("Maladies chroniques")]
    Chronic,

    /// <summary>Mental health and addictions.</summary>
    [Description("Santé mentale et addictions")]
    MentalHealth,

    /// <summary>People in precarious situations.</summary>
    [Description("Personnes en situation de précarité")]
    Precarious,

    /// <summary>Unscheduled care and emergencies.</summary>
    [Description("Soins non programmés, urgences")]
    Unscheduled,

    /// <summary>Technical acts.</summary>
    [Description("Gestes techniques et petite chirurgie")]
    Procedures,

    /// <summary>Palliative care.</summary>
    [Description("Soins palliatifs")]
    Palliative,
}

/// <summary>With whom the doctor works.</summary>
/// <param name="OtherDoctors">Other doctors on the site: 0 to 200.</param>
/// <param name="Members">Other professions on the site; may be empty.</param>
/// <param name="Coordination">How care is coordinated; may be empty.</param>
/// <param name="Particulars">At most 1,000 characters; may be empty.</param>
public sealed record Team(
    int OtherDoctors, IReadOnlyList<Profession> Members, IReadOnlyList<Coordination> Coordination, string Particulars);

/// <summary>Professions on a site.</summary>
public enum Profession
{
    /// <summary>Reception.</summary>
    [Description("Secrétariat sur place")]
    Secretary,

    /// <summary>Medical assistant.</summary>
    [Description("Assistant médical")]
    MedicalAssistant,

    /// <summary>Nurse.</summary>
    [Description("Infirmier")]
    Nurse,

    /// <summary>Nurse of advanced practice, or of the Asalée programme.</summary>
    [Description("Infirmier en pratique avancée ou Asalée")]
    AdvancedNurse,

    /// <summary>Midwife.</summary>
    [Description("Sage-femme")]
    Midwife,

    /// <summary>Physiotherapist.</summary>
    [Description("Kinésithérapeute")]
    Physiotherapist,

    /// <summary>Pharmacist.</summary>
    [Description("Pharmacien")]
    Pharmacist,

    /// <summary>Psychologist.</summary>
    [Description("Psychologue")]
    Psychologist,

    /// <summary>Another health or social profession.</summary>
    [Description("Autre profession de santé ou du social")]
    Other,
}

/// <summary>How care is coordinated.</summary>
public enum Coordination
{
    /// <summary>Meetings of several professions.</summary>
    [Description("Réunions pluriprofessionnelles régulières")]
    Meetings,

    /// <summary>Protocols that professions share.</summary>
    [Description("Protocoles partagés")]
    Protocols,

    /// <summary>A shared record.</summary>
    [Description("Dossier partagé")]
    SharedRecord,

    /// <summary>A local professional health community.</summary>
    [Description("CPTS")]
    HealthCommunity,

    /// <summary>A primary-care team or a health house's project.</summary>
    [Description("Équipe de soins primaires ou projet de santé de la maison de santé")]
    HealthProject,

    /// <summary>A peer group.</summary>
    [Description("Groupe de pairs ou groupe qualité")]
    PeerGroup,
}

/// <summary>What is there to work with.</summary>
/// <param name="Items">At least one, unless <paramref name="Others"/> says what there is.</param>
/// <param name="Others">At most 500 characters; may be empty.</param>
/// <param name="Software">The practice's software, at most 100 characters; may be empty.</param>
public sealed record Equipment(IReadOnlyList<EquipmentItem> Items, string Others, string Software);

/// <summary>Equipment that interns learn with.</summary>
public enum EquipmentItem
{
    /// <summary>Electrocardiograph.</summary>
    [Description("Électrocardiographe")]
    Electrocardiograph,

    /// <summary>Spirometer.</summary>
    [Description("Spiromètre")]
    Spirometer,

    /// <summary>Ambulatory blood-pressure measurement.</summary>
    [Description("Automesure ou mesure ambulatoire de la tension (MAPA)")]
    BloodPressure,

    /// <summary>Ultrasound.</summary>
    [Description("Échographe")]
    Ultrasound,

    /// <summary>Dermatoscope.</summary>
    [Description("Dermatoscope")]
    Dermatoscope,

    /// <summary>Material for gynaecology.</summary>
    [Description("Matériel de gynécologie (frottis, pose de dispositif)")]
    Gynaecology,

    /// <summary>Material for stitches and small surgery.</summary>
    [Description("Matériel de suture et de petite chirurgie")]
    Sutures,

    /// <summary>Rapid tests.</summary>
    [Description("Tests rapides (angine, CRP, glycémie…)")]
    RapidTests,

    /// <summary>Emergency bag, defibrillator.</summary>
    [Description("Trousse d’urgence, défibrillateur")]
    Emergency,

    /// <summary>Teleconsultation.</summary>
    [Description("Téléconsultation, téléexpertise")]
    Telemedicine,
}

/// <summary>Where the intern works.</summary>
/// <param name="Room">The room for the intern's consultations.</param>
/// <param name="RestRoom">Whether there is a place to rest and eat.</param>
/// <param name="Confidential">Whether nothing that patients say is heard elsewhere.</param>
/// <param name="NeverAlone">Whether somebody else is always in the building.</param>
/// <param name="Safety">What is done for safety, at most 500 characters; may be empty.</param>
/// <param name="OutOfHours">Whether the intern takes part in out-of-hours care.</param>
public sealed record Premises(
    InternRoom Room, bool RestRoom, bool Confidential, bool NeverAlone, string Safety, OutOfHours OutOfHours);

/// <summary>Where an intern consults.</summary>
public enum InternRoom
{
    /// <summary>In a room that is the intern's.</summary>
    [Description("Un bureau réservé à l’interne")]
    Own,

    /// <summary>In a room that is free at certain times.</summary>
    [Description("Un bureau partagé, libre à certaines heures")]
    Shared,

    /// <summary>In the doctor's room.</summary>
    [Description("Mon propre bureau")]
    Mine,
}

/// <summary>Out-of-hours care (permanence des soins).</summary>
public enum OutOfHours
{
    /// <summary>None.</summary>
    [Description("Non")]
    None,

    /// <summary>Together with the doctor.</summary>
    [Description("Oui, toujours avec moi")]
    WithMe,

    /// <summary>Where the intern wishes.</summary>
    [Description("Oui, si l’interne le souhaite, avec un médecin joignable")]
    IfWished,
}

/// <summary>How many interns and which stages.</summary>
/// <param name="Interns">At most at the same time: 1 to 6.</param>
/// <param name="Levels">Which stages; at least one.</param>
public sealed record Capacity(int Interns, IReadOnlyList<StageLevel> Levels);

/// <summary>Levels of stages.</summary>
public enum StageLevel
{
    /// <summary>Students of the second cycle, who observe and begin.</summary>
    [Description("Stage d’observation ou d’initiation (2e cycle)")]
    Observation,

    /// <summary>First level of the third cycle (« prat »).</summary>
    [Description("Stage praticien de niveau 1 (« prat »)")]
    Level1,

    /// <summary>Supervised autonomy (SASPAS).</summary>
    [Description("Stage en autonomie supervisée (SASPAS)")]
    Saspas,
}

/// <summary>The time kept for interns.</summary>
/// <param name="HalfDays">Half-days a week with the intern on the site: 1 to 12.</param>
/// <param name="MinutesADay">Time kept for talking over the day, in minutes: 10 to 240.</param>
/// <param name="Reach">How the doctor can be reached while the intern consults alone.</param>
/// <param name="Substitute">Whether another supervisor is there when the doctor is not.</param>
public sealed record Supervision(int HalfDays, int MinutesADay, SupervisorReach Reach, bool Substitute);

/// <summary>How a supervisor is reached.</summary>
public enum SupervisorReach
{
    /// <summary>In the same building.</summary>
    [Description("Sur place")]
    OnSite,

    /// <summary>By telephone, and soon there.</summary>
    [Description("Par téléphone, et je peux venir rapidement")]
    Nearby,

    /// <summary>By telephone.</summary>
    [Description("Par téléphone seulement")]
    Telephone,
}

/// <summary>Other supervisors who take the same interns on the same site, each with an agreement of their own.</summary>
/// <param name="Others">None, one or two; neither the doctor nor twice the same.</param>
public sealed record CoSupervision(IReadOnlyList<Colleague> Others);

/// <summary>What interns will learn and how.</summary>
/// <param name="Goals">50 to 3,000 characters.</param>
/// <param name="Methods">How; at least one.</param>
/// <param name="Progress">How the intern comes to work alone, at most 2,000 characters; may be empty.</param>
public sealed record TeachingProject(string Goals, IReadOnlyList<TeachingMethod> Methods, string Progress);

/// <summary>Ways of teaching.</summary>
public enum TeachingMethod
{
    /// <summary>The intern observes.</summary>
    [Description("Observation de mes consultations")]
    Observation,

    /// <summary>The doctor observes, or both consult.</summary>
    [Description("Consultations conjointes, supervision directe")]
    DirectSupervision,

    /// <summary>Talked over afterwards.</summary>
    [Description("Consultations seul, reprises ensuite (supervision indirecte)")]
    IndirectSupervision,

    /// <summary>Written accounts of learning situations (RSCA), traces.</summary>
    [Description("Récits de situation (RSCA), traces d’apprentissage")]
    Accounts,

    /// <summary>Films or role play.</summary>
    [Description("Vidéo ou jeux de rôle")]
    RolePlay,

    /// <summary>Search of the literature.</summary>
    [Description("Recherche documentaire commune")]
    Literature,

    /// <summary>Work with other professions.</summary>
    [Description("Temps avec les autres professionnels")]
    OtherProfessions,
}

/// <summary>Earlier training as a supervisor.</summary>
/// <param name="All">0 to 6.</param>
public sealed record Certificates(IReadOnlyList<Certificate> All);

/// <summary>A training session that the doctor attended.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Organiser">1 to 150 characters.</param>
/// <param name="Date">The last day; 1970 at the earliest, and not in the future.</param>
public sealed record Certificate(string Title, string Organiser, DateOnly Date);

/// <summary>The doctor's commitment to the initial training and to the interns, signed in the form.</summary>
/// <param name="Name">The name as the doctor typed it.</param>
/// <param name="Statement">What was signed, word for word.</param>
/// <param name="SignedAt">When.</param>
public sealed record Commitment(string Name, string Statement, DateTimeOffset SignedAt);

/// <summary>A change in an agreed practice, as its holder declares it.</summary>
/// <param name="Subjects">What changes; at least one.</param>
/// <param name="From">From when: at most a year before or after it is declared.</param>
/// <param name="Description">What changes, in the doctor's words: 1 to 2,000 characters.</param>
public sealed record Amendment(IReadOnlyList<AmendmentSubject> Subjects, DateOnly From, string Description);

/// <summary>What can change in an agreed practice. The names stand in forms.</summary>
public enum AmendmentSubject
{
    /// <summary>Another address.</summary>
    [Description("Le lieu d’exercice (déménagement)")]
    Place,

    /// <summary>Another structure at the same or another address.</summary>
    [Description("La structure ou le mode d’exercice")]
    Structure,

    /// <summary>More or fewer interns, or others.</summary>
    [Description("Le nombre d’internes ou les stages proposés")]
    Capacity,

    /// <summary>Who works there, and who supervises with the doctor.</summary>
    [Description("L’équipe ou les co-maîtres de stage")]
    Team,

    /// <summary>Rooms, equipment, supervision.</summary>
    [Description("Les locaux, l’équipement ou l’encadrement")]
    Premises,

    /// <summary>Anything else.</summary>
    [Description("Autre chose")]
    Other,
}
