using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Web;

namespace Compagnon.Visits;

/// <summary>What the forms of a visit's steps share.</summary>
/// <param name="visits">Reads what they show.</param>
public abstract class VisitForm(VisitDesk visits) : AssignmentForm
{
    /// <inheritdoc />
    public override Type Context => typeof(VisitContext);

    /// <inheritdoc />
    public override async Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation) =>
        await visits.ReadAsync(@case, cancellation);

    /// <summary>The page's model.</summary>
    protected static VisitModel ModelOf(DepartmentView view) => (VisitModel)view.Model!;

    /// <summary>What is wrong with one of two answers, the second of which needs a word.</summary>
    protected static FormErrors CheckChoice(DepartmentAnswer answer, string yes, string unanswered, string withoutWord) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, answer.Choice == yes || answer.Choice == Choices.Declined ? null : unanswered)
        .Add(DepartmentAnswer.WordField, answer.Choice == Choices.Declined && answer.Word.Length == 0 ? withoutWord : null)
        .Add(DepartmentAnswer.WordField, answer.LengthMistake);

    /// <summary>« du Dr Anne Martin ».</summary>
    protected static string Of(DepartmentView view) => $"du {view.Dossier.Doctor.FullName}";

    /// <summary>Below the button of a step that its visitor or somebody else may still come back to.</summary>
    protected const string Once = "La première réponse enregistrée est la seule.";
}

/// <summary>The coordinator picks who visits.</summary>
/// <param name="visits">Reads what it shows.</param>
public sealed class VisitTeamForm(VisitDesk visits) : VisitForm(visits)
{
    /// <summary>Names of the fields, and the value of taking over the report.</summary>
    public const string PeopleField = "visiteurs", TaskField = "suite", TakeOver = "reprise", Again = "visite";

    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitTeam;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitTeamFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Organiser la visite {Of(view)}",
        ModelOf(view).Status.IsMade
            ? "La visite a eu lieu, et son compte rendu n’est pas remis ou signé par tous : un visiteur a quitté le département. Choisissez qui prend la suite."
        : ModelOf(view).Plan.Team == VisitTeam.Pair
            ? "Le dossier est complet. Choisissez les deux maîtres de stage qui iront sur place."
            : "Le dossier est complet. Choisissez l’enseignant qui ira sur place.",
        "Qui fait la visite ?",
        "Proposer la visite",
        "La coordination doit choisir qui fait la visite.",
        $"Chaque personne choisie a {ModelOf(view).Plan.Rule.OfferDays} jours pour accepter ou décliner ; un refus ou un silence vous revient.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => new("La visite a été proposée", "success");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view)
    {
        var (picked, model) = (answer.All(PeopleField).Distinct().ToList(), ModelOf(view));
        var size = VisitRule.SizeOf(model.Plan.Team);
        return new FormErrors()
            .Add(PeopleField, picked.All(id => model.Possible.Any(visitor => visitor.Person.Id == id))
                ? null
                : "Choisissez dans la liste : une de ces personnes n’en fait plus partie.")
            .Add(PeopleField, picked.Count == size ? null : size == 1 ? "Choisissez une personne." : "Choisissez deux personnes.")
            .Add(TaskField, !model.Status.IsMade || answer.Text(TaskField) is TakeOver or Again
                ? null
                : "Dites si le compte rendu est à reprendre ou la visite à refaire.")
            .Add(DepartmentAnswer.ChoiceField, answer.Choice == Choices.Done ? null : "Choisissez qui fait la visite.")
            .Add(DepartmentAnswer.WordField, answer.LengthMistake);
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string> DataOf(DepartmentAnswer answer, DepartmentView view)
    {
        // Whoever is nearest arranges the visit, in whatever order a browser sends the boxes; of one that was made, whoever was there reports.
        var (status, takesOver) = (ModelOf(view).Status, ModelOf(view).Status.IsMade && answer.Text(TaskField) == TakeOver);
        var picked = ModelOf(view).Possible.Select(visitor => visitor.Person.Id).Where(answer.All(PeopleField).Contains)
            .OrderBy(person => takesOver && !status.Visitors.Contains(person));
        var data = new Dictionary<string, string> { [VisitData.Visitors] = string.Join(' ', picked) };
        if (takesOver) data[VisitData.TakesOver] = "yes";
        return data;
    }
}

/// <summary>Somebody who is asked to visit accepts or declines.</summary>
/// <param name="visits">Reads what it shows.</param>
public sealed class VisitOfferForm(VisitDesk visits) : VisitForm(visits)
{
    /// <summary>Name of the field.</summary>
    public const string ConflictField = "conflit";

    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitOffer;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitOfferFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        ModelOf(view).Status.IsTakenOver ? $"Reprendre le compte rendu de la visite {Of(view)} ?" : $"Visiter le lieu d’exercice {Of(view)} ?",
        ModelOf(view).Status.IsTakenOver
            ? "La visite a eu lieu, et un visiteur a quitté le département. La coordination vous propose de reprendre le compte rendu : dites si vous acceptez."
            : "La coordination vous propose de faire cette visite. Lisez le dossier, puis dites si vous acceptez.",
        "Votre réponse",
        "Envoyer ma réponse",
        "Une réponse est attendue de la personne sollicitée.",
        Once + " Si vous déclinez, la coordination choisira quelqu’un d’autre.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Accepted
        ? new("La visite est acceptée", "success")
        : new("La visite est déclinée");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => CheckChoice(
        answer,
        Choices.Accepted,
        "Dites si vous acceptez de faire cette visite.",
        "Dites en un mot pourquoi vous déclinez : la coordination le lira.");

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? DataOf(DepartmentAnswer answer, DepartmentView view) =>
        answer.Choice == Choices.Declined && answer.Text(ConflictField) == "oui"
            ? new Dictionary<string, string> { [VisitData.Conflict] = "yes" }
            : null;
}

/// <summary>A visitor proposes dates, or gives the visit up.</summary>
/// <param name="visits">Reads what it shows.</param>
/// <param name="time">Which days are to come.</param>
public sealed class VisitDatesForm(VisitDesk visits, TimeProvider time) : VisitForm(visits)
{
    /// <summary>Names of the fields.</summary>
    public const string WayField = "mode", PlaceField = "lieu";

