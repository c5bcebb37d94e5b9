using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Baron.Configuration.Import;

/// <summary>
/// Reads a Python config as data: assignments of literals, lists, tuples, dicts, <c>dict(...)</c>, names assigned before,
/// <c>_base_.x</c>, arithmetic and simple f-strings. It knows no functions but a few constructors, so nothing of the file runs.
/// </summary>
internal sealed partial class PythonInterpreter
{
    private const string KnownCalls = "Python is read here, never run; only dict, list, tuple, range, len, int, float and str are known";

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
        "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    };

    // Operators of Python that no literal needs.
    private static readonly HashSet<string> Unsupported = new(StringComparer.Ordinal) { "<", ">", "==", "!=", "<=", ">=", "|", "&", "^", "~", "<<", ">>", "@", ":=", "->" };

    private readonly IReadOnlyList<PythonToken> _tokens;
    private readonly Func<PythonValue, PythonDict> _loadBases;
    private readonly ImportBudget _budget;
    private readonly ImportUses _uses;
    private readonly PythonArithmetic _arithmetic;
    private readonly PythonDict _variables;
    private PythonValue? _base;
    private int _at;
    private int _depth;

    private PythonInterpreter(IReadOnlyList<PythonToken> tokens, PythonDict variables, Func<PythonValue, PythonDict> loadBases, ImportBudget budget, ImportUses uses)
    {
        (_tokens, _variables, _loadBases, _budget, _uses) = (tokens, variables, loadBases, budget, uses);
        _arithmetic = new PythonArithmetic(budget);
    }

    private PythonToken Current => _tokens[_at];

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The source.</param>
    /// <param name="source">Its name in messages.</param>
    /// <param name="loadBases">Loads and merges the files that <c>_base_</c> names.</param>
    /// <param name="budget">Bounds what is made.</param>
    /// <param name="uses">Gets to know which variables are used in others.</param>
    /// <returns>The file's own variables, and those of its bases or <c>null</c>.</returns>
    /// <exception cref="ConfigException">Something cannot be imported; the message has file, line and column.</exception>
    public static (PythonDict Own, PythonDict? Base) Run(string text, string source, Func<PythonValue, PythonDict> loadBases, ImportBudget budget, ImportUses uses)
    {
        var interpreter = new PythonInterpreter(PythonLexer.Read(text, source), new PythonDict(), loadBases, budget, uses);
        while (interpreter.Current.Kind != PythonTokenKind.End)
        {
            interpreter.Statement();
        }

        return (interpreter._variables, interpreter._base?.Data as PythonDict);
    }

    private static ConfigException Error(SourcePosition position, string message, string? expected = null, string? hint = null) =>
        new(new ConfigDiagnostic(position, message, expected, Hint: hint));

    private void Statement()
    {
        var token = Current;
        if (token.Kind == PythonTokenKind.NewLine || token.Is(";"))
        {
            _at++;
            return;
        }

        if (token.Kind == PythonTokenKind.Indent)
        {
            throw Error(token.Position, "this line is indented, but blocks cannot be imported", "assignments at the start of a line");
        }

        if (token.Kind == PythonTokenKind.String)
        {
            // A text that stands for itself is a comment.
            while (Current.Kind == PythonTokenKind.String)
            {
                _at++;
            }

            EndStatement();
            return;
        }

        if (token.Kind != PythonTokenKind.Name || Keywords.Contains(token.Text))
        {
            var hint = token.Kind == PythonTokenKind.Name || token.Is("@")
                ? "Python is read here, never run; print the config where it comes from (print_config.py of MMDetection) and import that"
                : "Python is read here, never run";
            throw Error(token.Position, $"{token.Describe()} cannot be imported", "NAME = value", hint);
        }

        var names = new List<PythonToken>();
        while (Current.Kind == PythonTokenKind.Name && _tokens[_at + 1].Is("="))
        {
            names.Add(Current);
            _at += 2;
        }

        if (names.Count > 0)
        {
            var value = ExpressionList();
            names.ForEach(name => Assign(name, value));
        }
        else if (_tokens[_at + 1] is { Kind: PythonTokenKind.Operator, Text: "+=" or "-=" or "*=" or "/=" or "//=" or "%=" or "**=" } op)
        {
            _at += 2;
            var old = Lookup(token);
            Assign(token, _arithmetic.Apply(op with { Text = op.Text[..^1] }, old, ExpressionList()));
        }
        else
        {
            throw Error(_tokens[_at + 1].Position, $"found {_tokens[_at + 1].Describe()} after '{token.Text}'", "'=' and a value", "changes of parts of a value and calls cannot be imported");
        }

        EndStatement();
    }

