using Compagnon.Emulator.Hosting;

namespace Compagnon.Emulator.Tests.Hosting;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("compagnon-repository-");
    private readonly List<string> said = [];

    public LocalSettingsTests()
    {
        Write("Serverless.sln", "");
        Write("local.settings.sample.json", """{ "Values": { "One": "sample", "Two__Deep": "sample" } }""");
        Write("functions/App.csproj", "");
        Write("functions/host.json", "{}");
        Directory.CreateDirectory(Built);
    }

    private string Built => Path.Combine(root.FullName, "functions", "bin", "Debug");

    private string Settings => Path.Combine(root.FullName, "functions", "local.settings.json");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Settings_are_made_out_of_the_sample_beside_the_project()
    {
        var settings = LocalSettings.OfRepository(Built, said.Add);
        Assert.Equal(("sample", "sample"), (settings["One"], settings["two:deep"]));
        Assert.Equal(File.ReadAllText(Path.Combine(root.FullName, "local.settings.sample.json")), File.ReadAllText(Settings));
        Assert.Contains(Settings, Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_of_the_sample_is_made_by_each_machine_and_kept()
    {
        Write("local.settings.sample.json", """{ "Values": { "First": "{{random}}", "Second": "{{random}}" } }""");
        var settings = LocalSettings.OfRepository(Built, said.Add);
        Assert.Equal(48, Convert.FromBase64String(settings["First"]!).Length);
        Assert.NotEqual(settings["First"], settings["Second"]);
        Assert.Equal(settings["First"], LocalSettings.OfRepository(Built, said.Add)["First"]);
    }

    [Fact]
    public void A_secret_that_the_settings_lack_is_not_made_anew_at_each_start()
    {
        Write("local.settings.sample.json", """{ "Values": { "First": "{{random}}" } }""");
        Write("functions/local.settings.json", """{ "Values": { "One": "mine" } }""");
        Assert.DoesNotContain("First", LocalSettings.OfRepository(Built, said.Add).Keys);
    }

    [Fact]
    public void Settings_that_are_there_are_left_alone_and_the_sample_fills_what_they_lack()
    {
        Write("functions/local.settings.json", """{ "Values": { "One": "mine" } }""");
        var settings = LocalSettings.OfRepository(Built, said.Add);
        Assert.Equal(("mine", "sample"), (settings["One"], settings["Two:Deep"]));
        Assert.Equal("""{ "Values": { "One": "mine" } }""", File.ReadAllText(Settings));
        Assert.Contains("lacks Two:Deep", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apps_that_start_at_once_make_one_file()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => LocalSettings.OfRepository(Built, _ => { }))));
        Assert.All(all, settings => Assert.Equal("sample", settings["One"]));
        Assert.Equal(
            ["App.csproj", "bin", "host.json", "local.settings.json"],
            new DirectoryInfo(Path.GetDirectoryName(Settings)!).EnumerateFileSystemInfos().Select(entry => entry.Name).Order());
    }

    [Fact]
    public void A_folder_that_is_no_functions_app_gets_no_settings()
    {
        Write("tests/Tests.csproj", "");
        var built = Path.Combine(root.FullName, "tests", "bin");
        Directory.CreateDirectory(built);
        Assert.Empty(LocalSettings.OfRepository(built, said.Add));
        Assert.Empty(LocalSettings.OfRepository(Path.GetTempPath(), said.Add));
        Assert.Empty(said);
    }

    private void Write(string name, string content)
    {
        var file = Path.Combine(root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
