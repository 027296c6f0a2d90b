using System.Text.Json;

namespace Compagnon.Tests.Builds;

public sealed class TwoBuildsTests
{
    private static readonly Dictionary<string, string> Real = new()
    {
        ["Azure.Data.Tables"] = "12.11.0",
        ["Azure.Identity"] = "1.21.0",
        ["Azure.Storage.Blobs"] = "12.27.0",
        ["Microsoft.Azure.Functions.Worker"] = "2.52.0",
        ["Microsoft.Azure.Functions.Worker.Extensions.DurableTask"] = "1.15.0",
        ["Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore"] = "2.1.0",
        ["Microsoft.Azure.Functions.Worker.Extensions.Timer"] = "4.3.1",
        ["Microsoft.Azure.Functions.Worker.Sdk"] = "2.0.7",
        ["Microsoft.Graph"] = "5.92.0",
    };

    [Fact]
    public async Task With_Hosting_Azure_the_app_references_only_the_real_packages()
    {
        var items = await ItemsAsync("Azure");
        var versions = items.GetProperty("PackageVersion").EnumerateArray().ToDictionary(
            item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Version").GetString()!);
        var packages = Identities(items, "PackageReference");
        Assert.Empty(Real.Keys.Except(packages));
        Assert.Equal(Real, Real.Keys.ToDictionary(name => name, name => versions[name]));
        Assert.Empty(Identities(items, "ProjectReference"));
        Assert.Empty(Identities(items, "Reference"));
        Assert.Empty(Identities(items, "PackageDownload"));
        Assert.DoesNotContain(packages, name => name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
            || name.Contains("NCrontab", StringComparison.Ordinal) || name.Contains("Emulator", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task With_the_scheduler_it_has_one_package_more_and_it_is_the_scheduler_s()
    {
        var storage = Identities(await ItemsAsync("Azure"), "PackageReference");
        var scheduler = Identities(await ItemsAsync("Azure", "-p:DurableBackend=Scheduler"), "PackageReference");
        Assert.Equal(
            ["Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged"], scheduler.Except(storage));
        Assert.Empty(storage.Except(scheduler));
    }

    [Fact]
    public async Task The_two_builds_differ_in_references_and_in_nothing_else()
    {
        string[] kinds = ["Compile", "EmbeddedResource", "None", "Content", "RazorComponent", "FrameworkReference", "InternalsVisibleTo"];
        var azure = await EvaluateAsync("Azure", kinds);
        var emulator = await EvaluateAsync("Emulator", kinds);
        Assert.All(kinds, kind => Assert.Equal(
            Identities(emulator.GetProperty("Items"), kind).Where(IsOurs).Order(StringComparer.Ordinal),
            Identities(azure.GetProperty("Items"), kind).Where(IsOurs).Order(StringComparer.Ordinal)));
        Assert.All(
            (string[])["DefineConstants", "RootNamespace", "AssemblyName", "LangVersion", "Nullable", "TargetFramework", "Version"],
            name => Assert.Equal(Property(emulator, name), Property(azure, name)));
        Assert.Equal("v4", Property(azure, "AzureFunctionsVersion"));

        // What a package or a local setting brings is no source of ours.
        static bool IsOurs(string path) => !Path.IsPathRooted(path) && !path.EndsWith("local.settings.json", StringComparison.Ordinal);

        static string Property(JsonElement build, string name) => build.GetProperty("Properties").GetProperty(name).GetString()!;
    }

    [Fact]
    public void No_line_of_the_product_is_compiled_in_one_build_only()
    {
        var functions = Path.Combine(Repository.Root, "functions");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(functions, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(functions, file).StartsWith("obj", StringComparison.Ordinal))
                .SelectMany(File.ReadLines),
            line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_it_the_app_references_the_emulator_and_no_package_of_the_Functions_worker()
    {
        var items = await ItemsAsync("Emulator");
        Assert.Equal(
            ["../emulator/Compagnon.Emulator.csproj"],
            Identities(items, "ProjectReference").Select(path => path.Replace('\\', '/')));
        Assert.DoesNotContain(
            Identities(items, "PackageReference"),
            name => name.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal)
                || name is "Azure.Data.Tables" or "Azure.Storage.Blobs");
    }

    [Fact]
    public async Task The_tests_refuse_the_Azure_build_in_one_line()
    {
        var (code, output, errors) = await Repository.DotnetAsync("build", "tests/Compagnon.Tests", "-p:Hosting=Azure", "-v:q", "-nologo");
        Assert.NotEqual(0, code);
        Assert.Contains("Build functions/ alone with -p:Hosting=Azure", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_public_signature_of_the_emulator_is_one_of_the_real_packages()
    {
        var check = Path.Combine(Repository.Root, "..", "shared", "contracts", "check.cs");
        Assert.SkipUnless(
            File.Exists(check), $"The lists of the real packages' signatures are not on this machine ({Path.GetFullPath(check)}).");
        var (code, output, errors) = await Repository.DotnetAsync(
            "run", Path.GetFullPath(check), "--", Path.Combine(AppContext.BaseDirectory, "Compagnon.Emulator.dll"));
        Assert.True(code == 0, output + errors);
        Assert.Contains(" 0 not in the real packages, 0 types not read", output, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ItemsAsync(string hosting, params string[] options)
    {
        string[] kinds = ["PackageReference", "ProjectReference", "Reference", "PackageVersion", "PackageDownload"];
        return (await EvaluateAsync(hosting, kinds, options)).GetProperty("Items");
    }

    private static async Task<JsonElement> EvaluateAsync(string hosting, string[] kinds, params string[] options)
    {
        var (code, output, errors) = await Repository.DotnetAsync(
        [
            "msbuild",
            "functions",
            $"-p:Hosting={hosting}",
            "-getItem:" + string.Join(',', kinds),
            "-getProperty:DefineConstants,RootNamespace,AssemblyName,LangVersion,Nullable,TargetFramework,Version,AzureFunctionsVersion",
            .. options,
        ]);
        Assert.True(code == 0, output + errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static List<string> Identities(JsonElement items, string kind) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
}
