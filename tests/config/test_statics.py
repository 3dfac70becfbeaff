"""The pages' style sheet is served as one file."""

import os
from pathlib import Path

from django.conf import LazySettings, settings

from config import statics
from config.statics import SourceFinder, SourceStorage, joined

SHEET = settings.BASE_DIR / "static" / "css" / "jishi.css"


def written(folder: Path) -> SourceStorage:
    """A folder with a sheet that imports two others."""
    (folder / "main.css").write_text('@import url("a.css");\n@import url("b.css") print;\n')
    (folder / "a.css").write_text("p { color: red; }\n")
    (folder / "b.css").write_text("p { color: black; }\n")
    return SourceStorage(location=folder)


def test_a_sheet_is_read_with_what_it_imports(tmp_path: Path) -> None:
    with written(tmp_path).open("main.css") as sheet:
        text = sheet.read().decode()
    assert text == "p { color: red; }\n\n@media print {\np { color: black; }\n}\n"


def test_a_sheet_is_as_new_as_the_newest_part(tmp_path: Path) -> None:
    storage = written(tmp_path)
    os.utime(tmp_path / "b.css", (4e9, 4e9))
    assert storage.get_modified_time("main.css") == storage.get_modified_time("b.css")
    assert storage.get_modified_time("a.css") < storage.get_modified_time("b.css")


def test_the_sheet_of_the_pages_asks_for_no_other() -> None:
    text = joined(SHEET)
    assert "@import" not in text
    assert text.count("{") == text.count("}")
    for part in ("tokens.css", "base.css", "years.css", "print.css"):
        assert (SHEET.parent / part).read_text() in text


def test_the_parts_are_not_served_by_themselves() -> None:
    served = {name for name, _ in SourceFinder().list([])}
    assert {"css/jishi.css", "css/admin.css", "js/page.js"} <= served
    assert served.isdisjoint({"css/tokens.css", "css/print.css"})


def test_every_part_is_in_the_sheet_of_the_pages() -> None:
    """What is no part of it is for papers or for the admin, and named so."""
    text = SHEET.read_text()
    others = [path.name for path in SHEET.parent.iterdir() if path.name not in text]
    others.remove("jishi.css")
    others.remove("admin.css")
    assert [name for name in others if not name.startswith("papers")] == []


def test_files_are_collected_once_until_they_change(settings: LazySettings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    written(source)
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    statics.collect()
    sheet = settings.STATIC_ROOT / "main.css"
    assert "color: black" in sheet.read_text()
    sheet.unlink()
    statics.collect()
    assert not sheet.exists(), "nothing was done"
    (source / "b.css").write_text("p { color: grey; }\n")
    statics.collect()
    assert "color: grey" in sheet.read_text()
