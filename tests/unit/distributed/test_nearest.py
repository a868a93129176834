"""Rules that look at rows of other classes: searched part by part, and as in memory."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.random import SeedSequence
from pyarrow import parquet
from sklearn.neighbors import NearestNeighbors

from oversample import ADASYN, SMOTE, BorderlineSMOTE, GeometricSMOTE, resample_parquet
from oversample.distributed import parquet as driver
from oversample.distributed.nearest import Nearest, merge, search_part
from oversample.distributed.sampler import check_reads_parts, count_nearest, streams_of_block

SEED = SeedSequence(3)
CALL = {"random_state": SEED, "categorical_features": "auto"}
SAMPLERS = {
    "borderline-1": BorderlineSMOTE(m_neighbors=7, k_neighbors=3, **CALL),
    "borderline-2": BorderlineSMOTE(m_neighbors=4, k_neighbors=6, kind="borderline-2", **CALL),
    "adasyn": ADASYN(n_neighbors=4, **CALL),
    "geometric": GeometricSMOTE(k_neighbors=3, deformation=0.3, **CALL),
}


def make_table(n_rows=240):
    """Return whole numbers, so that many distances are equal, and words that groups differ in."""
    rng = np.random.default_rng(0)
    label = rng.choice(["a", "b", "c"], n_rows, p=[0.15, 0.25, 0.6])
    return pa.table(
        {
            "label": label,
            "x": pa.array(rng.integers(0, 6, n_rows) + (label == "c"), pa.float32()),
            "n": pa.array(rng.integers(0, 6, n_rows), pa.int16()),
            "word": pa.array(rng.choice(["red", "green", "blue"], n_rows)).dictionary_encode(),
        }
    )


def write(table, path, size):
    """Write a table in row groups, each with a dictionary of its own."""
    kind = pa.dictionary(pa.int32(), pa.string())
    schema = table.schema.set(3, pa.field("word", kind))
    with parquet.ParquetWriter(path, schema) as writer:
        for start in range(0, len(table), size):
            part = table.slice(start, size)
            words = part["word"].cast(pa.string()).combine_chunks().dictionary_encode()
            writer.write_table(part.set_column(3, schema.field("word"), words))
    return path


def in_memory(table, sampler, label):
    """Return the plan of a class as the sampler makes it of all rows, with the seed of a block."""
    frame = table.to_pandas()
    X, y = frame.drop(columns="label"), frame["label"]
    call = sampler._unfitted()
    problem = call._make_problem(X, y)
    code = problem.target.code_of(label)
    problem = replace(problem, streams=streams_of_block(SEED, code, 0))
    context = call._prepare(problem)
    return call._plan_class(problem, context, label, problem.n_new[label]).plan


@pytest.mark.parametrize("name", SAMPLERS)
def test_rows_are_those_of_the_rule_in_memory_for_any_row_groups(tmp_path, monkeypatch, name):
    sampler, table = SAMPLERS[name], make_table()
    wanted = [in_memory(table, sampler, label) for label in ("a", "b")]
    # So small that runs of row groups are searched one after another, too.
    monkeypatch.setattr(driver, "_SEARCHED_ROWS", 90)
    made = []
    for size in (240, 70, 13):
        source = write(table, tmp_path / f"{size}.parquet", size)
        folder = tmp_path / str(size)
        resample_parquet(source, folder, sampler=sampler, y="label", provenance=True)
        made.append(parquet.read_table(folder).slice(240).to_pylist())
        origins = pd.read_parquet(folder / "_provenance")
        for parent in ("base", "partner"):
            rows = origins[f"{parent}_partition"] * size + origins[f"{parent}_row"]
            assert rows.tolist() == np.concatenate([getattr(p, parent) for p in wanted]).tolist()
        np.testing.assert_array_equal(origins["step"], np.concatenate([p.step for p in wanted]))
    assert made[0] == made[1] == made[2]


def test_blocks_share_out_what_all_rows_of_a_class_get(tmp_path):
    table = make_table()
    source = write(table, tmp_path / "t.parquet", 50)
    sampler, bases = SAMPLERS["adasyn"], []
    for size in (1000, 10):
        folder = tmp_path / str(size)
        resample_parquet(
            source, folder, sampler=sampler, y="label", block_size=size, provenance=True
        )
        origins = pd.read_parquet(folder / "_provenance")
        bases.append(origins[["base_partition", "base_row"]].to_numpy().tolist())
    assert bases[0] == bases[1]


def test_what_parts_find_is_what_one_search_finds():
    rng = np.random.default_rng(1)
    X = rng.integers(0, 5, (90, 3)).astype(float)
    own, others = X[:20], X[20:]
    places = np.repeat([0, 1, 2], [3, 40, 27]).astype(np.int32), np.r_[0:3, 0:40, 0:27]
    k = 6
    parts = []
    for i in range(3):
        mine = places[0] == i
        frame = pd.DataFrame(np.vstack([own, others[mine]]))
        parts.append(search_part(SMOTE(), frame, 20, places[0][mine], places[1][mine], k))
    first, second, third = parts
    found = merge(merge(first, second), third)
    for other in (merge(first, merge(second, third)), merge(third, merge(second, first))):
        for one, same in zip(found, other, strict=True):
            np.testing.assert_array_equal(one, same)
    # Slow and plain: all distances, in the order of (distance, row of the table).
    squared = ((own[:, np.newaxis] - others) ** 2).sum(axis=2)
    nearest = np.argsort(squared, axis=1, kind="stable")[:, :k]
    np.testing.assert_array_equal(found.distance, np.sqrt(np.take_along_axis(squared, nearest, 1)))
    np.testing.assert_array_equal(found.partition, places[0][nearest])
    np.testing.assert_array_equal(found.row, places[1][nearest])
    partition, row = found.places()
    assert list(zip(partition, row, strict=True)) == sorted(
        {(places[0][i], places[1][i]) for i in nearest.ravel()}
    )


def test_a_part_with_few_rows_of_other_classes_leaves_places_empty():
    frame = pd.DataFrame({"x": [0.0, 5.0, 1.0]})
    found = search_part(SMOTE(), frame, 2, np.array([4], np.int32), np.array([9]), 2)
    np.testing.assert_array_equal(found.distance, [[1.0, np.inf], [4.0, np.inf]])
    np.testing.assert_array_equal(found.row, [[9, -1], [9, -1]])
    nothing = search_part(SMOTE(), frame[:2], 2, np.empty(0, np.int32), np.empty(0, int), 2)
    assert [len(places) for places in nothing.places()] == [0, 0]
    for one, same in zip(merge(nothing, found), found, strict=True):
        np.testing.assert_array_equal(one, same)
    assert isinstance(found, Nearest)


def test_how_many_rows_of_other_classes_a_rule_reads():
    assert [count_nearest(sampler) for sampler in SAMPLERS.values()] == [7, 6, 4, 1]
    assert count_nearest(SMOTE()) == 0
    assert check_reads_parts(ADASYN(random_state=0)).n_neighbors == 5


def test_searches_that_are_objects_are_refused():
    sampler = BorderlineSMOTE(random_state=0, m_neighbors=NearestNeighbors(n_neighbors=5))
    with pytest.raises(ValueError, match=r"BorderlineSMOTE\(m_neighbors=.*Set m_neighbors to a nu"):
        check_reads_parts(sampler)
    with pytest.raises(ValueError, match="takes its units from the whole table"):
        check_reads_parts(ADASYN(random_state=0, scale="std"))
