#!/usr/bin/env bash
# One ResNet-50 forward pass at 800 x 1216 on two threads, Baron's beside python3-torch's, in turns: seconds of each, and their ratio.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
dotnet build "$root/Baron.Benchmarks" -c Release -v quiet --nologo -clp:NoSummary >&2
ours=() theirs=()
for _ in 1 2 3; do
  ours+=("$(dotnet "$root/Baron.Benchmarks/bin/Release/net10.0/Baron.Benchmarks.dll" 800 1216 2 5)")
  theirs+=("$(/usr/bin/python3 "$root/resnet50.py" 800 1216 2 5)")
done
a=$(printf '%s\n' "${ours[@]}" | sort -n | sed -n 2p) b=$(printf '%s\n' "${theirs[@]}" | sort -n | sed -n 2p)
printf 'baron %s s (%s), python %s s (%s), ratio %s\n' "$a" "${ours[*]}" "$b" "${theirs[*]}" "$(awk "BEGIN { printf \"%.3f\", $a / $b }")"
