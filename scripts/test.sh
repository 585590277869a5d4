#!/usr/bin/env bash
# Every test, on both database engines, judged as a whole by internal/archtest/testrun. Installs what is
# missing when it may. Arguments go to the runner, e.g.:
#   scripts/test.sh ./internal/infra/...
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh
scripts/browser.sh
if [ -d cmd/holon ]; then make --no-print-directory build; else make --no-print-directory web; fi
mkdir -p .cache
go build -o .cache/testrun ./internal/archtest/testrun
echo "test: pictures of the pages go to .cache/shots" >&2
exec scripts/pg.sh run .cache/testrun "$@"
