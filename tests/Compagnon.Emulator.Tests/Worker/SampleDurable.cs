using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Compagnon.Emulator.Tests.Worker;

/// <summary>How sure somebody is.</summary>
public enum Mood
{
    Doubtful = 1,
    Certain = 2,
}

/// <summary>What the sample orchestration is asked.</summary>
public sealed record Question(string Text, Mood Mood);

/// <summary>The sample app's orchestrations and activities.</summary>
public sealed class SampleDurable(Seen seen, TimeProvider time, Gate gate)
{
    [Function("Start")]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{id}")] HttpRequest request,
        string id,
        [FromBody] Question question,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Ask), question, new StartOrchestrationOptions(id), cancellation);
        return Results.Text(id, statusCode: 202);
    }

    [Function("Answer")]
    public static async Task<IActionResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "answer/{id}")] HttpRequest request,
        string id,
        [FromBody] Question answer,
        [DurableClient] DurableTaskClient client)
    {
        await client.RaiseEventAsync(id, "Answered", answer);
        return new AcceptedResult();
    }

    [Function(nameof(Ask))]
    public static async Task<string> Ask([OrchestrationTrigger] TaskOrchestrationContext context, Question question)
    {
        var asked = await context.CallActivityAsync<Question>(nameof(Put), question);
        context.SetCustomStatus("waiting");
        var answer = await context.WaitForExternalEvent<Question>("Answered");
        var count = await context.CallActivityAsync<int>(nameof(Count), new[] { 1, 2, 3 });
        await context.CreateTimer(TimeSpan.FromDays(365), CancellationToken.None);
        return $"{asked.Text} {asked.Mood}: {answer.Text} {answer.Mood}, {count}, {context.InstanceId}, {context.CurrentUtcDateTime.Kind}";
    }

    [Function(nameof(Put))]
    public async Task<Question> Put(
        [ActivityTrigger] Question question,
        string instanceId,
        FunctionContext context,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        await gate.PassAsync(cancellation);
        var instance = await client.GetInstanceAsync(instanceId, cancellation);
        var said = context.BindingContext.BindingData["instanceId"];
        seen.Add($"put {question.Text} by {instance!.Name} in {context.FunctionDefinition.Name} {said}");
        return question with { Text = question.Text + "?" };
    }

    [Function(nameof(Count))]
    public static int Count([ActivityTrigger] int[] numbers) => numbers.Sum();

    [Function(nameof(Nothing))]
    public void Nothing([ActivityTrigger] string? input) => seen.Add($"nothing {input ?? "-"} at {time.GetUtcNow():O}");

    [Function(nameof(Fail))]
    public static Task Fail([ActivityTrigger] string message) => throw new InvalidOperationException(message, new FormatException("inner"));

    [Function(nameof(CallsFailing))]
    public static async Task<string> CallsFailing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync(nameof(Fail), "broken");
            return "went well";
        }
        catch (TaskFailedException e)
        {
            return $"{e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage} <- {e.FailureDetails.InnerFailure?.ErrorType}";
        }
    }

    [Function(nameof(WithoutInput))]
    public async Task WithoutInput([OrchestrationTrigger] TaskOrchestrationContext context, FunctionContext function)
    {
        seen.Add($"turn of {function.FunctionDefinition.Name} {context.GetInput<int?>()}");
        await context.CallActivityAsync(nameof(Nothing));
    }
}
