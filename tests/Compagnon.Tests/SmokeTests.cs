namespace Compagnon.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_product_assembly_is_named_after_the_project() =>
        Assert.Equal("Compagnon.Functions", System.Reflection.Assembly.Load("Compagnon.Functions").GetName().Name);
}
