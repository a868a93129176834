"""Partners of any class: those of the rule in memory, wherever rows are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.random import SeedSequence
from pyarrow import parquet

from oversample import (
    SMOTE,
    BalancedMixup,
    CutMix,
    Mixup,
    MoEx,
    Remix,
    SamplePairing,
    resample_csv,
    resample_parquet,
)
from oversample.distributed import parquet as driver
from oversample.distributed.counts import Counts
from oversample.distributed.partners import PartCounts, rows_at, united
from oversample.distributed.sampler import check_reads_parts, draws_partners, streams_of_block
from oversample.mixing._pairs import ANY, OTHER, DrawnPartners

SEED = SeedSequence(3)
CALL = {"random_state": SEED, "categorical_features": "auto"}
SAMPLERS = {
    "any": Mixup(**CALL),
    "mixed-categories": Mixup(categories="mixed", **CALL),
    "other": Mixup(pairs="other", **CALL),
    "balanced": Mixup(pairs="balanced", **CALL),
    "same": Mixup(pairs="same", **CALL),
    "remix": Remix(kappa=1.5, tau=0.4, **CALL),
    "balanced-mixup": BalancedMixup(**CALL),
    "cutmix": CutMix(**CALL),
    "sample-pairing": SamplePairing(**CALL),
}


def make_table(n_rows=240):
    rng = np.random.default_rng(0)
    label = rng.choice(["a", "b", "c"], n_rows, p=[0.15, 0.25, 0.6])
    return pa.table(
        {
            "label": label,
            "x": pa.array(rng.normal(size=n_rows) + (label == "c"), pa.float32()),
            "n": pa.array(rng.integers(0, 60, n_rows) + 100 * (label == "c"), pa.int16()),
            "word": pa.array(rng.choice(["red", "green", "blue"], n_rows)).dictionary_encode(),
        }
    )


def in_memory(table, sampler, label):
    """Return the plan and rows of a class as the sampler makes them of all, for a block's seed."""
    frame = table.to_pandas()
    call = sampler._unfitted()
    problem = call._make_problem(frame.drop(columns="label"), frame["label"])
    streams = streams_of_block(SEED, problem.target.code_of(label), 0)
    problem = replace(problem, streams=streams)
    planned = call._plan_class(problem, call._prepare(problem), label, problem.n_new[label])
    return planned.plan, problem.extend_table(planned.plan, planned.codes)[len(frame) :]


@pytest.mark.parametrize("name", SAMPLERS)
def test_rows_are_those_of_the_rule_in_memory_for_any_row_groups(tmp_path, name):
    sampler, table = SAMPLERS[name], make_table()
    plans, frames = zip(*(in_memory(table, sampler, label) for label in ("a", "b")), strict=True)
    wanted = pd.concat(frames).to_dict("records")
    for size in (240, 70, 13):
        source, folder = tmp_path / f"{size}.parquet", tmp_path / str(size)
        parquet.write_table(table, source, row_group_size=size)
        resample_parquet(source, folder, sampler=sampler, y="label", provenance=True)
        made = parquet.read_table(folder).slice(240)
        assert made.drop_columns(["label"]).to_pandas().to_dict("records") == wanted
        origins = pd.read_parquet(folder / "_provenance")
        for parent in ("base", "partner"):
            rows = origins[f"{parent}_partition"] * size + origins[f"{parent}_row"]
            assert rows.tolist() == np.concatenate([getattr(p, parent) for p in plans]).tolist()
        assert origins["label"].tolist() == made["label"].to_pylist()


def test_blocks_are_the_same_whichever_are_made_together(tmp_path, monkeypatch):
    parquet.write_table(make_table(), tmp_path / "t.parquet", row_group_size=31)
    call = {"sampler": SAMPLERS["any"], "y": "label", "block_size": 16, "provenance": True}
    made = []
    for n_rows in (2**20, 40):
        monkeypatch.setattr(driver, "_PART_ROWS", n_rows)
        resample_parquet(tmp_path / "t.parquet", tmp_path / str(n_rows), **call)
        made.append(parquet.read_table(tmp_path / str(n_rows)).to_pylist())
    assert made[0] == made[1]
    assert len(list((tmp_path / "40").glob("synthetic-*"))) > 3