    private const int LongestPlace = 500;

    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitDates;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitDatesFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Proposer des dates pour la visite {Of(view)}",
        "Proposez plusieurs dates : le médecin en choisira une, puis chacun recevra une invitation pour son agenda.",
        "Vos dates",
        "Envoyer",
        "Des dates sont attendues du visiteur.",
        Once);

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Done
        ? new("Des dates ont été proposées", "success")
        : new("Le visiteur a renoncé à cette visite");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view)
    {
        if (answer.Choice != Choices.Done)
        {
            return CheckChoice(
                answer, Choices.Done, "Proposez des dates, ou dites que vous ne pouvez plus faire cette visite.", "Dites pourquoi : la coordination le lira.");
        }

        var plan = ModelOf(view).Plan;
        var (_, errors) = SlotProposal.Read(answer.Text, plan.Rule.Slots, plan.Calendar, time.GetUtcNow());
        var way = WayOf(answer, plan.Rule.Mode);
        var place = answer.Text(PlaceField);
        return errors
            .Add(WayField, way.Length > 0 ? null : "Dites si la visite se fait sur place ou par visioconférence.")
            .Add(PlaceField, place.Length > LongestPlace ? $"Ce texte compte {LongestPlace} caractères au plus." : null)
            .Add(PlaceField, place.Contains('\n', StringComparison.Ordinal) ? "Écrivez l’adresse sur une seule ligne." : null)
            .Add(PlaceField, way switch
            {
                VisitData.Video when !IsVideo(place) => "Donnez le lien de la visioconférence, par exemple https://visio.exemple.fr/visite.",
                VisitData.OnSite when place.Length == 0 => "Donnez l’adresse de la visite.",
                _ => null,
            })
            .Add(DepartmentAnswer.WordField, answer.LengthMistake);
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? DataOf(DepartmentAnswer answer, DepartmentView view)
    {
        if (answer.Choice != Choices.Done) return null;

        var plan = ModelOf(view).Plan;
        var (slots, _) = SlotProposal.Read(answer.Text, plan.Rule.Slots, plan.Calendar, time.GetUtcNow());
        return new Dictionary<string, string>
        {
            [VisitData.Slots] = string.Join('\n', slots),
            [VisitData.Way] = WayOf(answer, plan.Rule.Mode),
            [VisitData.Place] = answer.Text(PlaceField),
        };
    }

    private static string WayOf(DepartmentAnswer answer, VisitMode mode) => mode switch
    {
        VisitMode.OnSite => VisitData.OnSite,
        VisitMode.Video => VisitData.Video,
        _ => answer.Text(WayField) is VisitData.OnSite or VisitData.Video ? answer.Text(WayField) : "",
    };

    private static bool IsVideo(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var video) && video.Scheme == Uri.UriSchemeHttps;
}

