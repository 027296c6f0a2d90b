using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Renewals;
using Compagnon.Territories;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace Compagnon.Tests.Dossiers.Form;

/// <summary>What each step asks, refuses and keeps; pure.</summary>
public sealed class StepFormTests
{
    private static readonly CommuneBook Communes = TerritoryFiles.Load(Path.Combine(AppContext.BaseDirectory, "Territories"));

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly Doctor Anne = new("Anne", "Lefèvre-Moulin", "79927398713", "anne@exemple.example", "63");

    // As many semesters and recommendations as a step has fields for.
    private static readonly RenewedTerm Renews = new(
        new LocalDate(2020, 5, 4), new LocalDate(2026, 5, 3), [], [.. Enumerable.Range(1, 20).Select(number => $"Recommandation {number}.")]);

    private static readonly DossierForm Sample = SampleForm.Of(Anne.FirstName, Anne.LastName, "63", Now).WithReport(Renews, ParisTime.DayOf(Now)) with
    {
        Amendment = new Amendment([AmendmentSubject.Place, AmendmentSubject.Capacity], new DateOnly(2026, 6, 1), "Nous ouvrons un second cabinet."),
    };

    private static readonly FormContext Context = new(Anne, Now, DossierForm.Empty, Communes);

    [Fact]
    public void A_faculty_that_offers_less_shows_and_takes_no_more()
    {
        var narrow = Context with { Offer = new OfferRule([StageLevel.Level1, StageLevel.Saspas], ["medecine-generale", "geriatrie"]) };

        var levels = Assert.IsType<ChoiceQuestion<StageLevel>>(StepForm.Of(FormStep.Capacity).QuestionsFor(Answers.None, narrow).Last());
        Assert.Equal(["Level1", "Saspas"], levels.Options.Select(option => option.Value));
        var specialty = Assert.IsType<ChoiceQuestion>(StepForm.Of(FormStep.Discipline).QuestionsFor(Answers.None, narrow).First());
        Assert.Equal(["medecine-generale", "geriatrie"], specialty.Options.Select(option => option.Value));

        var capacity = new Answers().Set("internes", "2").Set("niveaux", "Observation", "Saspas");
        Assert.True(StepForm.Of(FormStep.Capacity).TryRead(capacity, Context, out _, out _));
        Assert.False(StepForm.Of(FormStep.Capacity).TryRead(capacity, narrow, out _, out var errors));
        Assert.Contains("que cette faculté propose", errors.For("niveaux"));
        var discipline = new Answers().Set("specialite", "allergologie").Set("statut", "Ordinary");
        Assert.True(StepForm.Of(FormStep.Discipline).TryRead(discipline, Context, out _, out _));
        Assert.False(StepForm.Of(FormStep.Discipline).TryRead(discipline, narrow, out _, out errors));
        Assert.Contains("pour laquelle cette faculté", errors.For("specialite"));
    }

    private static FormContext ContextOf(StepForm step) =>
        step.Step > FormStep.Amendment ? Context with { Renews = Renews } : Context;

    public static TheoryData<string> Slugs => [.. StepForm.All.Select(step => step.Slug)];

