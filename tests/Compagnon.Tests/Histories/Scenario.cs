using System.Text;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Emulator.Graph;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Imports;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Mail.Sending;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Visits;
using Compagnon.Visits;

namespace Compagnon.Tests.Histories;

/// <summary>A way that a dossier or a mail can go, driven through the app as it runs.</summary>
/// <param name="Name">Stands in the names of the recorded files.</param>
/// <param name="Keeps">Whose histories are worth keeping of it: an orchestration's, or, with a slash, those of one of its instances.</param>
/// <param name="RunAsync">Goes that way and gives the dossier.</param>
internal sealed record Scenario(string Name, string[] Keeps, Func<ScenarioStage, Task<DossierKey>> RunAsync)
{
    /// <summary>Whether its faculty has a commission (<see cref="SampleCommission"/>).</summary>
    public bool HasCommission { get; init; }

    /// <summary>Whether the dean and the agency decide on what the commission has concluded (<see cref="Decisions.SampleDecisions"/>).</summary>
    public bool HasDecisions { get; init; }

    /// <summary>Whether each stage has a target, and the faculty a calendar; only where it has a commission.</summary>
    public bool HasTargets { get; init; }

    /// <summary>Its faculty's rule for visits (<see cref="VisitedFaculty"/>); null where there are none.</summary>
    public string? VisitRule { get; init; }

    private static readonly string April = SessionFlow.Orchestration + "/" + CommissionSite.Session(CommissionSite.April).Id;

    private static Dictionary<string, string> Decided(string number) =>
        new() { [AuthorityForm.NumberField] = number, [AuthorityForm.DayField] = "2027-03-12" };

    private const string Agreement = Compagnon.Agreements.Agreement.Orchestration;
    private const string Assignment = AssignmentFlow.Orchestration;
    private const string Mail = MailSender.Orchestration;
    private const string OfWithdrawal = Compagnon.Lifecycle.AgreementWithdrawal.Orchestration;
    private const string OfHold = HoldFlow.Orchestration;
    private const string OfVisit = Compagnon.Visits.Visit.Orchestration;

