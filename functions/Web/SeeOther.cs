using Microsoft.AspNetCore.Http;

namespace Compagnon.Web;

/// <summary>
/// « Go on there »: the answer to a form that was taken. 303, so that the browser opens the page with GET and a reload sends nothing again.
/// </summary>
public sealed class SeeOther : IResult
{
    private readonly string address;

    private SeeOther(string address) => this.address = address;

    /// <summary>Leads to an address of this site.</summary>
    /// <param name="address">Begins with a slash and is no other site's.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static IResult To(string address) =>
        address.StartsWith('/')
            && !address.StartsWith("//", StringComparison.Ordinal)
            && !address.StartsWith("/\\", StringComparison.Ordinal)
            ? new SeeOther(address)
            : throw new ArgumentException($"Expected an address of this site, beginning with one slash; got '{address}'.", nameof(address));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
