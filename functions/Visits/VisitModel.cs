using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Territories;

namespace Compagnon.Visits;

/// <summary>What the pages of a visit show beside the dossier.</summary>
/// <param name="Status">Where the visit stands.</param>
/// <param name="Plan">How it is made.</param>
/// <param name="Site">The training site's address in one line; empty where the form does not say.</param>
/// <param name="Possible">Who may visit, nearest first; only where somebody is to be picked.</param>
/// <param name="Draft">What the report's author kept, and when; null where nothing is kept.</param>
/// <param name="Documents">What is attached to the report.</param>
/// <param name="Names">Names by recipients' ids.</param>
public sealed record VisitModel(
    VisitStatus Status,
    VisitPlan Plan,
    string Site,
    IReadOnlyList<PossibleVisitor> Possible,
    (VisitReport Report, DateTimeOffset At)? Draft,
    IReadOnlyList<Document> Documents,
    Func<string, string> Names)
{
    /// <summary>Names of several people: « Dr A et Dr B ».</summary>
    public string NamesOf(IEnumerable<string> people) => string.Join(" et ", people.Select(Names));
}

/// <summary>Reads what the pages of a visit show.</summary>
public sealed class VisitDesk(
    VisitBook visits,
    OpenVisits open,
    VisitDrafts drafts,
    FormBook forms,
    CommuneBook communes,
    AgreementRegister register)
{
    /// <summary>Reads it for a page of the department.</summary>
    /// <exception cref="InvalidOperationException">The dossier has no visit, or its procedure none.</exception>
    public async Task<VisitModel> ReadAsync(DepartmentCase @case, CancellationToken cancellation = default)
    {
        var (dossier, faculty) = (@case.Dossier, @case.Faculty);
        var status = VisitStatus.Of(@case.Assignments, @case.Claims);
        var plan = await PlanAsync(dossier, @case.Procedure, cancellation);
        if (status is null || plan is null)
            throw new InvalidOperationException($"The dossier {dossier.Key.Reference} has steps of a visit and no visit.");

        // Once dates were proposed they name the place.
        var place = status.Way.Length > 0 && status.Awaited != AssignmentKind.VisitTeam
            ? null
            : (await forms.FindHandedOverAsync(dossier.Key, cancellation)).Place;
        var isReported = @case.Assignment.Kind is AssignmentKind.VisitReport or AssignmentKind.VisitSignature;
        return new VisitModel(
            status,
            plan,
            SiteOf(place),
            status.Awaited == AssignmentKind.VisitTeam
                ? await RankAsync(faculty, dossier.Doctor, status, plan, place, cancellation)
                : [],
            isReported ? await drafts.FindAsync(dossier.Key, status.Stage.Id, cancellation) : null,
            isReported ? await visits.ListDocumentsAsync(dossier.Key, status.Stage.Id, cancellation) : [],
            id => NameOf(id, faculty, dossier.Doctor));
    }

    /// <summary>How a dossier's training site is visited; null where it is not.</summary>
    public async Task<VisitPlan?> PlanAsync(DossierRecord dossier, Faculty procedure, CancellationToken cancellation = default)
    {
        if (procedure.Visit is not { } rule) return null;
        var isFirst = !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps, cancellation);
        return VisitPlan.For(rule, isFirst, dossier.Doctor.Departement, procedure.Calendar);
    }

    /// <summary>Somebody as people know them, without what follows a comma (« , cheffe de clinique »): sentences go on after it.</summary>
    public static string NameOf(string id, Faculty faculty, Doctor doctor) => NameOf(id, faculty, doctor.FullName);

    /// <summary>Somebody as people know them, without what follows a comma.</summary>
    /// <param name="id">Whom: empty for nobody.</param>
    /// <param name="faculty">The faculty.</param>
    /// <param name="doctor">How the doctor is called.</param>
    public static string NameOf(string id, Faculty faculty, string doctor) =>
        id == Link.Doctor ? doctor : FullNameOf(id, faculty, doctor).Split(',')[0];

    /// <summary>Somebody as people know them; empty for nobody.</summary>
    public static string FullNameOf(string id, Faculty faculty, string doctor) => id switch
    {
        "" => "",
        Link.Doctor => doctor,
        _ when id.StartsWith(StaffMember.GroupPrefix, StringComparison.Ordinal) => "une personne du département",
        _ => faculty.FindPerson(id)?.Name ?? "un ancien membre du département",
    };

    private async Task<IReadOnlyList<PossibleVisitor>> RankAsync(
        Faculty faculty, Doctor doctor, VisitStatus status, VisitPlan plan, Place? place, CancellationToken cancellation)
    {
        var site = communes.Find(place?.CommuneCode);
        return VisitorRanking.Rank(
            [.. faculty.People.Where(person => !doctor.Is(person))],
            plan.Team,
            person => DistanceOf(site, communes.Find(person.Commune)),
            place?.StructureName,
            await open.CountAsync(status.Dossier.Faculty, status.Dossier, cancellation),
            plan.Rule.OpenVisits,
            status.Conflicts);
    }

    private static VisitorDistance DistanceOf(Commune? site, Commune? visitor)
    {
        if (site is null || visitor is null) return VisitorDistance.Unknown;
        return Territory.NearnessOf(site, visitor) switch
        {
            Nearness.SameCommune => VisitorDistance.SameCommune,
            Nearness.SameCanton or Nearness.SameGroup => VisitorDistance.SameArea,
            Nearness.SameDepartement => VisitorDistance.SameDepartement,
            _ => VisitorDistance.Elsewhere,
        };
    }

    /// <summary>A training site's address in one line; empty where the form does not say.</summary>
    public static string SiteOf(Place? place) => place is null
        ? ""
        : string.Join(", ", new[] { place.StructureName, place.Address, $"{place.PostalCode} {place.CommuneName}" }.Where(part => part.Length > 0));
}
