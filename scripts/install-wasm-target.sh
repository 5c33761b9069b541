#!/usr/bin/env bash
# For machines where rustup cannot fetch wasm32v1-none: builds core and alloc for it from Debian's Rust sources, once,
# into Debian's toolchain, and makes that known to rustup. Prints the toolchain's name for WASM_BUILD_TOOLCHAIN.
set -euo pipefail
target=wasm32v1-none
name=debian-web

installed() { ls /usr/lib/rustlib/"$target"/lib/libcore-*.rlib >/dev/null 2>&1; }
if ! installed; then
    printf 'building %s from the distribution'"'"'s Rust sources\n' "$target" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update >&2
    apt-get -qq install -y --no-install-recommends rustc-web cargo-web rust-web-src >&2
    linker=$(apt-cache search --names-only '^lld-[0-9]+$' | sed 's/^\(lld-[0-9]*\).*/\1/' | sort -V | tail -n 1)
    apt-get -qq install -y --no-install-recommends "$linker" >&2
    ln -sf "/usr/bin/$linker" /usr/local/bin/rust-lld
    rustup toolchain link "$name" /usr

    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/src"
    printf '#![no_std]\n' >"$work/src/lib.rs"
    printf '[package]\nname = "sysroot"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
    # The runtime is linked with LTO, which wants bitcode in core and alloc too.
    (cd "$work" && RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR="$work/target" \
        rustup run "$name" cargo build -Zbuild-std=core,alloc --release --target "$target" >&2)
    mkdir -p "/usr/lib/rustlib/$target/lib"
    cp "$work/target/$target/release/deps/"lib{core,alloc,compiler_builtins}-*.rlib "/usr/lib/rustlib/$target/lib/"
    installed || { printf 'error: %s did not install\n' "$target" >&2; exit 1; }
fi
rustup toolchain list | grep -q "^$name" || rustup toolchain link "$name" /usr
echo "$name"
