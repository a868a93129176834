"""What is said of the partners that Mixup takes."""

from benchmarks.report.pairs import page_part
from benchmarks.report.published import published
from tests.benchmarks.result_tables import rows_of


def test_the_two_rules_are_held_against_each_other_and_all_others():
    arms = {
        "none": {"average_precision": 0.5},
        "oversample-smote": {"average_precision": 0.6},
        "oversample-mixup": {"average_precision": 0.4},
        "oversample-mixup-same": {"average_precision": 0.5},
    }
    rows = rows_of(arms, dict(zip("defghi", "defghi", strict=True)))
    said = page_part(published(rows, "a command"))
    assert "tree \N{MINUS SIGN}0.100 [" in said
    assert "/ +0.000 [" in said
    assert "1 of these 2 differences are shown to be better or worse" in said
    assert "the larger mean with 1 of 1 classifiers" in said
    assert "come last with 1 of the classifiers" in said
    assert "their place from above is 3" in said
