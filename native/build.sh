#!/bin/sh
# Configures and builds the native libraries: native/build.sh BUILD_DIR OUTPUT_DIR [CMAKE_OPTION...]
# One build at a time for a build folder, however many MSBuild nodes ask for it; libraries are replaced by renaming, so that a
# program that has one mapped keeps it.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
build=$1
output=$2
shift 2

for tool in cmake c++; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "error: $tool is missing; the native libraries need it: apt-get install -y cmake g++ make libtorch-dev libopencv-dev" >&2
    exit 1
  fi
done

mkdir -p "$build" "$output"
exec 9>"$build/.lock"
if command -v flock >/dev/null 2>&1; then flock 9; fi

cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo "$@" >"$build/configure.log" 2>&1 || {
  cat "$build/configure.log" >&2
  echo "error: CMake could not configure native/; the log is $build/configure.log" >&2
  exit 1
}
cmake --build "$build" -j 2 >"$build/build.log" 2>&1 || {
  grep -E "error|Error" "$build/build.log" >&2 || tail -n 30 "$build/build.log" >&2
  echo "error: native/ did not compile; the log is $build/build.log" >&2
  exit 1
}
find "$build" -name 'libbaron_*.so' -type f | while read -r library; do
  name=$(basename "$library")
  if ! cmp -s "$library" "$output/$name"; then
    cp "$library" "$output/$name.new"
    mv -f "$output/$name.new" "$output/$name"
  fi
done
touch "$output/stamp"
