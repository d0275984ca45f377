#!/usr/bin/env bash
# bench.sh measures with bin/candor and writes docs/benchmarks.md. The data
# folders that it measures on are made beside the checkout's bin, so that they
# are on the same disk, and removed afterwards.
set -euo pipefail

dir=$(mktemp -d bin/bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
for case in ledger trade http; do
	echo "bench: $case" >&2
	bin/candor bench "$case" --json --dir "$dir/$case" >>"$dir/results.jsonl"
done
results=$PWD/$dir/results.jsonl
(cd tools && go run ./benchtable <"$results") >"$dir/benchmarks.md"
mkdir -p docs
mv "$dir/benchmarks.md" docs/benchmarks.md
echo "bench: wrote docs/benchmarks.md" >&2
