#!/usr/bin/env bash
# Installs what a fresh Debian or Ubuntu machine lacks to build, run and test Cybersyn. Running it again costs a second.
#   scripts/setup.sh          what building and running need
#   scripts/setup.sh --test   also what the tests need: cargo-deny, Node.js, npm
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
mkdir -p "$CYBERSYN_CACHE"
case "${1:-}" in
    "" | --test) ;;
    -h | --help) sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) die "unknown argument $1; see $0 --help" ;;
esac

sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
packages=(ca-certificates clang cmake curl git libclang-dev libssl-dev make pkg-config protobuf-compiler)
[ "${1:-}" = --test ] && packages+=(nodejs npm)

# have PACKAGE: installed by the package manager, or its command is there by other means.
have() {
    case $1 in
        nodejs) command -v node ;;
        npm | cmake | git | make | curl) command -v "$1" ;;
        *) dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
    esac >/dev/null
}

system_packages() {
    command -v apt-get >/dev/null || die "this script knows Debian and Ubuntu. Elsewhere install the equivalents of:
  ${packages[*]}
and rustup (https://rustup.rs), then run the script again with CYBERSYN_SKIP_PACKAGES=1."
    local missing=()
    for package in "${packages[@]}"; do have "$package" || missing+=("$package"); done
    [ ${#missing[@]} -eq 0 ] && return
    say "installing ${missing[*]}"
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

rust() {
    if ! command -v rustup >/dev/null; then
        "${sudo[@]}" apt-get -qq install -y rustup >/dev/null 2>&1 || true
        command -v rustup >/dev/null || die "rustup is missing: install it as https://rustup.rs says, then run this again"
    fi
    (cd "$root" && rustup show active-toolchain >/dev/null 2>&1) || (cd "$root" && rustup toolchain install >&2)
}

# The runtime is built for wasm32v1-none. Where rustup cannot fetch the target, Debian's own Rust sources serve.
wasm_target() {
    local sysroot
    sysroot=$(cd "$root" && rustc --print sysroot)
    if [ -d "$sysroot/lib/rustlib/wasm32v1-none" ] || (cd "$root" && rustup target add wasm32v1-none >/dev/null 2>&1); then
        rm -f "$CYBERSYN_CACHE/wasm-toolchain"
    else
        "$root/scripts/install-wasm-target.sh" >"$CYBERSYN_CACHE/wasm-toolchain"
    fi
}

test_tools() {
    command -v cargo-deny >/dev/null || {
        say "building cargo-deny (once, some minutes)"
        cargo install --quiet --locked --version 0.20.2 --root "$CYBERSYN_CACHE/tools" cargo-deny
    }
}

[ -n "${CYBERSYN_SKIP_PACKAGES:-}" ] || system_packages
rust
wasm_target
if [ "${1:-}" = --test ]; then test_tools; fi
