using Azure.Core;
using Azure.Data.Tables.Models;
using Compagnon.Emulator.Tables;

namespace Azure.Data.Tables;

/// <summary>An account's table service. Instances, and the tables they give, may be shared between threads.</summary>
public class TableServiceClient
{
    private readonly TableRest rest = null!;

    /// <summary>The service of the account that a connection string names.</summary>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <summary>The service of the account that a connection string names.</summary>
    /// <exception cref="FormatException">The connection string lacks something.</exception>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableConnectionString.Parse(connectionString), options)
    {
    }

    /// <summary>The service at an address that needs no credential or holds a signature.</summary>
    public TableServiceClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableEndpoint.Of(endpoint), options)
    {
    }

    /// <summary>The service at an address.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>The service at an address.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableEndpoint.Of(endpoint, credential), options)
    {
    }

    /// <summary>The service at an address.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>The service at an address.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(TableEndpoint.Of(endpoint, credential), options)
    {
    }

    /// <summary>The service at an address, which must be HTTPS.</summary>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableEndpoint.Of(endpoint, tokenCredential, options ??= new TableClientOptions()), options)
    {
    }

    /// <summary>For a substitute in a test.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableEndpoint endpoint, TableClientOptions? options)
    {
        rest = new TableRest(endpoint, options ?? new TableClientOptions());
        AccountName = endpoint.AccountName;
        Uri = endpoint.Uri;
    }

    /// <summary>The account's name.</summary>
    public virtual string AccountName { get; } = null!;

    /// <summary>The service's address.</summary>
    public virtual Uri Uri { get; } = null!;

    /// <summary>A filter from an interpolated string, whose values are written as literals, quoted and escaped.</summary>
    /// <exception cref="ArgumentException">A value is of a type that a filter cannot hold, such as an enum.</exception>
    public static string CreateQueryFilter(FormattableString filter) => filter is null ? null! : FilterLiteral.Format(filter);

    /// <summary>A table of this service, whether it exists or not.</summary>
    public virtual TableClient GetTableClient(string tableName) => new(rest, tableName);

    /// <summary>Creates a table.</summary>
    /// <exception cref="RequestFailedException">409 TableAlreadyExists, among others.</exception>
    public virtual Response<TableItem> CreateTable(string tableName, CancellationToken cancellationToken = default) =>
        CreateCoreAsync(tableName, false, false, cancellationToken).Completed();

    /// <summary>Creates a table.</summary>
    /// <exception cref="RequestFailedException">409 TableAlreadyExists, among others.</exception>
    public virtual async Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        await CreateCoreAsync(tableName, false, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Creates a table unless it is there; the answer's status then is 409.</summary>
    public virtual Response<TableItem> CreateTableIfNotExists(string tableName, CancellationToken cancellationToken = default) =>
        CreateCoreAsync(tableName, true, false, cancellationToken).Completed();

    /// <summary>Creates a table unless it is there; the answer's status then is 409.</summary>
    public virtual async Task<Response<TableItem>> CreateTableIfNotExistsAsync(
        string tableName, CancellationToken cancellationToken = default) =>
        await CreateCoreAsync(tableName, true, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a table; where there is none the answer's status is 404 and nothing is thrown.</summary>
    public virtual Response DeleteTable(string tableName, CancellationToken cancellationToken = default) =>
        DeleteCoreAsync(tableName, false, cancellationToken).Completed();

    /// <summary>Deletes a table; where there is none the answer's status is 404 and nothing is thrown.</summary>
    public virtual async Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        await DeleteCoreAsync(tableName, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Tables that fit a filter, every table without one; asked for page by page while they are read.</summary>
    public virtual Pageable<TableItem> Query(
        string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TablePages<TableItem>(TableQuery.Tables(rest, filter, cancellationToken), maxPerPage, cancellationToken);

    /// <summary>Tables that fit a filter, every table without one; asked for page by page while they are read.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(
        string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new AsyncTablePages<TableItem>(TableQuery.Tables(rest, filter, cancellationToken), maxPerPage, cancellationToken);

    private async ValueTask<Response<TableItem>> CreateCoreAsync(
        string tableName, bool ifNotExists, bool async, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        var response = await rest.CreateTableAsync(tableName, ifNotExists, async, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(tableName), response);
    }

    private ValueTask<Response> DeleteCoreAsync(string tableName, bool async, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return rest.DeleteTableAsync(tableName, async, cancellationToken);
    }
}
