using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Compagnon.Emulator.Pages;

/// <summary>A piece of HTML. Whatever an interpolation puts into it is encoded, unless it is HTML already.</summary>
internal readonly struct Html
{
    // Only what HTML needs is encoded: names with accents stay readable in the source.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? markup;

    private Html(string markup) => this.markup = markup;

    /// <summary>Nothing.</summary>
    public static Html Empty => default;

    /// <summary>HTML from an interpolated string; attribute values belong between double quotes.</summary>
    public static Html Of(ref Interpolation interpolation) => new(interpolation.Markup);

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    /// <inheritdoc/>
    public override string ToString() => markup ?? "";

    /// <summary>Collects an interpolated string and encodes its values.</summary>
    [InterpolatedStringHandler]
    public readonly struct Interpolation(int literalLength, int holes)
    {
        private readonly StringBuilder builder = new(literalLength + (holes * 16));

        public string Markup => builder.ToString();

        public void AppendLiteral(string markup) => builder.Append(markup);

        public void AppendFormatted(Html html) => builder.Append(html.ToString());

        public void AppendFormatted<T>(T value, string format)
            where T : IFormattable =>
            builder.Append(Encoder.Encode(value.ToString(format, CultureInfo.InvariantCulture)));

        public void AppendFormatted<T>(T value)
        {
            // Not an overload: a list would be taken by the generic method all the same.
            if (value is IEnumerable<Html> pieces)
                builder.AppendJoin("", pieces);
            else
                builder.Append(Encoder.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }
    }
}
