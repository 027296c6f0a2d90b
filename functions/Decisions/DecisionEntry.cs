using System.Buffers.Text;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Web;
using Microsoft.DurableTask.Client;

namespace Compagnon.Decisions;

/// <summary>
/// Enters what a filled table tells, line by line as the page of each decision would. Entering the same again changes nothing.
/// </summary>
public sealed class DecisionEntry(ProposalBook proposals, AssignmentDesk desk, TimeProvider time)
{
    /// <summary>The longest text that <see cref="WriteAsync"/> makes, in characters.</summary>
    public const int Longest = 2 * DecisionFile.Largest;

    /// <summary>What would become of a table now.</summary>
    public async Task<DecisionPreview> PreviewAsync(SessionCase opened, DecisionFile file, CancellationToken cancellation = default) =>
        DecisionPreview.Of(file, await proposals.ListAsync(opened, cancellation), ParisTime.DayOf(time.GetUtcNow()));

    /// <summary>Enters all decisions of a table in which nothing is wrong; else none.</summary>
    /// <returns>What was found, and what the table says once all is entered: a line that somebody else has answered otherwise meanwhile is
    /// among those that differ.</returns>
    public async Task<(DecisionPreview Before, DecisionPreview After)> EnterAsync(
        DurableTaskClient client, SessionCase opened, DecisionFile file, CancellationToken cancellation = default)
    {
        var before = await PreviewAsync(opened, file, cancellation);
        if (before.Mistakes.Count > 0 || before.ToEnter.Count == 0) return (before, before);

        foreach (var read in before.ToEnter)
        {
            var claim = read.ToClaim(opened.Person.Id, time.GetUtcNow());
            if (await desk.FindAsync(claim.Dossier, claim.Assignment, cancellation) is not { } assignment) continue;
            await desk.ClaimAsync(assignment, claim, cancellation);
            await desk.RaiseAsync(client, claim.Dossier, claim.Assignment, cancellation);
        }

        return (before, await PreviewAsync(opened, file, cancellation));
    }

    /// <summary>The lines of a preview that are to be entered, as its form gives them back.</summary>
    public static async Task<string> WriteAsync(IEnumerable<ReadDecision> decisions, CancellationToken cancellation = default)
    {
        using var table = new MemoryStream();
        await CsvText.WriteAsync(
            table,
            ProposalTable.Needed,
            decisions.Select(IReadOnlyList<string> (read) =>
            [
                read.Written.Dossier, read.Written.Cycle, read.Written.Decision,
                read.Written.Number, read.Written.Day, read.Written.Reasons,
            ]),
            cancellation);
        return Base64Url.EncodeToString(table.ToArray());
    }

    /// <summary>What <see cref="WriteAsync"/> wrote; null where it is something else.</summary>
    public static DecisionFile? Read(string written) => written.Length is > 0 and <= Longest && Base64Url.IsValid(written)
        ? DecisionFile.Read(Base64Url.DecodeFromChars(written))
        : null;
}
