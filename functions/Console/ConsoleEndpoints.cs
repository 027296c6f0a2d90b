using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Consoles;

/// <summary>Where the console begins: the choice of a faculty, and a faculty's first page.</summary>
public sealed class ConsoleEndpoints(ConsoleDesk desk, PageRenderer pages)
{
    /// <summary>The faculties of whoever is signed in; straight on where it is one.</summary>
    [Function("Console")]
    public IResult Choose([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console")] HttpRequest request)
    {
        if (!desk.TryFindFaculties(request, out var theirs, out var refusal)) return refusal;
        return theirs is [var only] ? SeeOther.To(ConsolePages.AddressOf(only)) : pages.Page<ConsoleChoicePage>(new { Faculties = theirs });
    }

    /// <summary>A faculty's console begins with the first page that this person may open; the work list is everybody's.</summary>
    [Function("ConsoleFaculty")]
    public IResult Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, null, out var visit, out var refusal)) return refusal;
        return SeeOther.To(visit.Pages[0].AddressIn(visit.Faculty));
    }
}