    /// <summary>Every way that is recorded.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("granted", [Agreement, Assignment], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted, "Bienvenue.");
            return dossier;
        }),
        new("watched", [AgreementWatch.Orchestration], async stage =>
        {
            var dossier = await stage.GrantAsync();
            await stage.WaitAsync(TimeSpan.FromDays(100));
            return dossier;
        }),
        new("withdrawn-while-watched", [AgreementWatch.Orchestration], async stage =>
        {
            var dossier = await stage.GrantAsync();
            await stage.App.Get<AgreementDesk>().ChangeAsync(stage.App.Workflows, new AgreementChange(
                dossier, "withdrawn", AgreementChangeKind.Withdrawn, stage.App.Clock.GetUtcNow(), stage.App.Coordinator.Id, "Pour un essai."));
            return dossier;
        }),
        new("renewal-granted", [Agreement + "/"], async stage =>
        {
            var renewal = await stage.RenewAsync(await stage.GrantAsync(), TimeSpan.FromDays(300));
            await stage.AnswerAsync(renewal, "review-1", Choices.Complete);
            await stage.AnswerAsync(renewal, "decision-1", Choices.Granted, "Merci de continuer.");
            return renewal;
        }),
        new("renewal-refused-after-the-end", [Agreement + "/"], async stage =>
        {
            var renewal = await stage.RenewAsync(await stage.GrantAsync(), TimeSpan.FromDays(360));
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerAsync(renewal, "review-1", Choices.Complete);
            await stage.AnswerAsync(renewal, "decision-1", Choices.Refused, "Il manque du temps.");
            return renewal;
        }),
        new("import", [AgreementImport.Orchestration], stage => stage.ImportAsync(3)),
        new("import-in-two-steps", [AgreementImport.Orchestration], stage => stage.ImportAsync(600)),
        new("import-of-a-list-that-is-gone", [AgreementImport.Orchestration], stage => stage.ImportAsync(0)),
        new("refused", [Agreement, Assignment + "/decision-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Refused, "Trop peu de patients.");
            return dossier;
        }),
        new("pieces-missing-twice", [Agreement, Assignment + "/review-2", Assignment + "/completion-2"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            foreach (var round in (string[])["1", "2"])
            {
                await stage.AnswerAsync(dossier, "review-" + round, Choices.Missing, "Le CV manque.", "cv");
                await stage.AnswerAsync(dossier, "completion-" + round, Choices.Provided);
            }

            await stage.AnswerAsync(dossier, "review-3", Choices.Complete);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        }),
        new("delay-passed", [Agreement, Assignment + "/completion-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(60));
            return dossier;
        }),
        new("delay-passed-after-a-first-return", [Agreement], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "review-2", Choices.Missing, "Le CV manque toujours.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(60));
            return dossier;
        }),
        new("extension-granted", [Agreement, Assignment + "/completion-1", Assignment + "/completion-1-extension-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(28));
            await stage.AskForTimeAsync(dossier, "completion-1", "Mon scanner est en panne.");
            await stage.AnswerAsync(dossier, "completion-1-extension-1", Choices.Accepted);
            await stage.WaitAsync(TimeSpan.FromDays(16));
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "review-2", Choices.Complete);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        }),
        new("extension-refused", [Assignment + "/completion-1", Assignment + "/completion-1-extension-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.AskForTimeAsync(dossier, "completion-1", "Je pars en vacances.");
            await stage.AnswerAsync(dossier, "completion-1-extension-1", Choices.Declined, "Le délai est le même pour tous.");
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "review-2", Choices.Withdrawn);
            return dossier;
        }),
        new("extension-unanswered", [Agreement, Assignment + "/completion-1", Assignment + "/completion-1-extension-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.AskForTimeAsync(dossier, "completion-1", "Mon scanner est en panne.");
            await stage.WaitAsync(TimeSpan.FromDays(60));
            return dossier;
        }),
        new("steps-to-redo", [Agreement, Assignment + "/review-2", Assignment + "/completion-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, data: new ReviewFindings(
                new Dictionary<string, PieceFinding> { ["cv"] = new(PieceState.Redo, "Il est coupé."), ["lieu"] = new(PieceState.Accepted, "") },
                new Dictionary<FormStep, string> { [FormStep.Place] = "Quelle commune ?" }).ToData(), pieces: "cv");
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "review-2", Choices.Complete);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        }),
        new("withdrawn-during-review", [Agreement, Assignment + "/review-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Withdrawn, "Je déménage.");
            return dossier;
        }),
        new("withdrawn-during-completion", [Agreement, Assignment + "/completion-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.AnswerAsync(dossier, "completion-1", Choices.Withdrawn, "Je déménage.");
            return dossier;
        }),
        new("withdrawn-during-decision", [Agreement, Assignment + "/decision-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Withdrawn);
            return dossier;
        }),
        new("everybody-reminded", [Agreement, Assignment + "/review-1", Assignment + "/completion-1", Assignment + "/decision-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.WaitAsync(TimeSpan.FromDays(30));
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "review-2", Choices.Complete);
            await stage.WaitAsync(TimeSpan.FromDays(45));
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        }),
        new("told-three-times", [Assignment], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.TellAsync(dossier, "review-1");
            await stage.TellAsync(dossier, "review-1");
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            return dossier;
        }),
        new("answered-before-it-waited", [Assignment], async stage =>
        {
            var dossier = DossierKey.New(RunningApp.FacultyId);
            await stage.OpenAndAnswerBeforeItRunsAsync(dossier);
            return dossier;
        }),
        new("storage-failing-at-first", [Agreement], async stage =>
        {
            var dossier = await stage.BeginBeforeItsRowAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Withdrawn);
            return dossier;
        }),
        new("graph-down-then-up", [Mail], async stage =>
        {
            stage.App.Graph.Add(new GraphFault { Kind = GraphFaultKind.Unavailable, Count = 3 });
            stage.App.Graph.Add(new GraphFault { Kind = GraphFaultKind.Throttle, Count = 1, RetryAfter = 600 });
            stage.App.Graph.Add(new GraphFault { Kind = GraphFaultKind.Cut, Count = 1, Path = "/send" });
            return await stage.PostAndWaitAsync(TimeSpan.FromDays(1));
        }),
        new("more-than-a-minute-takes", [Mail], async stage =>
        {
            var dossier = await stage.App.SubmitAsync();
            foreach (var number in Enumerable.Range(1, 33)) await stage.PostAsync(dossier, $"notice-{number}");
            await stage.WaitAsync(TimeSpan.FromMinutes(5));
            return dossier;
        }),
        new("commission-granted", [Agreement, April], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.WaitAsync(TimeSpan.FromDays(47));
            await stage.AnswerAsync(dossier, "commission-1", Choices.Conditional, "Un second bureau.");
            await stage.WaitAsync(TimeSpan.FromDays(2));
            return dossier;
        })
        { HasCommission = true },
        new("commission-deferred-then-refused", [Agreement], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "commission-1", Choices.Deferred, "Un CV à jour.", "cv");
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "commission-2", Choices.Refused, "Trop peu de patients.");
            return dossier;
        })
        { HasCommission = true },
        new("decided-by-the-agency", [Agreement, Assignment + "/signature-2-1", Assignment + "/authority-3-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "commission-1", Choices.Granted);
            await stage.AnswerAsync(dossier, "signature-2-1", Choices.Done);
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerAsync(dossier, "authority-3-1", Choices.Granted, Decided("ARS-118"));
            return dossier;
        })
        { HasCommission = true, HasDecisions = true },
        new("sent-back-by-the-dean-then-refused", [Agreement], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "commission-1", Choices.Granted);
            await stage.AnswerAsync(dossier, "signature-2-1", Choices.Declined, "La visite manque.");
            await stage.AnswerAsync(dossier, "commission-2", Choices.Refused, "Trop peu de patients.");
            await stage.AnswerAsync(dossier, "signature-2-2", Choices.Done);
            await stage.AnswerAsync(dossier, "authority-3-2", Choices.Refused, Decided("ARS-119"), "Conforme à l’avis.");
            return dossier;
        })
        { HasCommission = true, HasDecisions = true },
        new("late-in-every-stage", [Agreement, Assignment + "/signature-2-2"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.WaitAsync(TimeSpan.FromDays(15));
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(10));
            await stage.AnswerAsync(dossier, "completion-1", Choices.Provided);
            await stage.AnswerAsync(dossier, "review-2", Choices.Complete);
            await stage.WaitAsync(TimeSpan.FromDays(25));
            await stage.AnswerAsync(dossier, "commission-1", Choices.Deferred, "Un CV à jour.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(10));
            await stage.AnswerAsync(dossier, "completion-2", Choices.Provided);
            await stage.AnswerAsync(dossier, "commission-2", Choices.Granted);
            await stage.WaitAsync(TimeSpan.FromDays(15));
            await stage.AnswerAsync(dossier, "signature-2-2", Choices.Done);
            await stage.WaitAsync(TimeSpan.FromDays(10));
            await stage.AnswerAsync(dossier, "authority-3-2", Choices.Granted, Decided("ARS-120"));
            return dossier;
        })
        { HasCommission = true, HasDecisions = true, HasTargets = true },
        new("in-time-in-every-stage", [Agreement], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.WaitAsync(TimeSpan.FromDays(2));
            await stage.AnswerAsync(dossier, "commission-1", Choices.Granted);
            await stage.AnswerAsync(dossier, "signature-2-1", Choices.Done);
            await stage.AnswerAsync(dossier, "authority-3-1", Choices.Granted, Decided("ARS-121"));
            await stage.WaitAsync(TimeSpan.FromDays(40));
            return dossier;
        })
        { HasCommission = true, HasDecisions = true, HasTargets = true },
        new("late-and-withdrawn", [Agreement, Assignment + "/review-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerAsync(dossier, "review-1", Choices.Withdrawn);
            return dossier;
        })
        { HasCommission = true, HasTargets = true },
        new("held-during-completion", [Agreement, Assignment + "/completion-1", OfHold], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
            await stage.WaitAsync(TimeSpan.FromDays(8));
            await stage.HoldAsync(dossier, 1);
            await stage.WaitAsync(TimeSpan.FromDays(45));
            await stage.ResumeAsync(dossier, 1);
            await stage.WaitAsync(TimeSpan.FromDays(10));
            await stage.HoldAsync(dossier, 2);
            await stage.ResumeAsync(dossier, 2);
            await stage.WaitAsync(TimeSpan.FromDays(60));
            return dossier;
        }),
        new("held-until-a-day-then-late", [Agreement, Assignment + "/review-1", OfHold], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.WaitAsync(TimeSpan.FromDays(5));
            await stage.HoldAsync(dossier, 1, days: 30);
            await stage.WaitAsync(TimeSpan.FromDays(50));
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerAsync(dossier, "commission-1", Choices.Withdrawn);
            return dossier;
        })
        { HasCommission = true, HasTargets = true },
        new("held-and-withdrawn", [Agreement, OfHold], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.HoldAsync(dossier, 1);
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerAsync(dossier, "review-1", Choices.Withdrawn);
            await stage.WaitAsync(TimeSpan.FromMinutes(5));
            return dossier;
        }),
        new("closed-as-a-double", [Agreement, Assignment + "/review-1"], async stage =>
        {
            var (dossier, kept) = (await stage.BeginAsync(), await stage.BeginAsync());
            await stage.App.Get<Doubles>().JoinAsync(
                stage.App.Workflows, dossier, kept, "Deux candidatures le même jour.", stage.App.Secretary.Id);
            await stage.App.WhenQuietAsync(dossier);
            return dossier;
        }),
        new("commission-moved", [April], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.ChangeSessionAsync(it => it with { Date = it.Date.PlusDays(7), Changes = 1 });
            await stage.WaitAsync(TimeSpan.FromDays(60));
            await stage.AnswerAsync(dossier, "commission-1", Choices.Withdrawn);
            await stage.WaitAsync(TimeSpan.FromDays(2));
            return dossier;
        })
        { HasCommission = true },
        new("commission-cancelled", [April], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.ChangeSessionAsync(it => it with { State = SessionState.Cancelled, Changes = 1 });
            await stage.WaitAsync(TimeSpan.FromDays(2));
            return dossier;
        })
        { HasCommission = true },
        new("visit-of-a-teacher", [Agreement, OfVisit, Assignment + "/visit-1-meeting-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "teacher-1");
            await stage.AnswerAsync(dossier, "visit-1-offer-1", Choices.Accepted);
            await stage.AgreeAsync(dossier, 1, "2027-03-12T14:30");
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerWithAsync(dossier, "visit-1-report-1", VisitReport.OpinionField, VisitOpinions.Favourable);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        })
        { VisitRule = VisitedFaculty.TeacherRule },
        new("visit-that-nobody-answers", [OfVisit, Assignment + "/visit-1-offer-1", Assignment + "/visit-1-dates-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "teacher-1");
            await stage.WaitAsync(TimeSpan.FromDays(10));
            await stage.AnswerWithAsync(dossier, "visit-1-team-2", VisitData.Visitors, "teacher-2");
            await stage.AnswerAsync(dossier, "visit-1-offer-2", Choices.Accepted);
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerAsync(dossier, "visit-1", Choices.Withdrawn);
            await stage.WaitAsync(TimeSpan.FromMinutes(5));
            return dossier;
        })
        { VisitRule = VisitedFaculty.TeacherRule },
        new("visit-without-who-has-left-and-moved-with-the-place", [OfVisit, Assignment + "/visit-1-offer-1", Assignment + "/visit-1-meeting-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "somebody-who-has-left");
            await stage.AnswerWithAsync(dossier, "visit-1-team-2", VisitData.Visitors, "teacher-2");
            await stage.AnswerAsync(dossier, "visit-1-offer-2", Choices.Accepted);
            await stage.AgreeAsync(dossier, 1, "2027-03-12T14:30");
            await stage.AnswerAsync(dossier, "visit-1-meeting-1", Choices.Relocated);
            await stage.WaitAsync(TimeSpan.FromDays(20));
            await stage.AnswerWithAsync(dossier, "visit-1-report-1", VisitReport.OpinionField, VisitOpinions.Favourable);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        })
        { VisitRule = VisitedFaculty.TeacherRule },
        new("visit-withdrawn-before-its-day", [Agreement, OfVisit, Assignment + "/visit-1-meeting-1"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "teacher-1");
            await stage.AnswerAsync(dossier, "visit-1-offer-1", Choices.Accepted);
            await stage.AgreeAsync(dossier, 1, "2027-03-12T14:30");
            await stage.AnswerAsync(dossier, "visit-1", Choices.Withdrawn, "Je déménage.");
            await stage.WaitAsync(TimeSpan.FromMinutes(5));
            return dossier;
        })
        { VisitRule = VisitedFaculty.TeacherRule },
        new("visit-of-a-pair-with-every-setback", [OfVisit, Assignment + "/visit-1-offer-1", Assignment + "/visit-1-signature-1", Assignment + "/visit-1-signature-2"], async stage =>
        {
            var dossier = await stage.BeginAsync();
            await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
            await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "supervisor-1 supervisor-2");
            await stage.AnswerAsync(dossier, "visit-1-offer-1", Choices.Accepted);
            await stage.AnswerAsync(dossier, "visit-1-offer-2", Choices.Declined, "Trop loin.");
            await stage.AnswerWithAsync(dossier, "visit-1-team-2", VisitData.Visitors, "supervisor-1 supervisor-3");
            await stage.AnswerAsync(dossier, "visit-1-offer-3", Choices.Accepted);
            await stage.ProposeAsync(dossier, 1, "2027-03-12T14:30");
            await stage.AnswerAsync(dossier, "visit-1-confirm-1", Choices.Declined, "Un jeudi.");
            await stage.ProposeAsync(dossier, 2, "2027-03-18T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-confirm-2", VisitData.Slots, "2027-03-18T14:30");
            await stage.AnswerAsync(dossier, "visit-1-slot-1", Choices.Declined, "En avril.");
            await stage.ProposeAsync(dossier, 3, "2027-04-01T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-confirm-3", VisitData.Slots, "2027-04-01T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-slot-2", VisitData.Slot, "2027-04-01T14:30");
            await stage.AnswerAsync(dossier, "visit-1-meeting-1", Choices.Declined, "D’astreinte.");
            await stage.ProposeAsync(dossier, 4, "2027-04-08T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-confirm-4", VisitData.Slots, "2027-04-08T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-slot-3", VisitData.Slot, "2027-04-08T14:30");
            await stage.WaitAsync(TimeSpan.FromDays(40));
            await stage.AnswerAsync(dossier, "visit-1-report-1", Choices.Declined, "Absent.");
            await stage.ProposeAsync(dossier, 5, "2027-04-22T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-confirm-5", VisitData.Slots, "2027-04-22T14:30");
            await stage.AnswerWithAsync(dossier, "visit-1-slot-4", VisitData.Slot, "2027-04-22T14:30");
            await stage.WaitAsync(TimeSpan.FromDays(15));
            await stage.AnswerWithAsync(dossier, "visit-1-report-2", VisitReport.OpinionField, VisitOpinions.Unfavourable);
            await stage.AnswerAsync(dossier, "visit-1-signature-1", Choices.Declined, "Et le parking ?");
            await stage.AnswerWithAsync(dossier, "visit-1-report-3", VisitReport.OpinionField, VisitOpinions.Favourable);
            await stage.AnswerAsync(dossier, "visit-1-signature-2", Choices.Done);
            await stage.AnswerAsync(dossier, "decision-1", Choices.Granted);
            return dossier;
        })
        { VisitRule = VisitedFaculty.PairRule },
        new("withdrawal-confirmed", [OfWithdrawal, Assignment + "/withdrawal-1"], async stage =>
        {
            var dossier = await stage.ProposeWithdrawalAsync();
            await stage.WaitAsync(TimeSpan.FromDays(8));
            await stage.AnswerAsync(dossier, "withdrawal-1", Choices.Accepted);
            return dossier;
        }),
        new("withdrawal-declined", [OfWithdrawal], async stage =>
        {
            var dossier = await stage.ProposeWithdrawalAsync();
            await stage.AnswerAsync(dossier, "withdrawal-1", Choices.Declined, "Entendons-le d’abord.");
            return dossier;
        }),
        new("withdrawal-left-alone", [OfWithdrawal, Assignment + "/withdrawal-1"], async stage =>
        {
            var dossier = await stage.ProposeWithdrawalAsync();
            await stage.WaitAsync(TimeSpan.FromDays(40));
            return dossier;
        }),
        new("step-failing-at-first", [Mail], stage => stage.PostBeforeItsRowIsWholeAsync()),
    ];
}