    private void Assign(PythonToken name, PythonValue value)
    {
        if (name.Text == "_base_")
        {
            if (_base is not null)
            {
                throw Error(name.Position, "_base_ is assigned a second time");
            }

            _base = new PythonValue(_loadBases(value), name.Position);
            return;
        }

        _variables.Set(name.Text, name.Position, value);
    }

    private void EndStatement()
    {
        if (Current.Kind is PythonTokenKind.NewLine or PythonTokenKind.End || Current.Is(";"))
        {
            _at += Current.Kind == PythonTokenKind.End ? 0 : 1;
            return;
        }

        throw Unexpected("the end of the line");
    }

    private ConfigException Unexpected(string expected)
    {
        var token = Current;
        if (token.Kind == PythonTokenKind.Name && token.Text == "for")
        {
            return Comprehension(token);
        }

        if (Keywords.Contains(token.Text) && token.Kind == PythonTokenKind.Name)
        {
            return Error(token.Position, $"'{token.Text}' cannot be imported", expected, "Python is read here, never run");
        }

        return token.Kind == PythonTokenKind.Operator && Unsupported.Contains(token.Text)
            ? Error(token.Position, $"the operator '{token.Text}' cannot be imported", "+ - * / // % or **", "write the value that it makes")
            : Error(token.Position, $"found {token.Describe()}", expected, StillOpen(token));
    }

    private static ConfigException Comprehension(PythonToken token) =>
        Error(token.Position, "a comprehension ('for') cannot be imported", "the values that it makes, one by one", "Python is read here, never run");

    // The bracket of an earlier line that the current token is in: most likely the one whose end was forgotten.
    private string? StillOpen(PythonToken token)
    {
        var open = new Stack<PythonToken>();
        foreach (var earlier in _tokens.Take(_at))
        {
            if (earlier.Is("(") || earlier.Is("[") || earlier.Is("{"))
            {
                open.Push(earlier);
            }
            else if (earlier.Is(")") || earlier.Is("]") || earlier.Is("}"))
            {
                open.TryPop(out _);
            }
        }

        return open.TryPeek(out var last) && last.Position.Line != token.Position.Line
            ? $"the '{last.Text}' at {last.Position.Line}:{last.Position.Column} is still open"
            : null;
    }

    private void Expect(string op, string where)
    {
        if (!Current.Is(op))
        {
            throw Unexpected($"'{op}' {where}");
        }

        _at++;
    }

    // a, b, c without brackets is a tuple.
    private PythonValue ExpressionList()
    {
        var first = Expression();
        if (!Current.Is(","))
        {
            return first;
        }

        var items = new List<PythonValue> { first };
        while (Current.Is(","))
        {
            _at++;
            if (Current.Kind is PythonTokenKind.NewLine or PythonTokenKind.End)
            {
                break;
            }

            items.Add(Expression());
        }

        return new PythonValue(items.ToArray(), first.Position, true);
    }

    private PythonValue Expression()
    {
        ImportBudget.CheckDepth(++_depth, Current.Position);

        var left = Term();
        while (Current.Is("+") || Current.Is("-"))
        {
            var op = _tokens[_at++];
            left = _arithmetic.Apply(op, left, Term());
        }

        _depth--;
        return left;
    }

    private PythonValue Term()
    {
        var left = Unary();
        while (Current.Is("*") || Current.Is("/") || Current.Is("//") || Current.Is("%"))
        {
            var op = _tokens[_at++];
            left = _arithmetic.Apply(op, left, Unary());
        }

        return left;
    }

    private PythonValue Unary()
    {
        if (!Current.Is("-") && !Current.Is("+"))
        {
            return Power();
        }

        var op = _tokens[_at++];
        ImportBudget.CheckDepth(++_depth, op.Position);
        var value = PythonArithmetic.Sign(op, Unary());
        _depth--;
        return value;
    }

