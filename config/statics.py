"""The style sheets as they are served: what a sheet imports stands in it.

The pages' sheet is written as a file per component. A browser would ask for each of them by itself,
and only once it has read the sheet that names them. `collectstatic` therefore joins them; with
JISHI_DEBUG=1 a browser gets the files as they are written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder, get_finders
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

#: Says which files were collected, beside them.
COLLECTED = "collected.sha256"
#: `@import url("print.css") print;` names a file of the same folder, and the medium it is for.
IMPORT = re.compile(r'^@import url\("([\w-]+\.css)"\) ?(\w*);$', re.MULTILINE)


def joined(sheet: Path) -> str:
    """The text of a style sheet, in place of each import the file that it names."""

    def text_of(found: re.Match[str]) -> str:
        name, medium = found.groups()
        text = joined(sheet.parent / name)
        if not medium:
            return text
        return f"@media {medium} {{\n{text}}}"

    return IMPORT.sub(text_of, sheet.read_text())


def parts_of(sheet: Path) -> list[Path]:
    """The files that a style sheet imports."""
    return [sheet.parent / name for name, _ in IMPORT.findall(sheet.read_text())]


class SourceStorage(FileSystemStorage):
    """The folder of the sources; a style sheet is read from it with what it imports."""

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        """The file; a style sheet with what it imports."""
        if name.endswith(".css"):
            return ContentFile(joined(Path(self.path(name))).encode(), name)
        return super().open(name, mode)

    def get_modified_time(self, name: str) -> datetime:
        """When the file was changed, or one that it imports: only what is newer is copied."""
        path = Path(self.path(name))
        changed = [super().get_modified_time(name)]
        if path.suffix != ".css":
            return changed[0]
        for part in parts_of(path):
            changed.append(super().get_modified_time(part.relative_to(self.location).as_posix()))
        return max(changed)


class SourceFinder(FileSystemFinder):
    """Finds the files of STATICFILES_DIRS, without those that stand in another."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.storages = {root: SourceStorage(location=root) for _, root in self.locations}

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """(path, storage) of each file that is served."""
        found = [*super().list(ignore_patterns)]
        imported = set()
        for name, storage in found:
            if name.endswith(".css"):
                imported.update(parts_of(Path(storage.path(name))))
        for name, storage in found:
            if Path(storage.path(name)) not in imported:
                yield name, storage


def collect() -> None:
    """Collect the static files, unless the same ones are: packing them takes ten seconds."""
    mark = Path(settings.STATIC_ROOT) / COLLECTED
    digest = digest_of_sources()
    if mark.exists() and mark.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(digest)


def digest_of_sources() -> str:
    """What tells these files, and the way they are served, from others."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                content = file.read()
            digest.update(f"{name} {len(content)} ".encode())
            digest.update(content)
    return digest.hexdigest()
