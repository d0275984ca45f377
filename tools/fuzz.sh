#!/usr/bin/env bash
# fuzz.sh TIME runs every fuzz target of the module for TIME each, such as 5s.
set -euo pipefail

for package in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		echo "fuzz: $target of $package"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" "$package"
	done
done
