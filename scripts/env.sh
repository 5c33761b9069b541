# Sourced by the other scripts: where builds go and which tools they use. Nothing here needs changing for normal use;
# every variable can be set beforehand.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CYBERSYN_CACHE="${CYBERSYN_CACHE:-$HOME/.cache/cybersyn}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CYBERSYN_CACHE/target}"
export PATH="$CYBERSYN_CACHE/tools/bin:$HOME/.cargo/bin:$PATH"
# The toolchain that builds the runtime's Wasm, where it is not the default one (see setup.sh).
if [ -s "$CYBERSYN_CACHE/wasm-toolchain" ]; then
    WASM_BUILD_TOOLCHAIN=$(cat "$CYBERSYN_CACHE/wasm-toolchain")
    export WASM_BUILD_TOOLCHAIN
fi
bin="$CARGO_TARGET_DIR/release"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Checkouts share the build directory, and cargo tells their sources apart by date alone: those of another checkout than
# the last one count as changed.
claim_target() {
    local mark="$CARGO_TARGET_DIR/checkout"
    [ "$(cat "$mark" 2>/dev/null)" = "$root" ] && return
    mkdir -p "$CARGO_TARGET_DIR"
    find "$root" -path "$root/.git" -prune -o -type f -exec touch {} +
    printf '%s' "$root" >"$mark"
}

# stage NAME COMMAND…: runs the command, prints how long it took, remembers it for stage_summary.
stages=()
stage() {
    local name=$1 begun=$SECONDS
    shift
    say "== $name"
    "$@" || die "$name failed: $*"
    stages+=("$(printf '%-28s %5d s' "$name" $((SECONDS - begun)))")
    say "== $name: $((SECONDS - begun)) s"
}
stage_summary() { printf '%s\n' "${stages[@]}" "$(printf '%-28s %5d s' total "$SECONDS")"; }
