using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function on an HTTP request. Stands on the parameter of type <c>Microsoft.AspNetCore.Http.HttpRequest</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute()
    {
    }

    /// <summary>Any method, with the key that <paramref name="authLevel"/> asks for.</summary>
    /// <param name="authLevel">Which key a caller must present.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The listed methods, with the key that <paramref name="authLevel"/> asks for.</summary>
    /// <param name="authLevel">Which key a caller must present.</param>
    /// <param name="methods">
    /// HTTP methods in any case. A method that is not listed does not route: list <c>head</c> beside <c>get</c>.
    /// </param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The listed methods, with a function key.</summary>
    /// <param name="methods">HTTP methods in any case. A method that is not listed does not route.</param>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>
    /// The route template below the route prefix of host.json, with constraints as ASP.NET Core has them; null: the function's name.
    /// The root of the site is <c>{x:maxlength(0)?}</c>.
    /// </summary>
    public string? Route { get; set; }

    /// <summary>The methods that route to this function; null or empty: all.</summary>
    public string[]? Methods { get; }

    /// <summary>Which key a caller must present. Default: <see cref="AuthorizationLevel.Function"/>.</summary>
    public AuthorizationLevel AuthLevel { get; } = AuthorizationLevel.Function;
}
