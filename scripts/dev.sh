#!/usr/bin/env bash
# One command for developers: sets up the machine, builds what is missing, starts a local federation (3 validators,
# 3 mesh sidecars, 12 founding citizens) and prints what to open and try. Ctrl-C stops all of it.
#   scripts/dev.sh                   keep it running
#   scripts/dev.sh --demo            walk one proposal from draft to enacted article, then stop; exit 0 if the audit agrees
#   scripts/dev.sh --directory DIR   keep chain, mesh and logs in DIR
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
if [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0; fi
stage setup "$root/scripts/setup.sh"
claim_target
cd "$root"
stage build cargo build --release --locked --workspace --bins
cd - >/dev/null
exec "$bin/cybersyn-federation" "$@"
