using Microsoft.Azure.Functions.Worker.Middleware;

namespace Compagnon.Emulator.Worker;

/// <summary>The middleware of the app, in the order in which it was added.</summary>
internal sealed class Pipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> steps = [];

    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> step) => steps.Add(step);

    public FunctionExecutionDelegate Compose(FunctionExecutionDelegate last) =>
        steps.AsEnumerable().Reverse().Aggregate(last, (next, step) => step(next));
}
