#!/bin/bash
# Seconds and peak memory of loading a made-up annotation file of COCO's size (118,287 images, 860,001 boxes with polygons):
# first from the file, then from the cache that the first left. usage: benchmarks/annotations.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
baron=${BARON:-$root/baron}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for kind in "with polygons" "boxes only"; do
  file="$folder/instances.json"
  "$baron" bench make-annotations -o "$file" $([ "$kind" = "boxes only" ] && echo --no-polygons || true)
  for run in 1 2 3; do
    rm -f "$file.baron-cache"
    echo "$kind, cold:   $("$baron" bench annotations "$file")"
    echo "$kind, cached: $("$baron" bench annotations "$file")"
  done
done
