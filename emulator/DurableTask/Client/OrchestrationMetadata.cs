using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Microsoft.DurableTask.Client;

/// <summary>How an orchestration stands.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has begun.</summary>
    Running = 0,

    /// <summary>It returned.</summary>
    Completed = 1,

    /// <summary>It begins anew; never seen from outside.</summary>
    [Obsolete("The ContinuedAsNew status is exposed only for compatibility reasons.")]
    ContinuedAsNew = 2,

    /// <summary>It failed.</summary>
    Failed = 3,

    /// <summary>Not used.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled = 4,

    /// <summary>It was terminated.</summary>
    Terminated = 5,

    /// <summary>It has not begun.</summary>
    Pending = 6,

    /// <summary>It is suspended.</summary>
    Suspended = 7,
}

/// <summary>An instance as it stood when it was asked for.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>Makes metadata of an instance.</summary>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The name of the orchestration.</summary>
    public string Name { get; }

    /// <summary>The id of the instance.</summary>
    public string InstanceId { get; }

    /// <summary>Reads the serialised values; <c>null</c> when they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>How it stands.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Its input; <c>null</c> when there is none or it was not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>Its output; <c>null</c> when there is none or it was not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Its custom status; <c>null</c> when there is none or it was not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Why it failed; <c>null</c> when it did not, or outputs were not asked for.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it is running.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it is over: completed, failed or terminated.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Reads the input.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>Reads the output.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>Reads the custom status.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, "
            + $"CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}";
        if (SerializedInput is not null)
            text += $", Input: '{Short(SerializedInput)}'";
        if (SerializedOutput is not null)
            text += $", Output: '{Short(SerializedOutput)}'";
        if (FailureDetails is not null)
            text += $", FailureDetails: '{FailureDetails.ErrorType} - {Short(FailureDetails.ErrorMessage)}'";
        return text + "]";
    }

    private static string Short(string text) => text.Length <= 50 ? text : text[..50] + "...";

    private T? Read<T>(string? text, [CallerMemberName] string caller = "") => DataConverter is null
        ? throw new InvalidOperationException(
            $"{caller} needs metadata that was fetched with inputs and outputs: ask with getInputsAndOutputs: true.")
        : DataConverter.Deserialize<T>(text);
}
