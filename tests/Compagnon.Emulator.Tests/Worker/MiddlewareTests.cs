using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Tests.Worker;

public sealed class MiddlewareTests
{
    [Fact]
    public async Task Middleware_stands_around_the_function_the_first_added_outermost()
    {
        await using var host = await SampleHost.StartAsync(app => app
            .UseMiddleware(async (context, next) =>
            {
                context.Items["from"] = "one";
                await next();
            })
            .UseMiddleware(async (context, next) =>
            {
                context.Items["from"] = context.Items["from"] + ",two";
                await next();
            }));
        Assert.EndsWith("|one,two", await host.GetAsync("api/context/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_middleware_class_is_made_once_with_its_services()
    {
        await using var host = await SampleHost.StartAsync(
            app => app.UseWhen<Counting>(context => context.FunctionDefinition.Name == "Static"));
        await host.GetAsync("api/static");
        await host.GetAsync("api/static");
        Assert.Equal(["Static 1", "Static 2"], host.Seen.Lines.Where(line => line.StartsWith("Static", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_middleware_for_some_invocations_leaves_the_others_alone()
    {
        await using var host = await SampleHost.StartAsync(app => app
            .UseWhen<Counting>(context => context.FunctionDefinition.Name == "Hello")
            .UseWhen(
                context => context.FunctionDefinition.Name == "Context",
                (context, next) =>
                {
                    context.Items["from"] = "when";
                    return next();
                }));
        await host.GetAsync("api/static");
        await host.GetAsync("api/hello");
        Assert.Equal(["Hello 1"], host.Seen.Lines.Where(line => line.EndsWith('1')));
        Assert.EndsWith("|when", await host.GetAsync("api/context/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middleware_may_answer_in_the_function_s_place()
    {
        await using var host = await SampleHost.StartAsync(app => app.UseMiddleware((context, next) =>
        {
            context.GetInvocationResult().Value = new ObjectResult("not today") { StatusCode = 503 };
            return Task.CompletedTask;
        }));
        var answer = await host.Http.GetAsync("api/hello");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not today"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Middleware_may_set_headers_and_replace_the_result_before_it_is_written()
    {
        await using var host = await SampleHost.StartAsync(app => app.UseMiddleware(async (context, next) =>
        {
            context.GetHttpContext()!.Response.Headers["X-Seen"] = "yes";
            await next();
            Assert.IsType<ContentResult>(context.GetInvocationResult<ContentResult>().Value);
            context.GetInvocationResult().Value = Results.Text("changed");
        }));
        var answer = await host.Http.GetAsync("api/hello");
        Assert.Equal("yes", Assert.Single(answer.Headers.GetValues("X-Seen")));
        Assert.Equal("changed", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Middleware_may_catch_what_a_function_throws()
    {
        await using var host = await SampleHost.StartAsync(app => app.UseMiddleware(async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (InvalidOperationException)
            {
                context.GetInvocationResult().Value = new StatusCodeResult(409);
            }
        }));
        Assert.Equal(HttpStatusCode.Conflict, (await host.Http.GetAsync("api/fails")).StatusCode);
    }

    [Fact]
    public async Task Middleware_may_change_an_input()
    {
        await using var host = await SampleHost.StartAsync(app => app.UseWhen(
            context => context.FunctionDefinition.Name == "WithKey",
            async (context, next) =>
            {
                var binding = context.FunctionDefinition.InputBindings["request"];
                var input = await context.BindInputAsync<HttpRequest>(binding);
                See(context, $"input {binding.Name} {binding.Type} {binding.Direction} {input.Value!.Method}");
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await context.BindInputAsync<Counting>(binding));
                input.Value = new DefaultHttpContext().Request;
                Assert.NotSame(context.GetHttpContext()!.Request, (await context.BindInputAsync<HttpRequest>(binding)).Value);
                await next();
            }));
        Assert.Equal("open", await host.GetAsync("api/with-key"));
        Assert.Contains("input request httpTrigger In GET", host.Seen.Lines);

        static void See(FunctionContext context, string line) => context.InstanceServices.GetRequiredService<Seen>().Add(line);
    }

    [Fact]
    public async Task Middleware_runs_for_timers_too()
    {
        await using var host = await SampleHost.StartAsync(app => app.UseMiddleware<Counting>());
        await Eventually.TrueAsync(() =>
        {
            lock (host.Seen.Lines)
            {
                return host.Seen.Lines.Contains("AtStart 1");
            }
        });
    }

    [Fact]
    public async Task Each_invocation_has_services_of_its_own()
    {
        var scopes = new List<Scoped>();
        await using var host = await SampleHost.StartAsync(app =>
        {
            app.Services.AddScoped<Scoped>();
            app.UseWhen(
                context => context.FunctionDefinition.Name == "Hello",
                (context, next) =>
                {
                    scopes.Add(context.InstanceServices.GetRequiredService<Scoped>());
                    Assert.Same(scopes[^1], context.GetHttpContext()!.RequestServices.GetRequiredService<Scoped>());
                    return next();
                });
        });
        await host.GetAsync("api/hello");
        await host.GetAsync("api/hello");
        Assert.NotSame(scopes[0], scopes[1]);
        await Eventually.TrueAsync(() => scopes.TrueForAll(scope => scope.IsDisposed));
    }

    public sealed class Counting(Seen seen) : IFunctionsWorkerMiddleware
    {
        private int count;

        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            seen.Add($"{context.FunctionDefinition.Name} {Interlocked.Increment(ref count)}");
            return next(context);
        }
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
