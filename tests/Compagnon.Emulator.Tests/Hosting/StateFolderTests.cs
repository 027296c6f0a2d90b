using Compagnon.Emulator.Hosting;

namespace Compagnon.Emulator.Tests.Hosting;

public sealed class StateFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compagnon-state-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_folder_that_holds_something_else_is_never_used_let_alone_emptied()
    {
        var file = Path.Combine(folder.FullName, "thesis.txt");
        File.WriteAllText(file, "years of work");
        foreach (var fresh in (bool[])[true, false])
        {
            Assert.Contains(
                "is no state folder",
                Assert.Throws<EmulatorStartException>(() => StateFolder.Open(folder.FullName, fresh)).Message,
                StringComparison.Ordinal);
        }

        Assert.Equal("years of work", File.ReadAllText(file));
        Assert.Single(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_folder_that_was_used_before_is_used_again_and_emptied_only_when_asked()
    {
        var path = Path.Combine(folder.FullName, "new", "state");
        using (var first = StateFolder.Open(path, fresh: false))
        {
            Directory.CreateDirectory(first.At("deep"));
            File.WriteAllText(first.At("deep", "file"), "kept");
        }

        using (var second = StateFolder.Open(path, fresh: false))
        {
            Assert.Equal("kept", File.ReadAllText(second.At("deep", "file")));
        }

        using var third = StateFolder.Open(path, fresh: true);
        Assert.False(Directory.Exists(third.At("deep")));
    }

    [Fact]
    public void A_link_in_the_folder_is_removed_and_what_it_leads_to_is_kept()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder.FullName, "elsewhere"));
        File.WriteAllText(Path.Combine(elsewhere.FullName, "file"), "kept");
        var path = Path.Combine(folder.FullName, "state");
        using (var first = StateFolder.Open(path, fresh: false))
        {
            Directory.CreateSymbolicLink(first.At("link"), elsewhere.FullName);
        }

        using var second = StateFolder.Open(path, fresh: true);
        Assert.False(Directory.Exists(second.At("link")));
        Assert.True(File.Exists(Path.Combine(elsewhere.FullName, "file")));
    }

    [Fact]
    public void Two_apps_do_not_share_a_folder()
    {
        var path = Path.Combine(folder.FullName, "state");
        using var first = StateFolder.Open(path, fresh: false);
        Assert.Contains(
            "is in use by another app",
            Assert.Throws<EmulatorStartException>(() => StateFolder.Open(path, fresh: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_a_file_is_said_to_be_unusable()
    {
        var path = Path.Combine(folder.FullName, "file");
        File.WriteAllText(path, "");
        Assert.Contains(
            "cannot be used",
            Assert.Throws<EmulatorStartException>(() => StateFolder.Open(path, fresh: false)).Message,
            StringComparison.Ordinal);
    }
}
