"""What may import what. Files that do not exist yet are free to come; those that do are read."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

CORE = sorted((ROOT / "softmax_core").rglob("*.py"))
DASHBOARD = sorted((ROOT / "dashboard").rglob("*.py"))
ALL = [*CORE, *DASHBOARD, *sorted(ROOT.glob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]

# Arrows point down only: a module imports what stands after it, never before.
LAYERS = ("app", "dashboard.views", "dashboard.controls", "dashboard.state", "softmax_core")
PURE = ("dashboard.figures", "dashboard.latex", "dashboard.export")


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


def test_nobody_imports_the_app():
    assert not breaches(ALL, lambda _, imported: within(imported, "app"))


def test_figures_latex_and_export_know_no_streamlit():
    pure = [file for file in DASHBOARD if any(within(module_name(file), name) for name in PURE)]
    assert not breaches(pure, lambda _, imported: within(imported, "streamlit"))


def test_figures_know_no_run():
    figures = [file for file in DASHBOARD if within(module_name(file), "dashboard.figures")]
    assert not breaches(figures, lambda _, imported: within(imported, "softmax_core.run"))


def test_pure_parts_import_nothing_of_the_page():
    pure = [file for file in DASHBOARD if any(within(module_name(file), name) for name in PURE)]
    assert not breaches(pure, lambda _, imported: any(within(imported, layer) for layer in LAYERS[:-1]))


def test_no_view_imports_another():
    def another_view(module: str, imported: str) -> bool:
        view = ".".join(module.split(".")[:3])
        return within(imported, "dashboard.views") and imported.count(".") >= 2 and not within(imported, view)

    views = [file for file in DASHBOARD if within(module_name(file), "dashboard.views") and file.stem != "__init__"]
    assert not breaches(views, another_view)


def test_arrows_point_down_only():
    def layer(module: str) -> int | None:
        return next((place for place, name in enumerate(LAYERS) if within(module, name)), None)

    def upwards(module: str, imported: str) -> bool:
        mine, other = layer(module), layer(imported)
        return mine is not None and other is not None and other < mine

    assert not breaches([file for file in ALL if layer(module_name(file)) is not None], upwards)
    assert not breaches(CORE, lambda _, imported: within(imported, "dashboard"))
