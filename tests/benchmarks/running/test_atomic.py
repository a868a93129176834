from pathlib import Path

import pytest

from benchmarks.running.atomic import write_atomically


def test_write_is_all_or_nothing(tmp_path):
    path = tmp_path / "new" / "file.txt"
    write_atomically(path, lambda target: target.write_text("first"))
    assert path.read_text() == "first"

    def half(target: Path) -> None:
        target.write_text("sec")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, half)
    assert path.read_text() == "first"
    assert [entry.name for entry in path.parent.iterdir()] == ["file.txt"]
