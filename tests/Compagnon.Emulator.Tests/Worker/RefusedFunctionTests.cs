using System.Net;
using Compagnon.Emulator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Tests.Worker;

public sealed class RefusedFunctionTests
{
    private const string Request = "[HttpTrigger(AuthorizationLevel.Anonymous, \"get\")] HttpRequest request";

    [Theory]
    [InlineData("class C { [Function(\"F\")] public IResult Run(" + Request + ") => null!; }", "C is not public")]
    [InlineData("public class O { class C { [Function(\"F\")] public IResult Run(" + Request + ") => null!; } }", "O+C is not public")]
    [InlineData("class O { public class C { [Function(\"F\")] public IResult Run(" + Request + ") => null!; } }", "O is not public")]
    [InlineData("public class C<T> { [Function(\"F\")] public IResult Run(" + Request + ") => null!; }", "generic")]
    [InlineData("public class C { [Function(\"F\")] public IResult Run<T>(" + Request + ") => null!; }", "generic")]
    [InlineData("public class C { [Function(\"F\")] internal IResult Run(" + Request + ") => null!; }", "the method is not public")]
    [InlineData("public abstract class C { [Function(\"F\")] public IResult Run(" + Request + ") => null!; }", "class that can be made")]
    [InlineData("public struct C { [Function(\"F\")] public IResult Run(" + Request + ") => null!; }", "class that can be made")]
    [InlineData("public class C { [Function(\"F\")] public async void Run(" + Request + ") => await Task.Yield(); }", "return Task")]
    [InlineData("public class C { [Function(\"F\")] public ValueTask Run(" + Request + ") => default; }", "Task or Task<T>")]
    public void What_the_real_generator_passes_over_is_refused(string functions, string why) => AssertRefused(functions, why);

    [Theory]
    [InlineData("1st")]
    [InlineData("with space")]
    [InlineData("")]
    public void A_name_that_the_host_does_not_take_is_refused(string name) =>
        Assert.Contains(
            $"'{name}'",
            CompiledApp.Refusal($$"""public class C { [Function("{{name}}")] public IResult Run({{Request}}) => null!; }"""),
            StringComparison.Ordinal);

    [Fact]
    public void Two_functions_of_one_name_are_refused_whatever_its_case() => AssertRefused(
        "public class C { [Function(\"F\")] public IResult One(" + Request + ") => null!; "
            + "[Function(\"f\")] public IResult Two(" + Request + ") => null!; }",
        "2 methods bear that name");

