"""What a form looks like: its parts in their order, and tables whose cells name fields of the
paper.

A label stands once, at the field: as its `Blank`, or in the facts that the field is read from.

    layout = (
        PERSON,
        table(("on", "place"), ("organizer", "leader"), tall("summary"), widths=(18, 32, 18, 32)),
        signs("宣誓人（签名）：", "（组织单位盖章）"),
    )
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from filings.papers.sheets.kit.values import labels_of


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A label and what stands beside it.

    names      fields or properties of the paper; none: a space to fill by hand
    between    stands between the values of several, and between their labels
    label      where it differs from the field's own
    width      of the label in per cent, where the columns of the table do not say
    css, text  classes of the cell, and of a block of text in it
    span       columns of the value
    is_long    a page may end within it
    is_extra   its row is left out while it has no value
    says_none  无 stands there while there is no value, and no blank to fill
    template   writes the value where it is more than that
    """

    names: tuple[str, ...] = ()
    between: str = ""
    label: str = ""
    width: float = 0
    css: str = ""
    text: str = ""
    span: int = 0
    is_long: bool = False
    is_extra: bool = False
    says_none: bool = False
    template: str = ""

    def label_on(self, paper: Any) -> str:
        """The label that the paper prints."""
        if self.label:
            return self.label
        labels = labels_of(type(paper))
        return self.between.join(labels[name].text for name in self.names if name in labels)

    def values_on(self, paper: Any) -> list[Any]:
        """The values that the paper prints; of one made by a unit's own template, what there is."""
        return [getattr(paper, name, None) for name in self.names]

    def is_on(self, paper: Any) -> bool:
        """Whether the paper prints it."""
        return not self.is_extra or any(
            value not in (None, "", ()) for value in self.values_on(paper)
        )


def cell(*names: str, **more: Any) -> Cell:
    """One field, or several in one cell."""
    return Cell(names=names, **more)


def number(*names: str, **more: Any) -> Cell:
    """A cell whose value stands in its middle."""
    return cell(*names, css="number", **more)


def text(*names: str, **more: Any) -> Cell:
    """A few lines of text."""
    return cell(*names, text="text", **more)


def tall(*names: str, **more: Any) -> Cell:
    """Many lines of text."""
    return cell(*names, text="text text-tall", **more)


#: Cells side by side, each by the name of its field where nothing more is to say; one alone is as
#: wide as the table.
Row = str | Cell | tuple[str | Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a form, and the template that writes it. `heading`: over it, or instead of its
    own.
    """

    template: str
    heading: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[float, ...] = ()
    words: tuple[str, ...] = ()


def table(*rows: Row, widths: Sequence[float] = ()) -> Part:
    """A table; `widths` of its columns in per cent."""
    laid = [_cells(row) for row in rows]
    columns = max(len(row) for row in laid)
    filled: list[tuple[Cell, ...]] = []
    for cells in laid:
        is_short = len(cells) < columns
        filled.append((replace(cells[0], span=2 * columns - 1),) if is_short else cells)
    return Part(
        template="filings/papers/_table.html",
        rows=tuple(filled),
        widths=tuple(widths),
    )


def _cells(row: Row) -> tuple[Cell, ...]:
    cells = []
    for each in row if isinstance(row, tuple) else (row,):
        cells.append(cell(each) if isinstance(each, str) else each)
    return tuple(cells)


def piece(template: str, heading: str = "") -> Part:
    """A part with a template of its own, which reads the paper itself."""
    return Part(template=template, heading=heading)


def title(words: str) -> Part:
    """A heading."""
    return Part(template="filings/papers/_heading.html", heading=words)


def hint(words: str) -> Part:
    """A line in small print."""
    return Part(template="filings/papers/_hint.html", words=(words,))


def signs(*words: str) -> Part:
    """Who signs and seals: a seal is named in brackets."""
    return Part(template="filings/papers/_signs.html", words=words)


#: Below the title of a form that stands in for the central one.
OUR_PAGE = "本页为系统记录页，非统一印制的登记表；统一式样下发后按统一式样填写"
#: Who it is about, in a table of its own.
PERSON = piece("filings/papers/_person.html")
HISTORY, RELATIVES = piece("filings/papers/_history.html"), piece("filings/papers/_relatives.html")
EXAMINATIONS, ACTIVITIES, REPORTS = (
    piece("filings/papers/_examinations.html"),
    piece("filings/papers/_activities.html"),
    piece("filings/papers/_reports.html"),
)
