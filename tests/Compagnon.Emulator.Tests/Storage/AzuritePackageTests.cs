using System.Diagnostics;
using Compagnon.Emulator.Storage;

namespace Compagnon.Emulator.Tests.Storage;

public sealed class AzuritePackageTests : IDisposable
{
    private readonly TemporaryFolder repository = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => repository.Dispose();

    [Fact]
    public void The_nearest_package_json_that_names_azurite_is_taken()
    {
        var deep = Directory.CreateDirectory(repository["a/b/c"]).FullName;
        File.WriteAllText(repository["a/b/package.json"], """{ "dependencies": { "htmx.org": "2.0.0" } }""");
        File.WriteAllText(repository["a/package.json"], "not json");
        File.WriteAllText(repository["package.json"], """{ "dependencies": { "azurite": "3.37.0" } }""");

        Assert.Equal(repository.Path, AzuritePackage.FolderAbove(deep));
    }

    [Fact]
    public async Task An_installed_package_is_used_without_a_word()
    {
        Directory.CreateDirectory(repository["node_modules/azurite/dist/src"]);
        File.WriteAllText(repository["node_modules/azurite/dist/src/azurite.js"], "");
        File.WriteAllText(repository["node_modules/.package-lock.json"], "{}");
        var said = new List<string>();

        var script = await AzuritePackage.ScriptAsync(repository.Path, said.Add, Cancellation);

        Assert.Equal(repository["node_modules/azurite/dist/src/azurite.js"], script);
        Assert.Empty(said);
    }

    [Fact]
    public async Task An_installation_that_fails_is_one_error_with_what_npm_said()
    {
        // Without a lock file npm ci refuses at once.
        File.WriteAllText(repository["package.json"], """{ "dependencies": { "azurite": "3.37.0" } }""");
        var said = new List<string>();

        var error = await Assert.ThrowsAsync<StorageStartException>(
            () => AzuritePackage.ScriptAsync(repository.Path, said.Add, Cancellation));

        Assert.Contains("package-lock.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(repository.Path, Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_Node_is_said_in_one_message()
    {
        var error = Assert.Throws<StorageStartException>(() => NodeCommand.Start(new ProcessStartInfo(repository["node"]), "node"));

        Assert.Equal(
            "The storage emulator needs Node.js 20 or newer, but node was not found on the PATH. Install Node.js and start again.",
            error.Message);
    }
}
