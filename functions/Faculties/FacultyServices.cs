using Compagnon.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compagnon.Faculties;

/// <summary>Registers the faculties.</summary>
public static partial class FacultyServices
{
    /// <summary>
    /// Adds <see cref="FacultyBook"/> with every faculty of the folder <c>Faculties:Path</c> (default: <c>Faculties</c> beside the app; a
    /// relative one starts there too). Reads the files now: an app whose faculties are wrong does not start.
    /// </summary>
    /// <exception cref="FacultyFileException">A mistake in any file, with all of them in its message.</exception>
    public static IServiceCollection AddFaculties(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = configuration.Read<FacultySettings>().Path.OrNull() ?? "Faculties";
        var faculties = FacultyFiles.Load(Path.GetFullPath(folder, AppContext.BaseDirectory));
        return services.AddSingleton(provider =>
        {
            // Not a mistake, since a procedure works without; but the law asks for it.
            var log = provider.GetRequiredService<ILogger<FacultyBook>>();
            foreach (var faculty in faculties.Where(faculty => faculty.Legal is null)) NoLegalPages(log, faculty.Id);
            return new FacultyBook(faculties, provider.GetRequiredService<StorageClients>());
        });
    }

    [LoggerMessage(LogLevel.Warning, "The file of '{Faculty}' has no \"legal\": its legal notice, privacy notice and accessibility statement say nothing")]
    private static partial void NoLegalPages(ILogger log, string faculty);
}
