using Microsoft.AspNetCore.Http;

namespace Compagnon.Web;

/// <summary>The pages for what goes wrong.</summary>
public sealed class Problems(PageRenderer pages)
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(30);

    /// <summary>404: there is nothing at this address.</summary>
    public PageResult NotFound() => Page(
        StatusCodes.Status404NotFound,
        "Page introuvable",
        "Il n’y a pas de page à cette adresse.",
        "Si vous l’avez recopiée d’un message, vérifiez qu’elle est entière.");

    /// <summary>405: the address exists and does not answer to this method.</summary>
    /// <param name="methods">Those that it answers to.</param>
    public PageResult MethodNotAllowed(IEnumerable<string> methods) => Page(
        StatusCodes.Status405MethodNotAllowed,
        "Cette adresse ne peut pas être utilisée ainsi",
        "Reprenez depuis le lien que vous avez reçu ou depuis la page d’accueil.").Allowing(methods);

    /// <summary>400: what came cannot be read.</summary>
    public PageResult BadRequest() => Page(
        StatusCodes.Status400BadRequest,
        "Envoi illisible",
        "Nous n’avons pas pu lire ce que votre navigateur a envoyé. Rien n’a été enregistré.",
        "Revenez à la page précédente et recommencez.");

    /// <summary>403: the form was not opened by this browser, or its cookie is gone.</summary>
    /// <param name="form">Address of the form.</param>
    public PageResult FormExpired(string form) => pages.Page<ProblemPage>(
        new
        {
            Title = "Ce formulaire n’est plus valable",
            Paragraphs = (string[])
            [
                "Pour votre sécurité, un formulaire ne peut être envoyé que depuis le navigateur qui l’a ouvert, "
                + "avec les cookies de ce site acceptés. Rien n’a été enregistré.",
                "Rouvrez le formulaire et recommencez.",
            ],
            Back = form,
            BackText = "Rouvrir le formulaire",
        },
        StatusCodes.Status403Forbidden);

    /// <summary>403: a commitment or a withdrawal is the doctor's own; nobody makes it in their stead.</summary>
    /// <param name="dossier">Address of the dossier.</param>
    public PageResult DoctorsOwn(string dossier) => pages.Page<ProblemPage>(
        new
        {
            Title = "C’est au médecin de le faire",
            Paragraphs = (string[])
            [
                "Accepter la charte, signer l’engagement et retirer une candidature engagent le médecin : il le fait lui-même, "
                + "depuis le lien qu’il a reçu par courriel. Rien n’a été enregistré.",
                "Tout le reste du dossier peut être rempli au téléphone.",
            ],
            Back = dossier,
            BackText = "Revenir au dossier",
        },
        StatusCodes.Status403Forbidden);

    /// <summary>413: more came than is taken.</summary>
    /// <param name="message">What was too much, and what to do.</param>
    public PageResult TooLarge(string message) => Page(StatusCodes.Status413PayloadTooLarge, "Envoi trop volumineux", message);

    /// <summary>415: not a form.</summary>
    public PageResult UnsupportedMediaType() =>
        Page(StatusCodes.Status415UnsupportedMediaType, "Envoi illisible", "Cette adresse attend un formulaire.");

    /// <summary>429: asked too often.</summary>
    /// <param name="title">What was asked too often.</param>
    /// <param name="message">What to do.</param>
    /// <param name="delay">When to try again.</param>
    public PageResult TooMany(string title, string message, TimeSpan delay) =>
        Page(StatusCodes.Status429TooManyRequests, title, message).RetryAfter(delay);

    /// <summary>503: storage cannot be reached.</summary>
    public PageResult Unavailable() => Page(
        StatusCodes.Status503ServiceUnavailable,
        "Le service est momentanément indisponible",
        "Nous ne pouvons pas joindre l’endroit où les dossiers sont conservés. Rien de ce que vous aviez déjà envoyé n’est perdu.",
        "Réessayez dans une minute : rechargez cette page ou renvoyez votre formulaire.").RetryAfter(StorageRetry);

    /// <summary>500: our fault.</summary>
    /// <param name="incident">A number that the log knows too.</param>
    public PageResult Failure(string incident) => pages.Page<ProblemPage>(
        new
        {
            Title = "Une erreur s’est produite",
            Paragraphs = (string[])
            [
                "L’erreur vient de notre côté et elle est enregistrée. Ce que vous aviez déjà envoyé est conservé.",
                "Réessayez dans quelques minutes. Si l’erreur persiste, écrivez à votre faculté.",
            ],
            Incident = incident,
        },
        StatusCodes.Status500InternalServerError);

    private PageResult Page(int status, string title, params string[] paragraphs) =>
        pages.Page<ProblemPage>(new { Title = title, Paragraphs = paragraphs }, status);
}
