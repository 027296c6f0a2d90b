namespace Microsoft.DurableTask.Abstractions;

/// <summary>How versions of orchestrations compare.</summary>
public static class TaskOrchestrationVersioningUtils
{
    /// <summary>
    /// Compares two versions: empty is the lowest; two that parse as <see cref="System.Version"/> compare as such; anything else compares
    /// as text
    /// without regard to case.
    /// </summary>
    /// <param name="sourceVersion">The version on the left.</param>
    /// <param name="otherVersion">The version on the right.</param>
    /// <returns>Less than, equal to or greater than zero, as the left is lower, equal or higher.</returns>
    public static int CompareVersions(string sourceVersion, string otherVersion)
    {
        var leftEmpty = string.IsNullOrWhiteSpace(sourceVersion);
        var rightEmpty = string.IsNullOrWhiteSpace(otherVersion);
        if (leftEmpty || rightEmpty)
            return leftEmpty == rightEmpty ? 0 : leftEmpty ? -1 : 1;
        if (Version.TryParse(sourceVersion, out var left) && Version.TryParse(otherVersion, out var right))
            return left.CompareTo(right);
        return string.Compare(sourceVersion, otherVersion, StringComparison.OrdinalIgnoreCase);
    }
}
