using System.Linq.Expressions;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;
using Compagnon.Emulator.Tables;

namespace Azure.Data.Tables;

/// <summary>
/// A table. Every call goes to the service through the real HTTP pipeline, which retries; a refusal is a
/// <see cref="RequestFailedException"/> with the service's status and error code. Instances may be shared between threads.
/// </summary>
public class TableClient
{
    private readonly TableRest rest = null!;

    /// <summary>A table of the account that a connection string names.</summary>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <summary>A table of the account that a connection string names.</summary>
    /// <exception cref="FormatException">The connection string lacks something.</exception>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableConnectionString.Parse(connectionString), tableName, options)
    {
    }

    /// <summary>The table at an address that ends with its name and needs no credential or holds a signature.</summary>
    public TableClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableEndpoint.Of(TableEndpoint.Split(endpoint).Service), TableEndpoint.Split(endpoint).Table, options)
    {
    }

    /// <summary>The table at an address that ends with its name.</summary>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableEndpoint.Of(TableEndpoint.Split(endpoint).Service, credential), TableEndpoint.Split(endpoint).Table, options)
    {
    }

    /// <summary>A table of the service at an address.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    /// <summary>A table of the service at an address.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableEndpoint.Of(endpoint, credential), tableName, options)
    {
    }

    /// <summary>A table of the service at an address, which must be HTTPS.</summary>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableEndpoint.Of(endpoint, tokenCredential, options ??= new TableClientOptions()), tableName, options)
    {
    }

    internal TableClient(TableRest rest, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        this.rest = rest;
        Name = tableName;
        AccountName = rest.Endpoint.AccountName;
        Uri = rest.Endpoint.At(tableName);
    }

    /// <summary>For a substitute in a test.</summary>
    protected TableClient()
    {
    }

    private TableClient(TableEndpoint endpoint, string tableName, TableClientOptions? options)
        : this(new TableRest(endpoint, options ?? new TableClientOptions()), tableName)
    {
    }

    /// <summary>The table's name.</summary>
    public virtual string Name { get; } = null!;

    /// <summary>The account's name.</summary>
    public virtual string AccountName { get; } = null!;

    /// <summary>The table's address.</summary>
    public virtual Uri Uri { get; } = null!;

    /// <summary>A filter from an interpolated string, whose values are written as literals, quoted and escaped.</summary>
    /// <exception cref="ArgumentException">A value is of a type that a filter cannot hold, such as an enum.</exception>
    public static string CreateQueryFilter(FormattableString filter) => filter is null ? null! : FilterLiteral.Format(filter);

    /// <summary>A filter from an expression.</summary>
    /// <exception cref="NotSupportedException">The expression does more than compare properties with values.</exception>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => FilterExpression.Translate(filter)!;

    /// <summary>Creates the table.</summary>
    /// <exception cref="RequestFailedException">409 TableAlreadyExists, among others.</exception>
    public virtual Response<TableItem> Create(CancellationToken cancellationToken = default) =>
        CreateCoreAsync(false, false, cancellationToken).Completed();

    /// <summary>Creates the table.</summary>
    /// <exception cref="RequestFailedException">409 TableAlreadyExists, among others.</exception>
    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        await CreateCoreAsync(false, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Creates the table unless it is there; the answer's status then is 409.</summary>
    public virtual Response<TableItem> CreateIfNotExists(CancellationToken cancellationToken = default) =>
        CreateCoreAsync(true, false, cancellationToken).Completed();

    /// <summary>Creates the table unless it is there; the answer's status then is 409.</summary>
    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        await CreateCoreAsync(true, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes the table; where there is none the answer's status is 404 and nothing is thrown.</summary>
    public virtual Response Delete(CancellationToken cancellationToken = default) =>
        rest.DeleteTableAsync(Name, false, cancellationToken).Completed();

    /// <summary>Deletes the table; where there is none the answer's status is 404 and nothing is thrown.</summary>
    public virtual async Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        await rest.DeleteTableAsync(Name, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Adds a row.</summary>
    /// <exception cref="RequestFailedException">409 EntityAlreadyExists, 404 TableNotFound, among others.</exception>
    public virtual Response AddEntity<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        rest.WriteAsync(TableOperation.Add(Name, entity), false, cancellationToken).Completed();

    /// <summary>Adds a row.</summary>
    /// <exception cref="RequestFailedException">409 EntityAlreadyExists, 404 TableNotFound, among others.</exception>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        await rest.WriteAsync(TableOperation.Add(Name, entity), true, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a row.</summary>
    /// <exception cref="RequestFailedException">404 ResourceNotFound, among others.</exception>
    public virtual Response<T> GetEntity<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        GetCoreAsync<T>(partitionKey, rowKey, select, false, cancellationToken).Completed();

    /// <summary>Reads a row.</summary>
    /// <exception cref="RequestFailedException">404 ResourceNotFound, among others.</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        await GetCoreAsync<T>(partitionKey, rowKey, select, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a row if it is there.</summary>
    public virtual NullableResponse<T> GetEntityIfExists<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        GetIfExistsCoreAsync<T>(partitionKey, rowKey, select, false, cancellationToken).Completed();

    /// <summary>Reads a row if it is there.</summary>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        await GetIfExistsCoreAsync<T>(partitionKey, rowKey, select, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Merges into a row or replaces it, or adds it where there is none.</summary>
    public virtual Response UpsertEntity<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        rest.WriteAsync(TableOperation.Write(Name, entity, mode, null), false, cancellationToken).Completed();

    /// <summary>Merges into a row or replaces it, or adds it where there is none.</summary>
    public virtual async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        await rest.WriteAsync(TableOperation.Write(Name, entity, mode, null), true, cancellationToken).ConfigureAwait(false);

    /// <summary>Merges into a row or replaces it if it has this ETag; <see cref="ETag.All"/> stands for any.</summary>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, 404 ResourceNotFound, among others.</exception>
    public virtual Response UpdateEntity<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        UpdateCoreAsync(entity, ifMatch, mode, false, cancellationToken).Completed();

    /// <summary>Merges into a row or replaces it if it has this ETag; <see cref="ETag.All"/> stands for any.</summary>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, 404 ResourceNotFound, among others.</exception>
    public virtual async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        await UpdateCoreAsync(entity, ifMatch, mode, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a row, if it has this ETag where one is given; where there is no such row the answer's status is 404.</summary>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, among others.</exception>
    public virtual Response DeleteEntity(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        DeleteCoreAsync(partitionKey, rowKey, ifMatch, false, cancellationToken).Completed();

    /// <summary>Deletes a row, if it has this ETag where one is given; where there is no such row the answer's status is 404.</summary>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, among others.</exception>
    public virtual async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        await DeleteCoreAsync(partitionKey, rowKey, ifMatch, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a row, if it has this ETag (the one given, not the row's own) where one is given.</summary>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, among others.</exception>
    public virtual Response DeleteEntity(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        DeleteCoreAsync(entity, ifMatch, false, cancellationToken).Completed();

    /// <summary>Deletes a row, if it has this ETag (the one given, not the row's own) where one is given.</summary>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, among others.</exception>
    public virtual async Task<Response> DeleteEntityAsync(
        ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        await DeleteCoreAsync(entity, ifMatch, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Stores up to 100 changes to rows of one partition together or not at all.</summary>
    /// <exception cref="TableTransactionFailedException">One of them was refused; it says which.</exception>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public virtual Response<IReadOnlyList<Response>> SubmitTransaction(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        TransactCoreAsync(transactionActions, false, cancellationToken).Completed();

    /// <summary>Stores up to 100 changes to rows of one partition together or not at all.</summary>
    /// <exception cref="TableTransactionFailedException">One of them was refused; it says which.</exception>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        await TransactCoreAsync(transactionActions, true, cancellationToken).ConfigureAwait(false);

    /// <summary>Rows that fit a filter, every row without one; asked for page by page while they are read.</summary>
    /// <param name="filter">A filter, such as <see cref="CreateQueryFilter(FormattableString)"/> makes.</param>
    /// <param name="maxPerPage">The largest page to ask for, 1 to 1,000; the service's limit by default.</param>
    /// <param name="select">The properties to read; all by default.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public virtual Pageable<T> Query<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        new TablePages<T>(TableQuery.Rows<T>(rest, Name, filter, select, cancellationToken), maxPerPage, cancellationToken);

    /// <summary>Rows that fit an expression; asked for page by page while they are read.</summary>
    /// <exception cref="NotSupportedException">The expression does more than compare properties with values.</exception>
    public virtual Pageable<T> Query<T>(
        Expression<Func<T, bool>> filter,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        Query<T>(FilterExpression.Translate(filter), maxPerPage, select, cancellationToken);

    /// <summary>Rows that fit a filter, every row without one; asked for page by page while they are read.</summary>
    /// <param name="filter">A filter, such as <see cref="CreateQueryFilter(FormattableString)"/> makes.</param>
    /// <param name="maxPerPage">The largest page to ask for, 1 to 1,000; the service's limit by default.</param>
    /// <param name="select">The properties to read; all by default.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        new AsyncTablePages<T>(TableQuery.Rows<T>(rest, Name, filter, select, cancellationToken), maxPerPage, cancellationToken);

    /// <summary>Rows that fit an expression; asked for page by page while they are read.</summary>
    /// <exception cref="NotSupportedException">The expression does more than compare properties with values.</exception>
    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        QueryAsync<T>(FilterExpression.Translate(filter), maxPerPage, select, cancellationToken);

    private static string Condition(ETag etag) => etag == default ? ETag.All.ToString() : etag.ToString();

    private async ValueTask<Response<TableItem>> CreateCoreAsync(bool ifNotExists, bool async, CancellationToken cancellationToken)
    {
        var response = await rest.CreateTableAsync(Name, ifNotExists, async, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(Name), response);
    }

    private async ValueTask<Response<T>> GetCoreAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select, bool async, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var path = TableOperation.RowPath(Name, partitionKey, rowKey);
        var response = await rest.GetAsync(path, TableQuery.Select(select), false, async, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(Entity<T>(response), response);
    }

    private async ValueTask<NullableResponse<T>> GetIfExistsCoreAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select, bool async, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var path = TableOperation.RowPath(Name, partitionKey, rowKey);
        var response = await rest.GetAsync(path, TableQuery.Select(select), true, async, cancellationToken).ConfigureAwait(false);
        return response.Status == 404 ? new NoValueResponse<T>(response) : Response.FromValue(Entity<T>(response), response);
    }

    private static T Entity<T>(Response response)
        where T : class, ITableEntity
    {
        using var json = JsonDocument.Parse(response.Content);
        return EntityJson.Read<T>(json.RootElement);
    }

    private ValueTask<Response> UpdateCoreAsync(
        ITableEntity entity, ETag ifMatch, TableUpdateMode mode, bool async, CancellationToken cancellationToken)
    {
        if (ifMatch == default)
            throw new ArgumentException("Expected the ETag that the row was read with, or ETag.All for any; got none.", nameof(ifMatch));
        return rest.WriteAsync(TableOperation.Write(Name, entity, mode, ifMatch.ToString()), async, cancellationToken);
    }

    private ValueTask<Response> DeleteCoreAsync(ITableEntity entity, ETag ifMatch, bool async, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteCoreAsync(entity.PartitionKey, entity.RowKey, ifMatch, async, cancellationToken);
    }

    private ValueTask<Response> DeleteCoreAsync(
        string partitionKey, string rowKey, ETag ifMatch, bool async, CancellationToken cancellationToken) =>
        rest.WriteAsync(TableOperation.Delete(Name, partitionKey, rowKey, Condition(ifMatch)), async, cancellationToken);

    private async ValueTask<Response<IReadOnlyList<Response>>> TransactCoreAsync(
        IEnumerable<TableTransactionAction> actions, bool async, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actions);
        var operations = TransactionRules.Checked([.. actions]).Select(Operation).ToList();
        var (parts, whole) = await rest.TransactAsync(operations, async, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(parts, whole);
    }

    // As in the real client, an update without an ETag carries no condition and so adds the row where there is none.
    private TableOperation Operation(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => TableOperation.Add(Name, action.Entity),
        TableTransactionActionType.Delete =>
            TableOperation.Delete(Name, action.Entity.PartitionKey, action.Entity.RowKey, Condition(action.ETag)),
        TableTransactionActionType.UpdateMerge =>
            TableOperation.Write(Name, action.Entity, TableUpdateMode.Merge, IfGiven(action.ETag)),
        TableTransactionActionType.UpdateReplace =>
            TableOperation.Write(Name, action.Entity, TableUpdateMode.Replace, IfGiven(action.ETag)),
        TableTransactionActionType.UpsertMerge => TableOperation.Write(Name, action.Entity, TableUpdateMode.Merge, null),
        TableTransactionActionType.UpsertReplace => TableOperation.Write(Name, action.Entity, TableUpdateMode.Replace, null),
        var other => throw new InvalidOperationException($"Unknown action {other} in the transaction."),
    };

    private static string? IfGiven(ETag etag) => etag == default ? null : etag.ToString();
}
