namespace Compagnon.Emulator.DurableTask;

/// <summary>The rules for instance ids that hold in Azure.</summary>
internal static class InstanceIds
{
    private const int LongestId = 100;

    /// <exception cref="ArgumentException">
    /// The id is empty, too long, begins with <c>@</c>, or has a character that is not allowed.
    /// </exception>
    public static void Check(string id, string parameter)
    {
        if (string.IsNullOrEmpty(id))
            throw new ArgumentException("Expected an instance id, got none.", parameter);
        if (id.Length > LongestId)
            throw new ArgumentException($"Expected an instance id of at most {LongestId} characters, got {id.Length}.", parameter);
        if (id[0] == '@')
            throw new ArgumentException(
                $"Expected an instance id that does not begin with '@', got '{id}': such ids are entities.", parameter);
        foreach (var c in id)
        {
            if (c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            {
                var shown = char.IsControl(c) ? $"the control character {(int)c}" : $"'{c}'";
                throw new ArgumentException(
                    $"Expected an instance id without / \\ # ? and control characters, got one with {shown}.", parameter);
            }
        }
    }
}
