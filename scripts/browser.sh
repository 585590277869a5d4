#!/usr/bin/env bash
# Installs the packages that drive Chromium in the browser tests, by the lock file tools/browser/package-lock.json.
# No browser is downloaded: the tests use Debian's chromium. Nothing is done when nothing changed.
#   scripts/browser.sh             what `make test` needs
#   scripts/browser.sh lighthouse  what `make bench` needs besides
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache
for part in browser "$@"; do
	stamp=$(cat "tools/$part/package.json" "tools/$part/package-lock.json" | sha256sum | cut -c1-16)
	if [ -d "tools/$part/node_modules" ] && [ "$(cat ".cache/$part.stamp" 2>/dev/null)" = "$stamp" ]; then
		continue
	fi
	(
		cd "tools/$part"
		PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	)
	echo "$stamp" >".cache/$part.stamp"
done
