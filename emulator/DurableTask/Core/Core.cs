using System.Runtime.Serialization;
using Microsoft.DurableTask;

namespace DurableTask.Core;

/// <summary>How an orchestration stands.</summary>
public enum OrchestrationStatus
{
    /// <summary>It has begun.</summary>
    Running = 0,

    /// <summary>It returned.</summary>
    Completed = 1,

    /// <summary>It begins anew.</summary>
    ContinuedAsNew = 2,

    /// <summary>It failed.</summary>
    Failed = 3,

    /// <summary>Not used by this engine.</summary>
    Canceled = 4,

    /// <summary>It was terminated.</summary>
    Terminated = 5,

    /// <summary>It has not begun.</summary>
    Pending = 6,

    /// <summary>It is suspended.</summary>
    Suspended = 7,
}

/// <summary>One execution of an instance.</summary>
public class OrchestrationInstance
{
    /// <summary>The instance's id.</summary>
    public string? InstanceId { get; set; }

    /// <summary>The execution's id; another after each continue-as-new.</summary>
    public string? ExecutionId { get; set; }

    /// <summary>Data of later versions.</summary>
    public ExtensionDataObject? ExtensionData { get; set; }
}

/// <summary>Who called an orchestration.</summary>
public class ParentInstance
{
    /// <summary>The calling orchestration's name.</summary>
    public string? Name;

    /// <summary>The calling instance.</summary>
    public OrchestrationInstance? OrchestrationInstance;

    /// <summary>The number of the call in it.</summary>
    public int TaskScheduleId;

    /// <summary>The calling orchestration's version.</summary>
    public string? Version;

    /// <summary>Data of later versions.</summary>
    public ExtensionDataObject? ExtensionData { get; set; }
}

/// <summary>Why something failed.</summary>
public class FailureDetails : IEquatable<FailureDetails>
{
    /// <summary>Makes empty details.</summary>
    public FailureDetails()
        : this("", "", null, null, false, null)
    {
    }

    /// <summary>Makes details.</summary>
    public FailureDetails(string errorType, string errorMessage, string? stackTrace, FailureDetails? innerFailure, bool isNonRetriable)
        : this(errorType, errorMessage, stackTrace, innerFailure, isNonRetriable, null)
    {
    }

    /// <summary>Makes details.</summary>
    /// <param name="errorType">The full name of the exception's type.</param>
    /// <param name="errorMessage">Its message.</param>
    /// <param name="stackTrace">Where it was thrown.</param>
    /// <param name="innerFailure">What caused it.</param>
    /// <param name="isNonRetriable">Whether no retry can help.</param>
    /// <param name="properties">Further values.</param>
    public FailureDetails(
        string errorType,
        string errorMessage,
        string? stackTrace,
        FailureDetails? innerFailure,
        bool isNonRetriable,
        IDictionary<string, object?>? properties = null)
    {
        ErrorType = errorType;
        ErrorMessage = errorMessage;
        StackTrace = stackTrace;
        InnerFailure = innerFailure;
        IsNonRetriable = isNonRetriable;
        Properties = properties;
    }

    /// <summary>The details of an exception.</summary>
    public FailureDetails(Exception e)
        : this(e, e?.InnerException is { } inner ? new FailureDetails(inner) : null)
    {
    }

    /// <summary>The details of an exception with a given cause.</summary>
    public FailureDetails(Exception e, FailureDetails? innerFailure)
        : this(e, innerFailure, null)
    {
    }

    /// <summary>The details of an exception with further values.</summary>
    public FailureDetails(Exception e, IDictionary<string, object?>? properties)
        : this(e, e?.InnerException is { } inner ? new FailureDetails(inner) : null, properties)
    {
    }

    /// <summary>The details of an exception with a given cause and further values.</summary>
    public FailureDetails(Exception e, FailureDetails? innerFailure, IDictionary<string, object?>? properties)
        : this(
            e?.GetType().ToString() ?? throw new ArgumentNullException(nameof(e)), e.Message, e.StackTrace, innerFailure, false, properties)
    {
    }

    /// <summary>The full name of the exception's type.</summary>
    public string ErrorType { get; }

    /// <summary>Its message.</summary>
    public string ErrorMessage { get; }

    /// <summary>Where it was thrown.</summary>
    public string? StackTrace { get; }

    /// <summary>What caused it.</summary>
    public FailureDetails? InnerFailure { get; }

    /// <summary>Whether no retry can help.</summary>
    public bool IsNonRetriable { get; }

    /// <summary>Further values.</summary>
    public IDictionary<string, object?>? Properties { get; }

    /// <summary>Whether the failure is a <typeparamref name="T"/> or derives from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => TaskFailureDetails.OfCore(this).IsCausedBy<T>();

    /// <inheritdoc/>
    public bool Equals(FailureDetails? other) => other is not null
        && ErrorType == other.ErrorType
        && ErrorMessage == other.ErrorMessage
        && StackTrace == other.StackTrace
        && Equals(InnerFailure, other.InnerFailure);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FailureDetails);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ErrorType, ErrorMessage, StackTrace, InnerFailure);

    /// <inheritdoc/>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
