import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest

import benchmarks
import benchmarks.protocol.cells as cells_module
import benchmarks.protocol.code as code_module
import oversample
from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import METHODS
from benchmarks.protocol.cells import in_batches, plan_cells
from benchmarks.protocol.code import bare_code, digest, protocol_files, sampler_files
from benchmarks.protocol.dataset import Dataset
from oversample.evaluation.folds import N_FOLDS
from tests.benchmarks.tiny import THREE, TINY, cell, tiny_table

BARE_CODE = cache(bare_code)
LEARNERS = CLASSIFIERS.select(["logistic-regression", "random-forest"])


def plan(n_repeats=2):
    return plan_cells([TINY, THREE], list(METHODS.values()), LEARNERS, n_repeats, seed=3)


def test_a_plan_has_every_cell_once():
    cells = plan()
    # Arms in place of a classifier are combined with that one only.
    places = [method.instead_of for method in METHODS.values()]
    n_arms = sum(place in ("", learner.name) for place in places for learner in LEARNERS)
    assert n_arms == 2 * places.count("") + 1
    assert len(cells) == 2 * 2 * N_FOLDS * n_arms
    assert len({cell.key for cell in cells}) == len(cells)
    ensembles = {c.classifier.name for c in cells if c.method.name == "imblearn-balanced-forest"}
    assert ensembles == {"random-forest"}


def test_batches_share_a_fold_and_a_resampling_and_keep_the_order():
    cells = plan()
    batches = list(in_batches(cells))
    assert [c for batch in batches for c in batch] == cells
    first = batches[0]
    assert {c.method.name for c in first} == {
        "none",
        "none-threshold",
        "none-threshold-f1",
        "class-weight",
    }
    for batch in batches:
        assert len({(c.dataset.name, c.repeat, c.fold, c.method.resampling()) for c in batch}) == 1


def test_the_key_depends_on_what_the_numbers_depend_on():
    base = cell("oversample-smote")
    others = [
        cell("oversample-smote", fold=1),
        cell("oversample-smote", "decision-tree"),
        cell("oversample-smote", dataset=THREE),
        cell("oversample-smote", n_configurations=5),
        cell("oversample-random"),
        cell(replace(METHODS["oversample-smote"], parameters={"k_neighbors": 3})),
        cell("oversample-smote", dataset=replace(TINY, content="changed")),
    ]
    assert len({base.key, *(other.key for other in others)}) == 1 + len(others)
    assert base.key == cell("oversample-smote").key


@pytest.mark.parametrize(
    ("changed", "ours", "theirs", "simple"),
    [
        ("oversample_digest", True, False, False),
        ("protocol_digest", True, True, True),
        ("imblearn", False, True, False),
        ("sklearn", True, True, True),
    ],
)
def test_a_change_of_code_discards_only_what_it_touches(monkeypatch, changed, ours, theirs, simple):
    names = ("oversample-smote", "imblearn-smote", "none")
    before = [cell(name).key for name in names]
    if changed.endswith("digest"):
        monkeypatch.setattr(cells_module, changed, lambda: "another")
    else:
        version = cells_module.package_version
        monkeypatch.setattr(
            cells_module,
            "package_version",
            lambda module: "99" if module == changed else version(module),
        )
    after = [cell(name).key for name in names]
    assert [a != b for a, b in zip(after, before, strict=True)] == [ours, theirs, simple]


def test_a_space_matters_only_where_it_is_searched():
    method = replace(METHODS["imblearn-smote"], space={})
    assert cell(method).key == cell("imblearn-smote").key
    tuned = [cell(m, n_configurations=3).key for m in (method, "imblearn-smote")]
    assert tuned[0] != tuned[1]


def test_comments_docstrings_and_layout_are_no_code():
    bare = bare_code("def f(x):\n    return x + 1\n")
    assert bare == bare_code('"""Module."""\ndef f( x ):  # why\n    """Add."""\n    return x+1\n')
    assert bare != bare_code("def f(x):\n    return x + 2\n")


def test_the_data_set_is_known_by_how_it_is_read():
    versions = {DATASETS[name].version() for name in ("ecoli1", "ecoli3", "ada", "fars-unknown")}
    assert len(versions) == 4
    assert Dataset("a", "a", partial(tiny_table, 15)).version() != (
        Dataset("a", "a", partial(tiny_table, 16)).version()
    )


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Copy the sources of the benchmark and of the package once, with their digests."""
    copies = tmp_path_factory.mktemp("sources")
    for package in (benchmarks, oversample):
        folder = Path(package.__file__).parent
        copy = copies / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__", "results"))
    return copies, digests_of(copies)


def digests_of(copies):
    """Return the digests of the protocol and of the samplers."""
    package = copies / "oversample"
    return (
        digest(protocol_files(copies / "benchmarks", package)),
        digest(sampler_files(package)),
    )


@pytest.mark.parametrize(
    ("file", "protocol", "samplers"),
    [
        ("benchmarks/protocol/memory.py", True, False),
        ("benchmarks/protocol/method.py", True, False),
        ("benchmarks/protocol/new.py", True, False),
        ("benchmarks/catalog/readers/keel.py", True, False),
        ("oversample/evaluation/metrics.py", True, False),
        ("oversample/evaluation/statistics/pairs.py", False, False),
        ("oversample/base.py", False, True),
        ("benchmarks/catalog/classifiers.py", False, False),
        ("benchmarks/catalog/datasets.py", False, False),
        ("benchmarks/catalog/methods.py", False, False),
        ("benchmarks/catalog/profiles.py", False, False),
        ("benchmarks/running/runner.py", False, False),
        ("benchmarks/report/headline.py", False, False),
    ],
)
def test_a_digest_changes_with_its_folders_alone(sources, file, protocol, samplers, monkeypatch):
    # Most files are as they were, and are read again and again.
    monkeypatch.setattr(code_module, "bare_code", BARE_CODE)
    copies, before = sources
    path = copies / file
    content = path.read_text() if path.exists() else None
    with path.open("a") as end:
        end.write("\nADDED = 1\n")
    after = digests_of(copies)
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    assert [a != b for a, b in zip(after, before, strict=True)] == [protocol, samplers]


def test_the_protocol_is_every_module_that_a_cell_runs_through():
    code = (
        "import sys, benchmarks.protocol.bench, benchmarks.catalog.datasets\n"
        "for name, module in sys.modules.items():\n"
        "    if name.startswith(('benchmarks', 'oversample.evaluation')): print(module.__file__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    benchmark, package = (Path(p.__file__).parent for p in (benchmarks, oversample))
    known = set(map(str, protocol_files(benchmark, package)))
    # What a cell takes from a registry is in its description.
    catalog = {"catalog/__init__.py", "catalog/datasets.py", "catalog/registry.py"}
    known |= {str(benchmark / name) for name in ("__init__.py", *catalog)}
    loaded = set(done.stdout.split())
    assert str(benchmark / "protocol" / "bench.py") in loaded
    assert loaded <= known
