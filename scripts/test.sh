#!/usr/bin/env bash
# Everything CI runs: sets up the machine, then format, licences, lints, docs, build, unit, property, end-to-end and
# interop tests, each stage with its time. Needs no input.
#   scripts/test.sh           all stages
#   scripts/test.sh STAGE…    only these: format deny clippy docs build unit e2e interop
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$root"

all=(format deny clippy docs build unit e2e interop)
if [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then sed -n '2,5s/^# \{0,1\}//p' scripts/test.sh; exit 0; fi
wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=("${all[@]}")

format() { cargo fmt --all --check; }
deny() {
    cargo deny --log-level error check licenses bans sources || return
    # The advisory database is fetched from the network; where that cannot be reached the check cannot run.
    if timeout 60 cargo deny fetch db >/dev/null 2>&1; then
        cargo deny --log-level error check advisories
    else
        say "advisories: NOT CHECKED, the advisory database cannot be fetched here"
    fi
}
clippy() { cargo clippy --quiet --release --locked --workspace --all-targets -- -D warnings; }
# Private items are documented too, so links to them resolve.
docs() { RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --keep-going --quiet --release --locked --workspace --no-deps --document-private-items; }
build() { cargo build --release --locked --workspace --all-targets; }
# The end-to-end tests live in modules named `e2e` and start federations: two at a time, for they mostly wait for blocks.
unit() { cargo test --release --locked --workspace --no-fail-fast -- --skip e2e::; }
e2e() { cargo test --release --locked --workspace --test federation -- --test-threads=2 --nocapture e2e::; }
interop() (
    # `set -e` does not hold inside a stage.
    cd tests/interop && npm ci --silent --no-audit --no-fund && npm test --silent
)

stage setup scripts/setup.sh --test
for name in "${wanted[@]}"; do
    [[ " ${all[*]} " == *" $name "* ]] || die "no stage $name; there are: ${all[*]}"
    claim_target
    stage "$name" "$name"
done
say "all passed"
stage_summary
