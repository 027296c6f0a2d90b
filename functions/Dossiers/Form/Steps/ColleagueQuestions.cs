namespace Compagnon.Dossiers.Form;

/// <summary>The two fields that name another doctor.</summary>
/// <param name="prefix">Before the fields' names.</param>
/// <param name="group">What is written above them.</param>
/// <param name="groupShort">The same in the summary.</param>
internal sealed class ColleagueQuestions(string prefix, string group, string groupShort)
{
    public TextQuestion Name { get; } = new($"{prefix}-nom", "Prénom et nom", PersonName.Longest)
    {
        Group = group,
        GroupShort = groupShort,
        Optional = true,
        Conditional = true,
        Mistake = name => PersonName.IsValid(name)
            ? null
            : "Un nom ne peut comporter que des lettres, des espaces, des traits d’union et des apostrophes.",
    };

    public TextQuestion Rpps { get; } = new($"{prefix}-rpps", "Numéro RPPS", 30)
    {
        Group = group,
        GroupShort = groupShort,
        Optional = true,
        Conditional = true,
        Hint = "11 chiffres.",
        Before = "RPPS",
        InputMode = "numeric",
        Width = "medium",
        Tidy = Dossiers.Rpps.Clean,
        Mistake = number => Dossiers.Rpps.Mistake(number)?.Replace("votre numéro", "le numéro", StringComparison.Ordinal),
    };

    /// <summary>The colleague; null where neither field is filled. One without the other is a mistake.</summary>
    public Colleague? Read(StepReader reader, Doctor doctor)
    {
        var (name, rpps) = (reader.Text(Name), reader.Text(Rpps));
        if (name.Length == 0 && rpps.Length == 0) return null;
        if (name.Length == 0) reader.Wrong(Name, "Indiquez le prénom et le nom de ce médecin.");
        if (rpps.Length == 0) reader.Wrong(Rpps, "Indiquez le numéro RPPS de ce médecin.");
        if (rpps == doctor.Rpps) reader.Wrong(Rpps, "Ce numéro RPPS est le vôtre : indiquez celui de l’autre médecin.");
        return new Colleague(name, rpps);
    }

    public void Write(Colleague? colleague, Answers answers)
    {
        answers.Set(Name.Name, colleague?.Name ?? "");
        answers.Set(Rpps.Name, colleague?.Rpps ?? "");
    }
}
