#!/usr/bin/env bash
# run.sh DIR LISTEN [ORDERS] serves a sandbox in DIR. A new folder gets a small
# marketplace of its own, or the orders of the file; an old one keeps what it
# has, and a file of orders that it already knows changes nothing.
set -euo pipefail

dir=$1 listen=$2 orders=${3:-}
candor=bin/candor

if [ ! -f "$dir/candor.json" ]; then
	echo "run: making a sandbox in $dir"
	shown=$("$candor" init --sandbox --dir "$dir")
	# Kept so that the examples below can be pasted. Sandboxes only: outside of
	# one the first key is shown once and stored nowhere.
	(umask 077 && grep -o -m 1 'ck_[A-Za-z0-9_.-]*' <<<"$shown" >"$dir/sandbox.key")
	if [ -z "$orders" ]; then
		orders=$dir/orders.jsonl
		echo "run: generating 500 orders in $orders"
		"$candor" generate orders --seed 1 --orders 500 >"$orders.new"
		mv "$orders.new" "$orders"
	fi
fi
# Again at every start: if the first replay was cut off, this one ends it, and
# otherwise it changes nothing.
[ -n "$orders" ] || [ ! -f "$dir/orders.jsonl" ] || orders=$dir/orders.jsonl
if [ -n "$orders" ]; then
	echo "run: replaying $orders"
	"$candor" replay "$orders" --dir "$dir"
fi

cat <<END

Candor serves http://$listen from $dir. Ctrl-C stops it, make run goes on from there.
  open       http://$listen/openapi.json   the API
             http://$listen/metrics        for Prometheus
  try next   KEY=\$(cat $dir/sandbox.key)
             curl -H "Authorization: Bearer \$KEY" "http://$listen/v1/merchants?limit=3"
             curl -H "Authorization: Bearer \$KEY" http://$listen/v1/sandbox/clock
  stopped    bin/candor verify --dir $dir
             bin/candor export journal --format hledger --dir $dir
  README.md has a tour of five minutes.

END
exec "$candor" serve --dir "$dir" --listen "$listen"
