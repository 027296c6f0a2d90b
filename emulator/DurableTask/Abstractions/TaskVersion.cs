namespace Microsoft.DurableTask;

/// <summary>The version of a durable task. Versions are compared without regard to case; empty means unversioned.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version, asked for explicitly.</summary>
    public static readonly TaskVersion Unversioned = new("");

    /// <summary>Makes a version.</summary>
    /// <param name="version">Its text; <c>null</c> and empty mean unversioned.</param>
    public TaskVersion(string version) => Version = version ?? "";

    /// <summary>The text of the version; empty or <c>null</c> (of <c>default</c>) when unversioned.</summary>
    public string Version { get; }

    /// <summary>The version as text.</summary>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>The text as a version.</summary>
    public static implicit operator TaskVersion(string value) => string.IsNullOrEmpty(value) ? default : new TaskVersion(value);

    /// <summary>Whether both are the same version.</summary>
    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    /// <summary>Whether the versions differ.</summary>
    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version ?? "", other.Version ?? "", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version ?? "");

    /// <inheritdoc/>
    public override string ToString() => Version ?? "";
}
