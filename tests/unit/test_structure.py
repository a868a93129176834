"""The direction of dependencies, and the one table of public names."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import oversample
from oversample._public import HOME

PACKAGE = Path(oversample.__file__).parent

# A module imports from its own room and from the floors below it. Rooms of one floor do not know
# each other, and families of samplers stand on one floor.
FLOORS = [
    ["_atomic", "_blocks", "_contract", "_kernel_files", "_public", "evaluation", "exceptions"],
    ["_kernels"],
    ["_params", "_progress", "_random", "_shown", "_tags"],
    ["_image_shape", "_soft_labels", "_strategy", "_threads"],
    ["_table"],
    ["_given", "_target", "neighbors"],
    ["plan"],
    ["_problem", "_sampler"],
    ["_by_name", "base"],
    ["_dense", "_encoder"],
    ["generative", "image", "mixing", "random_over_sampler", "smote"],
    ["deep", "variants"],
    ["combine"],
    ["_resample", "classifiers", "distributed", "inspection", "training"],
    ["_compile", "comparison", "plots"],
    ["_cli"],
    ["__init__", "__main__"],
]
IMAGE_FLOORS = [
    ["canvas", "draws", "ranges", "returned", "rounding"],
    ["stack"],
    ["base"],
    ["pixel"],
    ["geometric"],
    ["policies"],
    ["sampling"],
    ["__init__"],
]


class WithoutTypes(ast.NodeTransformer):
    """Leave out what is imported for type checkers only: nothing depends on it."""

    def visit_If(self, node):
        return None if getattr(node.test, "id", "") == "TYPE_CHECKING" else node


def imports_of(file):
    """Yield the modules of the package that a file imports, at its top or inside of functions."""
    for node in ast.walk(WithoutTypes().visit(ast.parse(file.read_text("utf-8")))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oversample."):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("oversample."))


def arrows_against(floors, root, prefix):
    """List the imports that do not lead to a lower floor."""
    floor_of = {room: number for number, floor in enumerate(floors) for room in floor}
    found = []
    for file in sorted(root.rglob("*.py")):
        room = file.relative_to(root).parts[0].removesuffix(".py")
        for module in imports_of(file):
            if module.startswith(f"{prefix}."):
                other = module.removeprefix(f"{prefix}.").split(".")[0]
                if other != room and floor_of[other] >= floor_of[room]:
                    found.append(f"{file.relative_to(root)} imports {module}")
    return found


@pytest.mark.parametrize(
    ("floors", "prefix"), [(FLOORS, "oversample"), (IMAGE_FLOORS, "oversample.image")]
)
def test_imports_lead_downwards(floors, prefix):
    root = PACKAGE.joinpath(*prefix.split(".")[1:])
    rooms = {path.name.removesuffix(".py") for path in root.iterdir()} - {"__pycache__", "py.typed"}
    assert rooms == {room for floor in floors for room in floor}, "a room without a floor"
    assert arrows_against(floors, root, prefix) == []


def test_an_arrow_upwards_is_found(tmp_path):
    (tmp_path / "plan.py").write_text("from oversample.base import Problem\n")
    assert arrows_against(FLOORS, tmp_path, "oversample") == ["plan.py imports oversample.base"]


def test_type_checkers_see_the_table_of_public_names():
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {item.name: line.module for line in block.body for item in line.names}
    assert seen == dict(HOME)
    assert all(item.asname == item.name for line in block.body for item in line.names)


def test_public_names_come_from_their_modules():
    assert oversample.__all__ == sorted(HOME)
    for name, module in HOME.items():
        assert getattr(oversample, name) is getattr(import_module(module), name)


def test_no_module_on_top_bears_the_name_of_a_public_function():
    """Importing such a module would replace the function."""
    modules = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
    assert modules.isdisjoint(HOME)


def test_no_property_is_cached_under_a_lock():
    """On Python 3.11 the lock of `functools.cached_property` is one for all objects of a process.

    All searches would take turns, and a child that is forked meanwhile would wait for ever.
    """
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    assert [p.name for p, source in sources.items() if "import cached_property" in source] == []


OF_FIRST = re.compile(r'("""|# |\. |^ +)(Of|In whose) [a-z:`]', flags=re.MULTILINE)


def test_sentences_begin_with_their_subject():
    """Docstrings and comments whose first word is "Of" are hard to read."""
    sources = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "benchmarks").rglob("*.py")]
    found = {str(path): OF_FIRST.findall(path.read_text("utf-8")) for path in sources}
    assert {name: starts for name, starts in found.items() if starts} == {}


def kernels(folder):
    """Yield the name and the tree of each compiled function."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            decorators = {getattr(item, "id", "") for item in getattr(node, "decorator_list", [])}
            if decorators & {"jit", "jit_in_place", "inline"}:
                yield f"{file.name}: {node.name}", node


def n_lines(function):
    """Count the lines of a function below its docstring."""
    first = function.body[1] if ast.get_docstring(function) else function.body[0]
    return function.end_lineno - first.lineno + 1


def levels(statements):
    """Count the levels of loops and branches in each other; `elif` is none of its own."""
    found = 0
    for statement in statements:
        if isinstance(statement, (ast.For, ast.While, ast.If)):
            is_elif = len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If)
            inside = 1 + levels(statement.body)
            beside = levels(statement.orelse) + (0 if is_elif else bool(statement.orelse))
            found = max(found, inside, beside)
    return found


def test_kernels_can_be_held_in_the_head():
    found = dict(kernels(PACKAGE / "_kernels"))
    assert len(found) > 100
    assert {name for name, kernel in found.items() if len(kernel.args.args) > 7} == set()
    assert {name for name, kernel in found.items() if n_lines(kernel) > 40} == set()
    of_neighbors = dict(kernels(PACKAGE / "_kernels" / "neighbors"))
    assert {name for name, kernel in of_neighbors.items() if levels(kernel.body) > 3} == set()
