using Compagnon.Assignments;

namespace Compagnon.Dossiers.Form;

/// <summary>Earlier training as a supervisor.</summary>
internal sealed class CertificatesStep()
    : StepForm<Certificates>(FormStep.Certificates, "formations", "Vos formations à la maîtrise de stage")
{
    /// <summary>Most certificates.</summary>
    internal const int Most = 6;

    private static readonly DateOnly Earliest = new(1970, 1, 1);

    private static readonly ChoiceQuestion Any =
        ChoiceQuestion.YesNo("deja", "Avez-vous déjà suivi une formation à la maîtrise de stage ?") with
        {
            Hint = "Si ce n’est pas le cas, vous suivrez celle du département.",
            Short = "Formation déjà suivie",
        };

    private static readonly Entry[] Entries = [.. Enumerable.Range(1, Most).Select(number => new Entry(number))];

    public override IReadOnlyList<Question> Questions { get; } =
        [Any, .. Entries.SelectMany(entry => entry.All)];

    public override string More => "Ajouter une formation";

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context)
    {
        var filled = Array.FindLastIndex(Entries, entry => entry.All.Any(question => typed.Of(question.Name).Count > 0)) + 1;
        return Questions.Take(1 + (3 * Math.Min(Most, filled + 1)));
    }

    private protected override Certificates Read(StepReader reader, FormContext context)
    {
        var any = reader.YesNo(Any);
        var all = new List<Certificate>();
        foreach (var entry in Entries)
        {
            if (!reader.Has(entry.Title) && !reader.Has(entry.Organiser) && !reader.Has(entry.Date)) continue;
            var (title, organiser, date) = (reader.Text(entry.Title), reader.Text(entry.Organiser), reader.Day(entry.Date));
            if (date < Earliest || date > ParisTime.DayOf(context.Now).ToDateOnly())
                reader.Wrong(entry.Date, "Cette date est impossible : indiquez le dernier jour d’une formation déjà suivie.");
            all.Add(new Certificate(title, organiser, date ?? Earliest));
        }
        if (any && all.Count == 0)
        {
            reader.Wrong(Entries[0].Title, "Indiquez l’intitulé de la formation.");
            reader.Wrong(Entries[0].Organiser, "Indiquez qui l’a organisée.");
            reader.Wrong(Entries[0].Date, "Indiquez sa date.");
        }
        if (!any && reader.Has(Any) && all.Count > 0)
            reader.Wrong(Any, "Vous indiquez une formation : répondez « oui », ou videz les champs qui la décrivent.");
        return new Certificates(all);
    }

    private protected override void Write(Certificates answer, Answers answers)
    {
        answers.Set(Any.Name, YesNo(answer.All.Count > 0));
        foreach (var (entry, certificate) in Entries.Zip(answer.All))
        {
            answers
                .Set(entry.Title.Name, certificate.Title)
                .Set(entry.Organiser.Name, certificate.Organiser)
                .Set(entry.Date.Name, DateQuestion.Write(certificate.Date));
        }
    }

    private sealed class Entry(int number)
    {
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
    }
}
