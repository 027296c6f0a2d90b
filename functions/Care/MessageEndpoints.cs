using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>Messages between the doctor and the department: a tab of the console's dossier, and a page of the doctor's.</summary>
public sealed class MessageEndpoints(
    DossierDesk dossiers, DoctorDesk doctors, MessageDesk desk, LinkPages links, PageRenderer pages, Problems problems)
{
    /// <summary>The department's page.</summary>
    [Function("ConsoleMessages")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/messages")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        dossiers.WithAsync(request, faculty, dossier, DossierPart.Office, view => PageAsync(request, view, "", FormErrors.None));

    /// <summary>Writes to the doctor, or marks as read what was shown. Sent again it changes nothing.</summary>
    [Function("ConsoleMessagesAnswer")]
    public Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/messages")] HttpRequest request,
        string faculty,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        dossiers.TakeAsync(request, faculty, dossier, ConsolePage.Office, MessageDesk.Path, async (view, fields) =>
        {
            var form = MessageForm.From(fields);
            if (fields.Text(MessageForm.ActField) != MessageForm.MarkRead)
            {
                var errors = IsPossible(view.Dossier) ? form.Check() : new FormErrors().Add("", "Ce dossier n’est pas encore transmis.");
                if (!errors.Any)
                {
                    errors.Add(MessageForm.TextField, MessageForm.MistakeOf(
                        await desk.SendAsync(client, view.Key, form.Id, view.Case.Person, form.Text, CancellationToken.None)));
                }

                if (errors.Any) return await PageAsync(request, view, form.Text, errors);
            }

            // Whoever answers has read what stood above the answer.
            if (form.ReadUntil is { } until && view.Dossier.LastMessage is { } last)
                await desk.ReadAsync(view.Key, until < last ? until : last, CancellationToken.None);
            return SeeOther.To(view.Address(MessageDesk.Path));
        });

    /// <summary>The doctor's page.</summary>
    [Function("Messages")]
    public async Task<IResult> ShowDoctorAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/messages")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened)
            return await links.NotFoundAsync(request, token);
        return IsPossible(opened.Record) ? await PageAsync(request, opened, "", FormErrors.None) : SeeOther.To(opened.Address());
    }

    /// <summary>Writes to the department. Sent again it changes nothing.</summary>
    [Function("MessagesAnswer")]
    public async Task<IResult> SendDoctorAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/messages")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened)
            return await links.NotFoundAsync(request, token);
        // The department does not write to itself in the doctor's name.
        if (opened.Acting is not null) return problems.DoctorsOwn(opened.Address());
        if (!IsPossible(opened.Record)) return SeeOther.To(opened.Address());

        var form = MessageForm.From(await Forms.ReadAsync(request, cancellation));
        var errors = form.Check();
        if (!errors.Any)
        {
            errors.Add(MessageForm.TextField, MessageForm.MistakeOf(
                await desk.SendAsync(client, opened.Key, form.Id, by: null, form.Text, CancellationToken.None)));
        }

        return errors.Any ? await PageAsync(request, opened, form.Text, errors) : SeeOther.To(opened.Address(MessageDesk.Path));
    }

    private static bool IsPossible(DossierRecord dossier) => dossier.Submitted is not null;

    private async Task<IResult> PageAsync(HttpRequest request, DossierView view, string text, FormErrors errors)
    {
        var messages = PageOf.Of(await desk.ListAsync(view.Key, request.HttpContext.RequestAborted), request);
        return pages.Page<MessagesPage>(new { View = view, Messages = messages, Text = text, Errors = errors }, StatusOf(errors));
    }

    private async Task<IResult> PageAsync(HttpRequest request, OpenedDossier opened, string text, FormErrors errors)
    {
        var messages = PageOf.Of(await desk.ListAsync(opened.Key, request.HttpContext.RequestAborted), request);
        return pages.Page<DoctorMessagesPage>(
            new { Opened = opened, Messages = messages, Text = text, Errors = errors }, StatusOf(errors));
    }

    private static int StatusOf(FormErrors errors) => errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
}
