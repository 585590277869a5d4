#!/usr/bin/env bash
# Installs the Debian packages that the tests need and this machine lacks, when it may (root and apt);
# else says in one line what to install and ends with 3.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { # need PACKAGE TEST...: the package is needed when the test fails
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || missing+=("$package")
}
have_postgres() { [ -n "${HOLON_PG_BIN:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }
need postgresql have_postgres
need poppler-utils command -v pdfsig
[ ! -f web/package-lock.json ] || need npm command -v npm
need chromium command -v chromium
have_cjk() { command -v fc-list && [ -n "$(fc-list :lang=zh family)" ]; }
need fonts-noto-cjk have_cjk # pictures of pages show what people see

[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
	echo "installing ${missing[*]}" >&2
	export DEBIAN_FRONTEND=noninteractive
	log=$(mktemp)
	if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
		tail -n 20 "$log" >&2
		echo "could not install: apt-get install ${missing[*]}" >&2
		exit 3
	fi
	rm -f "$log"
else
	echo "please install: apt-get install ${missing[*]}" >&2
	exit 3
fi
