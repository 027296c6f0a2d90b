namespace Compagnon.Emulator.DurableTask;

/// <summary>A change of the database that is done wholly or not at all, together with others that wait at the same time.</summary>
internal abstract class WriteOperation : IThreadPoolWorkItem
{
    /// <summary>
    /// Changes the database, inside of a transaction; on the writing thread. May be called again after a failed transaction.
    /// </summary>
    public abstract void Apply(WriteStatements statements);

    /// <summary>Called once the change is durable, on a thread of the pool.</summary>
    public abstract void Done();

    /// <summary>Called when the change cannot be made, on a thread of the pool.</summary>
    public abstract void Failed(Exception exception);

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Done();
}
