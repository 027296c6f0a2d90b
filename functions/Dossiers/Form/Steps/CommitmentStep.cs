using System.Globalization;
using System.Text;
using Compagnon.Assignments;

namespace Compagnon.Dossiers.Form;

/// <summary>What the doctor signs.</summary>
internal sealed class CommitmentStep() : StepForm<Commitment>(FormStep.Commitment, "engagement", "Votre engagement")
{
    /// <summary>What is signed today.</summary>
    internal const string Statement =
        "Je m’engage à suivre la formation initiale des maîtres de stage et les rencontres du département, à accueillir et à encadrer "
        + "les internes dans le respect de leur formation, de leur sécurité et de leur santé, à participer à leur évaluation, et à "
        + "signaler au département tout changement de mon lieu ou de mes conditions d’exercice.";

    /// <summary>What is signed today for another term.</summary>
    internal const string RenewalStatement =
        "Je souhaite le renouvellement de mon agrément et m’engage, pour sa durée, à suivre les formations que la faculté demande et les "
        + "rencontres du département, à accueillir et à encadrer les internes dans le respect de leur formation, de leur sécurité et de leur "
        + "santé, à participer à leur évaluation, et à signaler au département tout changement de mon lieu ou de mes conditions d’exercice.";

    private static readonly TextQuestion Name = new("signature", "Votre prénom et votre nom", PersonName.Longest * 2)
    {
        Hint = "Ils valent signature ; la date est enregistrée.",
        Autocomplete = "name",
        Short = "Signé par",
    };

    private static readonly TickQuestion Agreed = new("engagement", Statement, "Cochez la case pour prendre cet engagement.");

    public override IReadOnlyList<Question> Questions { get; } = [Agreed, Name];

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) =>
        [Agreed with { Label = StatementFor(context) }, Name];

    private protected override Commitment Read(StepReader reader, FormContext context)
    {
        reader.Ticked(Agreed);
        var name = reader.Text(Name);
        if (!IsSignatureOf(name, context.Doctor))
        {
            reader.Wrong(
                Name, $"Signez de votre nom, comme dans votre candidature : {context.Doctor.FirstName} {context.Doctor.LastName}.");
        }
        // Saved again without a change, it was signed when it was signed.
        return context.Stored.Commitment is { } signed && signed.Name == name && signed.Statement == StatementFor(context)
            ? signed
            : new Commitment(name, StatementFor(context), context.Now);
    }

    private static string StatementFor(FormContext context) => context.Renews is null ? Statement : RenewalStatement;

    // A statement that has changed since has not been agreed to.
    private protected override void Write(Commitment answer, Answers answers) => answers
        .Set(Agreed.Name, answer.Statement is Statement or RenewalStatement ? TickQuestion.Yes : "")
        .Set(Name.Name, answer.Name);

    /// <inheritdoc/>
    private protected override IEnumerable<FormRow> RowsOf(Commitment answer) =>
    [
        new("Engagement", [answer.Statement]),
        new("Signé par", [answer.Name]),
        new("Signé le", [ParisTime.MomentText(answer.SignedAt)]),
    ];

    private static bool IsSignatureOf(string name, Doctor doctor)
    {
        var words = Words(name).ToHashSet();
        return Words(doctor.LastName).All(words.Contains);
    }

    // However it is accented, hyphenated or capitalised.
    private static IEnumerable<string> Words(string name) => new string(
            [.. name.Normalize(NormalizationForm.FormD)
                .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                .Select(c => char.IsLetter(c) ? char.ToUpperInvariant(c) : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
