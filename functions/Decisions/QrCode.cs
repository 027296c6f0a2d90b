using System.Globalization;
using System.Text;
using QRCoder;

namespace Compagnon.Decisions;

/// <summary>An address as a QR code that a printed page carries.</summary>
public static class QrCode
{
    /// <summary>
    /// The code as the data of one SVG path of unit squares, and the width of its square in modules with the quiet zone. It survives the
    /// loss of 15 % (level M): a fold, a stamp.
    /// </summary>
    /// <param name="address">At most 1,000 characters.</param>
    public static (string Path, int Size) Of(Uri address)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address.AbsoluteUri.Length, 1000, nameof(address));
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(address.AbsoluteUri, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        // The matrix brings its quiet zone along.
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
            for (var x = 0; x < code.ModuleMatrix[y].Count; x++)
                if (code.ModuleMatrix[y][x]) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return (path.ToString(), code.ModuleMatrix.Count);
    }
}
