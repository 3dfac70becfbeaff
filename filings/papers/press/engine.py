"""WeasyPrint, loaded when something is printed. The only module that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import CSS as CSS
    from weasyprint import Document as Document
    from weasyprint.text.fonts import FontConfiguration as FontConfiguration


def load_weasyprint() -> Any:
    """The module. It takes a second to import, which a process that prints nothing does without."""
    import weasyprint
    from PIL import ImageFile

    # Its import lets the whole process take half a picture for a whole one; uploads are checked in
    # it as well.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint
