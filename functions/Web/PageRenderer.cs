using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Compagnon.Web;

/// <summary>
/// Turns Razor components into pages and mails. Everything that a component writes is encoded, and French punctuation gets its no-break
/// spaces. Rendering ends before the first byte is sent, so that a page is whole or an error page takes its place.
/// </summary>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    /// <summary>A page as an answer to a request. Nothing is rendered until the answer is sent.</summary>
    /// <param name="parameters">The component's parameters: an object with properties of the same names (<c>new { Faculty = faculty }</c>),
    /// a dictionary, or null for none.</param>
    /// <param name="status">HTTP status; 200 by default.</param>
    /// <typeparam name="TComponent">The page, with its <see cref="Layout"/>.</typeparam>
    public PageResult Page<TComponent>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TComponent : IComponent
    {
        var view = ViewOf(parameters);
        return new PageResult(() => RenderAsync(typeof(TComponent), view), status);
    }

    /// <summary>The markup of a component as it stands: a mail's body, or a part of a page.</summary>
    /// <param name="parameters">As for <see cref="Page{TComponent}"/>.</param>
    /// <exception cref="InvalidOperationException">The component has no parameter of a name that was given.</exception>
    public Task<string> MarkupAsync<TComponent>(object? parameters = null)
        where TComponent : IComponent => RenderAsync(typeof(TComponent), ViewOf(parameters));

    private async Task<string> RenderAsync(Type component, ParameterView parameters)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var markup = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, parameters)).ToHtmlString());
        return Typography.French(markup);
    }

    private static ParameterView ViewOf(object? parameters) => parameters switch
    {
        null => ParameterView.Empty,
        IDictionary<string, object?> dictionary => ParameterView.FromDictionary(dictionary),
        _ => ParameterView.FromDictionary(Properties.GetOrAdd(parameters.GetType(), type => type.GetProperties())
            .ToDictionary(property => property.Name, property => property.GetValue(parameters))),
    };
}