    private PythonValue Power()
    {
        var left = Postfix();
        if (!Current.Is("**"))
        {
            return left;
        }

        var op = _tokens[_at++];
        ImportBudget.CheckDepth(++_depth, op.Position);
        var value = _arithmetic.Apply(op, left, Unary());
        _depth--;
        return value;
    }

    private PythonValue Postfix()
    {
        var value = Atom();
        while (true)
        {
            if (Current.Is("."))
            {
                _at++;
                value = Attribute(value);
            }
            else if (Current.Is("["))
            {
                _at++;
                value = Subscript(value);
            }
            else if (Current.Is("("))
            {
                throw Error(Current.Position, "calls cannot be imported", "a value", KnownCalls);
            }
            else
            {
                return value;
            }
        }
    }

    private PythonValue Attribute(PythonValue value)
    {
        var name = Current;
        if (name.Kind != PythonTokenKind.Name)
        {
            throw Unexpected("a name after the dot");
        }

        _at++;
        if (name.Text == "copy" && Current.Is("(") && _tokens[_at + 1].Is(")") && value.Data is PythonDict or PythonValue[])
        {
            // Values do not change here, so a copy is the same.
            _at += 2;
            return value;
        }

        if (Current.Is("("))
        {
            throw Error(name.Position, $"the method '{name.Text}' cannot be imported", Hint());
        }

        return Member(value, name.Text, name.Position);

        static string Hint() => "a value; Python is read here, never run";
    }

    private PythonValue Member(PythonValue value, string name, SourcePosition position)
    {
        if (value.Data is not PythonDict dict)
        {
            throw Error(position, $"{value.Describe()} has no '{name}'");
        }

        if (ReferenceEquals(dict, _base?.Data))
        {
            _uses.Add(dict, name);
        }

        return dict.Find(name) ?? throw new ConfigException(new ConfigDiagnostic(
            position,
            $"there is no '{name}'",
            dict.Count == 0 ? null : $"one of {Names.List(dict.Items.Select(item => item.Key))}",
            NearestName.Find(name, dict.Items.Select(item => item.Key))));
    }

    private PythonValue Subscript(PythonValue value)
    {
        var position = Current.Position;
        PythonValue? first = Current.Is(":") ? null : Expression();
        if (!Current.Is(":"))
        {
            Expect("]", "after the index");
            return Item(value, first!, position);
        }

        _at++;
        PythonValue? last = Current.Is("]") ? null : Expression();
        Expect("]", "after the range");
        return Slice(value, Bound(first), Bound(last), position);

        long? Bound(PythonValue? bound) => bound switch
        {
            null or { Data: null } => null,
            { Data: long number } => number,
            _ => throw Error(bound.Position, $"{bound.Describe()} is no index", "a whole number"),
        };
    }

    private PythonValue Item(PythonValue value, PythonValue key, SourcePosition position)
    {
        switch (value.Data, key.Data)
        {
            case (PythonDict, string name):
                return Member(value, name, position);
            case (PythonDict, long number):
                return Member(value, number.ToString(CultureInfo.InvariantCulture), position);
            case (PythonValue[] items, long index):
                var at = index < 0 ? index + items.Length : index;
                return at >= 0 && at < items.Length ? items[at] : throw Error(position, $"there is no item {index}", $"0 to {items.Length - 1}");
            default:
                throw Error(position, $"{value.Describe()} has no item {key.Describe()}");
        }
    }

    private PythonValue Slice(PythonValue value, long? first, long? last, SourcePosition position)
    {
        var length = value.Data switch
        {
            PythonValue[] items => items.Length,
            string text => text.Length,
            _ => throw Error(position, $"{value.Describe()} has no parts"),
        };
        var begin = (int)Math.Clamp(first is < 0 ? first.Value + length : first ?? 0, 0, length);
        var end = (int)Math.Clamp(last is < 0 ? last.Value + length : last ?? length, begin, length);
        _budget.Charge(end - begin, position);
        return value.Data is string whole
            ? new PythonValue(whole[begin..end], value.Position)
            : new PythonValue(((PythonValue[])value.Data)[begin..end], value.Position, value.IsTuple);
    }

