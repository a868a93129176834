"""What a notebook shows of a plan."""

import re
from html import unescape

import numpy as np
import pytest

from oversample import (
    SMOTE,
    SMOTEENN,
    SVMSMOTE,
    CombinationPlan,
    ImageOverSampler,
    Mixup,
    Plan,
    RandomOverSampler,
    RowsPlan,
    SelectiveOverSampler,
)
from oversample.image import HorizontalFlip

X = np.random.default_rng(0).normal(size=(60, 2))
y = np.where(np.arange(60) < 12, "<rare & 'odd'>", "common")
STEPS = ["step, 10 %", "step, median", "step, 90 %"]
Y = np.array(["b"] * 6 + ["a"] * 30 + ["c"] * 12 + ["b"] * 12)


def table(plan):
    """Read the cells of the last table, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", plan._repr_html_().split("<thead>")[-1])
    return [[unescape(c) for c in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows]


def test_the_figures_are_those_of_the_plan():
    plan = SMOTE(random_state=0, sampling_strategy={"c": 25}).plan(X, Y)
    header, a, b, c = table(plan)
    assert header[:4] == ["class", "before", "new", "after"]
    assert a[:4] == ["a", "30", "0", "30"]
    assert b[:4] == ["b", "18", "0", "18"]
    assert c[:4] == ["c", "12", "13", "25"]
    bases = plan.base.tolist()
    assert c[4:7] == [str(len(set(bases))), str(max(map(bases.count, bases))), "0"]
    assert c[7:] == [f"{np.quantile(plan.step, share):.2f}" for share in (0.1, 0.5, 0.9)]
    assert a[4:] == ["0", "0", "0", "-", "-", "-"]


def test_labels_are_escaped():
    page = SMOTE(random_state=0).plan(X, y)._repr_html_()
    assert "<rare" not in page
    assert "&lt;rare &amp; &#x27;odd&#x27;&gt;" in page


def test_the_text_stays_one_line():
    assert "\n" not in repr(SMOTE(random_state=0).plan(X, y))


def test_copies_have_no_step():
    header, *_, rare = table(RandomOverSampler(random_state=0).plan(X, Y))
    assert header[-1] == "copies"
    assert rare == ["c", "12", "18", "30", *rare[4:6], "18"]


@pytest.mark.parametrize(
    "sampler",
    [
        SelectiveOverSampler(SMOTE(random_state=0)),
        SVMSMOTE(random_state=0),
        Mixup(random_state=0),
        RandomOverSampler(shrinkage=0.5, random_state=0),
        ImageOverSampler((1, 2), HorizontalFlip(), value_range=(-9, 9), random_state=0),
    ],
)
def test_every_kind_of_sampler(sampler):
    plan = sampler.plan(X, y)
    rare = table(plan)[1]
    assert rare[:4] == [str(y[0]), "12", "36", "48"]
    assert ("step" in plan._repr_html_()) == (plan.steps() is not None)


def test_what_comes_afterwards_is_said():
    plan = SMOTEENN(random_state=0).plan(X, y)
    assert table(plan)[1][:4] == [str(y[0]), "12", "36", "48"]
    assert "SMOTEENN then leaves rows out." in plan._repr_html_()


def test_plans_of_one_class_and_of_other_kinds():
    one = Plan(np.array([0, 0]), np.array([1, 2]), np.array([0.25, 0.75]))
    assert table(one) == [
        ["class", "new", "base rows", "most from one", "copies", *STEPS],
        ["all", "2", "1", "2", "0", "0.30", "0.50", "0.70"],
    ]
    many = CombinationPlan(np.array([[0, 1, 2]]), np.array([[0.5, 0.25, 0.25]]))
    assert table(many)[1] == ["all", "1", "1", "1", "0", "0.50", "0.50", "0.50"]
    assert table(RowsPlan(np.zeros((3, 2)))) == [["class", "new"], ["all", "3"]]
    assert table(Plan.copies(np.empty(0, dtype=np.intp)))[1][:2] == ["all", "0"]
