using System.Text;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Web;

/// <summary>
/// A page that is sent whole. Kept by no browser and no proxy unless <see cref="WithoutPersonalData"/> says that it may be.
/// </summary>
public sealed class PageResult : IResult, IStatusCodeHttpResult
{
    private readonly Func<Task<string>> render;
    private byte[]? rendered;
    private bool personal = true;
    private string? allow;
    private TimeSpan? retryAfter;

    internal PageResult(Func<Task<string>> render, int status)
    {
        this.render = render;
        StatusCode = status;
    }

    /// <inheritdoc/>
    public int? StatusCode { get; }

    /// <summary>
    /// Says that nothing on the page is about a person: the browser may keep it, so that « Précédent » finds what was typed.
    /// </summary>
    public PageResult WithoutPersonalData()
    {
        personal = false;
        return this;
    }

    /// <summary>Names the methods that this address answers to (status 405).</summary>
    internal PageResult Allowing(IEnumerable<string> methods)
    {
        allow = string.Join(", ", methods);
        return this;
    }

    /// <summary>Says when to try again (status 429 or 503).</summary>
    public PageResult RetryAfter(TimeSpan delay)
    {
        retryAfter = delay;
        return this;
    }

    /// <summary>Renders now, so that a component that fails does so where an error page can still take its place.</summary>
    internal async Task RenderAsync() => rendered ??= Encoding.UTF8.GetBytes(await render());

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await RenderAsync();
        var response = httpContext.Response;
        response.StatusCode = StatusCode ?? StatusCodes.Status200OK;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = rendered!.Length;
        response.Headers.CacheControl = personal ? "no-store" : "private, no-cache";
        if (allow is not null) response.Headers.Allow = allow;
        if (retryAfter is { } delay)
            response.Headers.RetryAfter = ((int)delay.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.Body.WriteAsync(rendered, httpContext.RequestAborted);
    }
}
