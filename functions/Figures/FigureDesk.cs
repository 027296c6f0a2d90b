using System.Collections.Concurrent;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Web;
using NodaTime;

namespace Compagnon.Figures;

/// <summary>Figures as they were asked for.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Errors">What is wrong with the days that were typed; the figures are this year's then.</param>
/// <param name="IsComplete">False while a list that they are made of is being built.</param>
public sealed record FoundFigures(FigureQuery Query, FacultyFigures Figures, FormErrors Errors, bool IsComplete)
{
    /// <summary>What the charts show, number by number.</summary>
    public IReadOnlyList<FigureTable> Tables { get; } = FigureTables.Of(Figures);

    /// <summary>One of the tables, by its id.</summary>
    public FigureTable Table(string id) => Tables.First(table => table.Id == id);
}

/// <summary>Reads the two lists that figures are made of, and no table beside.</summary>
public sealed class FigureDesk(WorkList work, AgreementList register, CommuneBook communes, TimeProvider time)
{
    private readonly FigureMemory<WorkLine, DossierFigures> ofDossiers = new();
    private readonly FigureMemory<AgreementLine, AgreementFigures> ofAgreements = new();
    private readonly HeldMemory held = new();

    /// <summary>Makes the figures of a faculty.</summary>
    public async Task<FoundFigures> ReadAsync(Faculty faculty, FigureQuery query, CancellationToken cancellation = default)
    {
        var listed = register.ReadAsync(faculty.Id, cancellation);
        var dossiers = await work.ReadAsync(faculty.Id, cancellation);
        var agreements = await listed;

        var now = time.GetUtcNow();
        var (period, errors) = query.PeriodOf(faculty, ParisTime.DayOf(now), () => FirstDay(dossiers.Lines, agreements.Lines));
        var question = new FigureQuestion(faculty, period, query.Kind, now);
        var figures = FacultyFigures.Of(
            dossiers.Lines,
            question,
            ofDossiers.Get(question, dossiers.Lines, () => FacultyFigures.DossiersOf(dossiers.Lines, question)),
            ofAgreements.Get(question, agreements.Lines, () => FacultyFigures.AgreementsOf(
                held.Get(faculty.Id, agreements.Lines, question.Today),
                question,
                commune => communes.ZoneOf(commune, question.Today))));
        return new FoundFigures(query, figures, errors, dossiers.IsComplete && agreements.IsComplete);
    }

    private static LocalDate FirstDay(IReadOnlyList<WorkLine> dossiers, IReadOnlyList<AgreementLine> agreements)
    {
        var submitted = dossiers.Count > 0 ? ParisTime.DayOf(dossiers.Min(line => line.Submitted)) : LocalDate.MaxIsoValue;
        return agreements.Count > 0 ? LocalDate.Min(submitted, agreements.Min(line => line.First)) : submitted;
    }
}

/// <summary>
/// What was computed last for a question, as long as the list is the very one that it was computed from: ten thousand lines are looked
/// through once, and not for each who looks.
/// </summary>
internal sealed class FigureMemory<TLine, TFigures>
    where TFigures : class
{
    private const int Most = 16;

    private readonly ConcurrentDictionary<(string Faculty, FigureSpan Span, DossierKind? Kind, LocalDate Today), Entry> known = new();

    /// <summary>The figures of a list: remembered, else made.</summary>
    internal TFigures Get(FigureQuestion question, IReadOnlyList<TLine> lines, Func<TFigures> make)
    {
        var key = (question.Faculty.Id, question.Period.Span, question.Kind, question.Today);
        if (known.TryGetValue(key, out var entry) && ReferenceEquals(entry.Lines, lines)) return entry.Figures;

        var made = make();
        if (known.Count >= Most) known.Clear();
        known[key] = new Entry(lines, made);
        return made;
    }

    private sealed record Entry(IReadOnlyList<TLine> Lines, TFigures Figures);
}

/// <summary>
/// What each line of a faculty's register was on the day that was asked for last: a change of one line makes few of ten thousand anew.
/// </summary>
internal sealed class HeldMemory
{
    private readonly ConcurrentDictionary<string, Entry> known = new(StringComparer.Ordinal);

    /// <summary>What the lines are on a day, in their order.</summary>
    internal IReadOnlyList<HeldAgreement> Get(string faculty, IReadOnlyList<AgreementLine> lines, LocalDate today)
    {
        var before = known.TryGetValue(faculty, out var entry) && entry.Today == today ? entry : new Entry(today, [], []);
        if (ReferenceEquals(before.Lines, lines)) return before.Held;

        // Where one row of the list was read anew, the lines behind it have moved by as many as came or went.
        var moved = before.Lines.Count - lines.Count;
        var held = new HeldAgreement[lines.Count];
        for (var i = 0; i < held.Length; i++)
            held[i] = before.Find(lines[i], i) ?? before.Find(lines[i], i + moved) ?? HeldAgreement.Of(lines[i], today);
        known[faculty] = new Entry(today, lines, held);
        return held;
    }

    private sealed record Entry(LocalDate Today, IReadOnlyList<AgreementLine> Lines, HeldAgreement[] Held)
    {
        public HeldAgreement? Find(AgreementLine line, int at) =>
            at >= 0 && at < Held.Length && ReferenceEquals(Lines[at], line) ? Held[at] : null;
    }
}