/// <summary>What scenarios are made of.</summary>
internal sealed class ScenarioStage(RunningApp app)
{
    public RunningApp App => app;

    private AssignmentDesk Desk => app.Get<AssignmentDesk>();

    public async Task<DossierKey> BeginAsync()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    /// <summary>A dossier whose agreement is granted.</summary>
    public async Task<DossierKey> GrantAsync()
    {
        var dossier = await BeginAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        return dossier;
    }

    /// <summary>After so long, the renewal of an agreement is handed over.</summary>
    public async Task<DossierKey> RenewAsync(DossierKey first, TimeSpan after)
    {
        await WaitAsync(after);
        var agreement = (await app.Get<AgreementRegister>().FindAsync(first))!;
        var key = new DossierKey(first.Faculty, agreement.Renewal);
        var (dossiers, forms, now) = (app.Get<DossierBook>(), app.Get<FormBook>(), app.Clock.GetUtcNow());
        var draft = (await dossiers.FindAsync(key))!;
        var form = SampleForm.Of(draft.Doctor.FirstName, draft.Doctor.LastName, "63", now).WithReport(draft.Renews!, ParisTime.DayOf(now));
        foreach (var step in StepForm.Of(draft)) await forms.SaveAsync(key, step.Step, SampleForm.Typed(step, form), form[step.Step]);
        await forms.SealAsync(key, Rounds.Draft);
        var procedure = await app.Get<FacultyBook>().KeepAsync(app.Faculty);
        await dossiers.ChangeAsync(
            key, record => record with { State = DossierState.UnderReview, Since = now, Submitted = now, ProcedureId = procedure });
        await app.Get<AgreementStarter>().StartAsync(app.Workflows, key);
        await app.WhenQuietAsync(key);
        return key;
    }

