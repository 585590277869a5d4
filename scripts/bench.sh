#!/usr/bin/env bash
# The benches one after the other, on both engines, as JSON lines. Each holds its own limit and exits 1
# below it.   scripts/bench.sh submit     runs only those named
# looks: every page in every look, judged in the browser; lighthouse: its marks beside the budgets.
# The files lie in .cache/bench, on the disk of the clone: durability is part of what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(submit one-case case3 faults looks lighthouse)

scripts/browser.sh
echo "bench: $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)" >&2
run_all() {
	local name status=0 folder
	folder=$(mktemp -d -p .cache bench-XXXXXX)
	for name in "${names[@]}"; do
		case "$name" in
		looks)
			HOLON_BROWSER=whole go test -count=1 -timeout 40m -run TestPages ./internal/journey/browser || status=1
			continue
			;;
		lighthouse)
			scripts/lighthouse.sh || status=1
			continue
			;;
		esac
		bin/holon bench "$name" --db "sqlite:$folder/$name.db" --json || status=1
		bin/holon bench "$name" --db "$HOLON_TEST_PG" --json || status=1
	done
	rm -rf "$folder"
	return "$status"
}
if [ "${HOLON_BENCH_INNER:-}" = 1 ]; then
	run_all
else
	HOLON_BENCH_INNER=1 exec scripts/pg.sh run "$0" "${names[@]}"
fi
