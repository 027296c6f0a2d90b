namespace Compagnon.Links;

/// <summary>What a token turned out to be.</summary>
public abstract record LinkReading
{
    private LinkReading()
    {
    }

    /// <summary>Ours, and still open.</summary>
    /// <param name="Link">What it says.</param>
    public sealed record Valid(Link Link) : LinkReading;

    /// <summary>Ours, but its time is over. It opens nothing; a new one may be sent to the address on record.</summary>
    /// <param name="Link">What it said.</param>
    public sealed record Expired(Link Link) : LinkReading;

    /// <summary>Not ours, or no longer as we made it: cut, changed, signed with a key that is no longer accepted.</summary>
    public sealed record Forged : LinkReading;
}
