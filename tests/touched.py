"""The test files that speak of what was changed against HEAD: `python -m tests.touched` prints them for `make check`.

A test file speaks of a module that it imports from. Where none imports from a changed module, those that import rules
and pages of its app are taken; a changed template or SQL file counts as its app.
"""

import ast
import subprocess
from collections.abc import Iterable
from pathlib import Path

from riskcontrol.apps import APPS

ROOT = Path(__file__).resolve().parents[1]
ALWAYS = ("tests/test_house.py",)


def changed() -> list[str]:
    """Paths that differ from HEAD or are new."""
    commands = (["git", "diff", "--name-only", "HEAD"], ["git", "ls-files", "--others", "--exclude-standard"])
    found = [subprocess.check_output(command, cwd=ROOT, text=True).splitlines() for command in commands]
    return sorted({path for paths in found for path in paths})


def imported_by(file: Path) -> set[str]:
    """The modules that a test file imports, also as names out of a package."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def app_of(path: str) -> str:
    """The app that a path lies in or, for a template, is named after; empty for none."""
    parts = Path(path).parts
    if parts[0] == "templates" and len(parts) > 2:
        named = [app for app in APPS if app.rpartition(".")[2] in (parts[1], f"risk{parts[1]}")]
        return named[0] if named else ""
    names = (".".join(parts[:n]) for n in (2, 1))
    return next((name for name in names if name in APPS), "")


def _is_about(app: str, name: str) -> bool:
    # Models and closed lists are imported to build a world, whatever the test is about.
    return name.startswith(f"{app}.") and not name.startswith((f"{app}.models", f"{app}.choices"))


def tests_of(paths: Iterable[str]) -> list[str]:
    """The test files to run where `paths` were changed."""
    imports = {str(file.relative_to(ROOT)): imported_by(file) for file in sorted((ROOT / "tests").glob("test_*.py"))}
    wanted = set(ALWAYS)
    for path in paths:
        if path in imports:
            wanted.add(path)
            continue
        module = path.removesuffix(".py").replace("/", ".")
        found = {test for test, names in imports.items() if module in names} if path.endswith(".py") else set()
        if not found and (app := app_of(path)):
            found = {test for test, names in imports.items() if any(_is_about(app, name) for name in names)}
        wanted |= found
    return sorted(wanted)


if __name__ == "__main__":
    print(" ".join(tests_of(changed())))
