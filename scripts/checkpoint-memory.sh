#!/usr/bin/env bash
# Peak memory of large checkpoints: makes one of SIZE MB (600), reads all of it and converts it from form to form, prints the peaks of
# whole processes in MB.
#   scripts/checkpoint-memory.sh [SIZE]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
size=${1:-600}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# 60 tensors of equal size behind a safetensors header.
each=$((size * 1000000 / 60 / 4 * 4))
header='{'
for i in $(seq 0 59); do
    header+="\"w$i\":{\"dtype\":\"F32\",\"shape\":[$((each / 4))],\"data_offsets\":[$((i * each)),$(((i + 1) * each))]},"
done
header="${header%,}}"
{
    for shift in 0 8 16 24 32 40 48 56; do printf "\\x$(printf %02x $(((${#header} >> shift) & 255)))"; done
    printf %s "$header"
    head -c $((each * 60)) /dev/urandom
} >"$folder/large.safetensors"

peak() {
    local name=$1 most=0 now pid
    shift
    dotnet "$root/src/Baron.Cli/bin/${BARON_CONFIGURATION:-Release}/net10.0/baron.dll" "$@" >/dev/null &
    pid=$!
    while now=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        most=$now
        sleep 0.02
    done
    wait "$pid"
    awk -v name="$name" -v kb="$most" -v size="$((each * 60))" 'BEGIN { printf "%s: %d MB for a file of %d MB, %.2f times\n", name, kb * 1024 / 1e6, size / 1e6, kb * 1024 / size }'
}

peak 'inspect --stats' checkpoint inspect "$folder/large.safetensors" --stats
peak 'convert .safetensors to .pth' checkpoint convert "$folder/large.safetensors" "$folder/large.pth"
peak 'convert .pth to .pth' checkpoint convert "$folder/large.pth" "$folder/again.pth"
cmp "$folder/large.pth" "$folder/again.pth"
rm "$folder/again.pth"
peak 'convert .pth to .safetensors' checkpoint convert "$folder/large.pth" "$folder/again.safetensors"