    private PythonValue Atom()
    {
        var token = Current;
        switch (token.Kind)
        {
            case PythonTokenKind.Integer or PythonTokenKind.Float:
                _at++;
                return new PythonValue(token.Value, token.Position);
            case PythonTokenKind.String or PythonTokenKind.FormattedString:
                return Texts();
            case PythonTokenKind.Name when !Keywords.Contains(token.Text):
                _at++;
                return Name(token);
        }

        if (token.Is("["))
        {
            _at++;
            return new PythonValue(Items("]").Items, token.Position);
        }

        if (token.Is("("))
        {
            _at++;
            var (items, comma) = Items(")");
            return items.Length == 1 && !comma ? items[0] : new PythonValue(items, token.Position, true);
        }

        if (token.Is("{"))
        {
            _at++;
            return Braces(token);
        }

        throw Unexpected("a value");
    }

    private PythonValue Texts()
    {
        var first = Current;
        var text = new StringBuilder();
        while (Current.Kind is PythonTokenKind.String or PythonTokenKind.FormattedString)
        {
            var content = Replaced((string)Current.Value!, Current);
            content = Current.Kind == PythonTokenKind.String ? content : Format(content, Current);
            _budget.Charge(content.Length, Current.Position);
            text.Append(content);
            _at++;
        }

        return new PythonValue(text.ToString(), first.Position);
    }

