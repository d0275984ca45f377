#!/usr/bin/env bash
# run.sh DIR LISTEN [ORDERS [CURRENCY]] serves a sandbox in DIR, which it makes
# if there is none. A sandbox into which nothing was replayed yet gets the orders
# of the file, or a small marketplace of its own, and a small firm in which one
# member of staff took customers' data; one that has had them is served as it is.
# What cannot work it says before it makes anything.
set -euo pipefail

dir=$1 listen=$2 orders=${3:-} currency=${4:-}
candor=bin/candor

fail() {
	echo "run: $*" >&2
	exit 1
}

# Connects to a HOST:PORT as descriptor 3 of a subshell, and runs the rest.
connected() {
	local host=${1%:*} port=${1##*:}
	host=${host#[} host=${host%]}
	shift
	(exec 3<>"/dev/tcp/${host:-127.0.0.1}/$port" && "$@") 2>/dev/null
}

healthy() {
	printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
	local status=''
	read -r -t 5 status <&3
	[[ $status == *" 200 "* ]]
}

# Repeats what the server says, and once it answers says what to try. An
# interrupt is the server's to take: it ends this by closing its output.
announce() {
	trap '' INT
	local line url
	while IFS= read -r line; do
		echo "$line"
		[[ $line == "serving "* ]] || continue
		url=${line#serving } url=${url%% *}
		for _ in {1..50}; do
			connected "${url#http://}" healthy && banner "$url" && break
			sleep 0.1
		done
	done
}

# The import of the world's access log, as --import takes it.
world_hash() {
	cut -c 1-8 "$dir/sandbox.imported"
}

banner() {
	cat <<END

Candor serves $1 from $dir. Ctrl-C stops it, make run goes on from there.
  open       $1/openapi.json   the API
             $1/metrics        for Prometheus
  try next   KEY=\$(cat $dir/sandbox.key)
             curl -H "Authorization: Bearer \$KEY" "$1/v1/merchants?limit=3"
             curl -H "Authorization: Bearer \$KEY" $1/v1/budgets/maximum-losses
  stopped    bin/candor verify --dir $dir
             bin/candor budgets --dir $dir
             bin/candor leak trace $dir/world/dumps/slow.csv --dir $dir \\
               --import $(world_hash) --map phone=phone,name=full_name
             bin/candor leak scope --path staff:0004 --dir $dir --import $(world_hash)
  The last two are about $dir/world, a generated firm whose access log
  was taken in: somebody took its customers' data, and answers/ says who.
  README.md has three tours of five minutes: of paying, of a merchant's
  SDK, and of protecting.

END
}

[ -z "$orders" ] || [ -r "$orders" ] || fail "ORDERS=$orders: no such file, or not readable"
if [ -f "$dir/candor.json" ]; then
	grep -q '"sandbox": *true' "$dir/candor.json" ||
		fail "$dir is a data folder but not a sandbox, and make run is for sandboxes: serve it with $candor serve --dir $dir, or choose another DIR"
elif [ -e "$dir" ] && [ -n "$(ls -A "$dir")" ]; then
	fail "$dir is not empty and not a data folder: choose another DIR, or remove it"
fi
case $listen in
*:0) ;; # whatever port is free
*:*) ! connected "$listen" true || fail "something serves $listen already: stop it, or choose another LISTEN" ;;
*) fail "LISTEN=$listen: HOST:PORT is needed, such as 127.0.0.1:8080" ;;
esac

if [ ! -f "$dir/candor.json" ]; then
	echo "run: making a sandbox in $dir"
	shown=$("$candor" init --sandbox --dir "$dir")
elif [ ! -s "$dir/sandbox.key" ]; then
	echo "run: making an operator key for the sandbox in $dir"
	shown=$("$candor" keys create --dir "$dir")
fi
if [ ! -s "$dir/sandbox.key" ]; then
	# Kept so that the examples can be pasted. Sandboxes only: outside of one a
	# key is shown once and stored nowhere.
	(umask 077 && grep -o -m 1 'ck_[A-Za-z0-9_-]*' <<<"$shown" >"$dir/sandbox.key")
	# Founding approvers' lines are their number, their handle and their key.
	if grep -q '^[0-9]\+ .* ck_' <<<"$shown"; then
		(umask 077 && grep '^[0-9]\+ .* ck_' <<<"$shown" >"$dir/sandbox.founders")
	fi
fi

if [ -z "$orders" ] && [ ! -f "$dir/sandbox.replayed" ]; then
	orders=$dir/orders.jsonl currency=${currency:-CNY}
	if [ ! -f "$orders" ]; then
		echo "run: generating 500 orders in $orders"
		"$candor" generate orders --seed 1 --orders 500 >"$orders.new"
		mv "$orders.new" "$orders"
	fi
fi
if [ -n "$orders" ]; then
	echo "run: replaying $orders"
	"$candor" replay "$orders" --dir "$dir" --currency "${currency:-BRL}"
	# A replay that is cut off leaves no mark: the next start ends it.
	touch "$dir/sandbox.replayed"
fi
if [ ! -s "$dir/sandbox.imported" ]; then
	if [ ! -d "$dir/world" ]; then
		echo "run: generating a firm with 3000 customers in $dir/world"
		"$candor" generate world --seed 1 --customers 3000 --staff 16 --scenario slow --out "$dir/world"
	fi
	echo "run: importing its customers and its access log"
	"$candor" import customers "$dir/world/customers.csv" --dir "$dir"
	shown=$("$candor" import disclosures "$dir/world/disclosures.csv" --dir "$dir")
	echo "$shown"
	# An import that is cut off leaves no mark either, and adds nothing twice.
	sed -n 's/^import //p' <<<"$shown" >"$dir/sandbox.imported"
fi

exec "$candor" serve --dir "$dir" --listen "$listen" > >(announce)
