#!/usr/bin/env bash
# Writes the *_templ.go files from their *.templ sources. They are committed, so that a bare
# `go build` works. With --check nothing is written: exit 1 if a file is not what its source makes.
set -euo pipefail
cd "$(dirname "$0")/.."
sources=$(git ls-files --cached --others --exclude-standard -- '*.templ' | while read -r f; do [ -f "$f" ] && echo "$f"; done)
[ -n "$sources" ] || exit 0
templ=$(scripts/tools.sh templ)/templ

if [ "${1:-}" != --check ]; then
	for source in $sources; do "$templ" generate -f "$source" -log-level error; done
	exit 0
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp go.mod "$copy/"
status=0
for source in $sources; do
	mkdir -p "$copy/$(dirname "$source")"
	cp "$source" "$copy/$source"
done
(cd "$copy" && "$templ" generate -log-level error)
for source in $sources; do
	made=${source%.templ}_templ.go
	if ! cmp -s "$copy/$made" "$made"; then
		echo "$made is not what $source makes: run 'make generate'" >&2
		status=1
	fi
done
exit "$status"
