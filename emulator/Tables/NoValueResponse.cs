using Azure;

namespace Compagnon.Emulator.Tables;

/// <summary>The answer that there is no such row.</summary>
internal sealed class NoValueResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value =>
        throw new InvalidOperationException($"The row does not exist (status {response.Status}); look at HasValue first.");

    public override Response GetRawResponse() => response;
}
