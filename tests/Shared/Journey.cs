using System.Security.Cryptography;
using AngleSharp.Dom;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;

namespace Compagnon.Testing;

/// <summary>A doctor who asks to become a supervisor.</summary>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="Rpps">11 digits with their Luhn key.</param>
/// <param name="Address">Mail address.</param>
/// <param name="Departement">Code of the département of practice.</param>
public sealed record SampleDoctor(string FirstName, string LastName, string Rpps, string Address, string Departement)
{
    /// <summary>A doctor whom no other test knows.</summary>
    public static SampleDoctor New(string departement = "63")
    {
        var mark = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 8);
        return new SampleDoctor("Anne", "Martin", NewRpps(), $"anne.martin.{mark}@cabinet.example", departement);
    }

    private static string NewRpps()
    {
        var digits = "10" + RandomNumberGenerator.GetString("0123456789", 8);
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? (digit * 2 / 10) + (digit * 2 % 10) : digit;
        }

        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }
}

/// <summary>The way of a dossier as people go it: pages, forms and buttons in a browser without JavaScript, and the links in their mails.</summary>
/// <param name="visitor">The browser.</param>
/// <param name="mailbox">Everybody's mail.</param>
/// <param name="patience">How long to wait for a mail; the mailbox's own by default.</param>
public sealed class Journey(Visitor visitor, Mailbox mailbox, TimeSpan? patience = null)
{
    /// <summary>From the home page to « Consultez votre messagerie »: département, eligibility, identity.</summary>
    public async Task<VisitedPage> ApplyAsync(SampleDoctor doctor) => (await SendCandidacyAsync(doctor)).Expect("Consultez votre messagerie");

    /// <summary>The same, to whatever page comes after the last form.</summary>
    public async Task<VisitedPage> SendCandidacyAsync(SampleDoctor doctor)
    {
        var page = await visitor.OpenAsync("/");
        page = await page.FollowAsync("Déposer une candidature");
        page = await page.Fill("Département d’exercice", doctor.Departement).PressAsync("Continuer");
        foreach (var question in page.Document.QuerySelectorAll("fieldset > legend").Select(legend => legend.TextContent).ToList())
            page.Tick("Oui", question);
        page = await page.PressAsync("Continuer");
        return await page
            .Fill("Prénom", doctor.FirstName)
            .Fill("Nom", doctor.LastName)
            .Fill("Numéro RPPS", doctor.Rpps)
            .Fill("Adresse électronique", doctor.Address)
            .PressAsync("Recevoir mon lien");
    }

    /// <summary>Follows the link that confirms the address; the dossier opens.</summary>
    public async Task<VisitedPage> ConfirmAsync(SampleDoctor doctor)
    {
        var mail = await mailbox.NextAsync(doctor.Address, "confirmez votre adresse", patience);
        var page = await visitor.OpenAsync(mail.Link("/confirmation/"));
        return (await page.PressAsync("Ouvrir mon dossier")).Expect("Votre dossier d’agrément");
    }

    /// <summary>The pieces that wait for a document, as the dossier's page lists them.</summary>
    public static IReadOnlyList<string> PiecesToDeposit(VisitedPage dossier) =>
        [.. dossier.Document.QuerySelectorAll("ul.tasks li")
            .Where(item => item.QuerySelector(".tag")?.TextContent == "À déposer")
            .Select(item => item.QuerySelector("a")!.TextContent)];

    /// <summary>Deposits a document for a piece and comes back to the dossier.</summary>
    public async Task<VisitedPage> DepositAsync(VisitedPage dossier, string piece, string fileName, byte[] content)
    {
        var page = await dossier.FollowAsync(piece);
        var field = page.Document.QuerySelector("form[enctype] label")?.TextContent
            ?? throw new InvalidOperationException($"Expected a field for a document on « {page.Heading} »; there is none.");
        page = await page.Attach(field, fileName, content).PressAsync(field.Contains("remplacera", StringComparison.Ordinal) ? "Remplacer" : "Déposer");
        return page.Expect("Votre dossier d’agrément");
    }

    /// <summary>Deposits a PDF for each piece that is asked for.</summary>
    public async Task<VisitedPage> DepositAllAsync(VisitedPage dossier)
    {
        foreach (var piece in PiecesToDeposit(dossier))
            dossier = await DepositAsync(dossier, piece, $"{piece}.pdf", SampleDocuments.Pdf(piece));
        return dossier;
    }

