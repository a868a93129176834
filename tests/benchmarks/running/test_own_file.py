import pytest

from benchmarks.catalog.readers.own import UnusableDataError, own_dataset
from benchmarks.running import cli
from benchmarks.running.own_file import check_own_file, with_remedy

FINE = "a,b,y\n1.5,2,x\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (FINE.encode("utf-16"), r"is UTF-16.*: iconv -f utf-16 -t utf-8 .*t\.csv > utf8\.csv"),
        (b"PAR1\x15\x00", r"is a parquet file with another name: call it \.parquet"),
        (b' {"a": {"0": 1}}', r"is JSON: read it with pandas\.read_json"),
        (b"\x80\x04\x95\x00\x00", "is no text: save the table as CSV in UTF-8"),
        ("a,y\nvin,x\ncafé,x\n".encode("latin-1"), "is not UTF-8 in line 3.*: iconv -f latin1"),
        (b"1.5,2,x\n1.6,3,z\n", "no column 'y', and its first line holds values, such as '1.5'"),
        (b"a b y\n1.5 2 x\n", "columns that are separated by spaces"),
        (b"a,b,y\n1,5,2,x\n", "3 names in its first line and 4 fields in the second: a decimal"),
        (b"a;y\nfine; or not;x\n", "2 names .* a text with ';' that is not quoted"),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(content, message, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableDataError, match=rf"^t\.csv .*{message}"):
        check_own_file(path, "y")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", FINE.encode()),
        ("t.csv", FINE.encode("utf-8-sig")),
        ("t.csv", b'2010,2011,y\n1,"2,5",x\n'),  # names that are numbers
        ("t.csv", b"a,b,y\n"),
        ("t.csv", b""),
        ("t.csv.gz", b"\x1f\x8b\0"),
        ("t.parquet", b"PAR1"),
        ("t.xlsx", b"PK\x03\x04\0"),  # of which the reader says what it is
    ],
)
def test_other_files_are_left_to_the_reader(name, content, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    check_own_file(path, "y")


def test_a_row_with_too_many_fields_has_a_remedy(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(FINE + "1,2,3,x\n")
    with pytest.raises(UnusableDataError) as found:
        own_dataset(path, "y").read()
    assert "line 3, saw 4. Remedy: quote texts" in with_remedy(found.value)
    assert with_remedy(UnusableDataError("no rows")) == "no rows"


def test_the_command_line_refuses_before_anything_is_run(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text(FINE, encoding="utf-16")
    arguments = ["--data", str(path), "--target", "y", "--out", str(tmp_path / "out")]
    assert cli.main(arguments) == cli.USAGE
    assert "t.csv is UTF-16" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    path.write_text(FINE + "1,2,3,x\n")
    assert cli.main(arguments) == cli.USAGE
    assert "Remedy: quote texts" in capsys.readouterr().err
