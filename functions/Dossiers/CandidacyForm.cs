using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Dossiers;

/// <summary>What a doctor types to open a dossier, cleaned of what keyboards add.</summary>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="Rpps">National number.</param>
/// <param name="Address">Mail address.</param>
public sealed record CandidacyForm(string FirstName, string LastName, string Rpps, string Address)
{
    /// <summary>Names of the fields.</summary>
    public const string FirstNameField = "prenom", LastNameField = "nom", RppsField = "rpps", AddressField = "adresse";

    /// <summary>Nothing typed yet.</summary>
    public static CandidacyForm Empty { get; } = new("", "", "", "");

    /// <summary>Reads the form.</summary>
    public static CandidacyForm From(IFormCollection form) => new(
        PersonName.Clean(form.Text(FirstNameField)),
        PersonName.Clean(form.Text(LastNameField)),
        Dossiers.Rpps.Clean(form.Text(RppsField)),
        MailAddress.Clean(form.Text(AddressField)));

    /// <summary>What is to be corrected.</summary>
    public FormErrors Check() => new FormErrors()
        .Add(FirstNameField, PersonName.Mistake(FirstName, "prénom"))
        .Add(LastNameField, PersonName.Mistake(LastName, "nom"))
        .Add(RppsField, Dossiers.Rpps.Mistake(Rpps))
        .Add(AddressField, AddressMistake(Address));

    /// <summary>The doctor, once nothing is to be corrected.</summary>
    /// <param name="departement">Code of the département of practice.</param>
    public Doctor ToDoctor(string departement) => new(FirstName, LastName, Rpps, Address, departement);

    /// <summary>What to tell somebody who typed <paramref name="address"/> (cleaned); null when mail could be sent there.</summary>
    public static string? AddressMistake(string address)
    {
        if (address.Length == 0) return "Indiquez votre adresse électronique.";
        return MailAddress.IsValid(address)
            ? null
            : "Vérifiez votre adresse électronique : elle doit ressembler à prenom.nom@exemple.fr, sans accent ni espace.";
    }
}

/// <summary>The answers to a faculty's eligibility questions.</summary>
/// <param name="Answers">By question id: <c>oui</c> or <c>non</c>.</param>
public sealed record EligibilityForm(IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>The answers of a form's buttons.</summary>
    public const string Yes = "oui", No = "non";

    /// <summary>Nothing answered yet.</summary>
    public static EligibilityForm Empty { get; } = new(new Dictionary<string, string>());

    /// <summary>The name of a question's field.</summary>
    public static string FieldOf(EligibilityQuestion question) => "q-" + question.Id;

    /// <summary>Reads the form: the questions of <paramref name="faculty"/> and no others.</summary>
    public static EligibilityForm From(IFormCollection form, Faculty faculty) => new(
        faculty.Eligibility.Select(question => (question.Id, Answer: form.Text(FieldOf(question)))).Where(pair => pair.Answer is Yes or No)
            .ToDictionary(pair => pair.Id, pair => pair.Answer));

    /// <summary>Questions that are not answered.</summary>
    public FormErrors Check(Faculty faculty)
    {
        var errors = new FormErrors();
        foreach (var question in faculty.Eligibility)
            if (!Answers.ContainsKey(question.Id)) errors.Add(FieldOf(question), $"Répondez par oui ou par non : {question.Question}");
        return errors;
    }

    /// <summary>The questions that were answered by no.</summary>
    public IReadOnlyList<EligibilityQuestion> Obstacles(Faculty faculty) =>
        [.. faculty.Eligibility.Where(question => Answers.GetValueOrDefault(question.Id) == No)];
}
