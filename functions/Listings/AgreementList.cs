using System.Collections.Concurrent;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Territories;

namespace Compagnon.Listings;

/// <summary>
/// The list of a faculty's agreements, over or not. Whoever entered or changed an agreement refreshes its line, and so does whoever moved
/// the dossier of its renewal.
/// </summary>
public sealed class AgreementList(
    ListingBook listings,
    AgreementRegister register,
    DossierBook dossiers,
    FormBook forms,
    FacultyBook faculties,
    CommuneBook communes)
    : KeptList<AgreementLine>(Name, listings, faculties)
{
    /// <summary>The list's name.</summary>
    public static ListingName<AgreementLine> Name { get; } = new("agreements-1");

    /// <inheritdoc/>
    /// <remarks>A list that was never begun is not taken for that of a faculty without agreements.</remarks>
    public override async Task<Listing<AgreementLine>> ReadAsync(string faculty, CancellationToken cancellation = default)
    {
        var list = await base.ReadAsync(faculty, cancellation);
        return list.Lines.Count == 0 && list.IsComplete && await register.ListAsync(faculty, cancellation).AnyAsync(cancellation)
            ? list with { IsComplete = false }
            : list;
    }

    /// <summary>
    /// Lists agreements of a table. One that was entered a moment ago is not read again, as long as nobody else writes the same row: nobody
    /// knows it yet who could have changed it.
    /// </summary>
    public async Task AddAsync(string faculty, IReadOnlyList<EnteredLine> entered, CancellationToken cancellation = default)
    {
        var fresh = new ConcurrentDictionary<string, EnteredLine>(
            entered.Where(line => line.IsNew).Select(line => KeyValuePair.Create(line.Agreement.Dossier.Id, line)), StringComparer.Ordinal);
        await RefreshAsync(
            faculty,
            [.. entered.Select(line => line.Agreement.Dossier.Id)],
            id => fresh.TryRemove(id, out var line)
                ? Task.FromResult<AgreementLine?>(
                    AgreementLine.Of(line.Agreement, line.Doctor, CommuneOf(line.Agreement), null, isBegun: false))
                : MakeAsync(new DossierKey(faculty, id), cancellation),
            cancellation);
    }

    /// <inheritdoc/>
    protected override IAsyncEnumerable<(string Id, bool IsListed)> ListAsync(
        string faculty, string after, CancellationToken cancellation) =>
        register.ListAsync(faculty, cancellation, after).Select(agreement => (agreement.Dossier.Id, true));

    /// <inheritdoc/>
    protected override async Task<AgreementLine?> MakeAsync(DossierKey key, CancellationToken cancellation)
    {
        var granted = dossiers.FindAsync(key, cancellation);
        if (await register.FindAsync(key, cancellation) is not { } agreement)
        {
            await granted;
            return null;
        }

        var renewal = agreement.Renewal.Length > 0
            ? await dossiers.FindAsync(new DossierKey(key.Faculty, agreement.Renewal), cancellation)
            : null;
        var isBegun = renewal is { State: DossierState.Draft } && (await forms.FindAsync(renewal.Key, cancellation)).Steps.Count > 0;
        return AgreementLine.Of(agreement, (await granted)?.Doctor, CommuneOf(agreement), renewal, isBegun);
    }

    private string CommuneOf(AgreementRecord agreement) => communes.Find(agreement.Commune)?.Name ?? "";
}

/// <summary>An agreement that a table names, as it was entered.</summary>
/// <param name="Agreement">The entry.</param>
/// <param name="Doctor">Its holder.</param>
/// <param name="IsNew">Whether it was not there before.</param>
public sealed record EnteredLine(AgreementRecord Agreement, Doctor Doctor, bool IsNew);
