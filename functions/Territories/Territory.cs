namespace Compagnon.Territories;

/// <summary>How near two communes are to one another, nearest first.</summary>
public enum Nearness
{
    /// <summary>One and the same.</summary>
    SameCommune,

    /// <summary>In one canton.</summary>
    SameCanton,

    /// <summary>In one group of communes.</summary>
    SameGroup,

    /// <summary>In one département.</summary>
    SameDepartement,

    /// <summary>None of these.</summary>
    Elsewhere,
}

/// <summary>What holds between communes. Pure.</summary>
public static class Territory
{
    /// <summary>
    /// The nearest that holds of two communes, the same from either side. A canton or group that is not known is shared with none.
    /// </summary>
    public static Nearness NearnessOf(Commune a, Commune b)
    {
        if (a.Code == b.Code) return Nearness.SameCommune;
        if (a.Canton is { } canton && canton.Code == b.Canton?.Code) return Nearness.SameCanton;
        if (a.Group is { } group && group.Code == b.Group?.Code) return Nearness.SameGroup;
        return a.Departement == b.Departement ? Nearness.SameDepartement : Nearness.Elsewhere;
    }

    /// <summary>The département that an INSEE code lies in: <c>"63"</c> of <c>"63113"</c>, <c>"974"</c> of <c>"97411"</c>.</summary>
    internal static string DepartementOf(string code) => code[..(code is ['9', '7' or '8', ..] ? 3 : 2)];
}
