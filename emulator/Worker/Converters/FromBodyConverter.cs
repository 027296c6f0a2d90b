using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Emulator.Worker.Converters;

/// <summary>The request's body, by the input formatters of ASP.NET Core MVC.</summary>
internal sealed class FromBodyConverter : IInputConverter
{
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.FunctionContext.GetHttpContext() is not { } http)
        {
            return ConversionResult.Unhandled();
        }

        var metadata = http.RequestServices.GetRequiredService<IModelMetadataProvider>().GetMetadataForType(context.TargetType);
        var binder = http.RequestServices.GetRequiredService<IModelBinderFactory>().CreateBinder(new ModelBinderFactoryContext
        {
            Metadata = metadata,
            BindingInfo = new BindingInfo { BindingSource = BindingSource.Body },
        });
        var binding = new DefaultModelBindingContext
        {
            ModelMetadata = metadata,
            ModelName = "",
            BindingSource = BindingSource.Body,
            ModelState = new ModelStateDictionary(),
            ActionContext = new ActionContext(http, http.GetRouteData(), new ActionDescriptor()),
        };
        await binder.BindModelAsync(binding);
        if (binding.ModelState.IsValid)
        {
            return ConversionResult.Success(binding.Result.Model);
        }

        var errors = binding.ModelState.Values.SelectMany(entry => entry.Errors)
            .Select(error => error.ErrorMessage is { Length: > 0 } message ? message : error.Exception?.Message);
        return ConversionResult.Failed(new InvalidOperationException(string.Join(' ', errors)));
    }
}
