using Compagnon.Emulator.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Emulator.Worker;

/// <summary>Checks at start that each function's class can be made, instead of at its first call.</summary>
internal static class ServiceCheck
{
    public static void Run(FunctionCatalog catalog, IServiceProvider services)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var problems = catalog.Functions.Select(function => Problem(function, known)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new EmulatorStartException(string.Join(Environment.NewLine, problems));
        }
    }

    private static string? Problem(Function function, IServiceProviderIsService known)
    {
        if (function.Method.IsStatic)
        {
            return null;
        }

        var type = function.Method.DeclaringType!;
        var constructors = type.GetConstructors();
        var missing = constructors
            .Select(constructor => constructor.GetParameters().FirstOrDefault(parameter =>
                !parameter.HasDefaultValue
                && !parameter.IsDefined(typeof(FromKeyedServicesAttribute), inherit: true)
                && !known.IsService(parameter.ParameterType)))
            .ToList();
        if (missing.Contains(null))
        {
            return null;
        }

        return missing is [{ } parameter, ..]
            ? $"The function '{function.Name}' cannot run: {type} asks for a {parameter.ParameterType} ('{parameter.Name}'), which is not "
                + "registered: add it to builder.Services."
            : $"The function '{function.Name}' cannot run: {type} has no public constructor.";
    }
}
