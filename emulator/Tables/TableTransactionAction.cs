namespace Azure.Data.Tables;

/// <summary>What one action of a transaction does.</summary>
public enum TableTransactionActionType
{
    /// <summary>Adds a row that must not exist.</summary>
    Add = 0,

    /// <summary>Merges into a row; with an ETag the row must exist unchanged.</summary>
    UpdateMerge = 1,

    /// <summary>Replaces a row; with an ETag the row must exist unchanged.</summary>
    UpdateReplace = 2,

    /// <summary>Deletes a row that must exist.</summary>
    Delete = 3,

    /// <summary>Merges into a row or adds it.</summary>
    UpsertMerge = 4,

    /// <summary>Replaces a row or adds it.</summary>
    UpsertReplace = 5,
}

/// <summary>One action of a transaction.</summary>
public class TableTransactionAction
{
    /// <summary>An action without a condition.</summary>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    /// <summary>An action that takes place only if the stored row has this ETag.</summary>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    /// <summary>What the action does.</summary>
    public TableTransactionActionType ActionType { get; }

    /// <summary>The row that it does it to.</summary>
    public ITableEntity Entity { get; }

    /// <summary>The ETag that the stored row must have; the default is no condition.</summary>
    public ETag ETag { get; }
}
