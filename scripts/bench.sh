#!/usr/bin/env bash
# Fills blocks with ballots on the real runtime and measures them, beside a chain that votes by one extrinsic per vote, and
# the mesh's ingest beside bare signature checks. Prints one table; docs/BENCHMARKS.md says how to read it.
#   scripts/bench.sh                     the table
#   scripts/bench.sh --json              the same for programs
#   scripts/bench.sh --weights [ARGS…]   run the pallets' benchmarks instead, write pallets/*/src/weights.rs
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
# Only the bench runs these two Wasms, so only this asks for them.
case "${1:-}" in
    "" | --json) export CYBERSYN_BENCH_BASELINE=1 ;;
    --weights) export CYBERSYN_BENCH_WEIGHTS=1; shift; set -- weights --repository "$root" "$@" ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) die "unknown argument $1; see $0 --help" ;;
esac
claim_target
cd "$root"
# The whole workspace, so that no package is built a second time with other features.
cargo build --quiet --release --locked --workspace
exec "$bin/cybersyn-bench" "$@"
