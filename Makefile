# Targets of daily work; each runs in the virtual environment .venv, which `make install` makes.
BIN := .venv/bin

.PHONY: install format lint kernels test test-nojit test-oldest test-pythons same-rows bench bench-smoke docs wheel clean

install: .venv/installed

.venv/installed: pyproject.toml
	python3 -m venv .venv
	$(BIN)/pip install -e ".[dev]"
	touch $@

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy

# Machine code of the kernels, in two processes; `make test` begins with it.
kernels: install
	$(BIN)/python -m tests.compile_kernels

test: install
	$(BIN)/python -m pytest -n auto

# Every line of the kernels as plain Python: coverage and debuggers see into them.
test-nojit: install
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests/unit tests/property

# The lower bounds of pyproject.toml, and every Python that it names: in environments of their own,
# .venv-*, for some half an hour each.
test-oldest:
	python3 -m tests.environments oldest

test-pythons:
	python3 -m tests.environments pythons

# What a change that keeps all rows is checked with: digests of every sampler's rows and plans and
# of every transform's images, here and at an earlier commit.
BASE := HEAD
same-rows: install
	$(BIN)/python -m tests.same_rows $(BASE)

bench: install
	$(BIN)/python -m benchmarks.run

bench-smoke: install
	$(BIN)/python -m benchmarks.run --profile smoke

# The site with its gallery and notebooks, in docs/_build.
docs: install
	$(BIN)/python -m sphinx -W --keep-going docs docs/_build

wheel: install
	$(BIN)/pip wheel --no-deps --wheel-dir dist .

clean:
	rm -rf .venv .venv-* build dist .pytest_cache .hypothesis .ruff_cache benchmarks/results docs/_build docs/auto_examples docs/generated docs/reference.rst docs/reference docs/jupyter_execute
