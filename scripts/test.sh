#!/usr/bin/env bash
# Every test, on both database engines. Installs what is missing when it may (root and apt), else
# says in one line what to install. Arguments go to the runner, e.g.:
#   scripts/test.sh ./internal/infra/...
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { # need PACKAGE TEST...: the Debian package is needed when the test fails
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || missing+=("$package")
}
have_postgres() { [ -n "${HOLON_PG_BIN:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }
need postgresql have_postgres
need poppler-utils command -v pdfsig
[ ! -f web/package-lock.json ] || need npm command -v npm

if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
		echo "test: installing ${missing[*]}"
		export DEBIAN_FRONTEND=noninteractive
		apt-get update -qq
		apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
	else
		echo "test: please install: apt-get install ${missing[*]}" >&2
		exit 3
	fi
fi
if [ -d cmd/holon ]; then make --no-print-directory build; else make --no-print-directory web; fi
mkdir -p .cache
go build -o .cache/testrun ./internal/archtest/testrun
exec scripts/pg.sh run .cache/testrun "$@"
