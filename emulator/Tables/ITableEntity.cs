namespace Azure.Data.Tables;

/// <summary>What every row of a table has.</summary>
public interface ITableEntity
{
    /// <summary>The partition that the row lies in; up to 1 KB, without <c>/ \ # ?</c> and control characters.</summary>
    string PartitionKey { get; set; }

    /// <summary>The row's key, unique in its partition; up to 1 KB, without <c>/ \ # ?</c> and control characters.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last changed the row; set by the service, ignored when written.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The version that the service gave the row; ignored when written, compared as If-Match.</summary>
    ETag ETag { get; set; }
}
