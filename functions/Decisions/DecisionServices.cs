using Compagnon.Assignments;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Decisions;

/// <summary>Registers decisions, letters and certificates.</summary>
public static class DecisionServices
{
    /// <summary>Adds the numbers, the codes, what reads conclusions, and the forms of who signs and who enters.</summary>
    public static IServiceCollection AddDecisions(this IServiceCollection services) =>
        services.AddSingleton<AgreementNumbers>()
            .AddSingleton<VerificationBook>()
            .AddSingleton<ConclusionBook>()
            .AddSingleton<ProposalBook>()
            .AddSingleton<DecisionEntry>()
            .AddSingleton<ProposalAnswers>()
            .AddSingleton<AssignmentForm, SignatureForm>()
            .AddSingleton<AssignmentForm, AuthorityForm>();
}
