"""Times of variants beside SMOTE: what is timed, the stored table, and the page that shows it."""

import numpy as np
import pandas as pd

import oversample
from benchmarks.report.parts import replace_part
from benchmarks.speed import beside, cases
from benchmarks.speed import variants as speed


def test_a_variant_is_timed_beside_its_reference(monkeypatch):
    called = []
    monkeypatch.setattr(speed, "resample", lambda name, problem: called.append(name) or 1)
    row = speed.measure(speed.Variant("CCR", "SMOTE"), "some", None)
    assert called[:4] == ["SMOTE", "CCR", "SMOTE", "CCR"]
    assert (row["sampler"], row["reference"], row["data"]) == ("CCR", "SMOTE", "some")


def test_all_variants_are_timed():
    names = {variant.name for variant in speed.VARIANTS}
    assert names == set(cases.VARIANTS) - {"MGSGRF"}
    assert names < set(oversample.__all__)


def test_tables_have_the_size_that_is_said(monkeypatch):
    monkeypatch.setattr(speed, "N_MINORITY", 30)
    monkeypatch.setattr(speed, "N_ROWS", 150)
    for problem in speed.make_tables().values():
        assert problem.X.shape == (150, 20)
        assert abs(np.count_nonzero(problem.y) - 30) <= 1
    assert speed.resample("RWO", problem) == 240


def test_the_guide_shows_the_committed_table():
    command, name, page = speed.STORED
    table = pd.read_csv(beside.ROOT / name)
    text = (beside.ROOT / page).read_text(encoding="utf-8")
    assert replace_part(text, speed.page_part(table), name, command) == text
    assert table["sampler"].nunique() == len(speed.VARIANTS)
    above = table[table["times"] > speed.LIMIT]
    assert above["why"].notna().all()
    assert set(above["sampler"]) == {
        name for name in above["sampler"] if f"{name} (" in speed.page_part(table)
    }
