import numpy as np
import pandas as pd
import pytest

from benchmarks.catalog.readers.own import UnusableDataError, concerns, own_dataset
from benchmarks.protocol.bench import Bench
from tests.benchmarks.tiny import cell, tiny_table


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    n = 120
    fraud = np.arange(n) % 8 == 0
    return pd.DataFrame(
        {
            "amount": rng.lognormal(size=n) + 3 * fraud,
            "country": rng.choice(np.array(["DE", "FR", None], dtype=object), size=n),
            "day": pd.date_range("2024-01-01", periods=n, tz="Europe/Berlin"),
            "vip": rng.random(n) < 0.5,
            "empty": np.nan,
            "age": np.where(rng.random(n) < 0.2, np.nan, rng.integers(18, 80, n)),
            "outcome": np.where(fraud, "fraud", "fine"),
        }
    )


@pytest.fixture(params=["comma.csv", "semicolon.csv", "tab.csv", "file.parquet"])
def file(request, frame, tmp_path):
    path = tmp_path / request.param
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep={"c": ",", "s": ";", "t": "\t"}[path.name[0]])
    return path


def test_strings_gaps_dates_and_a_text_target_work(file):
    dataset = own_dataset(file, "outcome")
    X, y, labels, image_shape = dataset.read()
    assert list(X) == ["amount", "country", "day", "vip", "age"]
    assert list(X.select_dtypes("category")) == ["country", "vip"]
    assert X["country"].isna().any()
    assert X["day"].diff().dropna().between(0.9, 1.1).all()  # days, also over a change of the clock
    assert labels == ("fine", "fraud")
    assert y.sum() == 15
    assert image_shape is None
    for method in ("none", "none-threshold", "oversample-smotenc", "imblearn-smotenc"):
        row = Bench().run(cell(method, dataset=dataset))
        assert (row["status"], row["reason"]) == ("ok", "")


def test_the_content_of_the_file_and_the_target_are_in_the_key(file):
    before = cell(dataset=own_dataset(file, "outcome")).key
    assert cell(dataset=own_dataset(file, "vip")).key != before
    file.write_bytes(file.read_bytes() + b"\n")
    assert cell(dataset=own_dataset(file, "outcome")).key != before


def test_rows_without_a_class_are_left_out_and_numbers_are_classes_too(frame, tmp_path):
    path = tmp_path / "t.csv"
    frame["outcome"] = (frame["outcome"] == "fraud").astype(float)
    frame.loc[:9, "outcome"] = np.nan
    frame.to_csv(path, index=False)
    X, y, labels, _ = own_dataset(path, "outcome").read()
    assert len(X) == len(y) == 110
    assert labels == ("0", "1")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("outcom", r"has no column 'outcom' \(nearest: outcome"),
        ("amount", "120 distinct values, and classes are between 2 and 50"),
        ("empty", "0 distinct values"),
    ],
)
def test_targets_that_are_no_classes(file, target, message):
    with pytest.raises(UnusableDataError, match=message):
        own_dataset(file, target).read()


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(UnusableDataError, match=r"cannot read .*no\.csv: No such file"):
        own_dataset(tmp_path / "no.csv", "y")
    written = {
        "latin.csv": ("café;y\n1;a\n".encode("latin-1"), "not UTF-8 .*iconv -f latin1 -t utf-8"),
        "book.xlsx": (b"PK\x03\x04xl", r"book\.xlsx is a spreadsheet .*save it as CSV"),
        "header.csv": (b"x,y\n", r"header\.csv has names of columns, but no rows"),
    }
    for name, (content, message) in written.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnusableDataError, match=message):
            own_dataset(tmp_path / name, "y").read()
    for name in ("broken.parquet", "empty.csv"):
        (tmp_path / name).write_bytes(b"")
        with pytest.raises(UnusableDataError, match="cannot read"):
            own_dataset(tmp_path / name, "y").read()


def test_one_class_and_few_rows_are_explained(frame, tmp_path):
    path = tmp_path / "t.csv"
    frame.assign(outcome="fine").to_csv(path, index=False)
    with pytest.raises(UnusableDataError, match="single class 'fine': there is nothing to tell"):
        list(concerns(own_dataset(path, "outcome").read(), 5))
    with pytest.raises(UnusableDataError, match=r"class '1' has 9 rows; 5 folds .* at least 10"):
        list(concerns(tiny_table(n_minority=9), 5))
    with pytest.raises(UnusableDataError, match=r"class '1' has 1 row; 5 folds"):
        list(concerns(tiny_table(n_minority=1), 5))
    concern, of_column = concerns(tiny_table(n_minority=10), 5)
    assert of_column.startswith("Column 'gaps' holds whole numbers as floats, since 8 of 70 cells")
    assert concern.startswith("Class '1' has 10 rows, about 2 in each test fold")
    assert "changes the recall of a fold by 0.50" in concern
    concern, _ = concerns(tiny_table(n_minority=55), 5)
    assert concern.startswith("The classes are about equally frequent")


def test_columns_that_are_not_what_they_look_like_are_named(frame, tmp_path):
    path = tmp_path / "t.csv"
    frame["row"] = np.arange(len(frame))
    frame["price"] = frame["amount"].map(lambda value: f"{value:.2f}".replace(".", ","))
    frame.to_csv(path, index=False, sep=";")
    _, *found = concerns(own_dataset(path, "outcome").read(), 5)
    names = ["age", "row", "price"]
    assert [said.split()[:2] for said in found] == [["Column", repr(name)] for name in names]


def test_a_table_of_nothing_but_the_target(tmp_path):
    path = tmp_path / "t.csv"
    pd.DataFrame({"y": list("aab")}).to_csv(path, index=False)
    with pytest.raises(UnusableDataError, match="no column with values beside 'y'"):
        own_dataset(path, "y").read()
