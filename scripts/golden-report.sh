#!/usr/bin/env bash
# Runs the golden tests and prints the worst error of each fixture, relative to the root mean square of the compared tensor.
#   scripts/golden-report.sh [arguments of dotnet test]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
report=$(mktemp)
trap 'rm -f "$report"' EXIT
BARON_GOLDEN_REPORT=$report "$root/test" --filter TestCategory=Golden "$@" >&2 || echo "some golden tests failed" >&2
sort -t "$(printf '\t')" -k1,1 "$report" | awk -F'\t' '
  { if (!($1 in worst) || $3 + 0 > worst[$1]) worst[$1] = $3 + 0; tests[$1]++ }
  END { for (name in worst) printf "%-32s %8.1e  (%d tests)\n", name, worst[name], tests[name] }' | sort
