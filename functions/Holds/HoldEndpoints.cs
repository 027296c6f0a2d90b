using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Holds;

/// <summary>Putting a dossier on hold and resuming it, by the secretariat or the coordination.</summary>
public sealed class HoldEndpoints(
    DossierDesk dossiers, HoldBook holds, HoldDesk desk, PageRenderer pages, TimeProvider time)
{
    /// <summary>Below a dossier's page.</summary>
    internal const string HoldPath = "/attente", ResumePath = "/reprise";

    /// <summary>Asks why and until when.</summary>
    [Function("ConsoleHold")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/attente")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        dossiers.WithAsync(request, faculty, dossier, ConsolePage.Office, async view =>
        {
            if (view.Dossier is not { IsHeld: false, Submitted: not null, IsFinal: false }) return SeeOther.To(view.Address());
            var next = (await holds.ListAsync(view.Key, request.HttpContext.RequestAborted)).Count + 1;
            return pages.Page<HoldPage>(new { View = view, Form = HoldForm.Empty(next) });
        });

    /// <summary>Puts a dossier on hold. Sent again it shows where the dossier stands.</summary>
    [Function("ConsoleHoldAnswer")]
    public Task<IResult> HoldAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/attente")] HttpRequest request,
        string faculty,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        dossiers.TakeAsync(request, faculty, dossier, ConsolePage.Office, HoldPath, async (view, fields) =>
        {
            var now = time.GetUtcNow();
            var form = HoldForm.From(fields);
            var errors = form.Check(ParisTime.DayOf(now));
            if (errors.Any)
            {
                return pages.Page<HoldPage>(
                    new { View = view, Form = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
            }

            await desk.HoldAsync(
                client,
                new Hold(new HoldKey(view.Key, form.Number), now, view.Case.Person.Id, form.Reason, form.Until, form.Tells == HoldForm.Yes),
                CancellationToken.None);
            return SeeOther.To(view.Address());
        });

    /// <summary>Asks once more before a dossier goes on.</summary>
    [Function("ConsoleResume")]
    public Task<IResult> AskResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/reprise")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        dossiers.WithAsync(request, faculty, dossier, ConsolePage.Office, async view =>
            view.Dossier is { IsHeld: true, Hold: { } mark }
            && await holds.FindAsync(new HoldKey(view.Key, mark.Number), request.HttpContext.RequestAborted) is { } hold
                ? pages.Page<ResumePage>(new { View = view, Hold = hold })
                : SeeOther.To(view.Address()));

    /// <summary>Lets a dossier go on. Sent again it shows where the dossier stands.</summary>
    [Function("ConsoleResumeAnswer")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/reprise")] HttpRequest request,
        string faculty,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        dossiers.TakeAsync(request, faculty, dossier, ConsolePage.Office, ResumePath, async (view, fields) =>
        {
            // The hold that the page showed, and none that was begun since.
            if (HoldForm.From(fields).Number is > 0 and var number)
                await desk.ResumeAsync(client, new HoldKey(view.Key, number), view.Case.Person.Id, CancellationToken.None);
            return SeeOther.To(view.Address());
        });
}
