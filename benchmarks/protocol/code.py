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

DISTRIBUTIONS = {"sklearn": "scikit-learn", "imblearn": "imbalanced-learn"}

_BENCHMARKS = Path(__file__).parents[1]


@cache
def protocol_digest() -> str:
    """Return the digest of the code that every number depends on, whatever is compared."""
    return digest(protocol_files(_BENCHMARKS, _oversample()))


@cache
def oversample_digest() -> str:
    """Return the digest of the code that the rows of our samplers depend on."""
    return digest(sampler_files(_oversample()))


def protocol_files(benchmarks: Path, oversample: Path) -> list[Path]:
    """Return the files of the protocol: three folders, each without the folders below it.

    ``benchmarks/protocol`` says what is done with a cell, also what a data set, a method and a
    classifier are and how they are built. ``benchmarks/catalog/readers`` makes tables from files,
    and of that a data set's description holds only the reader's name and arguments.
    ``oversample/evaluation`` has folds, thresholds and measures.

    The registries of the catalog are left out, because all that a cell takes from their entries is
    in its own description: another line in one of them leaves the stored cells valid.
    ``oversample/evaluation/statistics`` is left out, because it works on numbers that are stored.

    Parameters
    ----------
    benchmarks, oversample : Path
        The folders of the two packages.
    """
    folders = (benchmarks / "protocol", benchmarks / "catalog/readers", oversample / "evaluation")
    return [file for folder in folders for file in sorted(folder.glob("*.py"))]


def sampler_files(oversample: Path) -> list[Path]:
    """Return the files of the package but for ``evaluation``, which resamples nothing.

    Parameters
    ----------
    oversample : Path
        The folder of the package.
    """
    evaluation = oversample / "evaluation"
    return sorted(file for file in oversample.rglob("*.py") if evaluation not in file.parents)


def _oversample() -> Path:
    """Return the folder of the package ``oversample``, whether installed or not."""
    spec = importlib.util.find_spec("oversample")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package oversample is not there")
    return Path(spec.origin).parent


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
    """Return whether a statement is a mere string: a docstring of whatever it follows."""
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
