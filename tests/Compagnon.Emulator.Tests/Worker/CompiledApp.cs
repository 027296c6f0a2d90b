using System.Reflection;
using System.Runtime.Loader;
using Compagnon.Emulator.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Compagnon.Emulator.Tests.Worker;

/// <summary>An app compiled from a few lines, for functions that may not stand in the sample app.</summary>
internal static class CompiledApp
{
    private const string Frame = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Azure.Functions.Worker;
        using Microsoft.Azure.Functions.Worker.Builder;
        using Microsoft.DurableTask;
        using Microsoft.DurableTask.Client;

        public static class App
        {
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
            public static FunctionsApplicationBuilder CreateBuilder(string[] args)
            {
                var builder = FunctionsApplication.CreateBuilder(args);
                if (Array.IndexOf(args, "--Plain") < 0) builder.ConfigureFunctionsWebApplication();
                return builder;
            }
        }

        """;

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>A builder of the app that consists of <paramref name="functions"/>, which is C#.</summary>
    public static FunctionsApplicationBuilder Builder(string functions, params string[] arguments)
    {
        var create = Load(functions).GetType("App")!.GetMethod("CreateBuilder")!
            .CreateDelegate<Func<string[], FunctionsApplicationBuilder>>();
        return create(["--port", "0", "--AzureWebJobsStorage", "none", .. arguments]);
    }

    /// <summary>Why the app does not start.</summary>
    public static string Refusal(string functions, params string[] arguments)
    {
        var state = Directory.CreateTempSubdirectory("compagnon-refused-");
        try
        {
            return Assert.Throws<EmulatorStartException>(
                () => Builder(functions, ["--state", state.FullName, .. arguments]).Build()).Message;
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static Assembly Load(string functions)
    {
        var compilation = CSharpCompilation.Create(
            $"Compiled{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(Frame + functions)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        stream.Position = 0;
        return new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(stream);
    }
}
