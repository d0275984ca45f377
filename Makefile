# Candor's commands for people. `make` alone lists them.

GO     ?= go
DIR    ?= ./candor-data
LISTEN ?= 127.0.0.1:8080
ORDERS ?=
# Of the orders' cents. Left out: CNY for the marketplace that make run generates,
# BRL for a file of ORDERS.
CURRENCY ?=
# How long make fuzz gives each fuzz target.
FUZZTIME ?= 5s

tool = $(GO) tool -modfile=tools/go.mod

# Packages in which goroutines meet; those of replay and bench do in the tests of cmd.
# The rest is single-threaded by design.
RACE = ./internal/cmdlog/... ./internal/machine/... ./internal/store/... ./internal/seal/... ./internal/leak/index/... ./internal/platform/... ./internal/api/... ./internal/cashier/... ./internal/factsheet/... ./internal/alipay/... ./internal/webhook/... ./client/... ./cmd/...

.PHONY: help build run test unit lint fmt bench fuzz clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'make run ORDERS=orders.jsonl CURRENCY=BRL LISTEN=127.0.0.1:8080 DIR=./candor-data'

build: ## build bin/candor
	@tools/setup.sh go
	$(GO) build -trimpath -buildvcs=auto -o bin/candor ./cmd/candor

run: build ## start a sandbox with a marketplace in it, and say what to try
	@tools/run.sh "$(DIR)" "$(LISTEN)" "$(ORDERS)" "$(CURRENCY)"

test: ## check everything; installs hledger, ledger, a C compiler and the SDK if missing
	@tools/setup.sh go cc hledger ledger sdk
	@$(MAKE) --no-print-directory lint unit

# A test that needs the SDK may be skipped by hand, and never here.
unit: export CANDOR_REQUIRE_SDK = 1
unit: ## run the tests alone
	cd tools && $(GO) test ./...
	CGO_ENABLED=1 $(GO) test -race -timeout 15m $(RACE)
	$(GO) test -timeout 15m ./...

# Switches name every state. The standard library's types are left out, and the
# ledger's result codes: there are eighty, and who asks for one means that one.
lint: ## vet, and the pinned linters of tools/go.mod
	$(GO) vet ./...
	@unformatted="$$(git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 $(tool) gofumpt -l)"; \
	if [ -n "$$unformatted" ]; then echo "not formatted, run make fmt:"; echo "$$unformatted"; exit 1; fi
	$(tool) staticcheck ./...
	$(tool) errcheck -ignoretests -exclude tools/errcheck.txt ./...
	$(tool) go-errorlint ./...
	$(tool) exhaustive -typeignore '^[a-z0-9/]+\.[A-Z]' -typeignore '/ledger\.Code$$' ./...

fmt: ## format the code
	git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 $(tool) gofumpt -w

bench: build ## measure this machine and write docs/benchmarks.md
	@tools/bench.sh

fuzz: ## run each fuzz target for FUZZTIME
	@tools/fuzz.sh "$(FUZZTIME)"

clean: ## remove what build made; data folders stay
	rm -rf bin
