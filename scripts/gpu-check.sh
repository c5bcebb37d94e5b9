#!/usr/bin/env bash
# The golden and Gpu tests on a CUDA machine that has no .NET SDK, no OpenCV and no network: it needs nvcc, g++, cmake and a Python with
# torch (or LIBTORCH, a libtorch folder).
#
#   scripts/gpu-check.sh pack            where the SDK is: builds the tests and packs them with the .NET runtime into .gpu/pack.tar.xz
#   scripts/gpu-check.sh run [FILTER]    on the CUDA machine, in a copy of the checkout with .gpu/: builds native/, runs the tests
#
# BARON_GPU_NO_BUILD=1 packs what was built before.
# BARON_GOLDEN names the fixtures (packed from ../shared/golden where that is), BARON_TEST_DEVICE the device (default cuda).
# The tests compute with TF32 off; floats are compared at ten times a fixture's tolerance, integers exactly.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/.gpu
projects="Baron.Framework.Tests Baron.Backbones.Tests Baron.Samplers.Tests Baron.Heads.Tests Baron.Clip.Tests"

pack() {
  local configuration=${BARON_CONFIGURATION:-Release} project sdk dotnet_root
  dotnet_root=$(dirname "$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App [^ ]* \[\(.*\)\]$/\1/p' | tail -n 1)")
  dotnet_root=$(dirname "$dotnet_root")
  sdk=$(dotnet --list-sdks | sed -n 's/^\([^ ]*\) \[\(.*\)\]$/\2\/\1/p' | tail -n 1)
  local runtime
  runtime=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) .*/\1/p' | tail -n 1)
  rm -rf "$work/pack" "$work/pack.tar.xz"
  mkdir -p "$work/pack/dotnet/shared/Microsoft.NETCore.App" "$work/pack/vstest" "$work/pack/tests"
  cp "$dotnet_root/dotnet" "$work/pack/dotnet/"
  cp -r "$dotnet_root/host" "$work/pack/dotnet/"
  cp -r "$dotnet_root/shared/Microsoft.NETCore.App/$runtime" "$work/pack/dotnet/shared/Microsoft.NETCore.App/"
  cp "$sdk"/vstest.console.* "$sdk"/testhost* "$sdk"/Microsoft.TestPlatform.*.dll "$sdk"/Microsoft.VisualStudio.TestPlatform.*.dll \
    "$sdk"/Microsoft.Extensions.*.dll "$sdk"/Newtonsoft.Json.dll "$work/pack/vstest/" 2>/dev/null || true
  mkdir "$work/pack/vstest/Extensions"
  cp "$sdk"/Extensions/*.dll "$work/pack/vstest/Extensions/"
  for project in $projects; do
    [ -n "${BARON_GPU_NO_BUILD:-}" ] || dotnet build "$root/tests/$project" -c "$configuration" -v quiet --nologo -clp:NoSummary
    cp -r "$root/tests/$project/bin/$configuration/net10.0" "$work/pack/tests/$project"
  done
  find "$work/pack/tests" \( -name '*.pdb' -o -name '*.xml' -o -name 'libbaron_*.so' \) -delete
  if [ -d "$root/../shared/golden" ]; then cp -r "$root/../shared/golden" "$work/pack/golden"; else cp -r "$root/tests/golden" "$work/pack/golden"; fi

  # The same file in several folders goes in once.
  local sum path
  declare -A first=()
  while read -r sum path; do
    if [ -n "${first[$sum]:-}" ]; then ln -f "${first[$sum]}" "$path"; else first[$sum]=$path; fi
  done < <(find "$work/pack" -type f -size +4k -exec sha256sum {} +)
  tar -C "$work/pack" -cf - . | xz -T0 -6 >"$work/pack.tar.xz"
  rm -rf "$work/pack"
  ls -l "$work/pack.tar.xz"
}

run() {
  local filter=${1:-'(TestCategory=Golden|TestCategory=Gpu)&FullyQualifiedName!~Tests.Data&FullyQualifiedName!~Tests.Evaluation&FullyQualifiedName!~Tests.Media'}
  [ -e "$work/pack.tar.xz" ] || { echo "gpu-check: .gpu/pack.tar.xz is missing; make it with: scripts/gpu-check.sh pack" >&2; exit 2; }
  if [ -z "${LIBTORCH+set}" ]; then
    LIBTORCH=$(python3 -c 'import torch, os; print(os.path.dirname(torch.__file__))') || { echo "gpu-check: python3 has no torch; set LIBTORCH" >&2; exit 2; }
  fi
  export LIBTORCH
  rm -rf "$work/run"
  mkdir -p "$work/run"
  xz -dc "$work/pack.tar.xz" | tar -C "$work/run" -xf -
  sh "$root/native/build.sh" "$work/native/build" "$work/native/lib" -DBARON_MEDIA=OFF "-DLIBTORCH=$LIBTORCH"
  grep -h "libtorch\|nvcc" "$work/native/build/configure.log" || true

  export DOTNET_ROOT=$work/run/dotnet PATH=$work/run/dotnet:$PATH DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  export BARON_GOLDEN=${BARON_GOLDEN:-$work/run/golden} BARON_TEST_DEVICE=${BARON_TEST_DEVICE:-cuda} CUBLAS_WORKSPACE_CONFIG=:4096:8
  local project status=0 log=$work/run/log.txt
  for project in $projects; do
    local folder=$work/run/tests/$project
    cp "$work/native/lib/libbaron_aten.so" "$folder/"
    find "$folder/plugins" "$folder/test-plugins" -maxdepth 1 -type d 2>/dev/null | while read -r plugin; do [ -e "$plugin/libbaron_aten.so" ] && cp "$work/native/lib/libbaron_aten.so" "$plugin/"; done || true
    echo "== $project on $BARON_TEST_DEVICE"
    set +e
    dotnet exec "$work/run/vstest/vstest.console.dll" "$folder/$project.dll" "--TestCaseFilter:$filter" "--logger:console;verbosity=normal" 2>&1 | tee -a "$log" \
      | grep -vE '^\s*(Passed|at |Standard Output)|^$'
    [ "${PIPESTATUS[0]}" = 0 ] || status=1
    set -e
  done
  awk '/^ *Passed: /{p+=$2} /^ *Failed: /{f+=$2} /^ *Skipped: /{s+=$2} END{printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || p == 0}' "$log" || status=1
  return $status
}

case "${1:-}" in
  pack) pack ;;
  run) shift; run "$@" ;;
  *) sed -n '2,10p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//' >&2; exit 2 ;;
esac
