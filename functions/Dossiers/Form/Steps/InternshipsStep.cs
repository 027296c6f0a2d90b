using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Renewals;

namespace Compagnon.Dossiers.Form;

/// <summary>The interns received in the term that ends, semester by semester.</summary>
internal sealed class InternshipsStep() : StepForm<Internships>(FormStep.Internships, "internes", "Les internes que vous avez accueillis")
{
    /// <summary>Most semesters: more than the longest term begins.</summary>
    internal const int Most = 12;

    /// <summary>Most interns of one level in one semester.</summary>
    internal const int MostInterns = 20;

    private static readonly StageLevel[] Levels = Enum.GetValues<StageLevel>();

    private static readonly NumberQuestion[][] Numbers =
    [
        .. Enumerable.Range(1, Most).Select(number => (NumberQuestion[])
        [
            .. Levels.Select(level => new NumberQuestion(
                string.Create(CultureInfo.InvariantCulture, $"semestre{number}-{level.ToString().ToLowerInvariant()}"), Short(level), 0, MostInterns)
            {
                Group = $"Semestre {number}",
                Conditional = true,
            }),
        ]),
    ];

    private static readonly TextQuestion Reason = new("aucun", "Si vous n’avez accueilli personne, dites pourquoi", 1000)
    {
        Lines = 3,
        Conditional = true,
        Optional = true,
        Short = "Pourquoi aucun interne",
    };

    public override string Lead =>
        "Depuis le début de votre agrément, combien de personnes avez-vous accueillies chaque semestre ? Une case vide vaut zéro.";

    public override IReadOnlyList<Question> Questions { get; } = [.. Numbers.SelectMany(numbers => numbers), Reason];

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context)
    {
        var levels = context.Renews is { Levels.Count: > 0 } renews ? renews.Levels : Levels;
        foreach (var (semester, numbers) in SemestersOf(context).Zip(Numbers))
        {
            var group = char.ToUpperInvariant(semester.Text[0]) + semester.Text[1..];
            foreach (var (level, question) in Levels.Zip(numbers))
            {
                // A level that was typed stays, also where the agreement is no longer for it.
                if (levels.Contains(level) || typed.Of(question.Name).Count > 0) yield return question with { Group = group };
            }
        }

        yield return Reason;
    }

    private protected override Internships Read(StepReader reader, FormContext context)
    {
        var semesters = SemestersOf(context).Zip(Numbers, (semester, numbers) => new SemesterOfInterns(
            semester.Id, Read(reader, numbers[0]), Read(reader, numbers[1]), Read(reader, numbers[2]))).ToList();
        var reason = reader.Text(Reason);
        var isNone = semesters.All(semester => Levels.All(level => semester.Of(level) == 0));
        if (isNone && reason.Length == 0)
            reader.Wrong(Reason, "Indiquez au moins un interne, ou dites pourquoi vous n’en avez pas accueilli.");
        return new Internships(semesters, isNone ? reason : "");
    }

    private protected override void Write(Internships answer, Answers answers)
    {
        foreach (var (semester, numbers) in answer.Semesters.Zip(Numbers))
        {
            foreach (var (level, question) in Levels.Zip(numbers))
            {
                var number = semester.Of(level);
                answers.Set(question.Name, number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture));
            }
        }

        answers.Set(Reason.Name, answer.Reason);
    }

    private protected override IEnumerable<FormRow> RowsOf(Internships answer)
    {
        foreach (var semester in answer.Semesters)
        {
            var label = Semester.Find(semester.Semester) is { } known ? known.Text : semester.Semester;
            string[] lines = [.. Levels.Where(level => semester.Of(level) > 0).Select(level => $"{Short(level)} : {semester.Of(level)}")];
            yield return new FormRow(char.ToUpperInvariant(label[0]) + label[1..], lines.Length > 0 ? lines : ["Aucun interne"]);
        }

        if (answer.Reason.Length > 0) yield return new FormRow(Reason.Short!, [answer.Reason]);
    }

    private static int Read(StepReader reader, NumberQuestion question) => reader.Has(question) ? reader.Number(question) : 0;

    private static IEnumerable<Semester> SemestersOf(FormContext context) =>
        context.Renews?.SemestersUntil(ParisTime.DayOf(context.Now)).Take(Most) ?? [];

    private static string Short(StageLevel level) => level switch
    {
        StageLevel.Observation => "Étudiants de 2e cycle",
        StageLevel.Level1 => "Internes de niveau 1",
        _ => "Internes en SASPAS",
    };
}
