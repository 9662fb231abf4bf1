# The commands that a newcomer needs. `make help` lists them.

SWIFT ?= swift
DEBIAN_BUILD := libyaml-dev libcurl4-openssl-dev libxml2-dev libpcre2-dev pkg-config
DEBIAN_TEST := python3 python3-venv python3-yaml openssl libxml2-utils git shellcheck mandoc zsh fish debootstrap dpkg-dev \
	chromium chromium-driver
PREFIX ?= /usr/local
# One executable with Swift's runtime inside, without what nothing in it reaches. Packed relocations save 2 MB; only lld packs them, and the
# C library reads them since glibc 2.36 (Debian 12).
STATIC := --static-swift-stdlib -Xlinker --gc-sections -Xlinker --icf=safe -Xlinker --exclude-libs -Xlinker ALL -Xlinker --no-export-dynamic \
	-Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs
DIST := .build/dist

.PHONY: help demo build release install uninstall deb dist test check format lint bench fuzz install-build install-test record pictures clean

help: ## Lists the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

demo: install-build ## Builds, plans the storefront example and writes the examples' reports
	@$(SWIFT) build -c release --product portolan
	@.build/release/portolan plan Examples/storefront --target eks --target gke --target k3s
	@.build/release/portolan report Examples --output reports
	@echo "The reports of the examples lie in reports: open reports/index.html in a browser."

build: install-build ## Builds for development
	@$(SWIFT) build

release: install-build ## Builds the executable that is handed out, with Swift's libraries inside
	@PORTOLAN_STATIC=1 $(SWIFT) build -c release --product portolan $(STATIC)

install: install-programs ## Installs the executable, its manual pages and completions below PREFIX (/usr/local)
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' scripts/install-tree .build/release/portolan .build/release/manual-pages
	@echo "portolan lies in $(DESTDIR)$(PREFIX)/bin"

uninstall: ## Removes what `make install` has installed below PREFIX
	@cd '$(DESTDIR)$(PREFIX)' && rm -rf bin/portolan bin/kubectl-portolan share/man/man1/portolan.1 share/man/man1/portolan-*.1 \
		share/portolan share/doc/portolan share/bash-completion/completions/portolan share/zsh/site-functions/_portolan \
		share/fish/vendor_completions.d/portolan.fish

deb: install-programs ## Builds a Debian package in .build/dist
	@scripts/install-packages "package" dpkg-dev
	@scripts/make-deb .build/release/portolan .build/release/manual-pages $(DIST)

dist: install-programs ## Builds a tarball, a Debian package, checksums and a list of what is linked in, in .build/dist
	@scripts/make-dist .build/release/portolan .build/release/manual-pages $(DIST)

.PHONY: install-programs
install-programs: release
	@PORTOLAN_STATIC=1 $(SWIFT) build -c release --product manual-pages $(STATIC)

test: install-build install-test ## Installs what the tests need and runs all there are
	@scripts/test

lint: ## Holds the sources against the house style
	@$(SWIFT) format lint --strict -r Package.swift Sources Tests Plugins providers templates Benchmarks Fuzzing

format: ## Rewrites the sources in the house style
	@$(SWIFT) format -i -r Package.swift Sources Tests Plugins providers templates Benchmarks Fuzzing

fuzz: install-build ## Feeds everything that reads foreign bytes with hostile inputs (RUNS=100000 SEED=0)
	@$(SWIFT) run -c release portolan-fuzz --runs $(or $(RUNS),100000) --seed $(or $(SEED),0)

bench: install-build ## Measures reading and planning
	@$(SWIFT) run -c release portolan-bench

record: install-build ## Writes the golden files anew; look at the difference before you commit it
	@PORTOLAN_RECORD=1 $(SWIFT) test --filter 'Golden|HelpTests|FindingPagesTests|ProviderPageTests|MeasuredPageTests|ScoreDocumentTests' || true
	@git --no-pager diff --stat -- Tests reports providers Documentation README.md

pictures: release ## Makes the pictures of the README anew (needs chromium)
	@scripts/make-pictures .build/release/portolan

install-build:
	@scripts/install-packages "build" $(DEBIAN_BUILD)

install-test:
	@scripts/install-packages "test" $(DEBIAN_TEST)
	@scripts/install-python-packages

clean: ## Removes what was built
	@rm -rf .build
