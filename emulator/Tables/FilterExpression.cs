using System.Linq.Expressions;
using System.Reflection;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Compagnon.Emulator.Tables;

/// <summary>
/// Lambda expressions as filters: comparisons of a row's properties with values, joined by and, or and not. What the real
/// client refuses, and what it would translate into a filter that the service refuses or never matches, is a
/// <see cref="NotSupportedException"/>.
/// </summary>
internal static class FilterExpression
{
    private static readonly Dictionary<ExpressionType, string> Comparisons = new()
    {
        [ExpressionType.Equal] = "eq",
        [ExpressionType.NotEqual] = "ne",
        [ExpressionType.LessThan] = "lt",
        [ExpressionType.LessThanOrEqual] = "le",
        [ExpressionType.GreaterThan] = "gt",
        [ExpressionType.GreaterThanOrEqual] = "ge",
    };

    private static readonly Dictionary<ExpressionType, string> Junctions = new()
    {
        [ExpressionType.AndAlso] = "and",
        [ExpressionType.And] = "and",
        [ExpressionType.OrElse] = "or",
        [ExpressionType.Or] = "or",
    };

    /// <summary>The filter, or null when every row fits.</summary>
    public static string? Translate(LambdaExpression filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var text = Condition(filter.Body);
        return text == "true" ? null : text;
    }

    private static string Condition(Expression expression)
    {
        if (IsValue(expression)) return Literal(expression);
        return Unconverted(expression) switch
        {
            BinaryExpression binary when Junctions.TryGetValue(binary.NodeType, out var junction) =>
                $"{Operand(binary.Left)} {junction} {Operand(binary.Right)}",
            BinaryExpression binary when Comparisons.TryGetValue(binary.NodeType, out var comparison) => Comparison(binary, comparison),
            UnaryExpression { NodeType: ExpressionType.Not } not => $"not {Operand(not.Operand)}",
            MethodCallExpression call when IsEquals(call) is var (left, right) => Comparison(left, "eq", right),
            MemberExpression or MethodCallExpression => $"{Property(expression)} eq true",
            _ => throw Unsupported(expression),
        };
    }

    private static string Operand(Expression expression)
    {
        var text = Condition(expression);
        return text is "true" or "false" ? text : $"({text})";
    }

    private static string Comparison(BinaryExpression binary, string comparison)
    {
        // string.Compare(a, b) < 0 and a.CompareTo(b) < 0 are how one writes a < b for strings.
        if (IsCompare(Unconverted(binary.Left)) is var (first, second) && IsValue(binary.Right) && Evaluate(binary.Right) is 0)
            return Comparison(first, comparison, second);
        return Comparison(binary.Left, comparison, binary.Right);
    }

    private static string Comparison(Expression left, string comparison, Expression right) => $"{Side(left)} {comparison} {Side(right)}";

    private static string Side(Expression expression) => IsValue(expression) ? Literal(expression) : Property(expression);

    private static string Property(Expression expression)
    {
        var property = Unconverted(expression);
        var type = Nullable.GetUnderlyingType(property.Type) ?? property.Type;
        if (type.IsEnum)
            throw new NotSupportedException(
                $"{property} is an enum: a table holds its name, a filter expression compares its number, and no row would match. "
                + "Compare with the name in a filter string.");
        return property switch
        {
            MemberExpression { Member.Name: "Value", Expression: { } nullable }
                when Nullable.GetUnderlyingType(nullable.Type) is not null => Property(nullable),
            MemberExpression { Member: PropertyInfo member, Expression: ParameterExpression row } =>
                row.Type == typeof(TableItem) && member.Name == nameof(TableItem.Name) ? "TableName" : EntityProperties.NameOf(member),
            MethodCallExpression call when IsGetter(call) => (string)Evaluate(call.Arguments[0])!,
            MethodCallExpression call => throw new NotSupportedException($"Method {call.Method.Name} not supported."),
            _ => throw Unsupported(property),
        };
    }

    // entity["X"], entity.GetString("X") and the like
    private static bool IsGetter(MethodCallExpression call) =>
        call is { Object: { } row, Arguments: [var name] }
        && Unconverted(row) is ParameterExpression
        && (row.Type == typeof(TableEntity) || row.Type == typeof(IDictionary<string, object>))
        && (call.Method.Name == "get_Item" || call.Method.Name.StartsWith("Get", StringComparison.Ordinal))
        && name.Type == typeof(string)
        && IsValue(name);

    private static (Expression Left, Expression Right)? IsEquals(MethodCallExpression call) => call switch
    {
        { Method.Name: nameof(Equals), Object: { } left, Arguments: [var right] } => (left, right),
        { Method: { Name: nameof(Equals), IsStatic: true }, Arguments: [var left, var right] } => (left, right),
        { Method.Name: nameof(Equals) } =>
            throw new NotSupportedException("Equals with a StringComparison is not supported: the service compares ordinally."),
        _ => null,
    };

    private static (Expression Left, Expression Right)? IsCompare(Expression expression) => expression switch
    {
        MethodCallExpression { Method.Name: "CompareTo", Object: { } left, Arguments: [var right] } => (left, right),
        MethodCallExpression { Method: { Name: "Compare", IsStatic: true }, Arguments: [var left, var right] } => (left, right),
        MethodCallExpression { Method: { Name: "Compare", IsStatic: true } } =>
            throw new NotSupportedException("Compare with a StringComparison is not supported: the service compares ordinally."),
        _ => null,
    };

    private static string Literal(Expression expression)
    {
        var value = Evaluate(expression);
        if (value is null)
            throw new NotSupportedException("A filter cannot compare with null: a table does not hold properties without a value.");
        return FilterLiteral.Of(value)
            ?? throw new InvalidOperationException($"Could not convert a {value.GetType()} into a literal of a filter: {value}");
    }

    private static Expression Unconverted(Expression expression)
    {
        while (expression.NodeType is ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs)
            expression = ((UnaryExpression)expression).Operand;
        return expression;
    }

    private static bool IsValue(Expression expression) => !RowFinder.FindsIn(expression);

    private static object? Evaluate(Expression expression) => expression is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();

    private static NotSupportedException Unsupported(Expression expression) => new($"The expression {expression} is not supported.");

    private sealed class RowFinder : ExpressionVisitor
    {
        private bool found;

        public static bool FindsIn(Expression expression)
        {
            var finder = new RowFinder();
            finder.Visit(expression);
            return finder.found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            found = true;
            return node;
        }
    }
}
