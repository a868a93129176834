"""The README's examples run as they stand there."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README.read_text(), flags=re.M | re.S)


@pytest.mark.parametrize("example", EXAMPLES, ids=["pipeline", "dataframe", "notebook", "images"])
def test_example(example, capsys):
    exec(compile(example, str(README), "exec"), {})
