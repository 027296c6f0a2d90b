namespace Compagnon.Tests.Dossiers;

/// <summary>The files of the folder Pdfs.</summary>
internal static class SamplePdfs
{
    public static byte[] Read(string name)
    {
        using var stream = typeof(SamplePdfs).Assembly.GetManifestResourceStream($"pdfs/{name}.pdf")
            ?? throw new FileNotFoundException($"There is no sample '{name}' in the folder Pdfs.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