    /// <summary>A faculty's own list of so many agreements is entered; of none, one that was removed before.</summary>
    public async Task<DossierKey> ImportAsync(int count)
    {
        var desk = app.Get<ImportDesk>();
        var lines = Enumerable.Range(1, count).Select(number => $"{SampleAgreement.RppsOf(number)};Anne;Martin;m{number}@exemple.fr;63;2026-01-01;2028-12-31");
        var table = count == 0
            ? new string('0', 32)
            : await desk.KeepAsync(app.Faculty, Encoding.UTF8.GetBytes("rpps;prenom;nom;courriel;departement;debut;fin\n" + string.Join('\n', lines)));
        await desk.StartAsync(app.Workflows, app.Faculty, table, app.Secretary.Id);
        await app.Workflows.WaitForInstanceCompletionAsync(AgreementImport.InstanceOf(app.Faculty.Id, table));
        return new DossierKey(app.Faculty.Id, "import");
    }

    /// <summary>The workflow begins before the row that it reads, and tries again until it is there.</summary>
    public async Task<DossierKey> BeginBeforeItsRowAsync()
    {
        var dossier = await app.SubmitAsync();
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Dossiers);
        var row = (await table.FindAsync(dossier.Faculty, dossier.Id))!;
        await table.RemoveAsync(dossier.Faculty, dossier.Id);
        await app.Workflows.ScheduleNewOrchestrationInstanceAsync(
            Compagnon.Agreements.Agreement.Orchestration,
            dossier,
            new Microsoft.DurableTask.StartOrchestrationOptions { InstanceId = Compagnon.Agreements.Agreement.InstanceOf(dossier) });
        await app.Clock.AdvanceAsync(TimeSpan.FromSeconds(7));
        await table.TryAddAsync(row);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    public async Task HoldAsync(DossierKey dossier, int number, int? days = null)
    {
        var now = app.Clock.GetUtcNow();
        var until = days is { } count ? ParisTime.DayOf(now).PlusDays(count) : null as NodaTime.LocalDate?;
        await app.Get<HoldDesk>().HoldAsync(
            app.Workflows, new Hold(new HoldKey(dossier, number), now, app.Secretary.Id, "Le médecin est absent.", until));
        await app.WhenQuietAsync(dossier);
    }

