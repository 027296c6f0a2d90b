using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;

namespace Compagnon.Commissions;

/// <summary>
/// What the minutes of a session say of one dossier, in words. They are kept when the session is concluded, so that minutes say the same for
/// good, and those of any length are read at once. Pure.
/// </summary>
public sealed record MinutesLine
{
    // What an entry's frame adds to its own texts on a page, and what a page holds of both: well below 100 kB.
    private const int Frame = 600, MostOnPage = 50_000;

    /// <summary>The dossier's id.</summary>
    public required string Dossier { get; init; }

    /// <summary>What its workflow waited for.</summary>
    public required string Assignment { get; init; }

    /// <summary>Its place on the agenda.</summary>
    public int Number { get; init; }

    /// <summary>The doctor.</summary>
    public required string Name { get; init; }

    /// <summary>The doctor's national number.</summary>
    public string Rpps { get; init; } = "";

    /// <summary>The département of practice.</summary>
    public string Departement { get; init; } = "";

    /// <summary>Whether it comes from an underserved zone.</summary>
    public bool IsPriority { get; init; }

    /// <summary>What became of it.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>Who decides on what was proposed; empty where nobody else does.</summary>
    public string Deciders { get; init; } = "";

    /// <summary>Which pieces are asked for.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = [];

    /// <summary>What the words that go with the outcome are.</summary>
    public string WordTitle { get; init; } = "";

    /// <summary>These words; may be empty.</summary>
    public string Word { get; init; } = "";

    /// <summary>How many counted for the quorum, who recorded it and when; empty where nothing was recorded.</summary>
    public string Recorded { get; init; } = "";

    /// <summary>Ids of the members who are excluded from it.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Who declared a conflict of interest.</summary>
    public IReadOnlyList<string> ExcludedNames { get; init; } = [];

    /// <summary>As <see cref="Examination.Owner"/>.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Whether a reader is excluded from it.</summary>
    public bool Excludes(StaffMember person) =>
        Excluded.Contains(person.Id) || (person.SitsInCommission && Owner.Length > 0 && Owner == Examination.OwnerOf(person.Address));

    /// <summary>The minutes of a session, dossier by dossier.</summary>
    public static IReadOnlyList<MinutesLine> Of(SessionAgenda agenda, Faculty faculty) =>
        [.. agenda.Items.Select(item => Of(agenda.Session, item, faculty))];

    /// <summary>The lines in pages of a size that any browser prints: a session of the usual length has one.</summary>
    public static IReadOnlyList<IReadOnlyList<MinutesLine>> Pages(IReadOnlyList<MinutesLine> lines)
    {
        var (pages, page, length) = (new List<IReadOnlyList<MinutesLine>>(), new List<MinutesLine>(), 0);
        foreach (var line in lines)
        {
            var own = Frame + line.Sentence.Length + line.Word.Length + line.Deciders.Length
                + line.Pieces.Sum(piece => piece.Length) + line.ExcludedNames.Sum(name => name.Length);
            if (page.Count > 0 && length + own > MostOnPage)
            {
                pages.Add(page);
                (page, length) = ([], 0);
            }

            page.Add(line);
            length += own;
        }

        pages.Add(page);
        return pages;
    }

    private static MinutesLine Of(Session session, AgendaItem item, Faculty faculty)
    {
        var (doctor, outcome) = (item.Dossier.Doctor, item.Claim is { } claim && claim.By != Link.Doctor ? claim : null);
        return new MinutesLine
        {
            Dossier = item.Dossier.Key.Id,
            Assignment = item.Entry.Assignment,
            Number = item.Entry.Number,
            Name = doctor.FullName,
            Rpps = doctor.Rpps,
            Departement = Faculties.Departement.Find(doctor.Departement)?.Label ?? doctor.Departement,
            IsPriority = item.Entry.IsPriority,
            Sentence = OutcomeWords.Sentence(item),
            Deciders = OutcomeWords.Deciders(item),
            Pieces = [.. (outcome?.Pieces ?? []).Select(faculty.LabelOf)],
            WordTitle = outcome is null ? "" : OutcomeWords.WordTitle(outcome),
            Word = outcome?.Word ?? "",
            Recorded = outcome is null ? ""
                : $"{Counted(outcome)} pour le quorum. Enregistré par {session.NameOf(faculty, outcome.By, outcome.Actor)}, "
                    + $"le {ParisTime.MomentText(outcome.At)}.",
            Excluded = [.. Deliberation.Excluded(item.Opinions)],
            ExcludedNames = session.ExcludedFrom(faculty, item),
            Owner = Examination.OwnerOf(doctor.Address),
        };
    }

    private static string Counted(Claim outcome)
    {
        var counted = outcome.Text(OutcomeData.Present).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return counted > 1 ? $"{counted} membres comptés" : $"{counted} membre compté";
    }
}
