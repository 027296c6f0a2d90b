using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Compagnon.Agreements;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Territories;
using Compagnon.Web;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Imports;

/// <summary>An agreement as a table names it, checked.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Doctor">Its holder.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="Site">The training site as people read it; may be empty.</param>
/// <param name="Commune">INSEE code of its commune; may be empty.</param>
/// <param name="Specialty">Code of the specialty; may be empty.</param>
/// <param name="Category">Its kind.</param>
/// <param name="Levels">The levels of stages.</param>
/// <param name="Interns">How many interns it takes at most; 0 where it is not known.</param>
/// <param name="Number">The number that it has; empty where it is to get one.</param>
/// <param name="Recommendations">With them it is an agreement under conditions; may be empty.</param>
public sealed record ImportLine(
    int Line,
    Doctor Doctor,
    LocalDate From,
    LocalDate Until,
    string Site,
    string Commune,
    string Specialty,
    AgreementCategory Category,
    IReadOnlyList<StageLevel> Levels,
    int Interns,
    string Number,
    string Recommendations)
{
    /// <summary>
    /// What names it among those of a faculty, whatever else is corrected: the national number and the training site, as letters and digits;
    /// hashed, because a key must not hold everything.
    /// </summary>
    public string Id => Print($"{Doctor.Rpps}\n{SiteKey}", 24);

    /// <summary>What it says, by column: short prints, to tell which column was corrected without keeping what stood there.</summary>
    public string Prints => string.Join(' ', Values.Select(value => Print(value.Text, 6)));

    /// <summary>The columns in which it says something else than a line with these prints.</summary>
    public IReadOnlyList<string> DifferencesFrom(string prints) =>
        [.. Values.Zip(prints.Split(' '), (value, before) => (value.Column, IsSame: Print(value.Text, 6) == before)).Where(pair => !pair.IsSame)
            .Select(pair => pair.Column)];

    /// <summary>The site, or the commune where no site is given.</summary>
    private string SiteKey => new([.. CsvSheet.NameOf(Site.Length > 0 ? Site : Commune).Where(char.IsLetterOrDigit)]);

    private IEnumerable<(string Column, string Text)> Values =>
    [
        (ImportTable.FirstName, Doctor.FirstName), (ImportTable.LastName, Doctor.LastName), (ImportTable.Address, MailAddress.Key(Doctor.Address)),
        (ImportTable.Departement, Doctor.Departement), (ImportTable.From, LocalDatePattern.Iso.Format(From)),
        (ImportTable.Until, LocalDatePattern.Iso.Format(Until)), (ImportTable.Commune, Commune), (ImportTable.Specialty, Specialty),
        (ImportTable.Category, Category.ToString()), (ImportTable.Levels, string.Join(' ', Levels)),
        (ImportTable.Interns, Interns.ToString(CultureInfo.InvariantCulture)), (ImportTable.Number, Number),
        (ImportTable.Recommendations, Recommendations),
    ];

    private static string Print(string text, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}

/// <summary>A table of agreements as it was read. Pure.</summary>
/// <param name="Lines">Those without a mistake.</param>
/// <param name="Mistakes">What is wrong, by line.</param>
public sealed record ImportReading(IReadOnlyList<ImportLine> Lines, IReadOnlyList<SheetMistake> Mistakes)
{
    private const int LongestSite = 300;
    private const int LongestNumber = 40;
    private const int LongestYears = 5;
    private const int MostInterns = 20;

    /// <summary>Whether nothing of the file can be read: a mistake of the file as a whole, or of its first line.</summary>
    public bool IsUnreadable => Lines.Count == 0 && Mistakes.All(mistake => mistake.Line <= 1);

    /// <summary>Reads a table.</summary>
    /// <param name="content">The file.</param>
    /// <param name="faculty">Whose agreements they are.</param>
    /// <param name="communes">The communes of France.</param>
    /// <param name="today">Today in Paris.</param>
    public static ImportReading Of(byte[] content, Faculty faculty, CommuneBook communes, LocalDate today)
    {
        var sheet = CsvSheet.Read(content, ImportTable.Form);
        var mistakes = sheet.Mistakes.ToList();
        var lines = new List<ImportLine>(sheet.Lines.Count);
        var (ids, numbers) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        foreach (var written in sheet.Lines)
        {
            if (new LineReader(written, faculty, communes, today, mistakes).Read() is not { } line) continue;

            if (!ids.TryAdd(line.Id, line.Line))
                mistakes.Add(new(line.Line, ImportTable.Rpps, $"Ce médecin figure déjà à la ligne {ids[line.Id]} pour le même lieu."));
            else if (line.Number.Length > 0 && !numbers.TryAdd(line.Number, line.Line))
                mistakes.Add(new(line.Line, ImportTable.Number, $"Ce numéro d’agrément est déjà celui de la ligne {numbers[line.Number]}."));
            else
                lines.Add(line);
        }

        return new ImportReading(lines, [.. mistakes.OrderBy(mistake => mistake.Line)]);
    }

    private sealed class LineReader(SheetLine line, Faculty faculty, CommuneBook communes, LocalDate today, List<SheetMistake> mistakes)
    {
        private bool isWrong;

        internal ImportLine? Read()
        {
            Check(ImportTable.Rpps, RppsCell.Mistake(line[ImportTable.Rpps]));
            var (first, last) = (Name(ImportTable.FirstName, "prénom"), Name(ImportTable.LastName, "nom"));
            var address = MailAddress.Clean(line[ImportTable.Address]);
            Check(ImportTable.Address, MailAddress.IsValid(address) ? null : "Une adresse électronique est attendue, par exemple nom@exemple.fr.");
            var (from, until) = (Day(ImportTable.From), Day(ImportTable.Until));
            if (from > until) Check(ImportTable.Until, "Le dernier jour est avant le premier.");
            else if (until >= from?.PlusYears(LongestYears)) Check(ImportTable.Until, $"Un agrément dure {LongestYears} ans au plus : vérifiez les deux dates.");
            if (from > today.PlusYears(1)) Check(ImportTable.From, "Ce premier jour est à plus d’un an d’ici : vérifiez l’année.");
            var recommendations = line[ImportTable.Recommendations];
            if (recommendations.Length > 0 && until >= from?.PlusYears(1))
                Check(ImportTable.Recommendations, "Un agrément sous conditions dure un an au plus : videz cette cellule, ou corrigez les dates.");

            var doctor = new Doctor(first, last, Rpps.Clean(line[ImportTable.Rpps]), address, DepartementCode());
            var (commune, specialty, category, levels, interns) = (CommuneCode(), SpecialtyCode(), Category(), Levels(), Interns());
            return isWrong
                ? null
                : new ImportLine(
                    line.Line, doctor, from!.Value, until!.Value, Text(ImportTable.Site, LongestSite), commune, specialty, category, levels,
                    interns, Text(ImportTable.Number, LongestNumber), recommendations);
        }

        private void Check(string column, string? mistake)
        {
            if (mistake is null) return;
            isWrong = true;
            mistakes.Add(new SheetMistake(line.Line, column, mistake));
        }

        private string Name(string column, string which)
        {
            var name = PersonName.Clean(line[column]);
            Check(column, name.Length == 0 ? $"Le {which} est attendu ; la cellule est vide."
                : PersonName.IsValid(name) ? null
                : $"Un {which} ne comporte que des lettres, des espaces, des traits d’union et des apostrophes, {PersonName.Longest} caractères au plus.");
            return name;
        }

        private LocalDate? Day(string column)
        {
            var day = AuthorityForm.ReadDay(line[column]);
            if (day is null || day.Value.Year is < 1990 or > 2100)
                Check(column, "Un jour est attendu, par exemple 31/10/2028 ou 2028-10-31.");
            return day;
        }

        private string Text(string column, int longest)
        {
            var text = PersonName.Clean(line[column]);
            Check(column, text.Length > longest ? $"Raccourcissez cette cellule : {longest} caractères au plus." : null);
            return text;
        }

        private string DepartementCode()
        {
            var written = line[ImportTable.Departement].ToUpperInvariant();
            // Excel takes the first zero away.
            var code = written is [>= '1' and <= '9'] ? "0" + written : written;
            Check(ImportTable.Departement, faculty.Departements.Contains(code)
                ? null
                : $"Un département de la faculté est attendu : {string.Join(", ", faculty.Departements)}.");
            return code;
        }

        private string CommuneCode()
        {
            var written = line[ImportTable.Commune].ToUpperInvariant();
            var code = written.Length == 4 && written.All(char.IsAsciiDigit) ? "0" + written : written;
            Check(ImportTable.Commune, code.Length == 0 || communes.Find(code) is not null
                ? null
                : "Le code INSEE d’une commune est attendu, par exemple 63113 (ce n’est pas le code postal), ou rien.");
            return code;
        }

        private string SpecialtyCode()
        {
            var written = CsvSheet.NameOf(line[ImportTable.Specialty]);
            if (written.Length == 0) return "";
            var found = Specialties.All.FirstOrDefault(specialty => specialty.Code == written || CsvSheet.NameOf(specialty.Name) == written);
            Check(ImportTable.Specialty, found is null ? "Le nom d’une spécialité est attendu, par exemple « Médecine générale », ou rien." : null);
            return found?.Code ?? "";
        }

        private AgreementCategory Category()
        {
            var written = CsvSheet.NameOf(line[ImportTable.Category]);
            AgreementCategory? found = written switch
            {
                "" or "principal" => AgreementCategory.Principal,
                "complementaire" => AgreementCategory.Complementary,
                "fonctionnel" => AgreementCategory.Functional,
                _ => null,
            };
            Check(ImportTable.Category, found is null ? "« principal », « complémentaire » ou « fonctionnel » est attendu, ou rien." : null);
            return found ?? AgreementCategory.Principal;
        }

        private List<StageLevel> Levels()
        {
            var levels = new List<StageLevel>();
            foreach (var part in Separators.Split(CsvSheet.NameOf(line[ImportTable.Levels])).Where(part => part.Length > 0))
            {
                StageLevel? level = part switch
                {
                    "2e cycle" or "observation" or "initiation" => StageLevel.Observation,
                    "prat" or "niveau 1" => StageLevel.Level1,
                    "saspas" => StageLevel.Saspas,
                    _ => null,
                };
                if (level is null)
                    Check(ImportTable.Levels, "« 2e cycle », « prat » ou « saspas » est attendu, ou plusieurs, séparés par des virgules, ou rien.");
                else if (!levels.Contains(level.Value)) levels.Add(level.Value);
            }

            return [.. levels.Order()];
        }

        private int Interns()
        {
            var written = line[ImportTable.Interns];
            if (written.Length == 0) return 0;
            var isNumber = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var interns);
            Check(ImportTable.Interns, isNumber && interns <= MostInterns ? null : $"Un nombre entier de 0 à {MostInterns} est attendu, ou rien.");
            return interns;
        }

        private static readonly Regex Separators = new(@"\s*[,/+]\s*", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
