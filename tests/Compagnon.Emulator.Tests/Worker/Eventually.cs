namespace Compagnon.Emulator.Tests.Worker;

/// <summary>Waits for what another thread brings about and tells nobody of.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition)
    {
        var until = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, $"It did not become true within {Patience.TotalSeconds} s.");
            await Task.Delay(10);
        }
    }
}
