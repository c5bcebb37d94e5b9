#!/usr/bin/env bash
# Times of `baron evaluate`: made-up sets of COCO-val's size (5,000 images, 500,000 detections, 80 classes) and of LVIS-val's (19,809
# images, 5.9 million detections, 1,203 classes), and the fixtures' synthetic sets where they are. Prints seconds of reading and of
# matching + accumulating, and (with /usr/bin/time) the largest resident memory.
#   benchmarks/evaluation.sh [THREADS...]      default: 1 and all
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
golden=${BARON_GOLDEN:-}
for folder in "$root/../shared/golden" "$root/tests/golden"; do
  [ -n "$golden" ] || ! [ -e "$folder/k_synth_coco_dt.json.gz" ] || golden=$folder
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make_set() { # NAME IMAGES DETECTIONS_AN_IMAGE CLASSES OBJECTS_AN_IMAGE
  awk -v images="$2" -v each="$3" -v classes="$4" -v objects="$5" -v gt="$work/$1_gt.json" -v dt="$work/$1_dt.json" 'BEGIN {
    srand(1)
    printf "{\"categories\":[" > gt
    for (c = 1; c <= classes; c++) printf "%s{\"id\":%d,\"name\":\"c%d\",\"frequency\":\"%s\"}", (c > 1 ? "," : ""), c, c, substr("fcr", 1 + int(3 * (c - 1) / classes), 1) > gt
    printf "],\"images\":[" > gt
    for (i = 1; i <= images; i++) printf "%s{\"id\":%d,\"width\":640,\"height\":480,\"neg_category_ids\":[%d],\"not_exhaustive_category_ids\":[%d]}", (i > 1 ? "," : ""), i, 1 + i % classes, 1 + (7 * i) % classes > gt
    printf "],\"annotations\":[" > gt
    printf "[" > dt
    id = 0; found = 0
    for (i = 1; i <= images; i++) {
      n = int(rand() * (2 * objects + 1))
      for (j = 0; j < n; j++) {
        kind[j] = 1 + int(classes * rand() ^ 2); w[j] = 8 + 290 * rand(); h[j] = 8 + 240 * rand(); x[j] = (640 - w[j]) * rand(); y[j] = (480 - h[j]) * rand()
        printf "%s{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"bbox\":[%.2f,%.2f,%.2f,%.2f],\"area\":%.2f,\"iscrowd\":%d}", (id ? "," : ""), ++id, i, kind[j], x[j], y[j], w[j], h[j], 0.7 * w[j] * h[j], rand() < 0.01 > gt
      }
      for (k = 0; k < each; k++) {
        if (n > 0 && k < 0.4 * each) { j = int(n * rand()); s = 0.3 * rand(); a = x[j] + s * w[j] * (rand() - 0.5); b = y[j] + s * h[j] * (rand() - 0.5); p = w[j] * (1 + s * (rand() - 0.5)); q = h[j] * (1 + s * (rand() - 0.5)); cat = kind[j]; score = sqrt(rand()) }
        else { cat = 1 + int(classes * rand() ^ 2); p = 8 + 290 * rand(); q = 8 + 240 * rand(); a = (640 - p) * rand(); b = (480 - q) * rand(); score = rand() ^ 3 }
        printf "%s{\"image_id\":%d,\"category_id\":%d,\"bbox\":[%.6f,%.6f,%.6f,%.6f],\"score\":%.8f}", (found++ ? "," : ""), i, cat, a, b, p, q, score > dt
      }
    }
    printf "]}" > gt
    printf "]" > dt
  }'
}

measure() { # NAME THREADS ARGUMENTS...
  local name=$1 threads=$2 best=
  shift 2
  local run read evaluate
  for run in 1 2 3; do
    "$root/baron" evaluate "$@" --threads "$threads" --json > "$work/out.json"
    read=$(sed -n 's/.*"read": \([0-9.e-]*\).*/\1/p' "$work/out.json")
    evaluate=$(sed -n 's/.*"evaluate": \([0-9.e-]*\).*/\1/p' "$work/out.json")
    if [ -z "$best" ] || awk -v a="$evaluate" -v b="${best#* }" 'BEGIN { exit !(a < b) }'; then best="$read $evaluate"; fi
  done
  printf '%-28s %2s threads   read %7.3f s   evaluate + accumulate %7.3f s   (best of 3, just-in-time compilation included)\n' "$name" "$threads" ${best}
}

[ $# -gt 0 ] || set -- 1 "$(nproc)"
make_set coco 5000 100 80 7
make_set lvis 19809 300 1203 12
for threads in "$@"; do
  if [ -n "$golden" ]; then
    measure k_synth_coco "$threads" coco --gt "$golden/k_synth_coco_gt.json.gz" --results "$golden/k_synth_coco_dt.json.gz"
    [ ! -e "$golden/k_synth_lvis_gt.json.gz" ] || measure k_synth_lvis "$threads" lvis --gt "$golden/k_synth_lvis_gt.json.gz" --results "$golden/k_synth_lvis_dt.json.gz"
    measure "real masks, 100 images" "$threads" coco --iou segm --gt "$golden/k_real_val2014_100_gt.json.gz" --results "$golden/k_real_val2014_100_segm.json.gz"
  fi
  measure "5,000 images, 500,000 boxes" "$threads" coco --gt "$work/coco_gt.json" --results "$work/coco_dt.json"
  measure "LVIS, 5.9 million boxes" "$threads" lvis --gt "$work/lvis_gt.json" --results "$work/lvis_dt.json"
done

# Memory: the same number of detections in 80 classes and, class-agnostic, in one.
if [ -x /usr/bin/time ]; then
  for mode in "" --class-agnostic; do
    /usr/bin/time -f "largest resident memory ${mode:-by class}: %M kB" "$root/baron" evaluate coco --gt "$work/coco_gt.json" --results "$work/coco_dt.json" $mode --json > /dev/null
  done
fi