    /// <summary>Step, field, what was typed there instead, what the doctor is told about which field.</summary>
    public static TheoryData<string, string, string, string, string> Mistakes => new()
    {
        { "specialite", "specialite", "magie", "specialite", "Choisissez une réponse" },
        { "specialite", "statut", "Associate", "agree-nom", "Indiquez le maître de stage agréé" },
        { "specialite", "statut", "2", "statut", "Choisissez une réponse" },
        { "specialite", "agree-nom", "Paul Roux", "agree-rpps", "Indiquez le numéro RPPS" },
        { "internes", "semestre1-level1", "21", "semestre1-level1", "de 0 à 20" },
        { "internes", "semestre12-saspas", "beaucoup", "semestre12-saspas", "de 0 à 20" },
        { "evaluations", "recues", "", "recues", "Choisissez une réponse" },
        { "evaluations", "recues", "non", "recues", "Vous résumez des évaluations" },
        { "evaluations", "retour", "", "retour", "ce que disent les évaluations" },
        { "formations-suivies", "formation1-date", "31/02/2025", "formation1-date", "date qui existe" },
        { "formations-suivies", "formation1-date", "01/01/2027", "formation1-date", "Cette date est impossible" },
        { "formations-suivies", "formation1-organisme", "", "formation1-organisme", "Remplissez le champ" },
        { "bilan", "changement", "non", "changement", "Vous décrivez un changement" },
        { "bilan", "changements", "", "changements", "Dites ce qui a changé" },
        { "recommandations", "reponse7", "", "reponse7", "Remplissez le champ" },
        { "lieu", "adresse", "", "adresse", "Remplissez le champ « Numéro et rue »" },
        { "lieu", "code-postal", "6300", "code-postal", "5 chiffres" },
        { "lieu", "code-postal", "6300O", "code-postal", "5 chiffres" },
        { "lieu", "code-postal", "٦٣٠٠٠", "code-postal", "5 chiffres" },
        { "lieu", "commune", "Lyon", "commune", "Nous ne trouvons pas cette commune" },
        { "lieu", "commune", "Aurillac", "commune", "n’est pas dans le département de votre candidature" },
        { "lieu", "commune", "Saint-Jean", "code-commune", "choisissez la vôtre" },
        { "lieu", "commune", "!!", "commune", "Nous ne trouvons pas cette commune" },
        { "lieu", "structure", "Palace", "structure", "Choisissez une réponse" },
        { "lieu", "nom-structure", "", "nom-structure", "Indiquez le nom de cette structure" },
        { "lieu", "mode", "", "mode", "Choisissez une réponse" },
        { "activite", "demi-journees", "0", "demi-journees", "de 1 à 14" },
        { "activite", "demi-journees", "15", "demi-journees", "de 1 à 14" },
        { "activite", "demi-journees", "-3", "demi-journees", "de 1 à 14" },
        { "activite", "demi-journees", "neuf", "demi-journees", "de 1 à 14" },
        { "activite", "consultations", "99999999999999999999", "consultations", "de 1 à 400" },
        { "activite", "consultations", "12,5", "consultations", "de 1 à 400" },
        { "activite", "visites", "", "visites", "de 0 à 200" },
        { "activite", "patients", "Martians", "patients", "Cochez au moins une case" },
        { "equipe", "autres-medecins", "1000000", "autres-medecins", "de 0 à 200" },
        { "equipement", "materiel", "", "materiel", "Cochez ce dont vous disposez" },
        { "locaux", "bureau", "", "bureau", "Choisissez une réponse" },
        { "locaux", "repos", "peut-être", "repos", "Choisissez une réponse" },
        { "locaux", "permanence", "", "permanence", "Choisissez une réponse" },
        { "accueil", "internes", "7", "internes", "de 1 à 6" },
        { "accueil", "internes", "", "internes", "de 1 à 6" },
        { "accueil", "niveaux", "Level9", "niveaux", "Cochez au moins une case" },
        { "encadrement", "demi-journees", "13", "demi-journees", "de 1 à 12" },
        { "encadrement", "minutes", "9", "minutes", "de 10 à 240" },
        { "encadrement", "minutes", "1e2", "minutes", "de 10 à 240" },
        { "encadrement", "joignable", "", "joignable", "Choisissez une réponse" },
        { "coencadrement", "ensemble", "", "ensemble", "Choisissez une réponse" },
        { "coencadrement", "ensemble", "0", "ensemble", "Vous nommez plus de médecins" },
        { "coencadrement", "ensemble", "2", "troisieme-nom", "Indiquez le prénom et le nom" },
        { "coencadrement", "deuxieme-rpps", "10102348976", "deuxieme-rpps", "n’est pas valable" },
        { "coencadrement", "deuxieme-rpps", "1010234897", "deuxieme-rpps", "11 chiffres" },
        { "coencadrement", "deuxieme-rpps", "79927398713", "deuxieme-rpps", "est le vôtre" },
        { "coencadrement", "deuxieme-nom", "<script>", "deuxieme-nom", "ne peut comporter que des lettres" },
        { "projet", "objectifs", "Beaucoup.", "objectifs", "50 caractères au moins" },
        { "projet", "methodes", "", "methodes", "Cochez au moins une case" },
        { "changement", "objet", "Weather", "objet", "Cochez au moins une case" },
        { "changement", "a-partir-du", "02/03/2028", "a-partir-du", "à plus d’un an" },
        { "changement", "a-partir-du", "bientôt", "a-partir-du", "une date qui existe" },
        { "changement", "description", "", "description", "Remplissez le champ « Décrivez le changement »" },
        { "formations", "deja", "non", "deja", "répondez « oui »" },
        { "formations", "formation1-date", "31/02/2024", "formation1-date", "une date qui existe" },
        { "formations", "formation1-date", "03/2024", "formation1-date", "une date qui existe" },
        { "formations", "formation1-date", "03/03/2026", "formation1-date", "impossible" },
        { "formations", "formation1-date", "15/03/1024", "formation1-date", "impossible" },
        { "formations", "formation1-organisme", "", "formation1-organisme", "Remplissez le champ « Organisme »" },
        { "formations", "formation2-titre", "Perfectionnement", "formation2-date", "Remplissez le champ « Date »" },
        { "engagement", "engagement", "", "engagement", "Cochez la case" },
        { "engagement", "signature", "Paul Roux", "signature", "Anne Lefèvre-Moulin" },
        { "engagement", "signature", "", "signature", "Remplissez le champ" },
    };

