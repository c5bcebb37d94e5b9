using System.Collections;

namespace Tomlyn.Syntax;

public class DiagnosticsBag : IEnumerable<DiagnosticMessage>
{
    private readonly List<DiagnosticMessage> messages = [];

    public DiagnosticsBag()
    {
    }

    public DiagnosticsBag(IEnumerable<DiagnosticMessage> messages) => AddRange(messages);

    public int Count => messages.Count;

    public bool HasErrors { get; private set; }

    public DiagnosticMessage this[int index] => messages[index];

    public void Add(DiagnosticMessage message)
    {
        messages.Add(message);
        HasErrors |= message.Kind == DiagnosticMessageKind.Error;
    }

    public void AddRange(IEnumerable<DiagnosticMessage> messages)
    {
        foreach (var message in messages)
        {
            Add(message);
        }
    }

    public void Clear()
    {
        messages.Clear();
        HasErrors = false;
    }

    public void Error(SourceSpan span, string text) => Add(new DiagnosticMessage(DiagnosticMessageKind.Error, span, text));

    public void Warning(SourceSpan span, string text) => Add(new DiagnosticMessage(DiagnosticMessageKind.Warning, span, text));

    public List<DiagnosticMessage>.Enumerator GetEnumerator() => messages.GetEnumerator();

    public override string ToString() => string.Join(Environment.NewLine, messages);

    IEnumerator<DiagnosticMessage> IEnumerable<DiagnosticMessage>.GetEnumerator() => messages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => messages.GetEnumerator();
}
