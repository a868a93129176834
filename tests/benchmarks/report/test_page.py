"""The page without a browser: what it needs, what it says, and that no table breaks it."""

import functools
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from benchmarks.protocol.results import MEASURES
from benchmarks.report.headline import against_peers, headline, partial
from benchmarks.report.page import page
from benchmarks.report.tables.arms import arms_table, partial_table, recall_table
from benchmarks.report.tables.classes import class_tables, macro_table
from benchmarks.report.tables.probabilities import calibration_table
from tests.benchmarks.result_tables import plausible_rows, rows_of

VOID = {"meta", "input", "link", "img", "br", "hr"}


class Checker(HTMLParser):
    """Collects tags, ids and links, and stops where a tag is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("href", "for") if name in found]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


def page_of(rows) -> str:
    return page(rows, headline(rows), against_peers(rows))


@pytest.fixture(scope="module")
def html() -> str:
    return page_of(plausible_rows(n_datasets=6, n_folds=3))


def test_nothing_comes_from_elsewhere(html):
    tags = Checker(html).tags
    assert not {"script", "link", "img", "iframe", "object", "embed", "image", "use"} & set(tags)
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=", html)


def test_tags_are_closed_and_links_arrive(html):
    found = Checker(html)
    assert len(set(found.ids)) == len(found.ids)
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert found.tags.count("svg") == 2 * 9


def test_all_parts_are_there(html):
    for heading in (
        "What it says",
        "Recall of the rare class",
        "Recall against precision",
        "Ranks by recall",
        "Ranks by average precision",
        "Every family of data sets",
        "Every data set: recall",
        "Time against quality",
        "Calibration",
        "Ours against imbalanced-learn&#39;s sampler of the same algorithm",
        "All classes, on the data sets with more than two",
        "Recall of each class",
        "Skips and failures",
        "Data sets",
        "Machine and versions",
    ):
        assert heading.replace("&#39;", "'") in html, heading
    assert "average precision is better in 0, worse in 0, and no difference is shown" in html
    assert "Arms that did few cells, each above the classifier alone on the same cells" in html
    assert "RuntimeError: no cluster" in html
    assert "python 3" in html


def test_dark_and_light(html):
    assert "prefers-color-scheme: dark" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    styles = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    for variable in set(re.findall(r"var\((--[a-z]+)\)", html)):
        assert styles.count(f"{variable}:") == 2, variable
    outside = html.replace(styles, "")
    assert not re.search(r"(fill|stroke|color)[=:]", outside.replace("color-scheme", ""))


def test_what_the_table_holds_is_escaped():
    rows = rows_of({"none": {}, "bad": {"status": "failed", "reason": "<b>&"}}, {"<i>": "f"})
    text = page_of(rows)
    assert "<b>&" not in text
    assert "&lt;b&gt;&amp;" in text
    assert "<i>" not in text


def test_recall_of_a_column_is_on_common_cells_and_marks_what_is_shown_to_be_better():
    arms = {
        "none": {"recall": 0.2},
        "imblearn-a": {"recall": 0.6},
        "oversample-a": {"recall": 0.7, "peer": "imblearn-a"},
        "imblearn-b": {"recall": 0.9},
        "oversample-b": {"recall": 0.4, "peer": "imblearn-b"},
    }
    rows = rows_of(arms, dict(zip("defghij", "defghij", strict=True)))
    few = (rows["method"] == "imblearn-b") & (rows["dataset"] > "e")
    rows.loc[few, "status"] = "failed"
    rows.loc[(rows["dataset"] == "d") & (rows["method"] == "none"), "recall"] = 0.9
    table = recall_table(headline(rows), against_peers(rows))
    assert table.headings == ["method", "tree, 7 cells"]
    assert [[field.text for field in row] for row in table.rows] == [
        ["none", "0.300", ""],
        ["a", "0.700 ▲", "0.600"],
        ["b", "0.400", "-"],
    ]


def test_arms_of_few_cells_stand_above_the_classifier_alone_on_their_cells():
    rows = rows_of({"none": {"recall": 0.2}, "rare": {"recall": 0.6}}, {"d": "f", "e": "g"})
    rows.loc[(rows["dataset"] == "e") & (rows["method"] == "rare"), "status"] = "skipped"
    rows.loc[rows["dataset"] == "e", "recall"] = 1.0
    table = headline(rows)
    found = partial_table(partial(rows, table))
    assert found.headings[:2] == ["method", "recall"]
    assert [[row[0].text, row[1].text, row[-1].text] for row in found.rows] == [
        ["rare", "0.600", "1"],
        ["none", "0.200", "1"],
    ]
    (shown,) = arms_table(table.droplevel("classifier")).rows
    assert [shown[0].text, shown[1].text, shown[-2].text] == ["none", "0.600", "2"]


def test_tables_of_probabilities_and_of_all_classes_are_on_common_cells():
    arms = {"none": {}, "oversample-a": {}, "rare": {"brier_score": 0.0}}
    datasets = {name: name for name in "defghijklmnopqrstuvwx"}
    rows = rows_of(arms, datasets, n_classes=3, macro_recall=0.5)
    rows.loc[(rows["method"] == "rare") & (rows["dataset"] > "e"), "status"] = "skipped"
    rows.loc[(rows["method"] == "none") & (rows["dataset"] == "d"), "status"] = "failed"
    rows.loc[(rows["method"] == "oversample-a") & (rows["dataset"] == "d"), "brier_score"] = 1.0
    packages = rows.drop_duplicates("method").set_index("method")["package"]
    for table in (calibration_table(rows, packages), macro_table(rows, packages)):
        assert [[row[0].text, row[1].text, row[-1].text] for row in table.rows] == [
            ["none", "0.500", "20"],
            ["oversample-a", "0.500", "20"],
        ]


FEW = {"a": "fa", "b": "fb"}

# The parts of a page are made once for each classifier.
few_rows = functools.partial(plausible_rows, n_datasets=3, n_folds=2, classifiers=("tree",))


def without_measures(rows):
    rows[[column.name for column in MEASURES]] = np.nan
    return rows


@pytest.mark.parametrize(
    "rows",
    [
        plausible_rows(n_datasets=2, n_folds=1),
        few_rows(),
        few_rows(methods=("none",)),
        few_rows(methods=("oversample-smote",)),
        few_rows(methods=("imblearn-smote", "oversample-smote")),
        few_rows(methods=("none", "imblearn-kmeans")),
        rows_of({"none": {"status": "failed", "reason": "x"}}, FEW),
        rows_of({"none": {}, "oversample-a": {"status": "skipped", "reason": "x"}}, FEW),
        rows_of({"none": {}, "oversample-a": {}}, {"one": "one"}),
        without_measures(rows_of({"none": {}, "oversample-a": {}}, FEW)),
        rows_of({"none": {}, "oversample-a": {}}, FEW, brier_score=np.nan, log_loss=np.nan),
        rows_of({"none": {}, "oversample-a": {}}, FEW, seconds_fit=0.0),
    ],
    ids=[
        "two data sets",
        "one classifier",
        "nothing but none",
        "only ours",
        "a pair alone",
        "an arm that often fails",
        "all failed",
        "ours skipped everywhere",
        "one data set",
        "no measure",
        "no probabilities",
        "no time",
    ],
)
def test_little_is_no_reason_to_break(rows):
    text = page_of(rows)
    Checker(text)
    assert "nan" not in re.sub(r"<[^>]*>", " ", text).lower().split()


def test_results_that_miss_columns_of_one_classifier():
    methods = ("none", "none-threshold", "imblearn-smote", "oversample-smote")
    rows = plausible_rows(n_datasets=3, n_folds=2, methods=methods)
    of_one = rows["classifier"] == "logistic-regression"
    rows.loc[of_one, [column.name for column in MEASURES]] = np.nan
    Checker(page_of(rows))


def test_each_class_has_a_column_in_the_table_of_its_data_set():
    several = {"n_classes": 3, "class_labels": ["many", "some", "few"]}
    arms = {
        "none": {"class_recall": [0.9, 0.5, 0.1]},
        "oversample-a": {"class_recall": [0.8, 0.5, 0.4]},
    }
    rows = rows_of(arms, {"d": "f", "e": "g"}, 2, **several)
    rows.loc[(rows["dataset"] == "e"), "n_classes"] = 2
    packages = rows.drop_duplicates("method").set_index("method")["package"]
    (table,) = class_tables(rows, packages)
    assert table.headings == ["d, class", "many", "some", "few"]
    assert [[field.text for field in row] for row in table.rows] == [
        ["none", "0.90", "0.50", "0.10"],
        ["oversample-a", "0.80", "0.50", "0.40"],
    ]
