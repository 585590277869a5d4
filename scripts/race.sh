#!/usr/bin/env bash
# The packages with goroutines of their own, under the race detector, on both engines.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v gcc >/dev/null || {
	echo "race: please install a C compiler: apt-get install gcc libc6-dev" >&2
	exit 3
}
packages=()
for slice in sqldb act seal bus jobs vault ident access; do
	[ -d "internal/infra/$slice" ] && packages+=("./internal/infra/$slice/...")
done
[ ${#packages[@]} -gt 0 ] || exit 0
CGO_ENABLED=1 exec scripts/pg.sh run go test -race -timeout 30m "${packages[@]}"
