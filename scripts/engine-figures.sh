#!/usr/bin/env bash
# The engine's figures in one go: annotations of COCO's size, the loader beside Python, evaluation, peaks of large checkpoints, kills
# and resumptions, damaged inputs. Takes about 40 minutes on two cores; nothing else should run beside the first three.
#   scripts/engine-figures.sh [COCO_MINI]       default: data/coco_mini; the loader is left out where that or python3-opencv is absent
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
data=${1:-$root/data/coco_mini}
"$root/baron" --version >/dev/null

title() { printf '\n== %s\n' "$*"; }
title 'annotation files'
"$root/benchmarks/annotations.sh"
title loader
if [ -d "$data" ] && /usr/bin/python3 -c 'import cv2' 2>/dev/null; then
  "$root/benchmarks/loader.sh" "$data"
else
  echo "left out: $data or python3-opencv is absent"
fi
title evaluation
"$root/benchmarks/evaluation.sh"
title 'checkpoints: conversion'
"$root/scripts/checkpoint-memory.sh" 600
title 'checkpoints: loading'
BARON_LARGE_MB=600 "$root/test" --filter 'FullyQualifiedName~Loading_a_large_file' --logger 'console;verbosity=detailed' | grep -E 'MB for|passed,'
title 'kill -9 and --resume'
"$root/scripts/crash-test.sh" 30 "$RANDOM"
title 'damaged inputs'
BARON_FUZZ=10000 "$root/test" --filter FullyQualifiedName~FuzzTests --logger 'console;verbosity=detailed' | grep -E 'files, |passed,'
