#!/usr/bin/env bash
# Runs the golden tests and prints for each fixture the worst error, relative to the root mean square of the compared tensor, and what
# it is of; then the figures of the whole models and of the training traces, and the suite's time and peak memory.
#   scripts/golden-report.sh [--markdown] [arguments of dotnet test]
#   --markdown          prints tables in the form of docs/fidelity.md
#   BARON_GOLDEN_REPORT keeps the raw lines in this file
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
markdown=0
if [ "${1:-}" = --markdown ]; then
  markdown=1
  shift
fi
report=${BARON_GOLDEN_REPORT:-}
if [ -z "$report" ]; then
  report=$(mktemp)
  trap 'rm -f "$report"' EXIT
fi
: >"$report"
SECONDS=0
BARON_GOLDEN_REPORT=$report "$root/test" --filter TestCategory=Golden "$@" >&2 || echo "some golden tests failed" >&2
seconds=$SECONDS
LC_ALL=C sort "$report" | awk -F'\t' -v markdown="$markdown" -v seconds="$seconds" '
  function put(line) { print line }
  {
    name = $1
    if (!(name in worst) || $3 + 0 > worst[name]) { worst[name] = $3 + 0; of[name] = $4 }
    if (!(name in tests)) order[++names] = name
    tests[name]++
    for (i = 5; i <= NF; i++) {
      split($i, pair, "=")
      key = name SUBSEP pair[1]
      if (!(key in figure) || pair[2] + 0 > figure[key]) figure[key] = pair[2] + 0
      if (pair[1] == "peak_mib" && pair[2] + 0 > peak) peak = pair[2] + 0
    }
  }
  END {
    if (markdown) { put("| fixture | worst error | of | tests |"); put("|---|---|---|---|") }
    for (i = 1; i <= names; i++) {
      n = order[i]
      if (markdown) printf "| `%s` | %.1e | %s | %d |\n", n, worst[n], of[n], tests[n]
      else printf "%-28s %8.1e  (%d tests)  %s\n", n, worst[n], tests[n], of[n]
    }
    put("")
    if (markdown) { put("| whole model | proposal, pixels | detection score | loss, relative | gradient norm, relative |"); put("|---|---|---|---|---|") }
    else put("largest differences of the whole models: top-100 proposal (pixels), detection score, loss (relative), gradient norm (relative)")
    for (i = 1; i <= names; i++) {
      n = order[i]
      if (!((n, "proposal_px") in figure)) continue
      if (markdown) printf "| `%s` | %.1e | %.1e | %.1e | %.1e |\n", n, figure[n, "proposal_px"], figure[n, "score"], figure[n, "loss_rel"], figure[n, "grad_norm_rel"]
      else printf "%-28s %8.1e %8.1e %8.1e %8.1e\n", n, figure[n, "proposal_px"], figure[n, "score"], figure[n, "loss_rel"], figure[n, "grad_norm_rel"]
    }
    put("")
    if (markdown) { put("| training trace | loss, relative |"); put("|---|---|") }
    else put("worst relative difference of a loss over the compared iterations of the training traces")
    for (i = 1; i <= names; i++) {
      n = order[i]
      if (!((n, "trace_loss_rel") in figure)) continue
      if (markdown) printf "| `%s` | %.1e |\n", n, figure[n, "trace_loss_rel"]
      else printf "%-28s %8.1e\n", n, figure[n, "trace_loss_rel"]
    }
    printf "\n%d fixtures, %d s with set-up and build, peak memory of a test process %d MiB\n", names, seconds, peak
  }'
