from benchmarks.protocol.needs import AtMostRows, MinorityRows
from tests.benchmarks.tiny import tiny_table


def test_refusals_name_the_counts():
    table = tiny_table(n_minority=5)
    assert MinorityRows(5)(table) == ""
    assert MinorityRows(6)(table) == "needs 6 minority rows, the training fold has 5"
    assert AtMostRows(65, "cost")(table) == ""
    assert AtMostRows(64, "it grows")(table) == (
        "it grows: at most 64 rows, the training fold has 65"
    )
