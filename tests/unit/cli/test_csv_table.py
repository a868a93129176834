"""CSV as people send it."""

import numpy as np
import pytest

from oversample.__main__ import main
from oversample._cli.csv_columns import read_column

from .tables import FEW, TEXT

NO_GAP = frozenset({""})


def read(*cells, missing=NO_GAP, decimal="."):
    return read_column(cells, decimal=decimal, missing=missing)


@pytest.mark.parametrize(
    ("cells", "kind", "dtype"),
    [
        (["1", "-20", "0", " 3"], "whole", "int64"),
        (["1", "", "3"], "whole", "Int64"),
        ([str(2**63 - 1), "1"], "whole", "int64"),
        ([str(2**63), "1"], "text", "object"),
        (["007", "012"], "text", "object"),
        (["1.5", "2", "1e3", ".5"], "number", "float64"),
        (["1.5", ""], "number", "float64"),
        (["1.5", "nan"], "text", "object"),
        (["1_000", "2"], "text", "object"),
        (["٣", "٤"], "text", "object"),
        (["2024-01-31", ""], "date", "datetime64[s]"),
        (["2024-01-31T10:00:00Z"], "date", "datetime64[s]"),
        (["2024-01-31", "2024-02-30"], "text", "object"),
        (["31.01.2024"], "text", "object"),
        (["True", "False"], "text", "object"),
        (["", ""], "text", "object"),
    ],
)
def test_what_a_column_is(cells, kind, dtype):
    values, text = read(*cells)
    assert (text.kind, str(values.dtype)) == (kind, dtype)
    assert text.write(values) == [cell.strip() for cell in cells] or kind == "number"
    assert list(values.isna()) == [cell == "" for cell in cells]


def test_numbers_are_written_as_their_column_is():
    values, text = read("1.50", "2.25")
    assert text.write(values) == ["1.50", "2.25"]
    assert text.write(values + 0.125) == ["1.625", "2.375"]
    values, text = read("1,5", "NA", decimal=",", missing=frozenset({"", "NA"}))
    assert text.write(values / 2) == ["0,75", "NA"]
    # A point is no decimal point then.
    assert read("1.234", "2.000", decimal=",")[1].kind == "text"


def test_dates_are_rounded_as_they_are_written():
    values, text = read("2024-01-31", "2024-03-01")
    assert text.write(values + np.timedelta64(13, "h")) == ["2024-02-01", "2024-03-02"]


def run(tmp_path, raw, *options):
    """Resample the bytes of a file, and return the status and the bytes written."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(raw)
    told = ["resample", str(source), str(target), "--target", "fraud", *FEW, *options]
    status = main(told)
    return status, target.read_bytes() if target.exists() else b""


PLAIN = "a,b,fraud\n1,0.5,1\n3,1.5,1\n5,2.5,1\n" + "".join(f"{i},{i}.25,0\n" for i in range(7))


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("a,b", '"a, ""x""","b\nc"').encode(),
        PLAIN.replace("1,0.5,1", ' 1 ,"0.5",1').encode(),
    ],
    ids=["plain", "bom", "crlf", "semicolons", "tabs", "quoted header", "quoted cells"],
)
def test_old_lines_stay_as_they_are(tmp_path, raw):
    status, written = run(tmp_path, raw)
    assert status == 0
    assert written.startswith(raw)
    lines = written.removeprefix(raw).decode().splitlines(keepends=True)
    end = "\r\n" if b"\r\n" in raw else "\n"
    assert lines
    assert all(line.endswith(end) for line in lines)
    assert written.count(b"\xef\xbb\xbf") == raw.count(b"\xef\xbb\xbf")


def test_an_end_of_the_last_line_is_added(tmp_path):
    status, written = run(tmp_path, PLAIN.rstrip("\n").encode())
    assert status == 0
    assert written.startswith(PLAIN.encode())


def test_decimal_commas(tmp_path):
    raw = PLAIN.replace(",", ";").replace(".", ",").encode()
    status, written = run(tmp_path, raw, "--decimal", ",")
    assert status == 0
    new = written.removeprefix(raw).decode().splitlines()
    assert all("." not in line for line in new)
    assert all(0.5 <= float(line.split(";")[1].replace(",", ".")) <= 2.5 for line in new)


