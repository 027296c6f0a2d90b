using System.Reflection;
using System.Text.Json;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.DurableTask;
using Compagnon.Mail;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Tests.Histories;

/// <summary>What was recorded of each version is still the way that the code takes: an instance that waits for months is woken by the code of that day.</summary>
public sealed class HistoryReplayTests(CodeOfToday code) : IClassFixture<CodeOfToday>
{
    public static TheoryData<string> Recorded => [.. HistoryFile.All.Select(file => file.Name)];

    private static IReadOnlyDictionary<string, MethodInfo> Functions { get; } = typeof(App).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recorded))]
    public void A_recorded_history_is_the_way_that_the_code_takes(string name) => code.Engine.Replay(new HistoryFile(name).Read());

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recorded))]
    public void A_running_instance_may_stand_at_any_turn_of_it(string name)
    {
        var history = new HistoryFile(name).Read();
        foreach (var (index, entry) in history.Index())
            if (entry is OrchestratorCompletedEvent) code.Engine.Replay(history[..(index + 1)]);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recorded))]
    public void What_it_hands_to_activities_can_still_be_read(string name)
    {
        foreach (var call in new HistoryFile(name).Read().OfType<TaskScheduledEvent>())
        {
            var input = Functions[call.Name!].GetParameters().Single(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null);
            var read = code.Engine.Converter.Deserialize(call.Input, input.ParameterType);
            using var then = JsonDocument.Parse(call.Input!);
            using var now = JsonDocument.Parse(code.Engine.Converter.Serialize(read)!);
            foreach (var field in then.RootElement.EnumerateObject())
            {
                Assert.True(
                    now.RootElement.TryGetProperty(field.Name, out var value) && JsonElement.DeepEquals(field.Value, value),
                    $"The activity {call.Name} was handed {field.Name} = {field.Value.GetRawText()}, which {input.ParameterType.Name} no longer keeps.");
            }
        }
    }

    [Fact]
    public void Every_orchestration_is_recorded_in_several_ways()
    {
        var orchestrations = Functions.Where(function => function.Value.GetParameters()
            .Any(parameter => parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null)).Select(function => function.Key).ToList();
        Assert.Contains(Agreement.Orchestration, orchestrations);
        foreach (var orchestration in orchestrations)
            Assert.True(
                HistoryFile.All.Count(file => file.Orchestration == orchestration) >= 3,
                $"{orchestration} has fewer than three recorded histories; docs/histories.md says how to record them.");
    }

    [Fact]
    public void Every_outcome_and_every_answer_is_among_them()
    {
        var results = HistoryFile.All.ToLookup(file => file.Orchestration, file => file.Read().OfType<ExecutionCompletedEvent>().Last().Result!);

        Assert.Equal(
            Enum.GetValues<AgreementOutcome>().Order(),
            results[Agreement.Orchestration].Select(result => JsonSerializer.Deserialize<AgreementOutcome>(result)).Distinct().Order());
        Assert.Equal(
            new[]
                {
                    AssignmentKind.Review, AssignmentKind.Completion, AssignmentKind.Decision, AssignmentKind.VisitOffer, AssignmentKind.VisitSignature,
                    AssignmentKind.Signature, AssignmentKind.AuthorityDecision,
                }
                .SelectMany(kind => AssignmentKinds.Of(kind).Choices).Append(Choices.Withdrawn).Append(Choices.Deadline).Append(Choices.Cancelled)
                .Append(Choices.Gone).Append(Choices.Relocated)
                .Distinct().Order(),
            results[AssignmentFlow.Orchestration].Select(ChoiceOf).OfType<string>().Distinct().Order());
    }

    [Fact]
    public void A_step_that_is_left_out_is_named()
    {
        var changed = Changed(Agreement.Orchestration, async context =>
        {
            await context.CallActivityAsync<Procedure>(AgreementActivities.ReadProcedure, context.GetInput<DossierKey>());
            return await context.CallSubOrchestratorAsync<object>(AssignmentFlow.Orchestration);
        });

        Assert.Contains(
            "step 1: by the history of 'Agreement'", changed,
            StringComparison.Ordinal);
        Assert.Contains("the activity 'PostMail' was called", changed, StringComparison.Ordinal);
        Assert.Contains("but the code calls the sub-orchestration 'Assignment' there", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_that_comes_too_early_is_named()
    {
        var changed = Changed(Agreement.Orchestration, async context =>
        {
            await context.CallActivityAsync<Procedure>(AgreementActivities.ReadProcedure, context.GetInput<DossierKey>());
            return AgreementOutcome.Granted;
        });

        Assert.Contains("step 1: ", changed, StringComparison.Ordinal);
        Assert.Contains("but the code has returned before it", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_comes_after_the_recorded_end_is_named()
    {
        var changed = Changed(Agreement.Orchestration, async context =>
        {
            var outcome = await Agreement.RunAsync(context);
            await context.CallActivityAsync(Outbox.PostMail, "one mail more");
            return outcome;
        });

        Assert.Contains("the orchestration ended as Completed", changed, StringComparison.Ordinal);
        Assert.Contains("but the code calls the activity 'PostMail'", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_result_of_the_same_steps_is_named()
    {
        var changed = Changed(Agreement.Orchestration, async context =>
        {
            await Agreement.RunAsync(context);
            return AgreementOutcome.Refused;
        });

        Assert.Contains("the result was 1", changed, StringComparison.Ordinal);
        Assert.Contains("but it is 2 today", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_todays_code_is_told_with_its_reason()
    {
        var changed = Changed(Agreement.Orchestration, context => throw new InvalidOperationException("a mistake of today"));

        Assert.Contains("step 0: ", changed, StringComparison.Ordinal);
        Assert.Contains("the code fails before it: a mistake of today", changed, StringComparison.Ordinal);
    }

    private static string? ChoiceOf(string result)
    {
        using var json = JsonDocument.Parse(result);
        return json.RootElement.TryGetProperty(nameof(Claim.Choice), out var choice) ? choice.GetString() : null;
    }

    /// <summary>What the replay of a straight grant says of a changed orchestration.</summary>
    private string Changed(string orchestration, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        var registry = new DurableTaskRegistry();
        registry.AddOrchestratorFunc<object?, object?>(orchestration, (context, _) => run(context));
        using var engine = new DurableEngine(registry, converter: code.Engine.Converter);
        var straight = HistoryFile.All.FirstOrDefault(file => file.Name.EndsWith($"/{orchestration}/granted.json", StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"No version holds {orchestration}/granted.json; docs/histories.md says how to record it.");
        return Assert.Throws<NonDeterministicOrchestrationException>(() => engine.Replay(straight.Read())).Message;
    }
}
