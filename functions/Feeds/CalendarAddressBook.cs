using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Compagnon.Faculties;
using Compagnon.Storage;

namespace Compagnon.Feeds;

/// <summary>That somebody has a secret address for their calendar.</summary>
/// <param name="Print">SHA-256 of the address's token, in hexadecimal: the token itself is kept nowhere.</param>
/// <param name="Made">When it was made.</param>
/// <param name="ETag">The row's version.</param>
public sealed record CalendarAddress(string Print, DateTimeOffset Made, ETag ETag);

/// <summary>
/// The table <c>Calendars</c>: whose secret address is which, one each. A person's row and the way back from the address are written and
/// removed in one transaction, so that no old address opens anything.
/// </summary>
public sealed class CalendarAddressBook(StorageClients storage)
{
    /// <summary>Random bytes of a token.</summary>
    public const int TokenBytes = 32;

    private const string PersonRow = "person~", AddressRow = "address~";
    private const string PrintColumn = "Print", MadeColumn = "Made", PersonColumn = "Person";

    // Enough to tell addresses apart; the rest of the print is compared, not looked up.
    private const int LookedUp = 32;

    /// <summary>A new token: base64url without padding.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Whether a text can be a token. Others are not looked up.</summary>
    public static bool IsToken(string text) =>
        text.Length == Base64Url.GetEncodedLength(TokenBytes) && Base64Url.IsValid(text, out var bytes) && bytes == TokenBytes;

    /// <summary>What is kept of a token.</summary>
    public static string PrintOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Id of the person whose address this is; null where it is nobody's.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="token">As it stands in the address: anything.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<string?> FindPersonAsync(string faculty, string token, CancellationToken cancellation = default)
    {
        if (!IsToken(token)) return null;
        var print = PrintOf(token);
        if (await (await TableAsync(cancellation)).FindAsync(faculty, AddressKey(print), cancellation) is not { } row) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(row.Text(PrintColumn)), Encoding.UTF8.GetBytes(print))
            ? row.Text(PersonColumn)
            : null;
    }

    /// <summary>Somebody's address; null where they have none.</summary>
    public async Task<CalendarAddress?> FindAsync(Faculty faculty, StaffMember person, CancellationToken cancellation = default) =>
        await (await TableAsync(cancellation)).FindAsync(faculty.Id, PersonRow + person.Id, cancellation) is { } row
            ? new CalendarAddress(row.Text(PrintColumn), row.Moment(MadeColumn), row.ETag)
            : null;

    /// <summary>Gives somebody an address in place of the one that they have, which opens nothing from then on.</summary>
    /// <param name="faculty">The faculty.</param>
    /// <param name="person">Whose.</param>
    /// <param name="token">The new address's token.</param>
    /// <param name="known">The address that they have; null for none.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>False where they have another address by now: nothing is changed.</returns>
    public async Task<bool> SetAsync(
        Faculty faculty, StaffMember person, string token, CalendarAddress? known, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var print = PrintOf(token);
        var row = new TableEntity(faculty.Id, PersonRow + person.Id) { [PrintColumn] = print, [MadeColumn] = now };
        var back = new TableEntity(faculty.Id, AddressKey(print)) { [PrintColumn] = print, [PersonColumn] = person.Id };
        List<TableTransactionAction> actions =
        [
            known is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, known.ETag),
            new(TableTransactionActionType.Add, back),
        ];
        if (known is not null) actions.Add(Removal(faculty, known));
        return await SubmitAsync(actions, cancellation);
    }

    /// <summary>Takes somebody's address away.</summary>
    /// <returns>False where they have another one, or none, by now.</returns>
    public Task<bool> RemoveAsync(Faculty faculty, StaffMember person, CalendarAddress known, CancellationToken cancellation = default) =>
        SubmitAsync(
            [new(TableTransactionActionType.Delete, new TableEntity(faculty.Id, PersonRow + person.Id), known.ETag), Removal(faculty, known)],
            cancellation);

    private static TableTransactionAction Removal(Faculty faculty, CalendarAddress known) =>
        new(TableTransactionActionType.Delete, new TableEntity(faculty.Id, AddressKey(known.Print)), ETag.All);

    private async Task<bool> SubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellation)
    {
        try
        {
            await (await TableAsync(cancellation)).SubmitTransactionAsync(actions, cancellation);
            return true;
        }
        catch (RequestFailedException second) when (second.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static string AddressKey(string print) => AddressRow + print[..LookedUp];

    private ValueTask<TableClient> TableAsync(CancellationToken cancellation) => storage.TableAsync(TableNames.Calendars, cancellation);
}
