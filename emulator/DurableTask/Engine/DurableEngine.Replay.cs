using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compagnon.Emulator.DurableTask;

/// <content>Histories that are kept: told when they end, and replayed against the code of today.</content>
public sealed partial class DurableEngine
{
    /// <summary>
    /// Is told each history once its end is stored, also that of a round that continues as new and leaves none behind. Called on a thread
    /// of the pool
    /// before the instance goes on: must be quick.
    /// </summary>
    public event Action<EndedHistory>? HistoryEnded;

    /// <summary>
    /// Replays a history, whole or as far as it goes, against the orchestrators that are registered here. Nothing is stored and no
    /// activity runs. What the
    /// engine checks at each turn is checked, and also that code and history end alike: in the same way and, as JSON, with the same
    /// result; fields that
    /// are new in today's result do not count.
    /// </summary>
    /// <param name="history">The events, in their order.</param>
    /// <exception cref="NonDeterministicOrchestrationException">
    /// Code and history part; the message says at which step, and what each of them does there.
    /// </exception>
    /// <exception cref="ArgumentException">The history has no beginning.</exception>
    public void Replay(IReadOnlyList<HistoryEvent> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var started = history.OfType<ExecutionStartedEvent>().FirstOrDefault()
            ?? throw new ArgumentException("Expected a history with an ExecutionStarted event; it has none.", nameof(history));
        var (name, version, parent) = (started.Name ?? "", started.Version ?? "", started.ParentInstance);
        using var scope = scopes.CreateScope();
        var context = new TurnContext(new TurnSettings
        {
            Name = name,
            InstanceId = started.OrchestrationInstance?.InstanceId ?? "",
            Version = version,
            Parent = parent is null ? null : new ParentOrchestrationInstance(
                parent.Name ?? "", parent.OrchestrationInstance?.InstanceId ?? ""),
            Orchestrator = tasks.Orchestrator(name, version, scope.ServiceProvider),
            Converter = converter,
            Loggers = NullLoggerFactory.Instance,
            MaximumTimerInterval = options.MaximumTimerInterval,
            DefaultVersion = options.DefaultVersion,
        });
        var result = context.Run(history, []);
        if (result.Failure is { } failure && failure.ErrorType == typeof(NonDeterministicOrchestrationException).FullName)
            throw new NonDeterministicOrchestrationException(failure.ErrorMessage);
        CompareEnds(history, result);
    }

    private void Tell(EndedHistory whole)
    {
        try
        {
            HistoryEnded?.Invoke(whole);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Whoever is told of ended histories failed over that of {InstanceId}.", whole.InstanceId);
        }
    }

    private static void CompareEnds(IReadOnlyList<HistoryEvent> history, TurnResult today)
    {
        var recorded = history.OfType<ExecutionCompletedEvent>().LastOrDefault();
        var after = history.Select(entry => entry.EventId).Max();
        if (recorded is null && today.End is null)
            return;
        if (today.End is null && today.Steps is [var next, ..])
            throw Part(next.Id, $"the orchestration ended as {recorded!.OrchestrationStatus}", $"the code {next.InWords}");
        if (recorded is null || recorded.OrchestrationStatus != today.End)
        {
            throw Part(
                after,
                recorded is null ? "the orchestration goes on to wait" : $"the orchestration ended as {recorded.OrchestrationStatus}",
                today.End is { } end
                    ? $"the code ends as {end}{(today.Failure is { } why ? $" ({why.ErrorType}: {why.ErrorMessage})" : "")}"
                    : "the code goes on to wait");
        }

        if (recorded.FailureDetails?.ErrorType != today.Failure?.ErrorType)
        {
            throw Part(
                after,
                $"the orchestration failed with {recorded.FailureDetails?.ErrorType}",
                $"the code fails with {today.Failure?.ErrorType}: {today.Failure?.ErrorMessage}");
        }

        if (!Holds(recorded.Result, today.Output))
        {
            var what = recorded.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew ? "the next round's input was" : "the result was";
            throw Part(after, $"{what} {recorded.Result}", $"it is {today.Output}");
        }
    }

    private static NonDeterministicOrchestrationException Part(int step, string then, string now) =>
        new(step, $"by the history, {then} after this step, but {now} today.");

    /// <summary>Whether all that was recorded is there today, with the same value.</summary>
    private static bool Holds(string? recorded, string? today)
    {
        if (recorded is null || today is null)
            return recorded == today;
        using var then = JsonDocument.Parse(recorded);
        using var now = JsonDocument.Parse(today);
        return Holds(then.RootElement, now.RootElement);
    }

    private static bool Holds(JsonElement recorded, JsonElement today) => (recorded.ValueKind, today.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) =>
            recorded.EnumerateObject().All(field => today.TryGetProperty(field.Name, out var value)
            ? Holds(field.Value, value)
            : field.Value.ValueKind == JsonValueKind.Null),
        (JsonValueKind.Array, JsonValueKind.Array) => recorded.GetArrayLength() == today.GetArrayLength()
            && recorded.EnumerateArray().Zip(today.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(recorded, today),
    };
}
