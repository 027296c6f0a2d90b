using System.Security.Cryptography;

namespace Compagnon.Tests.Crash;

/// <summary>What a doctor sent for each piece, and what the pages said about it.</summary>
internal sealed class Uploads
{
    private readonly Dictionary<string, List<Sent>> sent = [];

    /// <summary>The labels of the pieces that something was sent for.</summary>
    public IReadOnlyCollection<string> Pieces => sent.Keys;

    /// <summary>How many uploads were acknowledged.</summary>
    public int Acknowledged => sent.Values.Sum(all => all.Count(one => one.IsAcknowledged));

    /// <summary>Notes that a document is sent; call what is given back once a page has acknowledged it.</summary>
    public Action Send(string piece, byte[] content)
    {
        var one = new Sent(Convert.ToHexStringLower(SHA256.HashData(content)));
        if (!sent.TryGetValue(piece, out var all)) sent.Add(piece, all = []);
        all.Add(one);
        return () => one.IsAcknowledged = true;
    }

    /// <summary>
    /// Whether a document with this SHA-256 may be the piece's: the last one that was acknowledged, or one that was sent after it and whose page did not come.
    /// </summary>
    public bool MayBe(string piece, string sha256) =>
        sent.TryGetValue(piece, out var all) && all[Math.Max(0, all.FindLastIndex(one => one.IsAcknowledged))..].Exists(one => one.Sha256 == sha256);

    /// <summary>Whether a page has acknowledged a document for the piece.</summary>
    public bool IsAcknowledged(string piece) => sent.TryGetValue(piece, out var all) && all.Exists(one => one.IsAcknowledged);

    private sealed class Sent(string sha256)
    {
        public string Sha256 => sha256;

        public bool IsAcknowledged { get; set; }
    }
}
