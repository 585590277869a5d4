#!/usr/bin/env bash
# Builds the tools named in tools/go.mod once and prints the folder they are in.
#   scripts/tools.sh            builds all of them
#   scripts/tools.sh gofumpt    builds only those named
# The folder is keyed by tools/go.sum and the Go version, so that a changed version is built anew
# and an unchanged one costs nothing. The first build of golangci-lint takes some minutes.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/tools"

key=$( (go version; cat go.mod go.sum tlogcheck/*.go) | sha256sum | cut -c1-16)
dir="${HOLON_TOOLS:-$root/.cache/tools}/$key"
mkdir -p "$dir"

packages=(
	mvdan.cc/gofumpt
	github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	github.com/a-h/templ/cmd/templ
	golang.org/x/tools/cmd/deadcode
	./tlogcheck
)

wanted() { # wanted NAME NAMES...: an empty list wants all
	local name=$1
	shift
	[ $# -eq 0 ] && return 0
	local w
	for w in "$@"; do [ "$w" = "$name" ] && return 0; done
	return 1
}

exec 9>"$dir/.lock"
flock 9 # two runs at once must not build the same tool twice
for package in "${packages[@]}"; do
	name=${package##*/}
	wanted "$name" "$@" || continue
	[ -x "$dir/$name" ] && continue
	echo "tools: building $name" >&2
	CGO_ENABLED=0 go build -ldflags='-s -w' -o "$dir/$name.new" "$package"
	mv "$dir/$name.new" "$dir/$name"
done
echo "$dir"
