#!/usr/bin/env bash
# Lighthouse on the portal, a guide and the page of progress of a fresh demo city, beside the limits of the design.
# Ends with 1 when a page is below one of them.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/browser.sh lighthouse
folder=$(mktemp -d)
bin/holon demo --json --listen 127.0.0.1:0 --db "sqlite:$folder/holon.db" >"$folder/site.json" 2>"$folder/log" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 120); do
	[ -s "$folder/site.json" ] && break
	kill -0 $server 2>/dev/null || { tail -n 5 "$folder/log" >&2; exit 3; }
	sleep 0.5
done
site=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).url' "$folder/site.json")
CHROME_PATH=$(command -v chromium) node tools/lighthouse/run.mjs "$site" portal=/ guide=/guide/thing/open-restaurant progress=/progress
