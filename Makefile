# Holon: `make` alone shows what can be made.
# A fresh Debian with Go and Node needs two commands: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build web demo dev generate format check test race bench clean

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
export CGO_ENABLED ?= 0
export GOFLAGS := $(GOFLAGS) -buildvcs=false

help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: web ## build bin/holon
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/holon ./cmd/holon

web: ## build styles, islands and fonts by the npm lock file (pages work without them)
	@scripts/web.sh

demo: build ## play the main job over HTTP, then seed the demo city and serve it; prints who to sign in as
	bin/holon journey restaurant
	bin/holon demo

dev: web ## serve the demo city and rebuild when a page or a Go file changes
	@tools=$$(scripts/tools.sh templ) && "$$tools/templ" generate --watch --cmd='go run ./cmd/holon demo --test'

generate: ## write the generated Go files anew (templ)
	@scripts/generate.sh

format: ## put every Go file into gofumpt form
	@scripts/format.sh

check: web ## format, vet, lint, the house rules, short tests (under a minute when warm)
	@scripts/check.sh

test: ## every test on both database engines; installs what is missing where it may
	@scripts/test.sh

race: ## the concurrent packages under the race detector (needs a C compiler)
	@scripts/race.sh

bench: build ## the benches, server and clients as separate processes
	@scripts/bench.sh
	@scripts/fuzz.sh

clean: ## remove what was built here
	scripts/pg.sh drop || true
	rm -rf bin .cache/tools .cache/web.stamp .cache/test.json
