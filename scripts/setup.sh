#!/usr/bin/env bash
# Set-up shared by ./baron and ./test: system packages, native build, .NET build; each only when something changed.
# Everything printed goes to standard error, so that standard output stays the command's own.
#
#   BARON_CONFIGURATION Debug or Release (default: Release)
#   LIBTORCH            a libtorch folder, or the folder of a pip-installed torch, instead of Debian's libtorch
#   BARON_ALLOCATOR     tcmalloc (default, where it is installed) or system

baron_say() { printf '%s\n' "$*" >&2; }
baron_fail() { baron_say "baron: $*"; exit 1; }

BARON_CONFIGURATION=${BARON_CONFIGURATION:-Release}

baron_multiarch() { gcc -print-multiarch 2>/dev/null || echo "$(uname -m)-linux-gnu"; }

baron_tcmalloc() { compgen -G "/usr/lib/*/libtcmalloc_minimal.so.4" | head -n 1 || true; }

# Pictures of many sizes scatter over glibc's heap, which then grows for hundreds of iterations; tcmalloc reuses what it has, at more
# speed. See docs/training.md. An allocator that the user has chosen stays.
baron_allocator() {
  local library
  [ "${BARON_ALLOCATOR:-tcmalloc}" = tcmalloc ] && [ -z "${LD_PRELOAD:-}" ] || return 0
  library=$(baron_tcmalloc)
  [ -z "$library" ] || export LD_PRELOAD=$library
}

# Prints the Debian packages that are missing.
baron_missing_packages() {
  local include=/usr/include missing=()
  command -v g++ >/dev/null || missing+=(g++)
  command -v cmake >/dev/null || missing+=(cmake)
  command -v make >/dev/null || missing+=(make)
  if [ -z "${LIBTORCH:-}" ]; then
    [ -e "$include/torch/csrc/api/include/torch/torch.h" ] || missing+=(libtorch-dev)
    compgen -G "/usr/lib/*/openblas-*/libblas.so.3" >/dev/null || missing+=(libopenblas0-pthread)
  fi
  [ -n "$(baron_tcmalloc)" ] || missing+=(libtcmalloc-minimal4)
  [ -e "$include/jpeglib.h" ] || missing+=(libjpeg-dev)
  local module
  for module in core imgcodecs imgproc videoio; do
    if ! [ -e "$include/opencv4/opencv2/$module.hpp" ] || ! compgen -G "/usr/lib/*/libopencv_$module.so" >/dev/null; then
      missing+=("libopencv-$module-dev")
    fi
  done
  [ ${#missing[@]} = 0 ] || printf '%s ' "${missing[@]}"
}

baron_as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"
  else return 127
  fi
}

baron_system_packages() {
  local missing
  missing=$(baron_missing_packages)
  [ -n "${missing// /}" ] || return 0
  # shellcheck disable=SC2086 # a list of package names
  if command -v apt-get >/dev/null && baron_as_root true 2>/dev/null; then
    baron_say "baron: installing system packages: $missing"
    local log
    log=$(mktemp)
    if ! baron_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >"$log" 2>&1; then
      baron_as_root apt-get update -q >"$log" 2>&1 || true
      if ! baron_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        baron_fail "the system packages could not be installed; run: apt-get update && apt-get install -y $missing"
      fi
    fi
    rm -f "$log"
  else
    baron_fail "system packages are missing; run: sudo apt-get update && sudo apt-get install -y $missing"
  fi
}

# libtorch multiplies matrices with whatever libblas.so.3 is; Debian's plain one is 5 to 20 times slower than OpenBLAS.
baron_blas() {
  [ -z "${LIBTORCH:-}" ] || return 0
  local arch link target fast
  arch=$(baron_multiarch)
  link=/usr/lib/$arch/libblas.so.3
  [ -e "$link" ] || return 0
  target=$(readlink -f "$link")
  case "$target" in *openblas* | *mkl* | *blis*) return 0 ;; esac
  fast=$(compgen -G "/usr/lib/$arch/openblas-pthread/libblas.so.3" || true)
  if [ -n "$fast" ] && baron_as_root update-alternatives --set "libblas.so.3-$arch" "$fast" >/dev/null 2>&1; then
    baron_say "baron: libtorch now multiplies with OpenBLAS"
  else
    baron_say "baron: warning: libtorch multiplies with the plain BLAS ($target), 5 to 20 times slower than OpenBLAS; run: sudo apt-get install -y libopenblas0-pthread && sudo update-alternatives --set libblas.so.3-$arch /usr/lib/$arch/openblas-pthread/libblas.so.3"
  fi
}

# True when a source is newer than the stamp of the last good build of this target.
baron_changed() {
  local stamp=$1
  [ -e "$stamp" ] || return 0
  [ "$(cat "$stamp")" = "${LIBTORCH:-}" ] || return 0
  [ -n "$(find "$BARON_ROOT"/Directory.*.props "$BARON_ROOT"/Directory.*.targets "$BARON_ROOT"/Baron.sln \
      "$BARON_ROOT"/{src,plugins,compat,native,build,configs} "${@:2}" \
      \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# baron_setup NAME TARGET [FOLDER...]: builds TARGET when a source, or one of the folders, changed since its last good build.
baron_setup() {
  local name=$1 target=$2
  shift 2
  local stamp=$BARON_ROOT/artifacts/stamps/$name-$BARON_CONFIGURATION
  baron_changed "$stamp" "$@" || return 0

  command -v dotnet >/dev/null || baron_fail "the .NET 10 SDK is missing; see https://dotnet.microsoft.com/download"
  baron_system_packages
  baron_blas
  mkdir -p "$BARON_ROOT/artifacts/stamps"
  exec 9>"$BARON_ROOT/artifacts/stamps/lock"
  flock 9
  # The build makes these; made before the stamp, their parents are not newer than it.
  find "$BARON_ROOT"/{src,plugins,compat,tests} -name '*.csproj' -printf '%h/bin\0%h/obj\0' | xargs -0 mkdir -p
  local fresh=$stamp.new
  printf '%s' "${LIBTORCH:-}" >"$fresh"
  baron_say "baron: building (the first time takes a few minutes)"
  local log=$BARON_ROOT/artifacts/stamps/$name.log started=$SECONDS
  if ! dotnet build "$target" -c "$BARON_CONFIGURATION" -v quiet --nologo -clp:NoSummary >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    baron_fail "the build failed; the whole log is in $log"
  fi
  mv "$fresh" "$stamp"
  baron_say "baron: built in $((SECONDS - started)) s"
  flock -u 9
}