    [Theory]
    [MemberData(nameof(Slugs))]
    public void What_is_right_is_read_and_written_again_as_it_was(string slug)
    {
        var step = StepForm.All.Single(form => form.Slug == slug);

        Assert.True(step.TryRead(step.Write(Sample[step.Step]!), ContextOf(step), out var answer, out var errors), Told(errors));

        Assert.Equal(step.ToJson(Sample[step.Step]!), step.ToJson(answer));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_wrong_is_told_at_its_field(string slug, string field, string typed, string told, string message)
    {
        var step = StepForm.All.Single(form => form.Slug == slug);

        Assert.False(step.TryRead(Sent(step, field, typed), ContextOf(step), out _, out var errors));

        Assert.Contains(message, errors.For(told), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Nothing_typed_is_told_and_so_is_ten_thousand_characters_in_any_text(string slug)
    {
        var step = StepForm.All.Single(form => form.Slug == slug);
        Assert.False(step.TryRead(Answers.None, ContextOf(step), out _, out var errors));
        Assert.True(errors.Any);

        foreach (var question in step.Questions)
        {
            if (question is ChoiceQuestion or TickQuestion) continue;
            step.TryRead(Sent(step, question.Name, new string('é', 10_000)), ContextOf(step), out _, out errors);
            // A code of a commune that is none of those asked about says nothing.
            if (question.Name != "code-commune") Assert.NotNull(errors.For(question.Name));
            if (question is TextQuestion { Longest: > 100 } text)
            {
                Assert.Contains(
                    $"{text.Longest} caractères au plus ; vous en avez saisi 10000", errors.For(question.Name), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public void What_cannot_be_seen_is_not_kept(string slug)
    {
        var step = StepForm.All.Single(form => form.Slug == slug);
        foreach (var question in step.Questions.OfType<TextQuestion>())
        {
            var kept = Sent(step, question.Name, "  a\u0000b\u0007\u202Ec\u200B\r\nd \uFFFE ").Text(question.Name);
            Assert.DoesNotContain(kept, c => char.IsControl(c) && c != '\n');
            Assert.DoesNotContain(kept, c => c is '\u202E' or '\u200B' or '\uFFFE');
            Assert.Equal(kept.Trim(), kept);
        }
    }

    [Theory]
    [InlineData("clermont ferrand", "63000", "63113")]
    [InlineData("CLERMONT-FERRAND", "99999", "63113")]
    [InlineData("thiers", "63300", "63430")]
    [InlineData("St Nectaire", "63710", "63380")]
    public void A_commune_is_found_however_it_is_written(string typed, string postalCode, string code)
    {
        var step = StepForm.Of(FormStep.Place);
        var answers = Sent(step, "commune", typed).Set("code-postal", postalCode).Set("code-commune");

        Assert.True(step.TryRead(answers, ContextOf(step), out var answer, out var errors), Told(errors));

        Assert.Equal((code, Communes.Find(code)!.Name), (((Place)answer).CommuneCode, ((Place)answer).CommuneName));
    }

    [Fact]
    public void Of_several_communes_the_chosen_one_counts_and_only_a_choice_that_was_offered()
    {
        var step = StepForm.Of(FormStep.Place);
        var asked = Sent(step, "commune", "Saint-Jean").Set("code-commune");
        var offered = Assert.IsType<ChoiceQuestion>(step.QuestionsFor(asked, Context).Single(question => question.Name == "code-commune"));
        Assert.InRange(offered.Options.Count, 2, 12);

        Assert.True(step.TryRead(asked.Set("code-commune", offered.Options[1].Value), ContextOf(step), out var answer, out _));
        Assert.Equal(offered.Options[1].Value, ((Place)answer).CommuneCode);

        Assert.False(step.TryRead(asked.Set("code-commune", "15014"), ContextOf(step), out _, out _));
        // Once it is clear, nobody is asked.
        Assert.DoesNotContain(step.QuestionsFor(step.Write(Sample.Place!), Context), question => question.Name == "code-commune");
    }

    [Theory]
    [InlineData("15/3/2024")]
    [InlineData("15032024")]
    [InlineData("15 03 2024")]
    [InlineData("15.03.2024")]
    [InlineData("2024-03-15")]
    public void A_date_is_read_as_people_type_it(string typed)
    {
        var step = StepForm.Of(FormStep.Certificates);

        Assert.True(step.TryRead(Sent(step, "formation1-date", typed), ContextOf(step), out var answer, out var errors), Told(errors));

        Assert.Equal(new DateOnly(2024, 3, 15), ((Certificates)answer).All[0].Date);
    }

    [Theory]
    [InlineData("Anne LEFEVRE MOULIN")]
    [InlineData("Dr Lefèvre-Moulin")]
    [InlineData("lefèvre moulin anne")]
    public void A_signature_is_the_doctors_name_however_it_is_written(string typed)
    {
        var step = StepForm.Of(FormStep.Commitment);

        Assert.True(step.TryRead(Sent(step, "signature", typed), ContextOf(step), out var answer, out var errors), Told(errors));

        Assert.Equal((typed, Now), (((Commitment)answer).Name, ((Commitment)answer).SignedAt));
    }

    [Fact]
    public void A_signature_keeps_its_date_when_it_is_saved_again_and_gets_another_when_it_is_changed()
    {
        var step = StepForm.Of(FormStep.Commitment);
        var later = Context with { Now = Now.AddDays(9), Stored = Sample };

        Assert.True(step.TryRead(step.Write(Sample.Commitment!), later, out var again, out _));
        Assert.True(step.TryRead(Sent(step, "signature", "A. Lefèvre-Moulin"), later, out var changed, out _));

        Assert.Equal((Now, Now.AddDays(9)), (((Commitment)again).SignedAt, ((Commitment)changed).SignedAt));
    }

    [Fact]
    public void One_more_training_session_can_always_be_added_up_to_six()
    {
        var step = StepForm.Of(FormStep.Certificates);
        var all = Enumerable.Range(1, 6).Select(i => new Certificate($"Formation {i}", "Collège", new DateOnly(2020, 1, i))).ToList();

        Assert.Equal(1 + 3, step.QuestionsFor(Answers.None, Context).Count());
        Assert.Equal(1 + 9, step.QuestionsFor(step.Write(new Certificates(all[..2])), Context).Count());
        Assert.Equal(1 + 18, step.QuestionsFor(step.Write(new Certificates(all)), Context).Count());
    }

    [Fact]
    public void Any_form_comes_back_from_storage_and_from_its_fields_as_it_was() =>
        Prop.ForAll(SampleAnswers.Any(Communes, Now, Renews).ToArbitrary(), answer =>
        {
            var step = StepForm.All.Single(it => it.Step == SampleAnswers.StepOf(answer));
            var json = step.ToJson(answer);
            var context = ContextOf(step) with { Stored = DossierForm.Empty.With(answer) };
            var read = step.TryRead(step.Write(answer), context, out var again, out var errors);
            return (read && step.ToJson(again!) == json && step.ToJson(step.FromJson(json)) == json)
                .Label($"{step.Slug}: {Told(errors)}: {json}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_sent_is_either_an_answer_or_told_at_a_field_of_the_step() =>
        Prop.ForAll(
            Gen.Elements<StepForm>(StepForm.All).ToArbitrary(),
            ArbMap.Default.ArbFor<string?[]>(),
            (step, texts) =>
            {
                var form = step.Questions.Select((question, i) => KeyValuePair.Create(
                    question.Name, new StringValues(texts.Length == 0 ? null : texts[i % texts.Length])));
                var typed = Answers.From(new FormCollection(form.ToDictionary()), step.Questions);
                var isRead = step.TryRead(typed, ContextOf(step), out _, out var errors);
                var again = Answers.From(
                    new FormCollection(typed.All.ToDictionary(pair => pair.Key, pair => new StringValues([.. pair.Value]))),
                    step.Questions);
                return isRead != errors.Any
                    && errors.All.All(error => step.Questions.Any(question => question.Name == error.Field))
                    && again.IsSameAs(typed);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_answer_has_a_French_name_and_every_field_a_name_of_its_own()
    {
        foreach (var step in StepForm.All)
        {
            Assert.Equal(step.Questions.Count, step.Questions.Select(question => question.Name).Distinct().Count());
            Assert.NotEmpty(step.Rows(Sample[step.Step]!));
        }
        Assert.Equal(Enum.GetValues<FormStep>(), StepForm.All.Select(step => step.Step));
        Assert.Equal(44, Specialties.All.Select(specialty => specialty.Code).Distinct().Count());
    }

    [Fact]
    public void What_was_not_written_by_the_app_is_refused_with_the_steps_name()
    {
        foreach (var json in (string[])["", "null", "{}", "{\"Interns\":2,\"Levels\":null}", "[1]"])
        {
            var wrong = Assert.Throws<InvalidDataException>(() => StepForm.Of(FormStep.Capacity).FromJson(json));
            Assert.Contains(nameof(FormStep.Capacity), wrong.Message, StringComparison.Ordinal);
        }
    }

    private static Answers Sent(StepForm step, string field, string typed)
    {
        var form = step.Write(Sample[step.Step]!).All.ToDictionary(pair => pair.Key, pair => new StringValues([.. pair.Value]));
        form[field] = typed;
        return Answers.From(new FormCollection(form), step.Questions);
    }

    private static string Told(Compagnon.Web.FormErrors errors) => string.Join(" | ", errors.All);
}
