using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Compagnon.Web;

/// <summary>The few files that pages need: embedded in the app, so that nothing comes from elsewhere and none can be missing.</summary>
public static class SiteAssets
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Asset> All = Read().ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>One file.</summary>
    /// <param name="Name">File name.</param>
    /// <param name="Type">Media type.</param>
    /// <param name="Version">Changes with the content.</param>
    /// <param name="Content">The bytes.</param>
    internal sealed record Asset(string Name, string Type, string Version, byte[] Content);

    /// <summary>The address of an asset; it changes with the content, so that browsers may keep it for good.</summary>
    /// <exception cref="KeyNotFoundException">No such asset.</exception>
    public static string AddressOf(string name) =>
        All.TryGetValue(name, out var asset)
            ? $"/assets/{asset.Version}/{asset.Name}"
            : throw new KeyNotFoundException($"There is no asset '{name}'; known are {string.Join(", ", All.Keys.Order())}.");

    internal static Asset? Find(string name) => All.GetValueOrDefault(name);

    private static IEnumerable<Asset> Read()
    {
        var assembly = typeof(SiteAssets).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var name = resource[Prefix.Length..];
            yield return new Asset(name, Types[Path.GetExtension(name)], Convert.ToHexStringLower(SHA256.HashData(content))[..12], content);
        }
    }
}
