using Compagnon.Web;

namespace Compagnon.Dossiers.Form;

/// <summary>Reads the fields of a step, and says what is wrong with them in the order in which they stand on the page.</summary>
internal sealed class StepReader(Answers answers, IReadOnlyList<Question> questions)
{
    private readonly Dictionary<string, string> mistakes = new(StringComparer.Ordinal);

    /// <summary>What is wrong.</summary>
    public FormErrors Errors
    {
        get
        {
            var errors = new FormErrors();
            foreach (var question in questions) errors.Add(question.Name, mistakes.GetValueOrDefault(question.Name));
            return errors;
        }
    }

    /// <summary>Whether anything stands in the field.</summary>
    public bool Has(Question question) => answers.Of(question.Name).Count > 0;

    /// <summary>Says a mistake; a field's first one counts.</summary>
    public void Wrong(Question question, string? mistake)
    {
        if (mistake is not null) mistakes.TryAdd(question.Name, mistake);
    }

    /// <summary>A text; empty where it is missing.</summary>
    public string Text(TextQuestion question)
    {
        var text = answers.Text(question.Name);
        if (text.Length == 0)
        {
            if (!question.Optional) Wrong(question, $"Remplissez le champ « {question.Label} ».");
        }
        else if (text.Length > question.Longest)
        {
            Wrong(question, $"« {question.Label} » : {question.Longest} caractères au plus ; vous en avez saisi {text.Length}.");
        }
        else if (text.Length < question.Shortest)
        {
            Wrong(question, $"« {question.Label} » : {question.Shortest} caractères au moins ; vous en avez saisi {text.Length}.");
        }
        else
        {
            Wrong(question, question.Mistake(text));
        }
        return text;
    }

    /// <summary>A number; the least where it is missing or wrong.</summary>
    public int Number(NumberQuestion question)
    {
        var number = question.Read(answers.Text(question.Name));
        if (number is null)
            Wrong(question, $"« {question.Label} » : indiquez un nombre entier de {question.Least} à {question.Most}.");
        return number ?? question.Least;
    }

    /// <summary>A day; null where it is missing or wrong.</summary>
    public DateOnly? Day(DateQuestion question)
    {
        var typed = answers.Text(question.Name);
        var day = DateQuestion.Read(typed);
        if (typed.Length == 0) Wrong(question, $"Remplissez le champ « {question.Label} ».");
        else if (day is null) Wrong(question, "Indiquez une date qui existe, jour, mois et année : par exemple 15/03/2024.");
        return day;
    }

    /// <summary>The one answer that was chosen.</summary>
    public T Choice<T>(ChoiceQuestion<T> question)
        where T : struct, Enum => Enum.TryParse<T>(Choice((ChoiceQuestion)question), out var value) ? value : default;

    /// <summary>The one answer that was chosen, as the form sends it; empty where there is none.</summary>
    public string Choice(ChoiceQuestion question)
    {
        var chosen = answers.Text(question.Name);
        if (chosen.Length == 0 && !question.Optional) Wrong(question, $"Choisissez une réponse : {question.Label}");
        return chosen;
    }

    /// <summary>Yes or no.</summary>
    public bool YesNo(ChoiceQuestion question) => Choice(question) == TickQuestion.Yes;

    /// <summary>Every answer that was chosen.</summary>
    public IReadOnlyList<T> Choices<T>(ChoiceQuestion<T> question)
        where T : struct, Enum
    {
        var chosen = answers.Of(question.Name).Select(Enum.Parse<T>).ToList();
        if (chosen.Count == 0 && !question.Optional) Wrong(question, $"Cochez au moins une case : {question.Label}");
        return chosen;
    }

    /// <summary>A box that must be ticked.</summary>
    public void Ticked(TickQuestion question)
    {
        if (!Has(question)) Wrong(question, question.Missing);
    }
}
