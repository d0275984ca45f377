#!/usr/bin/env bash
# setup.sh WHAT... makes sure that the programs are there which a command needs:
# go, cc, hledger, ledger. It installs missing ones from Debian's archive and
# says so. Where there is no apt-get, it says what to install and fails.
set -euo pipefail

packages=()
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
	hledger | ledger) command -v "$what" >/dev/null || packages+=("$what") ;;
	*)
		echo "setup: $what is not known here" >&2
		exit 2
		;;
	esac
done
[ ${#packages[@]} -eq 0 ] && exit 0

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
