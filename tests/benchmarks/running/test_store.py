import errno
import json

import numpy as np
import pytest

from benchmarks.protocol.results import blank, tidy
from benchmarks.running.store import Store, StoreError

KEY = "ab" + 62 * "0"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "records")


def test_what_is_written_is_read(store):
    row = blank() | {"recall": np.float64(0.25), "n_train": np.int64(7), "bin_rows": [1.0, 2.0]}
    store.write(KEY, row)
    found = store.read(KEY)
    assert found["recall"] == 0.25
    assert found["n_train"] == 7
    assert found["bin_rows"] == [1.0, 2.0]
    assert found["precision"] is None
    assert np.isnan(tidy([found])["precision"][0])
    assert store.read("cd" + 62 * "0") is None
    assert store.damaged == []


def test_numbers_survive_to_the_last_bit(store):
    numbers = np.random.default_rng(0).random(50).tolist()
    store.write(KEY, {"values": numbers})
    assert store.read(KEY)["values"] == numbers


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: text.replace("0.25", "0.75"),
        lambda text: text.partition(" ")[2],
        lambda text: "\0" * len(text),
    ],
)
def test_a_damaged_record_counts_as_missing_and_is_replaced(store, damage):
    store.write(KEY, {"recall": 0.25})
    path = store.path(KEY)
    path.write_text(damage(path.read_text()))
    assert store.read(KEY) is None
    assert store.damaged == [path]
    store.write(KEY, {"recall": 0.25})
    assert store.read(KEY) == {"recall": 0.25}


def test_a_record_of_bytes_that_are_no_text_is_damaged(store):
    store.write(KEY, {})
    store.path(KEY).write_bytes(b"\xff\xfe\x80")
    assert store.read(KEY) is None
    assert store.damaged == [store.path(KEY)]


def test_a_full_disk_is_told_and_leaves_no_half_record(store, monkeypatch):
    def full(path, text, encoding):
        path.write_bytes(b"ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(StoreError, match=r"cannot write to .*records: No space left on device"):
        store.write(KEY, {"recall": 0.25})
    assert store.read(KEY) is None
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_a_record_is_one_line_of_json_with_its_digest(store):
    store.write(KEY, {"recall": 0.25})
    digest, _, body = store.path(KEY).read_text().partition(" ")
    assert len(digest) == 16
    assert json.loads(body) == {"recall": 0.25}
