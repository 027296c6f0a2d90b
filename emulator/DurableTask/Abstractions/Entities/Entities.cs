namespace Microsoft.DurableTask.Entities;

/// <summary>The identity of an entity. Entities are not run by this engine; the type stands for the signatures that name it.</summary>
public readonly record struct EntityInstanceId
{
    /// <summary>Makes an identity.</summary>
    /// <param name="name">The entity's name; not empty, without <c>@</c>. Kept in lower case.</param>
    /// <param name="key">Its key.</param>
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains('@'))
            throw new ArgumentException("Entity names may not contain '@' characters.", nameof(name));
        Name = name.ToLowerInvariant();
        Key = key;
    }

    /// <summary>The entity's name, in lower case.</summary>
    public string Name { get; }

    /// <summary>Its key.</summary>
    public string Key { get; }

    /// <summary>Reads <c>@name@key</c>.</summary>
    /// <exception cref="ArgumentException">The text is none.</exception>
    public static EntityInstanceId FromString(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var second = instanceId.IndexOf('@', 1);
        if (instanceId[0] != '@' || second <= 1)
            throw new ArgumentException($"Expected an entity id such as '@counter@key', got '{instanceId}'.", nameof(instanceId));
        return new EntityInstanceId(instanceId[1..second], instanceId[(second + 1)..]);
    }

    /// <summary><c>@name@key</c>.</summary>
    public override string ToString() => $"@{Name}@{Key}";
}

/// <summary>Options of a call to an entity.</summary>
public record CallEntityOptions;

/// <summary>Options of a signal to an entity.</summary>
public record SignalEntityOptions
{
    /// <summary>When the signal is delivered; at once when <c>null</c>.</summary>
    public DateTimeOffset? SignalTime { get; init; }

    /// <summary>Delivery at a time.</summary>
    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };
}

/// <summary>What an orchestrator may do with entities; the engine that offers them derives from it.</summary>
public abstract class TaskOrchestrationEntityFeature
{
    /// <summary>Calls an entity and waits for its answer.</summary>
    public abstract Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null);

    /// <summary>Calls an entity and waits for its answer.</summary>
    public virtual Task<TResult> CallEntityAsync<TResult>(EntityInstanceId id, string operationName, CallEntityOptions? options) =>
        CallEntityAsync<TResult>(id, operationName, null, options);

    /// <summary>Calls an entity and waits until it is done.</summary>
    public abstract Task CallEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null);

    /// <summary>Calls an entity and waits until it is done.</summary>
    public virtual Task CallEntityAsync(EntityInstanceId id, string operationName, CallEntityOptions? options) =>
        CallEntityAsync(id, operationName, null, options);

    /// <summary>Signals an entity without waiting.</summary>
    public abstract Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    /// <summary>Signals an entity without waiting.</summary>
    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, SignalEntityOptions? options) =>
        SignalEntityAsync(id, operationName, null, options);

    /// <summary>Locks entities until the result is disposed.</summary>
    public abstract Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds);

    /// <summary>Locks entities until the result is disposed.</summary>
    public virtual Task<IAsyncDisposable> LockEntitiesAsync(params EntityInstanceId[] entityIds) =>
        LockEntitiesAsync((IEnumerable<EntityInstanceId>)entityIds);

    /// <summary>Whether entities are locked, and which.</summary>
    public abstract bool InCriticalSection(out IReadOnlyList<EntityInstanceId>? entityIds);

    /// <summary>Whether entities are locked.</summary>
    public virtual bool InCriticalSection() => InCriticalSection(out _);
}
