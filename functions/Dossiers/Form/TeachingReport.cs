namespace Compagnon.Dossiers.Form;

/// <summary>The interns received in the term that ends.</summary>
/// <param name="Semesters">Every semester of that term until now, oldest first.</param>
/// <param name="Reason">Why there was none, at most 1,000 characters; empty where there was one.</param>
public sealed record Internships(IReadOnlyList<SemesterOfInterns> Semesters, string Reason);

/// <summary>The interns of one semester, by level.</summary>
/// <param name="Semester">Its first month: <c>2027-05</c> or <c>2027-11</c> (<see cref="Renewals.Semester.Id"/>).</param>
/// <param name="Observation">Students of the second cycle: 0 to 20.</param>
/// <param name="Level1">First level of the third cycle: 0 to 20.</param>
/// <param name="Saspas">In supervised autonomy: 0 to 20.</param>
public sealed record SemesterOfInterns(string Semester, int Observation, int Level1, int Saspas)
{
    /// <summary>How many of a level.</summary>
    public int Of(StageLevel level) => level switch
    {
        StageLevel.Observation => Observation,
        StageLevel.Level1 => Level1,
        StageLevel.Saspas => Saspas,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Expected a level of stages."),
    };
}

/// <summary>What interns said of their stage.</summary>
/// <param name="Received">Whether the doctor was given what they said.</param>
/// <param name="Summary">What they said, at most 2,000 characters; empty where none was received.</param>
/// <param name="Changes">What was changed after it, at most 2,000 characters; may be empty.</param>
public sealed record Evaluations(bool Received, string Summary, string Changes);

/// <summary>Training sessions attended in the term that ends.</summary>
/// <param name="All">0 to 12, by their days.</param>
/// <param name="Reason">Why there was none, at most 1,000 characters; empty where there was one.</param>
public sealed record AttendedTrainings(IReadOnlyList<Certificate> All, string Reason);

/// <summary>What has changed, and what the doctor makes of these years.</summary>
/// <param name="Changes">What has changed in the practice, at most 2,000 characters; empty where nothing has.</param>
/// <param name="Review">What the doctor makes of these years and wants of the next, at most 3,000 characters; may be empty.</param>
public sealed record PracticeReview(string Changes, string Review);

/// <summary>What became of the recommendations that an agreement was granted under.</summary>
/// <param name="All">Each of them with its answer, in their order.</param>
public sealed record Recommendations(IReadOnlyList<RecommendationAnswer> All);

/// <summary>What became of one recommendation.</summary>
/// <param name="Recommendation">As it was made.</param>
/// <param name="Answer">What the doctor did of it, 1 to 1,500 characters.</param>
public sealed record RecommendationAnswer(string Recommendation, string Answer);
