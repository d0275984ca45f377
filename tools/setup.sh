#!/usr/bin/env bash
# setup.sh WHAT... makes sure that the programs are there which a command needs:
# go, cc, hledger, ledger, and sdk: Node with the official SDK in test/sdk. It
# installs missing ones from Debian's archive, the SDK from npm's registry as
# test/sdk/package-lock.json has it, and says so. Where there is no apt-get, it
# says what to install and fails.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packages=()
sdk=no
for what in "$@"; do
	case $what in
	go)
		if ! command -v go >/dev/null; then
			echo "setup: Go is missing: install Go 1.26 or later from https://go.dev/dl/" >&2
			exit 1
		fi
		;;
	# The race detector links with a C compiler; the product itself has no C.
	cc) command -v cc >/dev/null || packages+=(gcc libc6-dev) ;;
	sdk)
		sdk=yes
		command -v npm >/dev/null || packages+=(nodejs npm)
		;;
	hledger | ledger) command -v "$what" >/dev/null || packages+=("$what") ;;
	*)
		echo "setup: $what is not known here" >&2
		exit 2
		;;
	esac
done

# The lock file is what was tried: npm ci installs exactly that, or fails.
install_sdk() {
	[ $sdk = yes ] || return 0
	[ ! -e "$root/test/sdk/node_modules/.package-lock.json" ] || return 0
	echo "setup: installing the SDK of test/sdk with npm ci"
	(cd "$root/test/sdk" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

if [ ${#packages[@]} -eq 0 ]; then
	install_sdk
	exit 0
fi

if ! command -v apt-get >/dev/null; then
	echo "setup: missing, and there is no apt-get to install them: ${packages[*]}" >&2
	exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "setup: neither root nor sudo here; as root run: apt-get install ${packages[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi
echo "setup: installing ${packages[*]} with apt-get"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
install_sdk
