#!/usr/bin/env bash
# Fuzzes the readers of the rule languages, five minutes of one core each.
#   scripts/fuzz.sh 30s     another time      scripts/fuzz.sh 30s FuzzLoad     only one
# What breaks a reader stays in testdata/fuzz and is a test from then on; what was
# found to be of interest is kept in .cache/fuzz and taken up again by the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-5m}
only=${2:-}
mkdir -p .cache/fuzz
while read -r package name; do
	[ -z "$only" ] || [ "$only" = "$name" ] || continue
	echo "fuzz: $name in $package for $time on one core" >&2
	GOMAXPROCS=1 go test "./$package" -run '^$' -fuzz "^$name\$" -fuzztime "$time" -parallel 1 -fuzzminimizetime 20x -test.fuzzcachedir "$PWD/.cache/fuzz"
done <<'LIST'
internal/lang/feel FuzzCompile
internal/lang/dmn FuzzLoad
internal/lang/bpmn/draw FuzzModel
internal/lang/bpmn/xmltree FuzzParse
internal/lang/feel/pattern FuzzPattern
LIST
