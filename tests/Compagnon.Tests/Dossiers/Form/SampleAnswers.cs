using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Renewals;
using Compagnon.Territories;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Dossiers.Form;

/// <summary>Answers that can be given to the steps of the form, for the doctor Anne Lefèvre-Moulin of the Puy-de-Dôme.</summary>
internal static class SampleAnswers
{
    private static readonly string[] Words =
        ["suivi", "l’enfant", "« prat »", "œdème", "100 %", "Ré-", "a\nb", "<b>", "\"", "\\", "&amp;", "🩺", "الطب", "é"];

    private static readonly string[] Numbers = ["10102348975", "10101010105", "10999999997"];

    private static readonly Gen<bool> Truth = Gen.Elements(true, false);

    private static readonly Gen<Colleague> Colleagues =
        from name in Gen.Elements("Claire Vidal", "Jean-Noël d’Aubigné", "Ñ. Ö")
        from rpps in Gen.Elements(Numbers)
        select new Colleague(name, rpps);

    /// <summary>An answer to any step.</summary>
    public static Gen<object> Any(CommuneBook communes, DateTimeOffset now, RenewedTerm renews) => Gen.OneOf(
        Objects(from specialty in Gen.Elements<Specialty>(Specialties.All)
                from kind in OneOf<SupervisorKind>()
                from host in Colleagues
                select new Discipline(specialty.Code, kind, kind == SupervisorKind.Associate ? host : null)),
        Objects(from address in Text(200, lines: false)
                from commune in Gen.Elements<Commune>(communes.Of("63"))
                from structure in OneOf<Structure>()
                from name in Text(150, lines: false)
                from mode in OneOf<PracticeMode>()
                select new Place(address, commune.PostalCodes[0], commune.Code, commune.Name, structure, name, mode)),
        Objects(from halfDays in Gen.Choose(1, 14)
                from consultations in Gen.Choose(1, 400)
                from visits in Gen.Choose(0, 200)
                from patients in SomeOf<PatientGroup>(1)
                from text in Maybe(Text(1000))
                select new Activity(halfDays, consultations, visits, patients, text)),
        Objects(from others in Gen.Choose(0, 200)
                from members in SomeOf<Profession>(0)
                from ways in SomeOf<Coordination>(0)
                from text in Maybe(Text(1000))
                select new Team(others, members, ways, text)),
        Objects(from items in SomeOf<EquipmentItem>(0)
                from others in Text(500)
                from software in Maybe(Text(100, lines: false))
                select new Equipment(items, others, software)),
        Objects(from room in OneOf<InternRoom>()
                from rest in Truth
                from confidential in Truth
                from never in Truth
                from safety in Maybe(Text(500))
                from hours in OneOf<OutOfHours>()
                select new Premises(room, rest, confidential, never, safety, hours)),
        Objects(from interns in Gen.Choose(1, 6)
                from levels in SomeOf<StageLevel>(1)
                select new Capacity(interns, levels)),
        Objects(from halfDays in Gen.Choose(1, 12)
                from minutes in Gen.Choose(10, 240)
                from reach in OneOf<SupervisorReach>()
                from substitute in Truth
                select new Supervision(halfDays, minutes, reach, substitute)),
        Objects(from others in Gen.Choose(0, 2).SelectMany(count => Colleagues.ArrayOf(count))
                select new CoSupervision([.. others.DistinctBy(colleague => colleague.Rpps)])),
        Objects(from goals in Text(3000)
                from methods in SomeOf<TeachingMethod>(1)
                from progress in Maybe(Text(2000))
                select new TeachingProject(goals.PadRight(50, '.'), methods, progress)),
        Objects(from all in Gen.Choose(0, 6).SelectMany(count => (
                    from title in Text(200, lines: false)
                    from organiser in Text(150, lines: false)
                    from days in Gen.Choose(0, ParisTime.DayOf(now).ToDateOnly().DayNumber - new DateOnly(1970, 1, 1).DayNumber)
                    select new Certificate(title, organiser, new DateOnly(1970, 1, 1).AddDays(days))).ArrayOf(count))
                select new Certificates(all)),
        Objects(from name in Gen.Elements("Anne Lefèvre-Moulin", "LEFEVRE MOULIN Anne")
                from minutes in Gen.Choose(0, 1_000_000)
                select new Commitment(
                    name, StepForm.Of(FormStep.Commitment).Questions.OfType<TickQuestion>().Single().Label, now.AddMinutes(-minutes))),
        Objects(from subjects in SomeOf<AmendmentSubject>(1)
                from days in Gen.Choose(-365, 365)
                from text in Text(2000)
                select new Amendment(subjects, ParisTime.DayOf(now).ToDateOnly().AddDays(days), text)),
        Objects(from numbers in Gen.Choose(0, 20).ArrayOf(3 * 12)
                from reason in Text(1000)
                let semesters = renews.SemestersUntil(ParisTime.DayOf(now)).Select((semester, i) => new SemesterOfInterns(
                    semester.Id, numbers[3 * i], numbers[(3 * i) + 1], numbers[(3 * i) + 2])).ToList()
                select new Internships(semesters, numbers.All(number => number == 0) ? reason : "")),
        Objects(from received in Truth
                from summary in Text(2000)
                from changes in Maybe(Text(2000))
                select new Evaluations(received, received ? summary : "", changes)),
        Objects(from days in Gen.Choose(0, 2000).ArrayOf(3)
                from title in Text(200, lines: false)
                select new AttendedTrainings(
                    [
                        .. days.OrderDescending().Select(ago => new Certificate(
                            title, "Collège", ParisTime.DayOf(now).ToDateOnly().AddDays(-ago))),
                    ],
                    "")),
        Objects(from changes in Maybe(Text(2000))
                from review in Maybe(Text(3000))
                select new PracticeReview(changes, review)),
        Objects(from answers in Text(1500).ArrayOf(20)
                select new Recommendations(
                    [.. renews.Recommendations.Zip(answers, (asked, answer) => new RecommendationAnswer(asked, answer))])));

    /// <summary>The step that an answer belongs to.</summary>
    public static FormStep StepOf(object answer) => answer is AttendedTrainings ? FormStep.Trainings : Enum.Parse<FormStep>(answer.GetType().Name);

    private static Gen<object> Objects<T>(Gen<T> gen)
        where T : class => gen.Select(object (value) => value);

    private static Gen<T> OneOf<T>()
        where T : struct, Enum => Gen.Elements(Enum.GetValues<T>());

    private static Gen<IReadOnlyList<T>> SomeOf<T>(int least)
        where T : struct, Enum => Gen.Choose(least == 0 ? 0 : 1, (1 << Enum.GetValues<T>().Length) - 1)
            .Select(IReadOnlyList<T> (bits) => [.. Enum.GetValues<T>().Where((_, i) => (bits & (1 << i)) != 0)]);

    private static Gen<string> Maybe(Gen<string> text) => Gen.OneOf(Gen.Constant(""), text);

    private static Gen<string> Text(int longest, bool lines = true) =>
        from count in Gen.Choose(1, longest / 6)
        from words in Gen.Elements(lines ? Words : [.. Words.Where(word => !word.Contains('\n', StringComparison.Ordinal))]).ArrayOf(count)
        let text = string.Join(' ', words)
        select text.Length <= longest ? text : "Un texte plus court.";
}