    /// <summary>Fills every step of the form that is not filled yet, and comes back to the dossier.</summary>
    public async Task<VisitedPage> FillFormAsync(VisitedPage dossier, SampleDoctor doctor)
    {
        var form = SampleForm.Of(doctor.FirstName, doctor.LastName, doctor.Departement);
        var list = (await dossier.FollowAsync("Remplir le formulaire")).Expect("Votre lieu de stage");
        foreach (var step in StepForm.Of(DossierKind.Candidacy))
        {
            var page = await list.FollowAsync(step.Title);
            page = await page.FillIn(SampleForm.Typed(step, form).All).PressAsync("Enregistrer et continuer");
            list = step == StepForm.Of(DossierKind.Candidacy)[^1] ? page.Expect("Votre lieu de stage") : await page.FollowAsync("Revenir au formulaire");
        }
        return (await list.FollowAsync("Revenir au dossier")).Expect("Votre dossier d’agrément");
    }

    /// <summary>Reads the charter and accepts it.</summary>
    public async Task<VisitedPage> AcceptCharterAsync(VisitedPage dossier)
    {
        var page = await dossier.FollowAsync("Lire et accepter la charte");
        return (await page.Tick("J’ai lu la charte").PressAsync("Accepter la charte")).Expect("Votre dossier d’agrément");
    }

    /// <summary>Reads everything once more and sends the dossier.</summary>
    public async Task<VisitedPage> SubmitAsync(VisitedPage dossier)
    {
        var page = await dossier.FollowAsync("Vérifier et envoyer");
        return (await page.PressAsync("Envoyer mon dossier")).Expect("Votre dossier d’agrément");
    }

    /// <summary>All that a doctor does, from the home page to the submission.</summary>
    public async Task<VisitedPage> SubmitWholeAsync(SampleDoctor doctor)
    {
        await ApplyAsync(doctor);
        return await SubmitAsync(
            await AcceptCharterAsync(await FillFormAsync(await DepositAllAsync(await ConfirmAsync(doctor)), doctor)));
    }

    /// <summary>Opens what the newest mail to somebody of the department asks.</summary>
    public async Task<VisitedPage> OpenAssignmentAsync(string person, string subject) =>
        await visitor.OpenAsync((await mailbox.NextAsync(person, subject, patience)).Link("/demande/"));

    /// <summary>The secretariat: the dossier is complete.</summary>
    public static Task<VisitedPage> SayCompleteAsync(VisitedPage review) => Judge(review, null).PressAsync("Enregistrer la vérification");

    /// <summary>The secretariat: a piece is missing or to be redone.</summary>
    public static Task<VisitedPage> SayMissingAsync(VisitedPage review, string piece, string word) =>
        Judge(review, piece).Fill("Mot au médecin : " + piece, word).PressAsync("Enregistrer la vérification");

    /// <summary>The secretariat accepts every piece but the one whose label begins with <paramref name="refused"/>; null: every one.</summary>
    public static VisitedPage Judge(VisitedPage review, string? refused)
    {
        var known = refused is null;
        foreach (var verdict in review.Document.QuerySelectorAll("fieldset.verdict"))
        {
            var label = verdict.QuerySelector("legend")!.TextContent.Trim();
            var isRefused = refused is not null && label.StartsWith(refused, StringComparison.Ordinal);
            known |= isRefused;
            var choices = verdict.QuerySelectorAll(".choice label").Select(choice => choice.TextContent.Trim()).ToList();
            review.Tick(isRefused ? choices[^1] : choices[0], label);
        }

        return known ? review : throw new InvalidOperationException($"Expected a piece « {refused} » on the page « {review.Heading} ».");
    }

    /// <summary>The doctor opens the dossier by the newest mail whose subject contains <paramref name="subject"/>.</summary>
    public async Task<VisitedPage> OpenDossierAsync(SampleDoctor doctor, string subject) =>
        (await visitor.OpenAsync((await mailbox.NextAsync(doctor.Address, subject, patience)).Link("/dossier/"))).Expect("Votre dossier d’agrément");

    /// <summary>The coordinator grants.</summary>
    public static Task<VisitedPage> GrantAsync(VisitedPage decision) =>
        decision.Tick("Accorder l’agrément").PressAsync("Enregistrer la décision");

    /// <summary>The coordinator refuses.</summary>
    public static Task<VisitedPage> RefuseAsync(VisitedPage decision, string reasons) =>
        decision.Tick("Refuser l’agrément").Fill("Motifs", reasons).PressAsync("Enregistrer la décision");
}