def test_csv_too(tmp_path):
    frame = make_table().to_pandas()
    frame.to_csv(tmp_path / "t.csv", index=False)
    written = resample_csv(tmp_path / "t.csv", tmp_path / "r", sampler=SAMPLERS["any"], y="label")
    made = pd.read_csv(tmp_path / "r" / "synthetic-000000.csv")
    assert len(made) == written.n_synthetic > 0
    assert set(written.class_counts.values()) == {frame["label"].value_counts().max()}


def test_a_gap_in_a_partner_leaves_nothing(tmp_path):
    table = make_table()
    gaps = pa.array(np.where(np.array(table["label"]) == "c", None, 1.0), pa.float64())
    parquet.write_table(table.append_column("gap", gaps), tmp_path / "t.parquet")
    with pytest.raises(ValueError, match="gap"):
        resample_parquet(tmp_path / "t.parquet", tmp_path / "r", sampler=SAMPLERS["any"], y="label")
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]
    sampler = SAMPLERS["any"]._unfitted().set_params(missing_values="propagate")
    resample_parquet(tmp_path / "t.parquet", tmp_path / "r", sampler=sampler, y="label")


def test_positions_are_found_where_they_are():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 50)
    parts = np.split(codes, [7, 7, 30])
    classes, n_rows = np.unique(codes, return_counts=True)
    by_partition = [dict(zip(*np.unique(part, return_counts=True), strict=True)) for part in parts]
    counts = PartCounts.of(Counts(classes, n_rows), by_partition)
    for among, members in [
        (ANY, np.arange(50)),
        (OTHER, np.flatnonzero(codes != 1)),
        (2, np.flatnonzero(codes == 2)),
    ]:
        position = rng.integers(len(members), size=20)
        places = counts.locate(DrawnPartners(np.full(20, among), position), 1)
        rows = np.empty(20, np.intp)
        for i, part in enumerate(parts):
            chosen = np.flatnonzero(places.partition == i)
            is_of = [part == code for code in range(3)]
            rows[chosen] = rows_at(places, chosen, len(part), is_of.__getitem__, 1)
        assert counts.numbers(places.partition, rows).tolist() == members[position].tolist()


def test_counts_of_another_table_are_refused():
    with pytest.raises(ValueError, match="Partitions have 5 rows, of other classes than"):
        PartCounts.of(Counts.of([{0: 3, 1: 3}]), [{0: 2}, {0: 1, 1: 2}])
    with pytest.raises(ValueError, match="of other classes than"):
        PartCounts.of(Counts.of([{0: 3, 1: 3}]), [{0: 3, 1: 3, 2: 1}])


def test_rows_are_united_in_the_order_of_the_table():
    rows, position = united(np.array([2, 5, 9]), np.array([5, 7, 0]), np.array([7, 0, 5, 5]))
    assert rows.tolist() == [5, 0, 1, 4, 2]
    assert position.tolist() == [3, 0, 2, 2]


def test_which_samplers_draw_partners():
    assert all(draws_partners(sampler) == (name != "same") for name, sampler in SAMPLERS.items())
    assert not draws_partners(SMOTE())
    for sampler in SAMPLERS.values():
        assert check_reads_parts(sampler) is sampler
    with pytest.raises(
        ValueError, match=r"MoEx cannot work .*partners are fetched, BalancedMixup, "
    ):
        check_reads_parts(MoEx(random_state=0))
    with pytest.raises(ValueError, match="gives rows more than the one label"):
        check_reads_parts(Mixup(random_state=0, labels="split"))
    with pytest.raises(ValueError, match=r"row_transform=.* may leave the range of a column"):
        check_reads_parts(SamplePairing(random_state=0, row_transform=lambda rows, rng: rows))

    class Changed(Mixup):
        pass

    with pytest.raises(ValueError, match="Changed cannot work"):
        check_reads_parts(Changed(random_state=0))
