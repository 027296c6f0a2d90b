using Compagnon.Assignments;

namespace Compagnon.Dossiers.Form;

/// <summary>The fields of one training session among several.</summary>
internal sealed class CertificateQuestions(int number)
{
    /// <summary>Stands for a day that was not given.</summary>
    private static readonly DateOnly Earliest = new(1970, 1, 1);

    private readonly string group = number == 1 ? "Formation 1, si vous en avez suivi une" : $"Formation {number}, s’il y en a une";

    public TextQuestion Title => new($"formation{number}-titre", "Intitulé", 200)
    {
        Group = group,
        GroupShort = Short,
        Conditional = true,
    };

    public TextQuestion Organiser => new($"formation{number}-organisme", "Organisme", 150)
    {
        Group = group,
        GroupShort = Short,
        Conditional = true,
    };

    public DateQuestion Date => new($"formation{number}-date", "Date")
    {
        Group = group,
        GroupShort = Short,
        Conditional = true,
        Hint = "Le dernier jour, par exemple 15/03/2024.",
    };

    public Question[] All => [Title, Organiser, Date];

    private string Short => $"Formation {number}";

    /// <summary>Those that are filled, and one more.</summary>
    public static IEnumerable<Question> ShownFor(CertificateQuestions[] entries, Answers typed)
    {
        var filled = Array.FindLastIndex(entries, entry => entry.All.Any(question => typed.Of(question.Name).Count > 0)) + 1;
        return entries.Take(filled + 1).SelectMany(entry => entry.All);
    }

    /// <summary>Those that are filled; says what is wrong with them.</summary>
    public static List<Certificate> Read(CertificateQuestions[] entries, StepReader reader, FormContext context)
    {
        var all = new List<Certificate>();
        foreach (var entry in entries)
        {
            if (!reader.Has(entry.Title) && !reader.Has(entry.Organiser) && !reader.Has(entry.Date)) continue;
            var (title, organiser, date) = (reader.Text(entry.Title), reader.Text(entry.Organiser), reader.Day(entry.Date));
            if (date < Earliest || date > ParisTime.DayOf(context.Now).ToDateOnly())
                reader.Wrong(entry.Date, "Cette date est impossible : indiquez le dernier jour d’une formation déjà suivie.");
            all.Add(new Certificate(title, organiser, date ?? Earliest));
        }

        return all;
    }

    /// <summary>Fills the fields.</summary>
    public static void Write(CertificateQuestions[] entries, IReadOnlyList<Certificate> certificates, Answers answers)
    {
        foreach (var (entry, certificate) in entries.Zip(certificates))
        {
            answers
                .Set(entry.Title.Name, certificate.Title)
                .Set(entry.Organiser.Name, certificate.Organiser)
                .Set(entry.Date.Name, DateQuestion.Write(certificate.Date));
        }
    }
}
