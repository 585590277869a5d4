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


# Functions that neither the program nor any test can reach.
dead() {
	local found
	found=$("$tools/deadcode" -test ./...) || return 1
	[ -z "$found" ] || {
		printf '%s\n' "$found" >&2
		return 1
	}
}

step format scripts/format.sh --check
step generated scripts/generate.sh --check
step vet go vet ./...
step archtest go test -count=1 ./internal/archtest/...
step lint "$tools/golangci-lint" run --allow-parallel-runners ./...
[ ! -d cmd/holon ] || step dead dead
mapfile -t others < <(go list ./... | grep -v '/internal/archtest$')
step short go test -short "${others[@]}" # the embedded engine only

if [ ${#failed[@]} -gt 0 ]; then
	echo "check: failed: ${failed[*]}" >&2
	exit 1
fi
