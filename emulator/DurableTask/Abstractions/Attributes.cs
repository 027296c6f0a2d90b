namespace Microsoft.DurableTask;

/// <summary>Names a class-based orchestrator or activity.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DurableTaskAttribute : Attribute
{
    /// <summary>Names a task.</summary>
    /// <param name="name">The name; that of the class when <c>null</c>.</param>
    public DurableTaskAttribute(string? name = null) => Name = name is null ? default : new TaskName(name);

    /// <summary>The name; empty when that of the class is used.</summary>
    public TaskName Name { get; }

    /// <summary>The version of the task; unversioned when <c>null</c> or empty.</summary>
    public string? Version { get; set; }
}

/// <summary>Names the event whose payload a class is.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
public sealed class DurableEventAttribute : Attribute
{
    /// <summary>Names an event.</summary>
    /// <param name="name">The name; that of the type when <c>null</c>.</param>
    public DurableEventAttribute(string? name = null) => Name = name is null ? default : new TaskName(name);

    /// <summary>The name; empty when that of the type is used.</summary>
    public TaskName Name { get; }
}
