"""What may import what. Files that do not exist yet are free to come; those that do are read."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

CORE = sorted((ROOT / "softmax_core").rglob("*.py"))
DASHBOARD = sorted((ROOT / "dashboard").rglob("*.py"))
HOUSE = [ROOT / "app.py", *DASHBOARD, *CORE]
ALL = [*HOUSE, *sorted((ROOT / "tests").rglob("*.py"))]
SCRIPTS = sorted(file for suffix in ("js", "css", "html") for file in (ROOT / "dashboard").rglob(f"*.{suffix}"))

# Arrows point down only: what each room of the house may import, beside itself.
MAY_IMPORT = {
    "app": {"dashboard.views", "dashboard.session"},
    "dashboard.views": {
        *("dashboard.export", "dashboard.session", "dashboard.components"),
        *("dashboard.figures", "dashboard.latex", "dashboard.glossary", "dashboard.text", "softmax_core"),
    },
    "dashboard.export": {"dashboard.figures", "dashboard.latex", "dashboard.text", "softmax_core"},
    "dashboard.session": {"dashboard.text", "softmax_core"},
    "dashboard.components": set(),
    "dashboard.figures": {"dashboard.text", "softmax_core"},
    "dashboard.latex": {"dashboard.text", "softmax_core"},
    "dashboard.glossary": set(),
    "dashboard.text": {"softmax_core"},
    "softmax_core": set(),
}
KNOW_STREAMLIT = ("app", "dashboard.views", "dashboard.session", "dashboard.components")
MOST_FLOORS, MOST_ARROWS, MOST_LINES, MOST_LINES_OF_FUNCTION = 6, 30, 400, 60


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> set[str]:
    """The full names of the modules a file imports, inside functions too; `from a import b` counts as a and a.b."""
    name = module_name(file).split(".")
    package = name if file.name == "__init__.py" else name[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def breaches(files: list[Path], forbidden) -> list[str]:
    return [
        f"{module_name(file)} imports {imported}"
        for file in files
        for imported in sorted(imports(file))
        if forbidden(module_name(file), imported)
    ]


def test_the_reader_of_imports_sees_them_all(tmp_path, monkeypatch):
    inside = "def f():\n    from ..functional import softmax\n    from . import link\n"
    source = f"import os.path\n{inside}from numpy import random\n"
    file = tmp_path / "softmax_core" / "inner" / "module.py"
    file.parent.mkdir(parents=True)
    file.write_text(source)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert imports(file) == {
        *("os.path", "softmax_core.functional", "softmax_core.functional.softmax"),
        *("softmax_core.inner", "softmax_core.inner.link", "numpy", "numpy.random"),
    }


def test_the_core_imports_numpy_and_the_standard_library_only():
    assert CORE
    allowed = {"softmax_core", "numpy", *sys.stdlib_module_names}
    assert not breaches(CORE, lambda _, imported: imported.split(".")[0] not in allowed)


def room(module: str) -> str | None:
    """The file or folder of the top two levels that a module belongs to."""
    return next((name for name in MAY_IMPORT if within(module, name)), None)


def arrows() -> set[tuple[str, str]]:
    """Which room imports which."""
    found = {(room(module_name(file)), room(imported)) for file in HOUSE for imported in imports(file)}
    return {(one, other) for one, other in found if other is not None and one != other}


def test_every_file_is_in_a_room():
    assert [file for file in HOUSE if room(module_name(file)) is None and module_name(file) != "dashboard"] == []


def test_nobody_imports_the_app():
    assert not breaches(ALL, lambda _, imported: within(imported, "app"))


def test_arrows_point_down_only():
    assert {(one, other) for one, other in arrows() if other not in MAY_IMPORT[one]} == set()


def test_the_house_is_low_and_has_few_arrows():
    found = arrows()
    assert len(found) <= MOST_ARROWS

    def floor(name: str) -> int:
        return 1 + max((floor(other) for one, other in found if one == name), default=0)

    assert max(map(floor, MAY_IMPORT)) <= MOST_FLOORS


def test_only_the_page_knows_streamlit():
    pure = [file for file in HOUSE if room(module_name(file)) not in KNOW_STREAMLIT]
    assert not breaches(pure, lambda _, imported: within(imported, "streamlit"))


def test_figures_know_no_run():
    figures = [file for file in DASHBOARD if within(module_name(file), "dashboard.figures")]
    assert not breaches(figures, lambda _, imported: within(imported, "softmax_core.run"))


def test_no_view_imports_another():
    def another_view(module: str, imported: str) -> bool:
        view, other = module.split(".")[2], imported.split(".")[2:3]
        return within(imported, "dashboard.views") and other not in ([], [view]) and other[0] in folders

    folders = {folder.name for folder in (ROOT / "dashboard" / "views").iterdir() if folder.is_dir()}
    views = [file for file in DASHBOARD if module_name(file).startswith("dashboard.views.") and file.stem != "schema"]
    assert views
    assert not breaches(views, another_view)


def test_no_private_name_is_used_in_another_package():
    def package(module: str) -> str:
        return ".".join(module.split(".")[: 1 if within(module, "softmax_core") else 2])

    def private(module: str, imported: str) -> bool:
        of_ours = room(imported) is not None
        hidden = any(part.startswith("_") and part != "__init__" for part in imported.split("."))
        return of_ours and hidden and package(module) != package(imported)

    assert not breaches(HOUSE, private)


def test_no_file_is_long():
    files = [*ALL, *SCRIPTS]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {file: lines for file, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_long():
    lengths = {
        f"{module_name(file)}.{node.name}": node.end_lineno - node.lineno + 1
        for file in HOUSE
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_FUNCTION} == {}


def test_every_file_says_first_what_it_is_for():
    silent = [file for file in ALL if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))]
    assert [str(file.relative_to(ROOT)) for file in silent] == []
