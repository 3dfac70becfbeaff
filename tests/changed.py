"""`make test-fast`: the tests of what changed since this branch left `main`, committed or not.

Those of a module are the tests that mirror it or name it; the tests of the whole source always
run. It is quick and it may miss something: `make test` is what counts.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from config.settings import BASE_DIR

TESTS = BASE_DIR / "tests"
WHOLE_TREE = {
    "tests/test_kept_forms.py",
    "tests/test_named.py",
    "tests/test_tree.py",
    "tests/test_unused.py",
}
#: What every test rests on.
EVERYTHING = re.compile(
    r"config/.*|(.*/)?conftest\.py|tests/(factories|kept)\.py|.*/migrations/.*"
    r"|pyproject\.toml|requirements.*"
)


def main() -> int:
    """Run them. Returns the exit code of pytest, or 2 where every test must run."""
    base = os.environ.get("BASE", "main")
    try:
        changed = changed_since(base)
    except subprocess.CalledProcessError:
        print(f"There is no branch {base} to compare with: BASE=…, or make test.", file=sys.stderr)
        return 2
    for path in changed:
        if EVERYTHING.fullmatch(path):
            print(f"{path} changed, on which every test rests: make test.", file=sys.stderr)
            return 2
    tests = sorted(chosen_for(changed))
    print("\n".join(tests))
    return subprocess.run([sys.executable, "-m", "pytest", *tests, *sys.argv[1:]]).returncode


def changed_since(base: str) -> list[str]:
    """The files that differ from where this branch left `base`, and the new ones."""
    left = git("merge-base", base, "HEAD")[0]
    new = git("ls-files", "--others", "--exclude-standard")
    return [*git("diff", "--name-only", left), *new]


def git(*words: str) -> list[str]:
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *words],
        cwd=BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def chosen_for(changed: list[str]) -> set[str]:
    """Files and folders of tests: ["cases/rules/order.py"] → {"tests/cases/rules/test_order.py"}
    and what names it, and the tests of the whole source.
    """
    files = {path: path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")}
    found: set[Path] = set()
    for each in changed:
        path = BASE_DIR / each
        if path.name.startswith("test_"):
            found |= {path} & set(files)
        elif each.startswith("tests/golden/"):
            continue  # no test of pytest's
        elif each.startswith("tests/") and path.parent != TESTS:
            found.add(path.parent)
        else:
            found |= mirrors(each)
            found |= {test for test, text in files.items() if names(text, each)}
    return WHOLE_TREE | {path.relative_to(BASE_DIR).as_posix() for path in found}


def mirrors(changed: str) -> set[Path]:
    """The tests of its name beside where it stands; else those of its name in its app and of its
    folder. Of a template the folder of its pages, of static files the browser's.
    """
    parts = Path(changed).parts
    if parts[0] == "static":
        return {TESTS / "browser"}
    if parts[0] == "templates":
        return {nearest(TESTS / Path(*parts[1:-1], "views"))}
    if not changed.endswith(".py") or len(parts) == 1 or parts[0] == "tests":
        return set()
    here, app = TESTS / Path(changed).parent, TESTS / parts[0]
    pattern = f"test_{Path(changed).stem}*.py"
    if beside := set(here.glob(pattern)):
        return beside
    found = set(app.rglob(pattern))
    if here != app or not found:
        found.add(nearest(here))
    return found


def nearest(folder: Path) -> Path:
    """The folder, or the first above it that there is."""
    while not folder.is_dir():
        folder = folder.parent
    return folder


def names(text: str, changed: str) -> bool:
    """Whether a test speaks of the file: a page by its name, a module as it is imported."""
    if changed.endswith(".md"):
        return Path(changed).name in text
    module = changed.removesuffix(".py").replace("/", ".")
    return re.search(rf"\b{re.escape(module)}\b", text) is not None


if __name__ == "__main__":
    sys.exit(main())
