#!/usr/bin/env bash
# Puts every Go file into gofumpt form. With --check nothing is written: exit 1 if a file is not in it.
set -euo pipefail
cd "$(dirname "$0")/.."
gofumpt=$(scripts/tools.sh gofumpt)/gofumpt
go_files() {
	git ls-files --cached --others --exclude-standard -- '*.go' ':!*_templ.go' | while read -r f; do
		if [ -f "$f" ]; then echo "$f"; fi
	done
}
if [ "${1:-}" != --check ]; then
	go_files | xargs -r "$gofumpt" -l -w
	exit 0
fi
bad=$(go_files | xargs -r "$gofumpt" -l)
if [ -n "$bad" ]; then
	printf 'not in gofumpt form (make format):\n%s\n' "$bad" >&2
	exit 1
fi
