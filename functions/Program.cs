using Compagnon;
using Compagnon.Faculties;
using Compagnon.Operations;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

if (ArchiveCommand.IsAskedFor(args)) return await ArchiveCommand.RunAsync(args, Console.Out, Console.Error);

FunctionsApplicationBuilder builder;
try
{
    builder = App.CreateBuilder(args);
}
catch (Exception wrong) when (wrong is FacultyFileException or InvalidOperationException)
{
    // A setting or a faculty's file: the message says which and what to do, and the place in our code would only hide it.
    Console.Error.WriteLine(wrong.Message);
    return 1;
}

await builder.Build().RunAsync();
return 0;