/// <summary>The second of a pair says which of the dates suit.</summary>
/// <param name="visits">Reads what it shows.</param>
public sealed class VisitConfirmationForm(VisitDesk visits) : VisitForm(visits)
{
    /// <summary>Name of the field.</summary>
    public const string SlotsField = "dates";

    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitConfirmation;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitConfirmationFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Quelles dates vous conviennent pour la visite {Of(view)} ?",
        "Votre binôme propose ces dates. Gardez celles où vous êtes disponible : le médecin choisira parmi elles.",
        "Vos disponibilités",
        "Envoyer ma réponse",
        "L’accord du second visiteur sur les dates est attendu.",
        Once);

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Done
        ? new("Des dates ont été confirmées", "success")
        : new("Aucune de ces dates ne convient au second visiteur");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view)
    {
        var errors = CheckChoice(
            answer, Choices.Done, "Dites si des dates vous conviennent.", "Dites à votre binôme quand vous êtes disponible.");
        if (answer.Choice != Choices.Done) return errors;

        var picked = answer.All(SlotsField);
        return errors
            .Add(SlotsField, picked.Count > 0 ? null : "Cochez au moins une date, ou dites qu’aucune ne convient.")
            .Add(SlotsField, picked.All(Offered(view).Contains) ? null : "Cochez des dates de la liste.");
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? DataOf(DepartmentAnswer answer, DepartmentView view) => answer.Choice == Choices.Done
        ? new Dictionary<string, string> { [VisitData.Slots] = string.Join('\n', Offered(view).Where(answer.All(SlotsField).Contains)) }
        : null;

    private static IEnumerable<string> Offered(DepartmentView view) => ModelOf(view).Status.Slots.Select(slot => slot.ToString());
}

/// <summary>A participant asks for another date.</summary>
/// <param name="visits">Reads what it shows.</param>
public sealed class VisitAppointmentForm(VisitDesk visits) : VisitForm(visits)
{
    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitAppointment;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitAppointmentFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"La visite {Of(view)} est fixée",
        "Il n’y a rien à faire ici, sauf si la date doit changer.",
        "La date ne convient plus ?",
        "Demander une autre date",
        "La visite est fixée.",
        "La visite est alors retirée des agendas, et de nouvelles dates sont demandées au visiteur.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => new("Une autre date a été demandée", "warning");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => CheckMove(answer.Choice, answer.Word);

    /// <summary>What is wrong with somebody's wish for another date.</summary>
    public static FormErrors CheckMove(string choice, string word) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, choice == Choices.Declined ? null : "Demandez une autre date, ou quittez cette page.")
        .Add(DepartmentAnswer.WordField, word.Length > 0 ? null : "Dites pourquoi, et quand vous êtes disponible : les autres le liront.")
        .Add(DepartmentAnswer.WordField, word.Length > AssignmentDesk.LongestWord
            ? $"Raccourcissez ce texte : il compte {word.Length} caractères, {AssignmentDesk.LongestWord} au plus."
            : null);
}

/// <summary>A visitor reports.</summary>
/// <param name="visits">Reads what it shows.</param>
public sealed class VisitReportForm(VisitDesk visits) : VisitForm(visits)
{
    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitReport;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitReportFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Rédiger le compte rendu de la visite {Of(view)}",
        "Ce compte rendu sera lu par ceux qui décident de l’agrément. Vous pouvez l’enregistrer et le reprendre plus tard.",
        "Le compte rendu",
        "Remettre",
        "Le compte rendu est attendu du visiteur.",
        ModelOf(view).Plan.Team == VisitTeam.Pair
            ? "Une fois remis, le compte rendu part à la signature de votre binôme, qui peut vous le renvoyer."
            : "Une fois remis, le compte rendu ne peut plus être changé.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Done
        ? new("Le compte rendu est remis", "success")
        : new("La visite n’a pas eu lieu", "warning");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => answer.Choice == Choices.Done
        ? VisitReport.From(answer.Text).Check()
        : CheckChoice(answer, Choices.Done, "Dites si la visite a eu lieu.", "Dites pourquoi la visite n’a pas eu lieu.");

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? DataOf(DepartmentAnswer answer, DepartmentView view) =>
        answer.Choice == Choices.Done ? VisitReport.From(answer.Text).ToData() : null;
}

/// <summary>The second of a pair signs, or sends the report back.</summary>
/// <param name="visits">Reads what it shows.</param>
public sealed class VisitSignatureForm(VisitDesk visits) : VisitForm(visits)
{
    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.VisitSignature;

    /// <inheritdoc />
    public override Type Fields => typeof(VisitSignatureFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Signer le compte rendu de la visite {Of(view)}",
        "Votre binôme a rédigé le compte rendu. Relisez-le, puis signez-le ou renvoyez-le avec un mot.",
        "Votre signature",
        "Envoyer ma réponse",
        "La signature du second visiteur est attendue.",
        Once);

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Done
        ? new("Le compte rendu est signé", "success")
        : new("Le compte rendu est renvoyé à son auteur", "warning");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => CheckChoice(
        answer, Choices.Done, "Signez le compte rendu, ou renvoyez-le.", "Dites à votre binôme ce qui est à revoir.");
}
