using System.Collections;

namespace Tomlyn.Syntax;

public sealed class SyntaxList<TSyntaxNode> : SyntaxList, IEnumerable<TSyntaxNode>
    where TSyntaxNode : SyntaxNode
{
    public void Add(TSyntaxNode node) => nodes.Add(node);

    public TSyntaxNode? GetChild(int index) => (TSyntaxNode)nodes[index];

    public Enumerator GetEnumerator() => new(nodes);

    public void RemoveChildAt(int index) => nodes.RemoveAt(index);

    public void RemoveChild(TSyntaxNode node) => nodes.Remove(node);

    IEnumerator<TSyntaxNode> IEnumerable<TSyntaxNode>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator(List<SyntaxNode> nodes) : IEnumerator<TSyntaxNode>
    {
        private int index = -1;

        public readonly TSyntaxNode Current => (TSyntaxNode)nodes[index];

        readonly object IEnumerator.Current => Current;

        public readonly void Dispose()
        {
        }

        public bool MoveNext() => ++index < nodes.Count;

        public void Reset() => index = -1;
    }
}