def test_other_encodings(tmp_path, capsys):
    raw = PLAIN.replace("a,b", "Größe,b").encode("latin-1")
    status, written = run(tmp_path, raw)
    assert status == 1
    assert "--encoding latin-1" in capsys.readouterr().err
    status, written = run(tmp_path, raw, "--encoding", "latin-1")
    assert status == 0
    assert written.startswith(raw)


def test_missing_cells_are_written_as_they_were(tmp_path, capsys):
    raw = PLAIN.replace("1,0.5,1", "NA,0.5,1").encode()
    status, _ = run(tmp_path, raw)
    assert status == 0
    assert "--missing NA" in capsys.readouterr().err
    (tmp_path / "out.csv").unlink()
    assert run(tmp_path, raw, "--missing", "NA")[0] == 1
    assert "missing_values='present' or 'propagate'" in capsys.readouterr().err
    told = ["--missing", "NA", "--set", "missing_values=propagate"]
    status, written = run(tmp_path, raw, *told)
    assert status == 0
    cells = {line.split(",")[0] for line in written.removeprefix(raw).decode().splitlines()}
    assert "NA" in cells
    assert cells <= {"NA", "1", "2", "3", "4", "5"}


def test_huge_whole_numbers_are_identifiers(tmp_path):
    huge = [str(10**25 + i) for i in range(10)]
    body = "".join(f"{huge[i]},{i}.5,{int(i < 3)}\n" for i in range(10))
    raw = f"account,b,fraud\n{body}".encode()
    status, written = run(tmp_path, raw)
    assert status == 0
    assert {line.split(",")[0] for line in written.decode().splitlines()[11:]} <= set(huge[:3])


def test_numbers_may_be_categories(tmp_path):
    raw = PLAIN.encode()
    status, written = run(tmp_path, raw, "--categorical", "a")
    assert status == 0
    assert {line.split(b",")[0] for line in written.removeprefix(raw).split()} <= set(
        b"1 3 5".split()
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (PLAIN.replace("a,b", "a,a"), "several columns of one name: 'a'"),
        (PLAIN.replace("3,1.5,1", "3,1.5,1,9"), "line 3: 4 cells under 3 names"),
        (PLAIN.replace("3,1.5,1", "3,1.5,"), "1 of 10 rows have no label in 'fraud', row 2"),
        (PLAIN.replace("fraud", "froud"), "Did you mean 'froud'"),
        (PLAIN.replace(",0\n", ",1\n"), "more than 1 class"),
        ("a,b,fraud\n", "no rows"),
        ("", "no rows"),
        (PLAIN + '"9,9,0\n', "unexpected end of data"),
        ("fraud\n1\n0\n0\n", "no column beside"),
        (PLAIN.replace(",", " "), "It is one column: cells"),
        ("# made by hand\n" + PLAIN, "line 2: 3 cells under 1 name of columns"),
        ("PK\x03\x04", "spreadsheet"),
        (PLAIN.replace(",", ";"), "3 cells under"),
    ],
)
def test_what_is_no_table_is_said(tmp_path, capsys, raw, words):
    separator = ["--separator", ";"] if words == "3 cells under" else []
    if separator:
        raw = raw.replace("a;b;fraud", "a,b,fraud").replace("a,b,fraud", "a;b")
    status, written = run(tmp_path, raw.encode(), *separator)
    assert (status, written) == (1, b"")
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_utf_16_is_told_read_and_written(tmp_path, capsys):
    raw = PLAIN.encode("utf-16")
    assert run(tmp_path, raw) == (1, b"")
    assert "--encoding utf-16" in capsys.readouterr().err
    status, written = run(tmp_path, raw, "--encoding", "utf-16")
    assert status == 0
    assert written.startswith(raw)
    assert run(tmp_path, PLAIN.encode(), "--encoding", "utf-16", "--force")[0] == 1
    assert "not utf-16 (UTF-16 stream does not start with BOM)" in capsys.readouterr().err


def test_a_separator_is_one_character(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path, PLAIN.encode(), "--separator", "::")
    assert "not one character" in capsys.readouterr().err
