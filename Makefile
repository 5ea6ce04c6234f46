# Four words: run, test, lab, lock. `make` alone lists all there are.
PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.zhangju-ready
HERE := $(shell pwd -P)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := no
export PYTHONWARNINGS := ignore::SyntaxWarning

.PHONY: help run test lab lock features cities clean FORCE

help:
	@echo "make run    execute the notebooks; tables, figures and pages go to results/"
	@echo "make test   run every test"
	@echo "make lab    open the notebooks in JupyterLab"
	@echo "make lock   renew requirements.lock from pyproject.toml"
	@echo "make features PAPER=FILE   rebuild data/paper/ from a full text of the paper"
	@echo "make cities FOLDER=FOLDER   rebuild data/cities/ from the cities' work reports"
	@echo "make clean  remove the environment and results/"

run: $(STAMP)
	@"$(BIN)/zhangju" notebooks

test: $(STAMP)
	@"$(BIN)/python" -m pytest -q -n auto --maxprocesses 4
	@"$(BIN)/python" -m ruff check --quiet .

lab: $(STAMP)
	@"$(BIN)/python" -m jupyterlab notebooks

features: $(STAMP)
	@test -n "$(PAPER)" || { echo "make features: name the full text, as in make features PAPER=paper.txt"; exit 2; }
	@"$(BIN)/zhangju" features "$(PAPER)" --out data/paper

cities: $(STAMP)
	@test -n "$(FOLDER)" || { echo "make cities: name the folder of reports, as in make cities FOLDER=reports"; exit 2; }
	@"$(BIN)/python" -m analysis.cities "$(FOLDER)"

clean:
	@rm -rf "$(VENV)" .lock-venv results .pytest_cache .hypothesis .ruff_cache

# Sets $$python to the first Python that will do: one that the lock is tested with, else a newer one.
FIND_PYTHON = python=""; \
	for p in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3.14 python3 python); do \
	  if "$$p" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$p; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Zhangju needs Python 3.11 or newer with its venv module, and found" \
	    "$$("$(if $(PYTHON),$(PYTHON),python3)" --version 2>/dev/null || echo none); install one, or name it: make PYTHON=/where/it/is" >&2; \
	  exit 1; \
	fi

# The environment is reused until the lock or the project's own metadata change. It is built anew if its Python is
# gone, or if it was made in another folder, whose code it would run.
# Compiling the package beforehand keeps the command fast where PYTHONDONTWRITEBYTECODE is set: 0.26 s, not 0.33 s.
ifneq ($(shell "$(BIN)/python" -c "" 2>/dev/null && cat "$(STAMP)" 2>/dev/null),$(HERE))
$(STAMP): FORCE
endif

$(STAMP): requirements.lock pyproject.toml
	@$(FIND_PYTHON); \
	echo "Setting up $(VENV) with $$("$$python" --version) (once; a few minutes) ..." >&2; \
	rm -rf "$(VENV)" && "$$python" -m venv "$(VENV)"
	@"$(BIN)/python" -m pip install -qq --require-hashes -r requirements.lock
	@"$(BIN)/python" -m pip install -qq --no-deps --no-build-isolation --editable .
	@"$(BIN)/python" -m compileall -qq analysis
	@echo "$(HERE)" > "$@"

# uv resolves for all platforms and Python versions at once; it lives in an environment of its own.
lock:
	@$(FIND_PYTHON); rm -rf .lock-venv && "$$python" -m venv .lock-venv
	@.lock-venv/bin/python -m pip install -qq uv
	@echo 'hatchling>=1.27' > .lock-venv/build.in
	@.lock-venv/bin/uv pip compile pyproject.toml .lock-venv/build.in --extra test --universal --python-version 3.11 \
	  --upgrade --generate-hashes --no-config --no-emit-index-url --no-header --no-annotate --quiet \
	  --output-file .lock-venv/requirements.lock
	@mv .lock-venv/requirements.lock requirements.lock && rm -rf .lock-venv
	@echo "requirements.lock renewed"
