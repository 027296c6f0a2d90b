using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker.Hosting;

/// <summary>Base of workers that run as hosted services.</summary>
public abstract class DurableTaskWorker : BackgroundService
{
    /// <summary>Makes a worker.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="factory">Makes its orchestrators and activities.</param>
    protected DurableTaskWorker(string? name, IDurableTaskFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Name = name ?? "";
        Factory = factory;
    }

    /// <summary>Gives further values of exceptions.</summary>
    public IExceptionPropertiesProvider? ExceptionPropertiesProvider { get; set; }

    /// <summary>The worker's name.</summary>
    protected virtual string Name { get; }

    /// <summary>Makes its orchestrators and activities.</summary>
    protected virtual IDurableTaskFactory Factory { get; }
}