    // MMEngine replaces {{ fileDirname }} and the like in a file's text before Python reads it.
    private static string Replaced(string content, PythonToken token)
    {
        if (!content.Contains("{{", StringComparison.Ordinal))
        {
            return content;
        }

        var formatted = token.Kind == PythonTokenKind.FormattedString;
        return Template().Replace(content, match =>
        {
            var path = Path.GetFullPath(token.Position.Source);
            var value = match.Groups[1].Value switch
            {
                "fileDirname" => Path.GetDirectoryName(path)!.Replace('\\', '/'),
                "fileBasename" => Path.GetFileName(path),
                "fileBasenameNoExtension" => Path.GetFileNameWithoutExtension(path),
                "fileExtname" => Path.GetExtension(path),
                var other when other.StartsWith('$') => throw Error(token.Position, $"{match.Value} takes a value from the environment, which cannot be imported", "the value itself", "in the TOML file ${env:NAME} does that"),
                var other => throw Error(token.Position, $"{match.Value} is replaced only where it stands alone, without quotes", $"f'{{{other}}}' to have it within a text"),
            };
            return formatted ? value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal) : value;
        });
    }

    [GeneratedRegex(@"\{\{\s*(file(?:Dirname|Basename|BasenameNoExtension|Extname)|_base_\.[\w.]+|\$\w+)\s*(?::[^{}]*)?\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Template();

    private string Format(string content, PythonToken token)
    {
        var text = new StringBuilder();
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
            }
            else if (i + 1 < content.Length && content[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else
            {
                var end = c == '{' ? content.IndexOf('}', i) : -1;
                if (end < 0)
                {
                    throw Error(token.Position, "a brace in this f-string has no partner");
                }

                var written = Written(Inner(content[(i + 1)..end], token), token);
                _budget.Charge(written.Length, token.Position);
                text.Append(written);
                i = end;
            }
        }

        return text.ToString();
    }

    private PythonValue Inner(string expression, PythonToken token)
    {
        // Only names and what is inside of them: no formats, no calls, no nested quotes.
        if (expression.Trim().Length == 0 || !expression.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '[' or ']' or ' ' or '-'))
        {
            throw Error(token.Position, $"'{{{expression}}}' in an f-string cannot be imported", "the name of a value, such as {data_root} or {_base_.num_classes}");
        }

        var position = token.Position;
        var inner = new PythonInterpreter([.. PythonLexer.Read(expression.Trim(), position.Source).Select(t => t with { Position = position })], _variables, _loadBases, _budget, _uses) { _base = _base, _depth = _depth + 1 };
        var value = inner.Expression();
        return inner.Current.Kind == PythonTokenKind.NewLine ? value : throw Error(position, $"'{{{expression}}}' in an f-string cannot be imported");
    }

    private static string Written(PythonValue value, PythonToken token) => value.Data switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "True" : "False",
        null => "None",
        double number => PythonNumber.Write(number),
        _ => throw Error(token.Position, $"{value.Describe()} in an f-string cannot be imported", "a text or a number"),
    };

    private PythonValue Name(PythonToken name)
    {
        switch (name.Text)
        {
            case "True":
                return new PythonValue(true, name.Position);
            case "False":
                return new PythonValue(false, name.Position);
            case "None":
                return new PythonValue(null, name.Position);
        }

        if (!Current.Is("("))
        {
            return Lookup(name) with { Position = name.Position };
        }

        _at++;
        switch (name.Text)
        {
            case "dict":
                return DictCall(name);
            case "list" or "tuple" or "range" or "len" or "int" or "float" or "str":
                return Constructor(name, Items(")").Items);
            default:
                throw Error(name.Position, $"the call of '{name.Text}' cannot be imported", "a value", KnownCalls);
        }
    }

    private PythonValue Lookup(PythonToken name)
    {
        if (name.Text == "_base_")
        {
            return _base ?? throw Error(name.Position, "_base_ is used before it is assigned");
        }

        if (_variables.Find(name.Text) is { } value)
        {
            _uses.Add(_variables, name.Text);
            return value;
        }

        if (ComprehensionAhead() is { } loop)
        {
            throw Comprehension(loop);
        }

        var inherited = _base?.Data is PythonDict below && below.Find(name.Text) is not null;
        throw new ConfigException(new ConfigDiagnostic(
            name.Position,
            $"'{name.Text}' is not assigned before this line",
            Suggestion: inherited ? $"_base_.{name.Text}" : NearestName.Find(name.Text, _variables.Items.Select(item => item.Key))));
    }

    // [(x, 1) for x in y]: the 'for' in one of the brackets that the current token is in.
    private PythonToken? ComprehensionAhead()
    {
        var (depth, outermost) = (0, 0);
        for (var at = _at; at < _tokens.Count && _tokens[at].Kind is not (PythonTokenKind.NewLine or PythonTokenKind.End); at++)
        {
            var token = _tokens[at];
            outermost = Math.Min(outermost, depth);
            if (depth == outermost && token.Kind == PythonTokenKind.Name && token.Text == "for")
            {
                return token;
            }

            depth += token.Is("(") || token.Is("[") || token.Is("{") ? 1 : token.Is(")") || token.Is("]") || token.Is("}") ? -1 : 0;
        }

        return null;
    }

    private PythonValue Constructor(PythonToken name, PythonValue[] arguments)
    {
        switch (name.Text)
        {
            case "list" or "tuple" when arguments.Length == 0:
                return new PythonValue(Array.Empty<PythonValue>(), name.Position, name.Text == "tuple");
            case "list" or "tuple" when arguments is [{ Data: PythonValue[] items }]:
                return new PythonValue(items, name.Position, name.Text == "tuple");
            case "range" when arguments.Length is >= 1 and <= 3 && arguments.All(a => a.Data is long):
                return Range(name, [.. arguments.Select(a => (long)a.Data!)]);
            case "len" when arguments is [{ Data: PythonValue[] items }]:
                return new PythonValue((long)items.Length, name.Position);
            case "len" when arguments is [{ Data: PythonDict dict }]:
                return new PythonValue((long)dict.Count, name.Position);
            case "len" when arguments is [{ Data: string text }]:
                return new PythonValue((long)text.EnumerateRunes().Count(), name.Position);
            case "float" when arguments is [{ Data: string text }]:
                return new PythonValue(text.Trim().ToLowerInvariant() switch
                {
                    "inf" or "+inf" or "infinity" => double.PositiveInfinity,
                    "-inf" or "-infinity" => double.NegativeInfinity,
                    "nan" => double.NaN,
                    var number when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
                    _ => throw Error(name.Position, $"'{text}' is no number"),
                }, name.Position);
            case "float" when arguments is [{ Data: long number }]:
                return new PythonValue((double)number, name.Position);
            case "int" when arguments is [{ Data: double number }] && Math.Abs(number) < 1e18:
                return new PythonValue((long)number, name.Position);
            case "float" when arguments is [{ Data: double }]:
            case "int" when arguments is [{ Data: long }]:
                return arguments[0];
            case "str" when arguments is [var value]:
                return new PythonValue(Written(value, name), name.Position);
            default:
                throw Error(name.Position, $"{name.Text}(...) with these arguments cannot be imported");
        }
    }

    private PythonValue Range(PythonToken name, long[] bounds)
    {
        var (begin, end, step) = bounds.Length == 1 ? (0L, bounds[0], 1L) : (bounds[0], bounds[1], bounds.Length == 3 ? bounds[2] : 1L);
        if (step == 0)
        {
            throw Error(name.Position, "a range with a step of 0");
        }

        var count = step > 0 ? ((Int128)end - begin + step - 1) / step : ((Int128)begin - end - step - 1) / -step;
        count = count < 0 ? 0 : count;
        _budget.Charge(count > int.MaxValue ? int.MaxValue : (long)count, name.Position, ImportBudget.Entry);
        return new PythonValue(Enumerable.Range(0, (int)count).Select(i => new PythonValue(begin + (i * step), name.Position)).ToArray(), name.Position);
    }

    private (PythonValue[] Items, bool Comma) Items(string close)
    {
        var items = new List<PythonValue>();
        var comma = false;
        while (!Current.Is(close))
        {
            if (Current.Is("*"))
            {
                var star = _tokens[_at++];
                var more = Expression().Data as PythonValue[] ?? throw Error(star.Position, "'*' is not followed by a list or tuple");
                _budget.Charge(more.Length, star.Position);
                items.AddRange(more);
                comma = true;
            }
            else
            {
                items.Add(Expression());
            }

            _budget.Charge(1, Current.Position);
            if (!Current.Is(","))
            {
                break;
            }

            comma = true;
            _at++;
        }

        _budget.Charge(items.Count, Current.Position);
        Expect(close, "or ','");
        return (items.ToArray(), comma);
    }

    private PythonValue DictCall(PythonToken call)
    {
        var dict = new PythonDict();
        var given = new HashSet<string>(StringComparer.Ordinal);
        while (!Current.Is(")"))
        {
            var key = Current;
            if (key.Is("**"))
            {
                _at++;
                var more = Expression();
                Spread(dict, more, key);
                foreach (var (name, _, _) in ((PythonDict)more.Data!).Items)
                {
                    Once(name, key.Position);
                }
            }
            else if (key.Kind == PythonTokenKind.Name && _tokens[_at + 1].Is("="))
            {
                _at += 2;
                Once(key.Text, key.Position);
                dict.Set(key.Text, key.Position, Expression());
            }
            else if (dict.Count == 0)
            {
                // dict(other, key=value)
                Spread(dict, Expression(), key);
            }
            else
            {
                throw Unexpected("key=value");
            }

            _budget.Charge(1, key.Position);
            if (!Current.Is(","))
            {
                break;
            }

            _at++;
        }

        Expect(")", "or ','");
        return new PythonValue(dict, call.Position);

        // Python refuses a repeated keyword too; dict(other, key=value) may replace.
        void Once(string name, SourcePosition position)
        {
            if (!given.Add(name))
            {
                throw Error(position, $"dict(...) has the key '{name}' twice");
            }
        }
    }

    private void Spread(PythonDict dict, PythonValue value, PythonToken token)
    {
        if (value.Data is not PythonDict more)
        {
            throw Error(token.Position, $"found {value.Describe()}", "a dict");
        }

        _budget.Charge(more.Count, token.Position, ImportBudget.Entry);
        foreach (var (key, position, item) in more.Items)
        {
            dict.Set(key, position, item);
        }
    }

    private PythonValue Braces(PythonToken open)
    {
        if (Current.Is("{") && _tokens[_at + 1].Text == "_base_")
        {
            // MMEngine's {{_base_.x}} is replaced before Python reads the file.
            _at++;
            var value = Expression();
            Expect("}", "after {{_base_...");
            Expect("}", "after {{_base_...");
            return value;
        }

        var dict = new PythonDict();
        while (!Current.Is("}"))
        {
            var start = Current;
            if (start.Is("**"))
            {
                _at++;
                Spread(dict, Expression(), start);
            }
            else
            {
                var key = Expression();
                if (!Current.Is(":"))
                {
                    throw Unexpected("':' and a value (sets cannot be imported)");
                }

                _at++;
                var name = key.Data switch
                {
                    string text => text,
                    long number => number.ToString(CultureInfo.InvariantCulture),
                    _ => throw Error(start.Position, $"{key.Describe()} is a key", "a text or a whole number"),
                };
                dict.Set(name, start.Position, Expression());
            }

            _budget.Charge(1, start.Position);
            if (!Current.Is(","))
            {
                break;
            }

            _at++;
        }

        Expect("}", "or ','");
        return new PythonValue(dict, open.Position);
    }
}
