#!/usr/bin/env bash
# bench.sh measures with bin/candor and writes docs/benchmarks.md. The data
# folders that it measures on are made beside the checkout's bin, so that they
# are on the same disk, and removed afterwards.
set -euo pipefail

dir=$(mktemp -d bin/bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
measure() {
	echo "bench: $*" >&2
	bin/candor bench "$@" --json --dir "$dir/data" >>"$dir/results.jsonl"
}
measure ledger
measure trade
measure http
measure gateway
measure fund
measure reveal
measure import
measure scope
measure trace
measure trace --whole
measure trace --quality
results=$PWD/$dir/results.jsonl
(cd tools && go run ./benchtable <"$results") >"$dir/benchmarks.md"
mkdir -p docs
mv "$dir/benchmarks.md" docs/benchmarks.md
echo "bench: wrote docs/benchmarks.md" >&2
