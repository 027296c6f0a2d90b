using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.Logging;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Compagnon.Emulator.Tests.Worker;

/// <summary>What the sample app's functions leave for the tests to see. One a host.</summary>
public sealed class Seen
{
    public List<string> Lines { get; } = [];

    public void Add(string line)
    {
        lock (Lines)
        {
            Lines.Add(line);
        }
    }
}

/// <summary>A body.</summary>
public sealed record Note(string Title, int Stars);

/// <summary>The sample app: functions of every kind of binding, in the assembly of the tests.</summary>
public sealed class SampleFunctions(Seen seen, ILogger<SampleFunctions> log)
{
    [Function("Root")]
    public IActionResult Root([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{x:maxlength(0)?}")] HttpRequest request) =>
        new ContentResult { Content = "root" };

    [Function("Hello")]
    public IActionResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head")] HttpRequest request) =>
        new ContentResult { Content = "hello" };

    [Function("GetThing")]
    public IResult Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}/{part:alpha?}")] HttpRequest request,
        int id,
        string? part,
        string? q,
        bool deep = true) => Results.Text($"{id} {part ?? "-"} {q ?? "-"} {deep}");

    [Function("PutThing")]
    public async Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "things/{id:int}")] HttpRequest request, int id, [FromBody] Note note)
    {
        await Task.Yield();
        return new OkObjectResult(note with { Stars = note.Stars + id });
    }

    [Function("Typed")]
    public IResult Typed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed")] HttpRequest request,
        Guid? guid,
        DateTime? time,
        DateTimeOffset? moment,
        double? number,
        [FromQuery] string? text) => Results.Text(FormattableString.Invariant($"{guid}|{time:O}|{moment:O}|{number}|{text}"));

    [Function("Needed")]
    public IResult Needed([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "needed")] HttpRequest request, int count) =>
        Results.Text($"{count}");

    [Function("Static")]
    public static IResult Static([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "static")] HttpRequest request) =>
        Results.Text("static");

    [Function("Context")]
    public IResult Context(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{id}")] HttpRequest request, FunctionContext context)
    {
        log.LogInformation("Context was called.");
        var http = context.GetHttpContext()!;
        return Results.Text(string.Join('|',
            context.FunctionDefinition.Name,
            context.FunctionDefinition.EntryPoint,
            Guid.TryParse(context.InvocationId, out _),
            context.FunctionId.Length > 0,
            context.BindingContext.BindingData["id"],
            ReferenceEquals(http.Request, request),
            ReferenceEquals(http.RequestServices, context.InstanceServices),
            string.Join(',', context.FunctionDefinition.InputBindings.Select(binding => binding.Value.Type)),
            context.Items.TryGetValue("from", out var from) ? from : "-"));
    }

    [Function("Fails")]
    public IActionResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request) =>
        throw new InvalidOperationException("a secret of the server");

    [Function("FailsLate")]
    public async Task FailsLate([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails-late")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half of it");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("a secret of the server");
    }

    [Function("Waits")]
    public async Task Waits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "waits")] HttpRequest request, CancellationToken cancellation)
    {
        seen.Add("waiting");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            seen.Add("cancelled");
            throw;
        }
    }

    [Function("Echo")]
    public async Task Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request)
    {
        var response = request.HttpContext.Response;
        response.ContentType = "application/octet-stream";
        await response.StartAsync();
        await request.Body.CopyToAsync(response.Body);
    }

    [Function("Length")]
    public async Task<IResult> Length([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "length")] HttpRequest request)
    {
        var buffer = new byte[64 * 1024];
        var length = 0L;
        for (int read; (read = await request.Body.ReadAsync(buffer)) > 0;)
        {
            length += read;
        }

        return Results.Text($"{length}");
    }

    [Function("WithKey")]
    public IResult WithKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "with-key")] HttpRequest request) =>
        Results.Text("open");

    [Function("WithMasterKey")]
    public IResult WithMasterKey([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "with-master-key")] HttpRequest request) =>
        Results.Text("open");

    [Function("AnyMethod")]
    public IResult AnyMethod([HttpTrigger(AuthorizationLevel.Anonymous, Route = "any")] HttpRequest request) =>
        Results.Text(request.Method);

    [Function("Header")]
    public IResult Header([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "header")] HttpRequest request, string name) =>
        Results.Text(request.Headers[name].ToString());

    [Function("Host")]
    public IResult Host([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "host")] HttpRequest request) =>
        Results.Text($"{request.Scheme}://{request.Host}");

    [Function("Setting")]
    public static IResult Setting(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "setting")] HttpRequest request, string name, FunctionContext context) =>
        Results.Text(((Microsoft.Extensions.Configuration.IConfiguration)context.InstanceServices
            .GetService(typeof(Microsoft.Extensions.Configuration.IConfiguration))!)[name] ?? "-");

    [Function("Shout")]
    public static IResult Shout(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "shout/{word}")] HttpRequest request,
        [InputConverter(typeof(Loud))] string word,
        FunctionContext context)
    {
        context.GetLogger("Shouting").LogInformation("{Word} was shouted.", word);
        context.GetLogger<Loud>().LogWarning("It was loud.");
        return Results.Text(word);
    }
}

/// <summary>A converter of the app's own.</summary>
public sealed class Loud(Seen seen) : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        seen.Add($"converts {context.Source} for {context.FunctionContext.FunctionDefinition.Name}");
        return new(ConversionResult.Success(((string)context.Source!).ToUpperInvariant()));
    }
}
