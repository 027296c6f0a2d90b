using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Compagnon.Emulator.Worker;

/// <summary>What a function is, as an invocation tells it.</summary>
internal sealed class Definition(string name, MethodInfo method, Trigger trigger) : FunctionDefinition
{
    /// <summary>The property of a parameter that names its converter.</summary>
    public const string ConverterKey = "converterType";

    public override string Name { get; } = name;

    public override string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName!.Replace('+', '.')}.{method.Name}";

    public override string PathToAssembly { get; } = method.DeclaringType!.Assembly.Location;

    public override ImmutableArray<FunctionParameter> Parameters { get; } = [.. method.GetParameters().Select(Parameter)];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = Inputs(method, trigger);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty;

    private static FunctionParameter Parameter(ParameterInfo parameter)
    {
        var properties = ImmutableDictionary<string, object>.Empty;
        if (parameter.GetCustomAttribute<InputConverterAttribute>() is { } named)
        {
            properties = properties.Add(ConverterKey, named.ConverterType);
        }

        return new FunctionParameter(
            parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.DefaultValue, properties);
    }

    private static IImmutableDictionary<string, BindingMetadata> Inputs(MethodInfo method, Trigger trigger)
    {
        var clients = method.GetParameters()
            .Where(parameter => parameter.IsDefined(typeof(DurableClientAttribute), inherit: false))
            .Select(parameter => new Input(parameter.Name!, "durableClient"));
        return clients.Append(new Input(trigger.Parameter, trigger.Type))
            .ToImmutableDictionary(input => input.Name, input => (BindingMetadata)input);
    }

    private sealed class Input(string name, string type) : BindingMetadata
    {
        public override string Name { get; } = name;

        public override string Type { get; } = type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
