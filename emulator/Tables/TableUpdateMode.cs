namespace Azure.Data.Tables;

/// <summary>What becomes of the properties that a stored row has and the written one has not.</summary>
public enum TableUpdateMode
{
    /// <summary>They stay.</summary>
    Merge = 0,

    /// <summary>They go.</summary>
    Replace = 1,
}
