#!/usr/bin/env bash
# Kills a small training at random instants (iterating, writing a checkpoint, evaluating), resumes it each time, and compares
# every file and every loss with a run that was left alone.
#
#   scripts/crash-test.sh [KILLS] [SEED]        default: 30 kills, seed 1
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kills=${1:-30}
export BARON_CRASH_KILLS=$kills BARON_CRASH_SEED=${2:-1}
. "$root/scripts/setup.sh"
BARON_ROOT=$root
baron_setup crash-test "$root/tests/Baron.Cli.Tests/Baron.Cli.Tests.csproj" "$root/tests/Baron.Cli.Tests"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test "$root/tests/Baron.Cli.Tests" -c "$BARON_CONFIGURATION" --no-build --nologo --logger "console;verbosity=detailed" \
  --filter "FullyQualifiedName~CrashTests" >"$log" 2>&1 || status=$?
if [ "$status" = 0 ] && grep -oE "[0-9]+ kills passed of $kills.*" "$log" | head -n 1; then exit 0; fi
cat "$log" >&2
exit 1
