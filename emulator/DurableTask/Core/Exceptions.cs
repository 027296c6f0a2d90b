namespace DurableTask.Core.Exceptions;

/// <summary>An orchestration, or something that it called, failed.</summary>
public class OrchestrationException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OrchestrationException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception of a history event.</summary>
    public OrchestrationException(int eventId, string? message, Exception? innerException)
        : base(message, innerException) => EventId = eventId;

    /// <summary>The history event that it belongs to.</summary>
    public int EventId { get; set; }

    /// <summary>Why it failed.</summary>
    public FailureDetails? FailureDetails { get; set; }
}

/// <summary>An activity failed.</summary>
public class TaskFailedException : OrchestrationException
{
    /// <summary>Makes the exception.</summary>
    public TaskFailedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public TaskFailedException(string? reason)
        : base(reason)
    {
    }

    /// <summary>Makes the exception.</summary>
    public TaskFailedException(string? reason, Exception? innerException)
        : base(reason, innerException)
    {
    }

    /// <summary>Makes the exception of a call.</summary>
    public TaskFailedException(int eventId, int scheduleId, string? name, string? version, string? reason, Exception? cause)
        : base(eventId, reason, cause)
    {
        ScheduleId = scheduleId;
        Name = name;
        Version = version;
    }

    /// <summary>The number of the call.</summary>
    public int ScheduleId { get; set; }

    /// <summary>The activity.</summary>
    public string? Name { get; set; }

    /// <summary>Its version.</summary>
    public string? Version { get; set; }
}

/// <summary>A sub-orchestration failed.</summary>
public class SubOrchestrationFailedException : OrchestrationException
{
    /// <summary>Makes the exception.</summary>
    public SubOrchestrationFailedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public SubOrchestrationFailedException(string? reason)
        : base(reason)
    {
    }

    /// <summary>Makes the exception.</summary>
    public SubOrchestrationFailedException(string? reason, Exception? innerException)
        : base(reason, innerException)
    {
    }

    /// <summary>Makes the exception of a call.</summary>
    public SubOrchestrationFailedException(int eventId, int scheduleId, string? name, string? version, string? reason, Exception? cause)
        : base(eventId, reason, cause)
    {
        ScheduleId = scheduleId;
        Name = name;
        Version = version;
    }

    /// <summary>The number of the call.</summary>
    public int ScheduleId { get; set; }

    /// <summary>The orchestration.</summary>
    public string? Name { get; set; }

    /// <summary>Its version.</summary>
    public string? Version { get; set; }
}

/// <summary>The orchestrator took another way than its history says.</summary>
public class NonDeterministicOrchestrationException : OrchestrationException
{
    /// <summary>Makes the exception.</summary>
    public NonDeterministicOrchestrationException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public NonDeterministicOrchestrationException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public NonDeterministicOrchestrationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception of a history event.</summary>
    /// <param name="eventId">The step at which code and history part.</param>
    /// <param name="eventDetails">What each of them says.</param>
    public NonDeterministicOrchestrationException(int eventId, string eventDetails)
        : base(eventId, $"Non-deterministic orchestration detected at step {eventId}: {eventDetails}", null)
    {
    }
}

/// <summary>An instance of this id exists already.</summary>
public class OrchestrationAlreadyExistsException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    public OrchestrationAlreadyExistsException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationAlreadyExistsException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationAlreadyExistsException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An orchestration ended with a failure of its own.</summary>
public class OrchestrationFailureException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OrchestrationFailureException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationFailureException(string? reason)
        : base(reason)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationFailureException(string? reason, Exception? innerException)
        : base(reason, innerException)
    {
    }

    /// <summary>Makes the exception with details.</summary>
    public OrchestrationFailureException(string? reason, string? details)
        : base(reason) => Details = details;

    /// <summary>More about it.</summary>
    public string? Details { get; set; }
}

/// <summary>The engine itself failed.</summary>
public class OrchestrationFrameworkException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OrchestrationFrameworkException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationFrameworkException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationFrameworkException(Exception? innerException)
        : base("The engine failed; see the inner exception.", innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrchestrationFrameworkException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A task that was asked for is not registered.</summary>
public class TypeMissingException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TypeMissingException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public TypeMissingException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public TypeMissingException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An activity wants to fail with details of its own.</summary>
public class TaskFailureException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TaskFailureException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public TaskFailureException(string? reason)
        : base(reason)
    {
    }

    /// <summary>Makes the exception.</summary>
    public TaskFailureException(string? reason, Exception? innerException)
        : base(reason, innerException)
    {
    }

    /// <summary>Makes the exception with details.</summary>
    public TaskFailureException(string? reason, Exception? innerException, string? details)
        : base(reason, innerException) => Details = details;

    /// <summary>Makes the exception with details.</summary>
    public TaskFailureException(string? reason, string? details)
        : base(reason) => Details = details;

    /// <summary>More about it.</summary>
    public string? Details { get; set; }
}
