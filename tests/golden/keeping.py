"""The digests in the repository, and the texts beside them that only this machine keeps."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import shutil
from pathlib import Path

from config.settings import VAR_DIR

DIGESTS = Path(__file__).with_name("digests.json")
NOW, THEN = VAR_DIR / "golden" / "now", VAR_DIR / "golden" / "then"
MOST_LINES = 12  # of a difference that are shown


class Kept:
    """What was looked at in this run: `{group: {name: text}}`."""

    def __init__(self, *, drawn_by: str) -> None:
        """`drawn_by`: what decides how a page of paper is drawn on this machine."""
        self.drawn_by = drawn_by
        self.groups: dict[str, dict[str, str]] = {}
        shutil.rmtree(NOW, ignore_errors=True)

    @property
    def count(self) -> int:
        """How many texts there are."""
        return sum(map(len, self.groups.values()))

    def add(self, group: str, texts: dict[str, str]) -> None:
        """Keep the texts of a group, each in a file."""
        self.groups[group] = texts
        for name, text in texts.items():
            path = place(NOW, group, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def write(self) -> None:
        """Take the texts as right: their digests into the repository, they themselves beside."""
        digests = json.loads(DIGESTS.read_text()) if DIGESTS.exists() else {}
        digests["drawn by"] = self.drawn_by
        for group, texts in self.groups.items():
            digests[group] = {name: digest(text) for name, text in sorted(texts.items())}
            shutil.rmtree(THEN / group, ignore_errors=True)
            shutil.copytree(NOW / group, THEN / group)
        DIGESTS.write_text(json.dumps(digests, indent=0, ensure_ascii=False, sort_keys=True) + "\n")

    def differences(self) -> list[str]:
        """A few lines for each text that is new, missing or unlike."""
        found = []
        wanted = json.loads(DIGESTS.read_text())
        for group, texts in self.groups.items():
            if group == "pictures" and wanted["drawn by"] != self.drawn_by:
                print(f"Pictures not compared: drawn by {self.drawn_by}, not {wanted['drawn by']}.")
                continue
            for name in sorted(texts.keys() | wanted[group].keys()):
                if name not in texts:
                    found.append(f"{group}: {name}: not there any more")
                elif name not in wanted[group]:
                    found.append(f"{group}: {name}: new")
                elif digest(texts[name]) != wanted[group][name]:
                    found.append(
                        "\n".join([f"{group}: {name}:", *unlike(group, name, texts[name])])
                    )
        return found


def digest(text: str) -> str:
    """Sixteen figures that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def place(root: Path, group: str, name: str) -> Path:
    """The file of a text."""
    plain = re.sub(r"[^\w.-]+", "_", name)[:120]
    return root / group / f"{plain}-{digest(name)[:6]}.txt"


def unlike(group: str, name: str, text: str) -> list[str]:
    """The lines that differ from those of the last `--write`, where this machine made it."""
    path = place(THEN, group, name)
    if not path.exists():
        return ["  (no earlier text on this machine)"]
    lines = difflib.unified_diff(path.read_text().splitlines(), text.splitlines(), lineterm="", n=0)
    return [f"  {line}" for line in lines if not line.startswith(("---", "+++", "@@"))][:MOST_LINES]
