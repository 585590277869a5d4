#!/usr/bin/env bash
# The quick checks, in the order in which they fail fastest. Prints the seconds of each.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(scripts/tools.sh gofumpt golangci-lint templ)

step() { # step NAME CMD...
	local name=$1 begin=$SECONDS
	shift
	if ! "$@"; then
		echo "check: $name FAILED" >&2
		exit 1
	fi
	echo "check: $name ok ($((SECONDS - begin)) s)"
}

go_files() { git ls-files --cached --others --exclude-standard -- '*.go' ':!*_templ.go' | while read -r f; do [ -f "$f" ] && echo "$f"; done; }

format() {
	local bad
	bad=$(go_files | xargs -r "$tools/gofumpt" -l)
	[ -z "$bad" ] || {
		printf 'not in gofumpt form (gofumpt -w FILE):\n%s\n' "$bad" >&2
		return 1
	}
}

step format format
step generated scripts/generate.sh --check
step vet go vet ./...
step archtest go test -count=1 ./internal/archtest/...
step lint "$tools/golangci-lint" run --allow-parallel-runners ./...
step short go test -short ./...
