using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Compagnon.Emulator.DurableTask;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Decisions;
using Compagnon.Tests.Visits;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Tests.Histories;

/// <summary>Records the histories that are not there yet. Runs only when it is asked for: docs/histories.md says how.</summary>
public sealed class HistoryRecording(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Record_what_is_not_recorded_yet()
    {
        foreach (var scenario in Scenario.All)
        {
            using var files = scenario.HasCommission ? new SampleCommission(faculty => Change(scenario, faculty)) : null;
            using var visited = scenario.VisitRule is { } rule ? new VisitedFaculty(rule) : null;
            await using var app = await RunningApp.StartAsync(
                azurite, (files?.Folder ?? visited?.Folder) is { } folder ? ["--Faculties:Path", folder] : []);
            await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));
            var ended = new ConcurrentQueue<EndedHistory>();
            app.Get<DurableEngine>().HistoryEnded += ended.Enqueue;

            var dossier = await scenario.RunAsync(new ScenarioStage(app));
            await app.Clock.WhenQuietAsync();

            foreach (var kept in scenario.Keeps.Select(text => text.Split('/')))
            {
                var instances = ended
                    .Where(history => history.Name == kept[0])
                    .GroupBy(history => PartOf(history.InstanceId, dossier.Id))
                    .Where(rounds => kept is [_] || rounds.Key == kept[1])
                    .ToList();
                Assert.True(instances.Count > 0, $"The scenario {scenario.Name} has run no {string.Join('/', kept)}; it is to record one.");
                foreach (var rounds in instances) Record(scenario, kept[0], rounds.Key, [.. rounds.OrderBy(round => round.Generation)]);
            }
        }
    }

    private static void Change(Scenario scenario, JsonObject faculty)
    {
        if (scenario.HasDecisions) SampleDecisions.AddTo(faculty);
        if (!scenario.HasTargets) return;
        faculty["targets"] = JsonNode.Parse("""{ "completeness": 10, "commission": 20, "decision": 10, "whole": 120 }""");
        faculty["calendar"] = JsonNode.Parse("""{ "region": "metropole", "closed": [] }""");
    }

    private void Record(Scenario scenario, string orchestration, string part, IReadOnlyList<EndedHistory> rounds)
    {
        foreach (var (index, round) in rounds.Index())
        {
            var name = string.Join('.', new[] { scenario.Name, part, rounds.Count > 1 ? $"round-{index + 1}" : "" }.Where(text => text.Length > 0));
            var file = new HistoryFile($"{HistoryFile.CurrentVersion}/{orchestration}/{name}.json");
            output.WriteLine($"{(file.TryWrite([.. round.Events.Select(WithoutStack)]) ? "recorded" : "kept    ")} {file} ({round.Events.Count} events)");
        }
    }

    // The assignment's or the mail's id; a dossier has one agreement; a session is none of a dossier's.
    private static string PartOf(string instance, string dossier)
    {
        var found = instance.IndexOf(dossier, StringComparison.Ordinal);
        var at = found >= 0 ? found + dossier.Length : instance.IndexOf('-', StringComparison.Ordinal);
        return at < instance.Length ? instance[(at + 1)..] : "";
    }

    // A stack says where the sources lay on the machine that recorded.
    private static HistoryEvent WithoutStack(HistoryEvent entry) => entry is TaskFailedEvent { FailureDetails: { } failure } failed
        ? new TaskFailedEvent(failed.EventId, failed.TaskScheduledId, failed.Reason, failed.Details, WithoutStack(failure)) { Timestamp = failed.Timestamp }
        : entry;

    private static FailureDetails WithoutStack(FailureDetails failure) => new(
        failure.ErrorType, failure.ErrorMessage, null, failure.InnerFailure is { } inner ? WithoutStack(inner) : null, failure.IsNonRetriable);
}
