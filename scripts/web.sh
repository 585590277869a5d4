#!/usr/bin/env bash
# Builds what pages load from npm packages (styles, islands, the CJK font) by the lock file web/package-lock.json:
# `npm ci` and `npm run build` in web/. The build writes into the embedded dist folders, which git does
# not hold. Nothing is done when nothing changed; without Node the pages work without the islands.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f web/package-lock.json ] || exit 0
if ! command -v npm >/dev/null; then
	echo "web: no npm found: pages are built without islands and fonts (Debian: apt-get install nodejs npm)" >&2
	exit 0
fi

# The stamp holds what was built from (all sources with the lock file) and which files came of it.
mkdir -p .cache
state() {
	find web -path web/node_modules -prune -o -path '*/dist' -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
	git ls-files --others --ignored --exclude-standard -- internal
}
stamp() { state | sha256sum | cut -c1-16; }
if [ "$(cat .cache/web.stamp 2>/dev/null)" = "$(stamp)" ]; then
	exit 0
fi
(
	cd web
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build
)
stamp >.cache/web.stamp
