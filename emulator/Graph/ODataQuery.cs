using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Emulator.Graph;

/// <summary>The query options of a list of messages: $filter, $orderby, $top, $skip, $select, $expand and $count.</summary>
internal sealed record ODataQuery(
    SqlCondition? Filter, string OrderBy, int Top, int Skip, IReadOnlyList<string> Select, bool ExpandAttachments, bool Count)
{
    private const int DefaultTop = 10;
    private const int MaximumTop = 1000;

    // The properties that can be filtered and sorted by, with the column that holds each.
    private static readonly Dictionary<string, (string Column, ODataType Type)> Properties = new(StringComparer.Ordinal)
    {
        ["isDraft"] = ("is_draft", ODataType.Boolean),
        ["isRead"] = ("is_read", ODataType.Boolean),
        ["hasAttachments"] = ("has_attachments", ODataType.Boolean),
        ["subject"] = ("subject", ODataType.String),
        ["importance"] = ("importance", ODataType.String),
        ["internetMessageId"] = ("internet_message_id", ODataType.String),
        ["conversationId"] = ("conversation_id", ODataType.String),
        ["from/emailAddress/address"] = ("COALESCE(NULLIF(from_address, ''), mailbox)", ODataType.Address),
        ["createdDateTime"] = ("created", ODataType.Date),
        ["lastModifiedDateTime"] = ("modified", ODataType.Date),
        ["sentDateTime"] = ("COALESCE(sent, created)", ODataType.Date),
        ["receivedDateTime"] = ("COALESCE(sent, created)", ODataType.Date),
    };

    /// <summary>Reads the options of a list.</summary>
    /// <exception cref="GraphException">An option is unknown or cannot be read.</exception>
    public static ODataQuery OfList(IQueryCollection query)
    {
        foreach (var name in query.Keys)
        {
            if (name.StartsWith('$') && name is not ("$filter" or "$orderby" or "$top" or "$skip" or "$select" or "$expand" or "$count"))
                throw GraphException.BadRequest($"The query parameter '{name}' is not supported by the emulator.");
        }

        var filter = query["$filter"].ToString() is { Length: > 0 } text ? new FilterReader(text).Read() : null;
        var (orderBy, orderedBy) = Order(query["$orderby"].ToString());
        if (filter is not null && orderedBy.Count > 0 && !filter.Properties.Take(orderedBy.Count).SequenceEqual(orderedBy))
            throw new GraphException(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");
        return new ODataQuery(
            filter?.Condition, orderBy, Number(query, "$top", DefaultTop, 1, MaximumTop), Number(query, "$skip", 0, 0, int.MaxValue),
            Selection(query), Expansion(query), query["$count"] == "true");
    }

    /// <summary>Reads $select: the properties asked for, or none for the usual ones.</summary>
    public static IReadOnlyList<string> Selection(IQueryCollection query)
    {
        var names = query["$select"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!MessageJson.IsProperty(name))
                throw GraphException.Uri($"Could not find a property named '{name}' on type 'microsoft.graph.message'.");
        }

        return names;
    }

    /// <summary>Reads $expand: whether the attachments are wanted within the message.</summary>
    public static bool Expansion(IQueryCollection query) => query["$expand"].ToString() switch
    {
        "" => false,
        "attachments" => true,
        var other => throw GraphException.Uri(
            $"Parsing OData Select and Expand failed: the emulator expands 'attachments', not '{other}'."),
    };

    private static int Number(IQueryCollection query, string name, int standard, int least, int most)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
            return standard;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least)
            throw GraphException.Uri($"Invalid value '{text}' for {name} query option found. It requires a whole number from {least}.");
        return Math.Min(number, most);
    }

    private static (string Sql, IReadOnlyList<string> Properties) Order(string text)
    {
        var properties = new List<string>();
        var columns = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var direction = words is [_] or [_, "asc"] ? "ASC" : words is [_, "desc"] ? "DESC" : null;
            if (direction is null || !Properties.TryGetValue(words[0], out var property))
                throw GraphException.Uri($"The $orderby expression '{part}' cannot be read.");
            properties.Add(words[0]);
            columns.Add($"{property.Column} {direction}");
        }

        columns.Add("position DESC");
        return (string.Join(", ", columns), properties);
    }

    private enum ODataType
    {
        Boolean,
        String,
        Address,
        Date,
    }

    private sealed record Filtered(SqlCondition Condition, IReadOnlyList<string> Properties);

    /// <summary>Reads a $filter expression: comparisons, startswith, endswith, contains, and, or, not, parentheses.</summary>
    private sealed class FilterReader(string text)
    {
        private const int DeepestNesting = 50;

        private readonly List<(string, object?)> parameters = [];
        private readonly List<string> properties = [];
        private int at;
        private int depth;

        public Filtered Read()
        {
            var sql = Or();
            Spaces();
            if (at < text.Length)
                throw Error($"an 'and' or 'or' was expected at position {at}");
            return new Filtered(new SqlCondition(sql, parameters), properties.Distinct().ToArray());
        }

        private string Or()
        {
            var sql = And();
            while (Word("or"))
                sql = $"({sql} OR {And()})";
            return sql;
        }

        private string And()
        {
            var sql = Term();
            while (Word("and"))
                sql = $"({sql} AND {Term()})";
            return sql;
        }

        private string Term()
        {
            if (++depth > DeepestNesting)
                throw Error("it is nested too deeply");
            var sql = Word("not") ? $"NOT {Term()}" : Symbol('(') ? Parenthesis() : Comparison();
            depth--;
            return sql;
        }

        private string Parenthesis()
        {
            var sql = Or();
            Expect(')');
            return $"({sql})";
        }

        private string Comparison()
        {
            var name = Name();
            if (name is "startswith" or "endswith" or "contains")
                return Function(name);
            var (column, type) = Property(name);
            var comparison = Name() switch
            {
                "eq" => "=",
                "ne" => "<>",
                "lt" => "<",
                "le" => "<=",
                "gt" => ">",
                "ge" => ">=",
                var other => throw Error($"the operator '{other}' is not supported"),
            };
            var value = Parameter(Value(type, name));
            return type is ODataType.String ? $"{column} {comparison} {value} COLLATE NOCASE" : $"{column} {comparison} {value}";
        }

        private string Function(string function)
        {
            Expect('(');
            var name = Name();
            var (column, type) = Property(name);
            if (type is not (ODataType.String or ODataType.Address))
                throw Error($"{function} needs a text, and {name} is none");
            Expect(',');
            var value = Parameter(Value(type, name));
            Expect(')');
            return function switch
            {
                "startswith" => $"substr(lower({column}), 1, length({value})) = lower({value})",
                "endswith" => $"substr(lower({column}), -length({value})) = lower({value})",
                _ => $"instr(lower({column}), lower({value})) > 0",
            };
        }

        private (string Column, ODataType Type) Property(string name)
        {
            if (!Properties.TryGetValue(name, out var property))
                throw Error($"the property '{name}' does not exist or cannot be filtered by");
            properties.Add(name);
            return property;
        }

        private object Value(ODataType type, string property)
        {
            Spaces();
            switch (type)
            {
                case ODataType.Boolean:
                    return Name() switch
                    {
                        "true" => true,
                        "false" => false,
                        var other => throw Error($"{property} is compared with true or false, not with '{other}'"),
                    };
                case ODataType.Date:
                    var start = at;
                    while (at < text.Length && text[at] is not (' ' or ')'))
                        at++;
                    var date = text[start..at].Trim('\'');
                    return DateTimeOffset.TryParse(
                        date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                        out var moment)
                        ? MessageStore.Text(moment)
                        : throw Error($"{property} is compared with a date such as 2027-03-01T08:00:00Z, not with '{date}'");
                default:
                    var literal = Literal(property);
                    return type is ODataType.Address ? MessageStore.Normal(literal) : literal;
            }
        }

        private string Literal(string property)
        {
            if (at >= text.Length || text[at] != '\'')
                throw Error($"{property} is compared with a text between apostrophes");
            var value = new System.Text.StringBuilder();
            for (at++; at < text.Length; at++)
            {
                if (text[at] != '\'')
                {
                    value.Append(text[at]);
                }
                else if (at + 1 < text.Length && text[at + 1] == '\'')
                {
                    value.Append('\'');
                    at++;
                }
                else
                {
                    at++;
                    return value.ToString();
                }
            }

            throw Error("there is an unterminated string literal");
        }

        private string Parameter(object value)
        {
            var name = $"$filter{parameters.Count}";
            parameters.Add((name, value));
            return name;
        }

        private string Name()
        {
            Spaces();
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '/' or '_'))
                at++;
            return text[start..at];
        }

        private bool Word(string word)
        {
            var start = at;
            if (Name() == word)
                return true;
            at = start;
            return false;
        }

        private bool Symbol(char symbol)
        {
            Spaces();
            if (at >= text.Length || text[at] != symbol)
                return false;
            at++;
            return true;
        }

        private void Expect(char symbol)
        {
            if (!Symbol(symbol))
                throw Error($"a '{symbol}' was expected at position {at}");
        }

        private void Spaces()
        {
            while (at < text.Length && text[at] == ' ')
                at++;
        }

        private GraphException Error(string reason) => new(400, "BadRequest", $"Invalid filter clause: {reason} in '{text}'.");
    }
}