    [Theory]
    [InlineData("IResult Run(HttpRequest request)", "one parameter with a trigger attribute, found 0")]
    [InlineData("IResult Run(" + Request + ", [TimerTrigger(\"0 0 0 * * *\")] TimerInfo timer)", "found 2")]
    [InlineData("IResult Run([HttpTrigger(\"get\")] string body)", "put it on a Microsoft.AspNetCore.Http.HttpRequest")]
    [InlineData("IResult Run([HttpTrigger(AuthorizationLevel.User, \"get\")] HttpRequest request)", "authorization level User")]
    [InlineData("IResult Run(" + Request + ", TimeProvider time)", "services come by the constructor")]
    [InlineData("IResult Run(" + Request + ", List<string> list)", "no value can reach the parameter 'list'")]
    [InlineData("IResult Run(" + Request + ", DateOnly day)", "no value can reach the parameter 'day'")]
    [InlineData("IResult Run(" + Request + ", ref int number)", "passed by value")]
    [InlineData("IResult Run(" + Request + ", [FromHeader] string accept)", "does not heed [FromHeaderAttribute]")]
    [InlineData("IResult Run(" + Request + ", [FromBody] string body)", "does not heed [FromBodyAttribute]")]
    [InlineData("IResult Run(" + Request + ", [FromQuery(Name = \"q\")] string query)", "does not heed [FromQueryAttribute]")]
    [InlineData("string Run(" + Request + ")", "return IActionResult or IResult")]
    [InlineData("Task<List<int>> Run(" + Request + ")", "return IActionResult or IResult")]
    [InlineData("IResult Run(" + Request + ", [DurableClient] string client)", "put it on a Microsoft.DurableTask.Client.Durable")]
    [InlineData("IResult Run(" + Request + ", [DurableClient(TaskHub = \"other\")] DurableTaskClient client)", "task hub")]
    [InlineData("IResult Run(" + Request + ", DurableTaskClient client)", "no value can reach the parameter 'client'")]
    [InlineData("void Run([TimerTrigger(\"0 0 0 * * *\")] string timer)", "put it on a Microsoft.Azure.Functions.Worker.TimerInfo")]
    [InlineData("void Run([TimerTrigger(\"0 0 0 * * *\")] TimerInfo timer, string other)", "no value can reach the parameter 'other'")]
    [InlineData("void Run([TimerTrigger(\"whenever\")] TimerInfo timer)", "'whenever' is no NCRONTAB expression")]
    [InlineData("void Run([TimerTrigger(\"0 61 * * * *\")] TimerInfo timer)", "is no NCRONTAB expression")]
    [InlineData("void Run([TimerTrigger(\"%Not:Set%\")] TimerInfo timer)", "names the setting 'Not:Set', which is not set")]
    [InlineData("Task Run([OrchestrationTrigger] string context)", "put it on a Microsoft.DurableTask.TaskOrchestrationContext")]
    [InlineData("Task Run([OrchestrationTrigger] TaskOrchestrationContext context, int one, int two)", "reach the parameter 'two'")]
    [InlineData("Task Run([OrchestrationTrigger(Orchestration = \"X\")] TaskOrchestrationContext context)", "give [Function] that name")]
    [InlineData("Task Run([ActivityTrigger] FunctionContext context)", "put it on the parameter that takes the input")]
    [InlineData("Task Run([ActivityTrigger] string input, int other)", "no value can reach the parameter 'other'")]
    public void A_parameter_or_a_result_that_cannot_be_bound_is_refused(string method, string why) =>
        AssertRefused($"public class C {{ [Function(\"F\")] public {method} => throw new Exception(); }}", why);

