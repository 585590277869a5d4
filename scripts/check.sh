#!/usr/bin/env bash
# The quick checks, all of them, so that one run tells every fault. Prints the seconds of each.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(scripts/tools.sh gofumpt golangci-lint templ deadcode)

failed=()
step() { # step NAME CMD...
	local name=$1 begin=$SECONDS result=ok
	shift
	"$@" || { result=FAILED && failed+=("$name"); }
	echo "check: $name $result ($((SECONDS - begin)) s)"
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

# Functions that neither the program nor any test can reach.
dead() {
	local found
	found=$("$tools/deadcode" -test ./...) || return 1
	[ -z "$found" ] || {
		printf '%s\n' "$found" >&2
		return 1
	}
}

step format format
step generated scripts/generate.sh --check
step vet go vet ./...
step archtest go test -count=1 ./internal/archtest/...
step lint "$tools/golangci-lint" run --allow-parallel-runners ./...
[ ! -d cmd/holon ] || step dead dead
step short go test -short ./... # without HOLON_TEST_PG: the embedded engine only

if [ ${#failed[@]} -gt 0 ]; then
	echo "check: failed: ${failed[*]}" >&2
	exit 1
fi
