"""The comparison of generators with real rows: its measures, the stored table, the page."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.catalog.methods import METHODS
from benchmarks.generators import __main__ as command
from benchmarks.generators import arms, measures, page
from benchmarks.protocol.dataset import task
from benchmarks.report.parts import replace_part

ROOT = command.ROOT


@pytest.fixture(autouse=True)
def few_trees(monkeypatch):
    monkeypatch.setattr(measures, "_TREES", 15)


@pytest.fixture(scope="module")
def halves():
    rng = np.random.default_rng(0)
    rare = np.arange(300) < 100
    X = rng.normal(size=(300, 3)) + 3 * rare[:, None]
    X[:, 1] = X[:, 0] + 0.1 * X[:, 1]
    frame = pd.DataFrame(X, columns=list("abc"))
    frame["kind"] = pd.Categorical(np.where(rng.random(300) < 0.5, "u", "v"))
    return measures.halves_of(task(frame, pd.Series(rare.astype(str))), 0)


@pytest.mark.parametrize("name", command.PARTS)
def test_the_guide_shows_the_committed_tables(name):
    part = command.PARTS[name]
    text = (ROOT / command.PAGE).read_text(encoding="utf-8")
    table = pd.read_csv(ROOT / part.table)
    assert replace_part(text, part.page(table), part.table, command.COMMAND) == text
    assert set(table["method"]) == {arms.REAL, *part.arms}
    assert set(table["dataset"]) == set(part.sets)


def test_halves_share_no_row_and_both_have_the_rare_class(halves):
    assert (len(halves.X), len(halves.X_unseen)) == (150, 150)
    assert (halves.y.sum(), halves.y_unseen.sum()) == (50, 50)
    assert not set(halves.X.index) & set(halves.X_unseen.index)


def test_the_two_sample_test_tells_permuted_columns_and_not_one_law():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2))
    X[:, 1] = X[:, 0] + 0.1 * X[:, 1]
    other = rng.normal(size=(200, 2))
    other[:, 1] = other[:, 0] + 0.1 * other[:, 1]
    permuted = np.stack([rng.permutation(column) for column in X.T], axis=1)
    assert measures.c2st(permuted, other, 0) > 0.8
    assert 0.38 < measures.c2st(X, other, 0) < 0.62


def test_copies_are_counted_and_have_no_distance(halves):
    own = halves.X[halves.y]
    found = measures.measure(halves, own, halves.X, halves.y, 0)
    assert (found["copies"], found["closest"]) == (1.0, 0.0)
    assert found["adherence"] > 0.9
    foreign = halves.X[~halves.y]
    found = measures.measure(halves, foreign, halves.X, halves.y, 0)
    assert found["copies"] == 0.0
    assert found["closest"] > 2
    assert found["adherence"] < 0.1
    assert min(found["forest"], found["logistic"]) > 0.9


def test_a_sampler_is_measured_on_a_mixed_table(halves):
    found = measures.sampler_row(halves, "oversample-copula", 0)
    assert set(found) == {*measures.MEASURES, "seconds"}
    assert found["adherence"] > 0.8
    real = measures.real_row(halves, 0)
    assert (real["copies"], real["closest"], real["seconds"]) == (0.0, 1.0, 0.0)


def test_images_are_filled_and_measured_as_they_are():
    rng = np.random.default_rng(0)
    images = pd.DataFrame(rng.integers(0, 17, size=(120, 64)).astype(float)).add_prefix("p")
    rare = pd.Series(np.arange(120) < 40).astype(str)
    halves = measures.halves_of(task(images, rare, (8, 8)), 0, as_images=True)
    assert halves.image_shape == (8, 8)
    assert halves.X.isin(range(17)).all(axis=None)
    found = measures.sampler_row(halves, "oversample-images", 0)
    assert set(found) == {*measures.MEASURES, "seconds"}
    assert found["closest"] > 0


def table_of(**gains):
    """Two data sets on which each arm is above SMOTE by so much."""
    rows = []
    for dataset in ("one", "two"):
        values = {arms.REAL: -0.1, arms.REFERENCE: 0.0}
        values |= {f"oversample-{name}": gain for name, gain in gains.items()}
        for method, gain in values.items():
            found = {"forest": 0.5 + gain, "logistic": 0.6 + gain, "c2st": 0.8 - gain}
            found |= {"copies": 0.0, "adherence": 0.5, "closest": 1.0, "seconds": 0.1}
            rows.append({"dataset": dataset, "n_rare": 20, "method": method} | found)
    return pd.DataFrame(rows).assign(repeats=2, command="a command", machine="m", versions="v")


def test_sentences_say_what_the_table_shows():
    told, forest, logistic, _ = page.sentences(table_of(cart=0.05, arf=-0.2))
    assert told.endswith("SMOTE's, on average: the rows of cart.")
    assert "on average was cart, +0.050 beside SMOTE, better than it on 2 of 2" in forest
    assert forest.endswith("better than no resampling on 2.")
    assert logistic.startswith("For logistic regression the best")
    worse = page.sentences(table_of(arf=-0.2))
    assert worse[0].endswith("the rows of none of them.")
    assert "\N{MINUS SIGN}0.200 beside SMOTE, better than it on 0 of 2" in worse[1]
    assert "| 0.80 | 0.0% | 50% | 1.00 |" in page.page_part(table_of(arf=0.0))


def test_sentences_say_what_the_table_of_images_shows():
    names = [name.removeprefix("oversample-") for name in arms.IMAGE_ARMS[1:]]
    gains = dict.fromkeys(names, -0.2) | {"mixup-same": 0.1, "dcgan": -0.05}
    closer, better, learned, _ = page.image_sentences(table_of(**gains))
    assert "SMOTE's: those of mixup-same; mostly copies" in closer
    assert closer.endswith("those of none of them.")
    assert better.endswith("no resampling: those of mixup-same, dcgan.")
    assert "from 0.70 to 1.00, the share" in learned
    assert learned.endswith("a forest from 0.600 to 0.300.")
    assert "of images: one, two, pixels" in page.images_part(table_of(**gains))


def test_arms_are_registered_and_know_images():
    METHODS.select([*arms.ARMS, *arms.IMAGE_ARMS])
    assert METHODS[arms.CORRECTED].stage == "image"