    [Theory]
    [InlineData("admin/users", "begins with 'admin'")]
    [InlineData("Administration", "begins with 'admin'")]
    [InlineData("runtime", "begins with 'runtime'")]
    [InlineData("", "the root is \\\"{x:maxlength(0)?}\\\"")]
    [InlineData("a/{b", "no route template")]
    [InlineData("a/{b:coloured}", "'coloured', which ASP.NET Core does not know")]
    [InlineData("a/{b:int(3,4)}", "cannot be used")]
    [InlineData("a/{B}", "differ in case")]
    public void A_route_that_the_host_would_not_serve_is_refused(string route, string why) => AssertRefused(
        $$"""
        public class C
        {
            [Function("F")]
            public IResult Run([HttpTrigger("get", Route = "{{route}}")] HttpRequest request, string? b) => null!;
        }
        """,
        why.Replace("\\\"", "\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("emulator/x", "where the emulator serves its own pages")]
    [InlineData(".auth/me", "where App Service authentication answers")]
    public void A_route_that_is_somebody_else_s_is_refused(string route, string why)
    {
        var hostJson = Path.GetTempFileName();
        File.WriteAllText(hostJson, """{ "extensions": { "http": { "routePrefix": "" } } }""");
        Assert.Contains(
            why,
            CompiledApp.Refusal(
                $$"""
                public class C
                {
                    [Function("F")]
                    public IResult Run([HttpTrigger("get", Route = "{{route}}")] HttpRequest request) => null!;
                }
                """,
                "--host-json",
                hostJson),
            StringComparison.Ordinal);
        File.Delete(hostJson);
    }

    [Theory]
    [InlineData("a/{x:int}", "a/{y:int}", "\"get\"", "\"post\", \"GET\"", true)]
    [InlineData("a/{x:int}", "A/{y:int}", "\"get\"", "", true)]
    [InlineData("a/{x:int}", "a/{y:int}", "\"get\"", "\"post\"", false)]
    [InlineData("a/{x:int}", "a/{y:alpha}", "\"get\"", "\"get\"", false)]
    public void Two_functions_of_one_route_and_method_are_refused(
        string one, string other, string methods, string otherMethods, bool isRefused)
    {
        var level = $"AuthorizationLevel.Function{(otherMethods.Length > 0 ? ", " + otherMethods : "")}";
        var functions = $$"""
            public class C
            {
                [Function("One")] public IResult One([HttpTrigger({{methods}}, Route = "{{one}}")] HttpRequest request) => null!;
                [Function("Two")] public IResult Two([HttpTrigger({{level}}, Route = "{{other}}")] HttpRequest request) => null!;
            }
            """;
        if (isRefused)
        {
            Assert.Contains("the function 'One' has the route", CompiledApp.Refusal(functions), StringComparison.Ordinal);
            return;
        }

        var state = Directory.CreateTempSubdirectory("compagnon-accepted-");
        CompiledApp.Builder(functions, "--state", state.FullName).Build().Dispose();
        state.Delete(recursive: true);
    }

    [Fact]
    public void A_class_that_asks_for_a_service_that_nobody_registered_is_refused() => AssertRefused(
        "public class C(Version missing) { [Function(\"F\")] public IResult Run(" + Request + ") => Results.Text(missing.ToString()); }",
        "C asks for a System.Version ('missing')");

    [Fact]
    public void A_service_that_cannot_be_made_or_would_outlive_what_it_uses_is_refused()
    {
        var state = Directory.CreateTempSubdirectory("compagnon-refused-");
        foreach (var (register, why) in ((Action<IServiceCollection>, string)[])
        [
            (services => services.AddSingleton<NeedsVersion>(), "Unable to resolve service for type 'System.Version'"),
            (services => services.AddSingleton<NeedsVersion>().AddScoped(_ => new Version(1, 0)), "Cannot consume scoped service"),
        ])
        {
            var builder = SampleHost.Builder(app => register(app.Services), "--state", state.FullName);
            Assert.Contains(why, Assert.Throws<EmulatorStartException>(builder.Build).Message, StringComparison.Ordinal);
        }

        state.Delete(recursive: true);
    }

    [Fact]
    public void An_HTTP_function_without_the_web_application_is_refused() => Assert.Contains(
        "has not called ConfigureFunctionsWebApplication()",
        CompiledApp.Refusal("public class C { [Function(\"F\")] public IResult Run(" + Request + ") => null!; }", "--Plain", "yes"),
        StringComparison.Ordinal);

    [Fact]
    public void Every_problem_is_said_at_once_each_with_its_function()
    {
        var message = CompiledApp.Refusal(
            "public class C { [Function(\"One\")] internal IResult One(" + Request + ") => null!; "
            + "[Function(\"Two\")] public string Two(" + Request + ") => \"\"; }");
        Assert.Collection(
            message.Split(Environment.NewLine),
            one => Assert.StartsWith("The function 'One' (C.One) cannot run: ", one, StringComparison.Ordinal),
            two => Assert.StartsWith("The function 'Two' (C.Two) cannot run: ", two, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Public_nested_and_static_classes_hold_functions()
    {
        var state = Directory.CreateTempSubdirectory("compagnon-accepted-");
        var host = CompiledApp.Builder(
            "public static class O { public class C { "
                + "[Function(\"F\")] public static IResult Run(" + Request + ") => Results.Text(\"found\"); } }",
            "--state",
            state.FullName).Build();
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Services.GetRequiredService<EmulatorAddresses>().Root };
        Assert.Equal("found", await http.GetStringAsync("api/f"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("api/hello")).StatusCode);
        await host.StopAsync();
        host.Dispose();
        state.Delete(recursive: true);
    }

    private static void AssertRefused(string functions, string why)
    {
        var message = CompiledApp.Refusal(functions);
        Assert.Contains("The function 'F'", message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    private sealed class NeedsVersion(Version version)
    {
        public override string ToString() => version.ToString();
    }
}
