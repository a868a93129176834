"""Facts of data sets, which are computed once and stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from joblib import Parallel, delayed

from benchmarks.protocol.code import package_version, protocol_digest
from benchmarks.protocol.dataset import Dataset
from benchmarks.protocol.facts import describe
from benchmarks.protocol.results import Row
from benchmarks.running.store import Store


def facts_key(dataset: Dataset) -> str:
    """Return the key under which the facts of a data set are stored."""
    content = [dataset.name, dataset.version(), protocol_digest(), package_version("sklearn")]
    return sha256(json.dumps(["facts", *content]).encode()).hexdigest()


def facts_of(datasets: Sequence[Dataset], store: Store, jobs: int) -> dict[str, Row]:
    """Return the facts of data sets by name, computing and storing those that are missing.

    A data set that cannot be read has none.
    """
    keys = {dataset.name: facts_key(dataset) for dataset in datasets}
    known = store.read_all(keys.values())
    unknown = [dataset for dataset in datasets if keys[dataset.name] not in known]
    found = Parallel(n_jobs=jobs)(delayed(describe_if_possible)(dataset) for dataset in unknown)
    for dataset, row in zip(unknown, found, strict=True):
        if row:
            known[keys[dataset.name]] = row
            store.write(keys[dataset.name], row)
    return {name: known.get(key, {}) for name, key in keys.items()}


def describe_if_possible(dataset: Dataset) -> Row:
    """Return the facts, or none of a table that cannot be read: its cells then fail and say why."""
    try:
        return describe(dataset)
    except Exception:
        return {}
