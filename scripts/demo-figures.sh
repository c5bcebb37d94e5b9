#!/usr/bin/env bash
# Trains the demo's detectors over several seeds, two runs at a time with one thread each, and keeps every log.
#
#   scripts/demo-figures.sh WORK_DIR [own|DATA_DIR] [SEEDS] [METHODS]
#
#   own       the demo's own data and tiny CLIP (default)
#   DATA_DIR  a folder with data/, tiny_clip.pth, demo_bpe.txt.gz and cls_emb.npy, such as the reference's demo folder
#   SEEDS     default "0 1 2"
#   METHODS   default "kd base"
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${1:?usage: scripts/demo-figures.sh WORK_DIR [own|DATA_DIR] [SEEDS] [METHODS]}
source=${2:-own}
seeds=${3:-0 1 2}
methods=${4:-kd base}
mkdir -p "$work"
"$root/baron" --version >"$work/version.txt"

one() {
  local method=$1 seed=$2 out=$work/$1-s$2
  mkdir -p "$out"
  local args=(demo --method "$method" --seed "$seed" --work-dir "$out" --threads 1 --set runtime.parallel_branches=false --json)
  [ "$source" = own ] || args+=(--data-dir "$source")
  "$root/baron" "${args[@]}" >"$out/result.json" 2>"$out/stderr.txt" || { echo "$method seed $seed failed; see $out/stderr.txt" >&2; return 1; }
  printf '%s seed %s: %s\n' "$method" "$seed" "$(tr -d '\n ' <"$out/result.json")"
}
export -f one
export root work source

for seed in $seeds; do for method in $methods; do printf '%s %s\n' "$method" "$seed"; done; done \
  | xargs -P 2 -L 1 bash -c 'one "$@"' _ | tee "$work/figures.txt"
