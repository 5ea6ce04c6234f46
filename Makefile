# Four words: run, test, lab, lock. `make` alone lists them.
PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.zhangju-ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONWARNINGS := ignore::SyntaxWarning

.PHONY: help run test lab lock features clean

help:
	@echo "make run    execute the notebooks; tables, figures and pages go to results/"
	@echo "make test   run every test"
	@echo "make lab    open the notebooks in JupyterLab"
	@echo "make lock   renew requirements.lock from pyproject.toml"
	@echo "make features PAPER=FILE   rebuild data/paper/ from a full text of the paper"

run: $(STAMP)
	@$(BIN)/zhangju notebooks

test: $(STAMP)
	@$(BIN)/python -m ruff check --quiet .
	@$(BIN)/python -m pytest -q -n 2

lab: $(STAMP)
	@$(BIN)/jupyter lab notebooks

features: $(STAMP)
	@test -n "$(PAPER)" || { echo "make features: name the full text, as in make features PAPER=paper.txt"; exit 2; }
	@$(BIN)/zhangju features "$(PAPER)" --out data/paper

clean:
	@rm -rf $(VENV) results .pytest_cache .hypothesis .ruff_cache

# The environment is reused until the lock or the project's own metadata change.
$(STAMP): requirements.lock pyproject.toml
	@python=""; for p in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11) or sys.version_info >= (3, 14))' 2>/dev/null; then python=$$p; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Zhangju needs Python 3.11, 3.12 or 3.13; none was found. Install one, or name it: make PYTHON=/where/it/is"; exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$python" --version) (once; a few minutes) ..."; \
	rm -rf $(VENV) && "$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# uv resolves for all platforms and Python versions at once; it lives in an environment of its own.
lock:
	@rm -rf .lock-venv && python3 -m venv .lock-venv && .lock-venv/bin/pip install --quiet uv
	@printf 'hatchling>=1.27\neditables\n' > .lock-venv/build.in
	@.lock-venv/bin/uv pip compile pyproject.toml .lock-venv/build.in --extra test --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	@rm -rf .lock-venv
	@echo "requirements.lock renewed"
