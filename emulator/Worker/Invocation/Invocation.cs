using System.Collections;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Worker;

/// <summary>One run of a function.</summary>
/// <param name="function">The function.</param>
/// <param name="inputs">Values by parameter name: what the trigger and the input bindings bring. They win over <paramref name="bindingData"/>.</param>
/// <param name="bindingData">What the trigger says about itself, by name.</param>
/// <param name="services">The scope of this run.</param>
/// <param name="cancellation">Cancelled when the caller has gone or the app stops.</param>
internal sealed class Invocation(
    Function function,
    IReadOnlyDictionary<string, object?> inputs,
    IReadOnlyDictionary<string, object?> bindingData,
    IServiceProvider services,
    CancellationToken cancellation) : FunctionContext
{
    public Function Function => function;

    public IReadOnlyDictionary<string, object?> Inputs => inputs;

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function.Definition.Id;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override TraceContext TraceContext { get; } = new Trace(Activity.Current);

    public override BindingContext BindingContext { get; } = new Bound(bindingData);

    // The real worker too answers null where the host does not retry, under a signature that says otherwise.
    public override RetryContext RetryContext => null!;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeaturesByType();

    public override CancellationToken CancellationToken => cancellation;

    private sealed class Trace(Activity? activity) : TraceContext
    {
        public override string TraceParent { get; } = activity?.Id ?? "";

        public override string TraceState { get; } = activity?.TraceStateString ?? "";
    }

    private sealed class Bound(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class FeaturesByType : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> features = [];

        public void Set<T>(T instance)
        {
            ArgumentNullException.ThrowIfNull(instance);
            features[typeof(T)] = instance;
        }

        public T? Get<T>() => features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
