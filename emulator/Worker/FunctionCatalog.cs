using System.Reflection;
using System.Text.RegularExpressions;
using Compagnon.Emulator.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Worker;

/// <summary>
/// The functions of an app. Whatever the real source generator would pass over in silence is refused here, since the function would be
/// missing in Azure.
/// </summary>
internal sealed partial class FunctionCatalog
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private FunctionCatalog(IReadOnlyList<Function> functions) => Functions = functions;

    public IReadOnlyList<Function> Functions { get; }

    /// <summary>Finds the functions of an assembly.</summary>
    /// <exception cref="EmulatorStartException">Some cannot be functions; the message has a line for each.</exception>
    public static FunctionCatalog Of(Assembly assembly)
    {
        var functions = new List<Function>();
        var problems = new List<string>();
        var marked = assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Everything))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<FunctionAttribute>(inherit: false)))
            .Where(found => found.Attribute is not null)
            .OrderBy(found => found.Attribute!.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (method, attribute) in marked)
        {
            try
            {
                RefuseUnseen(method, attribute!.Name);
                functions.Add(new Function(attribute.Name, method, TriggerReader.Read(method)));
            }
            catch (FunctionProblem problem)
            {
                problems.Add($"The function '{attribute!.Name}' ({method.DeclaringType}.{method.Name}) cannot run: {problem.Message}");
            }
        }

        problems.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(Twins));
        return problems.Count == 0
            ? new FunctionCatalog(functions)
            : throw new EmulatorStartException(string.Join(Environment.NewLine, problems));
    }

    private static string Twins(IGrouping<string, Function> same) =>
        $"The function '{same.Key}' cannot run: {same.Count()} methods bear that name "
        + $"({string.Join(", ", same.Select(function => function.Definition.EntryPoint))}); "
        + "a name is unique in the app, whatever its case.";

    private static void RefuseUnseen(MethodInfo method, string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new FunctionProblem("a name is a letter and then up to 127 letters, digits, '_' or '-'.");
        }

        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            if (!(type.IsPublic || type.IsNestedPublic))
            {
                throw new FunctionProblem($"{type} is not public, and the worker's generator sees public classes only.");
            }

            if (type.IsGenericTypeDefinition)
            {
                throw new FunctionProblem($"{type} is generic, and the worker's generator passes over generic classes.");
            }
        }

        if (!method.IsPublic)
        {
            throw new FunctionProblem("the method is not public, and the worker's generator sees public methods only.");
        }

        if (method.IsGenericMethodDefinition)
        {
            throw new FunctionProblem("the method is generic, and the worker's generator passes over generic methods.");
        }

        if (!method.IsStatic && (method.DeclaringType!.IsAbstract || method.DeclaringType.IsValueType))
        {
            throw new FunctionProblem($"{method.DeclaringType} must be a class that can be made, or the method static.");
        }

        if (method.IsDefined(typeof(System.Runtime.CompilerServices.AsyncStateMachineAttribute)) && method.ReturnType == typeof(void))
        {
            throw new FunctionProblem("'async void' cannot be awaited; return Task.");
        }

        if (!Completion.Accepts(method.ReturnType))
        {
            throw new FunctionProblem($"it returns {method.ReturnType}; return a value, Task or Task<T>.");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex Name();
}
