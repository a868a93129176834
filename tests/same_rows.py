"""Compare the rows of the work tree with those of an earlier commit, on this machine.

    python -m tests.same_rows BASE

runs every line of ``tests/instances.py`` with three seeds on an array, a frame and a sparse table,
large tables through the compiled search, and every line of ``tests/image_instances.py``; each in
both trees, and compares digests of what came out: X, y, the plan and the fitted arrays. Nothing is
stored, for digests of floats hold for one machine only. It is what a change that promises to keep
all rows is checked with (``make same-rows BASE=main``).
"""

import argparse
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

ROOT = Path(__file__).parents[1]
SEEDS = {"0": 0, "7": 7, "streams": np.random.SeedSequence(5)}
PLAN_ARRAYS = ("base", "partner", "step", "label_weight")
FITTED_ARRAYS = ("sample_weight_", "soft_labels_", "kept_indices_", "synthetic_mask_")
# Samplers whose search is compiled, on a class large enough for it.
LARGE = ("SMOTE", "BorderlineSMOTE", "ADASYN", "SafeLevelSMOTE", "SMOTE-auto")


# -- in one tree -------------------------------------------------------------------------------


def digest(value: Any) -> str:
    """Digest what a value holds: bytes of arrays, and everything else as it prints."""
    contents = hashlib.sha256()
    for part in _parts(value):
        contents.update(part)
    return contents.hexdigest()[:16]


def _parts(value: Any) -> Iterator[bytes]:
    if sparse.issparse(value):
        value = value.tocsr()
        value = [value.shape, value.data, value.indices, value.indptr]
    if isinstance(value, pd.DataFrame):
        value = [value.dtypes.astype(str).tolist(), *(value[name] for name in value)]
    if isinstance(value, pd.Series):
        value = value.array.astype(object)
    if isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, np.ndarray) and value.dtype.kind != "O":
        yield f"{value.dtype} {value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    else:
        yield repr(value.tolist() if isinstance(value, np.ndarray) else value).encode()


def tables(instance: Any) -> Iterator[tuple[str, Any, np.ndarray]]:
    """Make the tables of one configuration: shuffled, of three classes, 60, 25 and 15 rows."""
    rng = np.random.default_rng(3)
    y = rng.permutation(np.repeat(["a", "b", "c"], [60, 25, 15]))
    X = rng.normal(size=(len(y), 5)) + (y == "c")[:, None]
    X[:, instance.levels_at] = rng.integers(0, 3, X[:, instance.levels_at].shape)
    if instance.levels_at == slice(None):
        X = rng.integers(0, 3, X.shape).astype(float)
    yield "array", X, y
    frame = pd.DataFrame(X, columns=list("pqrst"))
    if not instance.pixels and instance.levels_at == slice(0):
        frame = frame.assign(i=rng.integers(0, 90, len(y)), b=rng.random(len(y)) < 0.4)
    if instance.levels:
        frame["level"] = pd.Categorical(rng.choice(["u", "v", "w"], len(y)))
    yield "frame", frame, y
    if instance.sparse:
        yield "sparse", sparse.csr_array(np.where(rng.random(X.shape) < 0.5, X, 0.0)), y


def large_table() -> tuple[np.ndarray, np.ndarray]:
    """Make a table whose rarer class is searched by compiled kernels."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(9000, 6)) @ rng.normal(size=(6, 6))
    return X, (rng.permutation(9000) < 4200).astype(int)


def resampled(sampler: Any, X: Any, y: np.ndarray) -> dict[str, str]:
    """Run a sampler, and digest all that came out of it."""
    X_new, y_new = sampler.fit_resample(X, y, sample_weight=np.linspace(0.5, 2, len(y)))
    parts = {"X": X_new, "y": y_new, "counts": sampler.class_counts_}
    parts |= {name: getattr(sampler, name) for name in FITTED_ARRAYS if hasattr(sampler, name)}
    plan = sampler.plan_
    parts |= {f"plan.{name}": getattr(plan, name, None) for name in PLAN_ARRAYS}
    return {name: digest(value) for name, value in parts.items()}


def all_rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each case of this tree with the digests of its parts."""
    from tests.image_instances import IMAGE_INSTANCES
    from tests.instances import INSTANCES

    for name, instance in INSTANCES.items():
        for container, X, y in tables(instance):
            for seed, random_state in SEEDS.items():
                sampler = instance.make().set_params(random_state=random_state)
                yield f"{name} {container} seed {seed}", _or_error(resampled, sampler, X, y)
    for name in LARGE:
        sampler = INSTANCES[name].make()
        yield f"{name} large", _or_error(resampled, sampler, *large_table())
    for name, instance in IMAGE_INSTANCES.items():
        for channels in instance.channels:
            for dtype in (np.uint8, np.float32, np.float64):
                pixels = np.random.default_rng(6).integers(0, 256, (7, 12, 9, channels))
                images = pixels.astype(dtype) / (1 if dtype is np.uint8 else dtype(255))
                for seed, random_state in SEEDS.items():
                    case = f"{name} {channels} channels {np.dtype(dtype)} seed {seed}"
                    yield case, _or_error(transformed, instance.make(), images, random_state)


def transformed(transform: Any, images: np.ndarray, random_state: Any) -> dict[str, str]:
    """Transform a stack, and digest the images."""
    return {"images": digest(transform.transform(images, random_state))}


def _or_error(function: Any, *arguments: Any) -> dict[str, str]:
    """Digest the error where there is one: refusals are to be the same, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function(*arguments)
        except (TypeError, ValueError) as error:
            return {"error": f"{type(error).__name__}: {error}"}


# -- both trees --------------------------------------------------------------------------------


def rows_of(tree: Path) -> dict[str, dict[str, str]]:
    """Run this file on the package and the instances of a tree, in a process of its own."""
    run = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--here"],
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"},
        cwd=tree,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@contextlib.contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Check out a commit beside the work tree, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "base"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """List the cases that one tree lacks, and the parts that are not the same in both."""
    found = [f"only in the base: {case}" for case in before if case not in after]
    found += [f"only in the work tree: {case}" for case in after if case not in before]
    for case in (case for case in before if case in after):
        old, new = before[case], after[case]
        parts = [part for part in {**old, **new} if old.get(part) != new.get(part)]
        if parts:
            found.append(f"{case}: other {', '.join(parts)}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Compare, print what differs, and return 1 if anything does."""
    parser = argparse.ArgumentParser(prog="python -m tests.same_rows", description=__doc__)
    parser.add_argument("base", nargs="?", default="HEAD", help="a commit (default: HEAD)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        sys.path[0] = os.getcwd()  # this file's folder would hide the tree's own `tests`
        json.dump(dict(all_rows()), sys.stdout)
        return 0
    with checkout(options.base) as tree:
        before = rows_of(tree)
    found = differences(before, rows_of(ROOT))
    print(*found, sep="\n")
    print(f"{len(before)} cases, {len(found)} differences")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
