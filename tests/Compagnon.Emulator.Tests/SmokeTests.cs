namespace Compagnon.Emulator.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_emulator_references_nothing_of_the_product() =>
        Assert.DoesNotContain(
            System.Reflection.Assembly.Load("Compagnon.Emulator").GetReferencedAssemblies(),
            name => name.Name!.StartsWith("Compagnon", StringComparison.Ordinal));
}
