#!/bin/bash
# Images a second of the loader against the same pipeline in Python (python3-opencv), on the same pictures in the same minute.
# usage: benchmarks/loader.sh [COCO_MINI]     three runs each; the medians and their ratio are printed
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(realpath "${1:-$root/data/coco_mini}")
cores=$(nproc)
baron() {
  OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive "${BARON:-$root/baron}" bench data "$root/benchmarks/loader.toml" --runs 1 --json \
    --set "_vars_.data_root=$data" --set "train_dataloader.num_workers=$cores" "$@" | grep -o '"images_per_second": [0-9.]*' | cut -d' ' -f2
}
median() { sort -n | sed -n "$(((RUNS + 1) / 2))p"; }
RUNS=3
ours=() mmcv=() numpy=()
for ((i = 0; i < RUNS; i++)); do
  ours+=("$(baron)")
  mmcv+=("$(/usr/bin/python3 "$root/benchmarks/loader.py" "$data/train2017" mmcv 1)")
  numpy+=("$(/usr/bin/python3 "$root/benchmarks/loader.py" "$data/train2017" numpy 1)")
done
a=$(printf '%s\n' "${ours[@]}" | median) b=$(printf '%s\n' "${mmcv[@]}" | median) c=$(printf '%s\n' "${numpy[@]}" | median)
echo "baron          $a images/s   (${ours[*]})"
echo "python, mmcv   $b images/s   (${mmcv[*]})   baron is $(awk "BEGIN { printf \"%.2f\", $a / $b }") times as fast"
echo "python, numpy  $c images/s   (${numpy[*]})   baron is $(awk "BEGIN { printf \"%.2f\", $a / $c }") times as fast"
