namespace Compagnon.Web;

/// <summary>What is wrong with a form, in the order of its fields. A field's id is its name.</summary>
public sealed class FormErrors
{
    private readonly List<(string Field, string Message)> all = [];

    /// <summary>Nothing is wrong.</summary>
    public static FormErrors None => new();

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => all.Count > 0;

    /// <summary>Each mistake: the field's id and what to do, as the person reads it.</summary>
    public IReadOnlyList<(string Field, string Message)> All => all;

    /// <summary>Adds a mistake. A field's first mistake is the one that is shown.</summary>
    /// <param name="field">The field's id; empty for the form as a whole.</param>
    /// <param name="message">One sentence that says what to do. Null adds nothing.</param>
    public FormErrors Add(string field, string? message)
    {
        if (message is not null && For(field) is null) all.Add((field, message));
        return this;
    }

    /// <summary>Adds the mistakes of another part of the form.</summary>
    public FormErrors AddAll(FormErrors others)
    {
        foreach (var (field, message) in others.All) Add(field, message);
        return this;
    }

    /// <summary>The mistake of a field, or null.</summary>
    public string? For(string field) => all.Find(error => error.Field == field).Message;
}
