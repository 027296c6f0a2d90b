using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.Options;

namespace Compagnon.Emulator.Worker.Converters;

// The converters that the real worker has, in the order in which it asks them: see BuiltInConverters.Register.
internal static class BuiltInConverters
{
    public static void Register(InputConverterCollection converters)
    {
        converters.Register<DurableClientConverter>();
        converters.Register<FunctionContextConverter>();
        converters.Register<SameTypeConverter>();
        converters.Register<GuidConverter>();
        converters.Register<DateTimeConverter>();
        converters.Register<BytesConverter>();
        converters.Register<JsonConverter>();
        converters.Register<CancellationTokenConverter>();
    }
}

/// <summary>The request, in an HTTP function.</summary>
internal sealed class HttpRequestConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        var request = context.TargetType == typeof(HttpRequest) ? context.FunctionContext.GetHttpContext()?.Request : null;
        return new(request is null ? ConversionResult.Unhandled() : ConversionResult.Success(request));
    }
}

internal sealed class FunctionContextConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        new(context.TargetType == typeof(FunctionContext)
            ? ConversionResult.Success(context.FunctionContext)
            : ConversionResult.Unhandled());
}

/// <summary>What already is of the parameter's type.</summary>
internal sealed class SameTypeConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        new(context.TargetType.IsInstanceOfType(context.Source) ? ConversionResult.Success(context.Source) : ConversionResult.Unhandled());
}

internal sealed class GuidConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.TargetType != typeof(Guid) && context.TargetType != typeof(Guid?))
        {
            return new(ConversionResult.Unhandled());
        }

        return new(context.Source is string text && Guid.TryParse(text, out var guid)
            ? ConversionResult.Success(guid)
            : ConversionResult.Unhandled());
    }
}

internal sealed class DateTimeConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.Source is not string text)
        {
            return new(ConversionResult.Unhandled());
        }

        var target = Nullable.GetUnderlyingType(context.TargetType) ?? context.TargetType;
        if (target == typeof(DateTimeOffset) && DateTimeOffset.TryParse(text, out var moment))
        {
            return new(ConversionResult.Success(moment));
        }

        return new(target == typeof(DateTime) && DateTime.TryParse(text, out var time)
            ? ConversionResult.Success(time)
            : ConversionResult.Unhandled());
    }
}

/// <summary>Text as bytes.</summary>
internal sealed class BytesConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.Source is not string text)
        {
            return new(ConversionResult.Unhandled());
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        return new(context.TargetType switch
        {
            var type when type == typeof(byte[]) => ConversionResult.Success(bytes),
            var type when type == typeof(ReadOnlyMemory<byte>) => ConversionResult.Success(new ReadOnlyMemory<byte>(bytes)),
            _ => ConversionResult.Unhandled(),
        });
    }
}

/// <summary>Text as JSON, by <see cref="WorkerOptions.Serializer"/>: numbers and booleans come this way too.</summary>
internal sealed class JsonConverter(IOptions<WorkerOptions> options) : IInputConverter
{
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.TargetType == typeof(string) || context.Source is not string text)
        {
            return ConversionResult.Unhandled();
        }

        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            return ConversionResult.Success(await options.Value.Serializer!.DeserializeAsync(
                stream, context.TargetType, context.FunctionContext.CancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ConversionResult.Failed(e);
        }
    }
}

internal sealed class CancellationTokenConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        new(context.TargetType == typeof(CancellationToken) || context.TargetType == typeof(CancellationToken?)
            ? ConversionResult.Success(context.FunctionContext.CancellationToken)
            : ConversionResult.Unhandled());
}