    public async Task ResumeAsync(DossierKey dossier, int number)
    {
        await app.Get<HoldDesk>().ResumeAsync(app.Workflows, new HoldKey(dossier, number), app.Secretary.Id);
        await app.WhenQuietAsync(dossier);
    }

    public async Task<DossierKey> ProposeWithdrawalAsync()
    {
        var dossier = await BeginAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        await app.Get<Compagnon.Lifecycle.Withdrawals>().ProposeAsync(app.Workflows, app.Faculty, dossier, app.Secretary, "Manquements répétés.");
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    public Task AnswerAsync(DossierKey dossier, string assignment, string choice, string word = "", params string[] pieces) =>
        AnswerAsync(dossier, assignment, choice, null, word, pieces);

    public async Task AnswerAsync(
        DossierKey dossier,
        string assignment,
        string choice,
        IReadOnlyDictionary<string, string>? data,
        string word = "",
        params string[] pieces)
    {
        await app.WhenQuietAsync(dossier);
        var open = await Desk.FindAsync(dossier, assignment)
            ?? throw new InvalidOperationException($"Expected the workflow to wait for {assignment}; it has not been opened.");
        var by = choice == Choices.Withdrawn ? Link.Doctor : open.Assignees.FirstOrDefault() ?? CommissionSite.Chair;
        await Desk.ClaimAsync(open, new Claim(dossier, assignment, choice, pieces, word, by, app.Clock.GetUtcNow(), data));
        await Desk.RaiseAsync(app.Workflows, dossier, assignment);
        await app.WhenQuietAsync(dossier);
    }

    /// <summary>A visitor proposes a date.</summary>
    public Task ProposeAsync(DossierKey dossier, int round, string slot) =>
        AnswerWithAsync(dossier, $"visit-1-dates-{round}", VisitData.Slots, slot);

    /// <summary>A visitor proposes a date, and the doctor picks it.</summary>
    public async Task AgreeAsync(DossierKey dossier, int round, string slot)
    {
        await ProposeAsync(dossier, round, slot);
        await AnswerWithAsync(dossier, $"visit-1-slot-{round}", VisitData.Slot, slot);
    }

    /// <summary>An answer that is done, and what it keeps.</summary>
    public async Task AnswerWithAsync(DossierKey dossier, string assignment, string name, string value)
    {
        await app.WhenQuietAsync(dossier);
        var open = await Desk.FindAsync(dossier, assignment)
            ?? throw new InvalidOperationException($"Expected the workflow to wait for {assignment}; it has not been opened.");
        await Desk.ClaimAsync(open, new Claim(
            dossier, assignment, Choices.Done, [], "", open.Assignees[0], app.Clock.GetUtcNow(), new Dictionary<string, string> { [name] = value }));
        await Desk.RaiseAsync(app.Workflows, dossier, assignment);
        await app.WhenQuietAsync(dossier);
    }

    /// <summary>The session of April, moved or cancelled as its page does it.</summary>
    public async Task ChangeSessionAsync(Func<Session, Session> change)
    {
        var april = CommissionSite.Session(CommissionSite.April);
        await app.Get<SessionBook>().ChangeAsync(april, it => change(it) with { IsStirred = true });
        await SessionFlow.StirAsync(app.Workflows, april);
        await app.Clock.WhenQuietAsync();
    }

    /// <summary>The doctor asks for more time, once.</summary>
    public async Task AskForTimeAsync(DossierKey dossier, string completion, string reason)
    {
        var open = (await Desk.FindAsync(dossier, completion))!;
        var step = await Desk.OpenAsync(
            open with { Id = CompletionExtension.RequestOf(completion, 1), Kind = AssignmentKind.ExtensionRequest, Stage = completion });
        await Desk.ClaimAsync(step, new Claim(dossier, step.Id, Choices.Done, [], reason, Link.Doctor, app.Clock.GetUtcNow()));
        await Desk.RaiseAsync(app.Workflows, dossier, step.Id);
        await app.WhenQuietAsync(dossier);
    }

    /// <summary>The event without an answer: what the workflow must not believe.</summary>
    public async Task TellAsync(DossierKey dossier, string assignment)
    {
        await app.Workflows.RaiseEventAsync(AssignmentFlow.InstanceOf(dossier, assignment), AssignmentDesk.AnsweredEvent, assignment);
        await app.WhenQuietAsync(dossier);
    }

    /// <summary>An assignment that was opened and answered in an earlier life of the storage.</summary>
    public async Task OpenAndAnswerBeforeItRunsAsync(DossierKey dossier)
    {
        await app.Get<DossierBook>().AddAsync(dossier, new Doctor("Anne", "Martin", "10003456789", RunningApp.DoctorOf(dossier), "63"), app.Clock.GetUtcNow());
        var round = new AssignmentRound(
            dossier, "completion-1", AssignmentKind.Completion, [10], 30, MailTemplates.PiecesMissing, MailTemplates.PiecesReminder,
            new Dictionary<string, string>());
        var assignment = await Desk.OpenAsync(new Assignment(
            dossier, round.Id, round.Kind, [Link.Doctor], AssignmentFlow.InstanceOf(dossier, round.Id), app.Clock.GetUtcNow(), app.Clock.GetUtcNow().AddDays(30)));
        await Desk.ClaimAsync(assignment, new Claim(dossier, round.Id, Choices.Provided, [], "", Link.Doctor, app.Clock.GetUtcNow()));
        await app.Workflows.ScheduleNewOrchestrationInstanceAsync(
            AssignmentFlow.Orchestration, round, new Microsoft.DurableTask.StartOrchestrationOptions { InstanceId = AssignmentFlow.InstanceOf(dossier, round.Id) });
        await app.WhenQuietAsync(dossier);
    }

    /// <summary>A mail to the doctor of a dossier without a workflow.</summary>
    public async Task<DossierKey> PostAndWaitAsync(TimeSpan time)
    {
        var dossier = await app.SubmitAsync();
        await PostAsync(dossier, "acknowledgement-doctor");
        await WaitAsync(time);
        return dossier;
    }

    /// <summary>Posts a mail to the doctor.</summary>
    public Task PostAsync(DossierKey dossier, string id) => app.Get<Outbox>().PostAsync(
        app.Workflows, new MailPosting(dossier, id, MailTemplates.Acknowledgement, Link.Doctor, new Dictionary<string, string>()));

    /// <summary>A mail whose row cannot be read for a while.</summary>
    public async Task<DossierKey> PostBeforeItsRowIsWholeAsync()
    {
        var dossier = await app.SubmitAsync();
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Mails);
        await table.TryAddAsync(new Azure.Data.Tables.TableEntity(dossier.Id, "acknowledgement-doctor") { ["Faculty"] = dossier.Faculty });
        await app.Get<OutgoingMails>().AddAsync(app.Workflows, new MailKey(dossier, "acknowledgement-doctor"), app.Clock.GetUtcNow());
        await WaitAsync(TimeSpan.FromMinutes(4));
        await table.RemoveAsync(dossier.Id, "acknowledgement-doctor");
        await WaitAsync(TimeSpan.FromMinutes(30));
        return dossier;
    }

    public async Task WaitAsync(TimeSpan time)
    {
        await app.Clock.AdvanceAsync(time);
        await app.Clock.WhenQuietAsync();
    }
}
