"""The design record on variants: the tests that it names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_error_of_another_implementation_has_a_test():
    text = (ROOT / "docs/design/0016-variants.md").read_text(encoding="utf-8")
    errors = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(errors) > 20
    for line in errors:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", line)
        assert named, line
        for path, name in named:
            assert f"def {name}(" in (ROOT / "tests" / path).read_text(encoding="utf-8"), name
