using Compagnon.Agreements;
using Compagnon.Dossiers;

namespace Compagnon.Renewals;

/// <summary>What can be said of a renewal from its dossier and its agreement together.</summary>
public sealed class RenewalBook(DossierBook dossiers, AgreementRegister register)
{
    /// <summary>Whether nobody is to be reminded of a renewal any more: it was handed over or has ended, its holder does not want it, or
    /// the agreement is over or given up.</summary>
    public async Task<bool> IsAnsweredAsync(DossierKey renewal, CancellationToken cancellation = default) =>
        await dossiers.FindAsync(renewal, cancellation) is not { Submitted: null, IsFinal: false } dossier
        || await register.FindAsync(dossier.AgreementKey, cancellation)
            is not { IsOver: false, IsRenewalDeclined: false, GivenUpOn: null };

    /// <summary>The agreement that a draft is to renew, where its holder has said not to want that; else null.</summary>
    public async Task<AgreementRecord?> FindDeclinedAsync(DossierRecord dossier, CancellationToken cancellation = default) =>
        dossier is { IsRenewal: true, State: DossierState.Draft }
            && await register.FindAsync(dossier.AgreementKey, cancellation) is { IsRenewalDeclined: true } agreement
                ? agreement
                : null;
}
