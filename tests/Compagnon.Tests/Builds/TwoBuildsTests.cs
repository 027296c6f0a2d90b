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

    private static async Task<JsonElement> ItemsAsync(string hosting)
    {
        var (code, output, errors) = await Repository.DotnetAsync(
            "msbuild",
            "functions",
            $"-p:Hosting={hosting}",
            "-getItem:PackageReference,ProjectReference,Reference,PackageVersion,PackageDownload");
        Assert.True(code == 0, output + errors);
        return JsonDocument.Parse(output).RootElement.GetProperty("Items");
    }

    private static List<string> Identities(JsonElement items, string kind) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
}
