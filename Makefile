# hushd: `make run` shows it at work, `make test` proves it, `make help` lists the rest.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=

# Package.swift reads it; `hushd version` prints it.
export HUSHD_COMMIT ?= $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)

CHECKED := --explicit-target-dependency-import-check error
RELEASE := -c release --static-swift-stdlib $(CHECKED)
BINARY := .build/release/hushd
SIMULATION := .build/release/hushd-sim
# Faults put in on purpose are only in this build, which nothing else uses.
MUTANTS := .build/mutants/release/hushd-sim
SOURCES := Package.swift Sources Tests

# What Debian must provide; any one of the names joined by a bar will do.
PACKAGES := libsqlite3-dev libcurl4-gnutls-dev|libcurl4-openssl-dev libmicrohttpd-dev libgnutls28-dev zlib1g-dev pkg-config|pkgconf gcc python3 python3-venv

.DEFAULT_GOAL := help
.PHONY: run test build bench proof simulate soak simulation format lint install help packages toolchain

run: build  ## build, then show hushd with a simulated contact centre until Ctrl-C
	$(BINARY) demo

test: packages lint  ## lint, build and run all tests
	swift build --build-tests $(CHECKED)
	swift test --skip-build
	python3 -B -m unittest discover -s Tests/Forwarder
	swift build $(RELEASE) --product hushd-sim
	$(SIMULATION) daemon --seeds 1-2000
	$(SIMULATION) engine --seeds 1-2000
	$(SIMULATION) model --states 4000 --facts 2 --samples 200

proof: simulation  ## many hours: 100,000 seeds, the whole model check, each mutant found, 200 kills, and a crash at every step on the disk
	$(SIMULATION) daemon --seeds 1-100000
	$(SIMULATION) engine --seeds 1-100000
	$(SIMULATION) model --states 6000000 --facts 4 --samples 100000
	swift build -c release --product hushd-sim --scratch-path .build/mutants -Xswiftc -DMUTANTS $(CHECKED)
	Tests/Proof/mutants $(MUTANTS)
	swift build --build-tests $(CHECKED)
	HUSHD_KILLS=200 HUSHD_CRASH_STRIDE=1 swift test --skip-build --filter 'KillTests|CrashPointTests'

simulate: simulation  ## one simulated day at the call centre, told in full: make simulate SEED=7
	$(SIMULATION) daemon --seed $(or $(SEED),1)

soak: simulation  ## many: make soak SEEDS=1-100000
	$(SIMULATION) daemon --seeds $(or $(SEEDS),1-100000)

simulation: packages toolchain
	swift build $(RELEASE) --product hushd-sim

build: packages toolchain  ## build the release binary
	swift build $(RELEASE) --product hushd
	@! grep -q HUSHD_MUTANT $(BINARY) || { echo "$(BINARY) has the faults of make proof in it"; exit 1; }

bench: PACKAGES += wrk
bench: packages toolchain  ## measure throughput, latency and memory on loopback, and a storm in simulated time
	swift build $(RELEASE)
	Tests/Benchmarks/run $(BINARY)
	.build/release/StormBenchmark

format: toolchain  ## put all Swift sources into the house's form
	swift format --in-place --parallel --recursive $(SOURCES)

lint: toolchain  ## refuse Swift sources that are not in the house's form
	swift format lint --strict --parallel --recursive $(SOURCES)

install: build  ## install into $(DESTDIR)$(PREFIX), configuration into $(DESTDIR)$(SYSCONFDIR)
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/hushd
	install -D -m 644 Config/hushd.json5 $(DESTDIR)$(PREFIX)/share/hushd/hushd.json5
	install -D -m 644 Config/aws/forwarder.py $(DESTDIR)$(PREFIX)/share/hushd/aws/forwarder.py
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|^ExecStart=[^ ]*/hushd|ExecStart=$(PREFIX)/bin/hushd|' systemd/hushd.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/hushd.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/hushd.service
	install -D -m 644 systemd/hushd.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/hushd.conf
	test -e $(DESTDIR)$(SYSCONFDIR)/hushd/hushd.json5 || install -D -m 644 Config/hushd.json5 $(DESTDIR)$(SYSCONFDIR)/hushd/hushd.json5

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

# Installs what is missing and says so; on a machine that has everything it only asks dpkg.
packages:
	@command -v dpkg-query >/dev/null || { echo "not Debian: provide these yourself: $(PACKAGES)"; exit 0; }; \
	missing=""; \
	for choice in $(foreach package,$(PACKAGES),'$(package)'); do \
	  found=""; \
	  for name in $$(echo "$$choice" | tr '|' ' '); do \
	    if [ "$$(dpkg-query -W -f '$${db:Status-Status}' "$$name" 2>/dev/null)" = installed ]; then found=1; fi; \
	  done; \
	  [ -n "$$found" ] || missing="$$missing $${choice%%|*}"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ]; then root=""; else root=sudo; fi; \
	echo "installing the missing Debian packages:$$missing"; \
	install="$$root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends$$missing"; \
	$$install || { $$root apt-get update && $$install; } || { echo "could not install:$$missing"; exit 1; }

toolchain:
	@command -v swift >/dev/null || { echo "hushd needs Swift 6.3 or later, and there is no swift on the PATH: see swift.org/install/linux"; exit 1; }
