"""A form is declared by its fields: each named in its layout is one, and each has a label."""

from __future__ import annotations

from dataclasses import fields

import pytest

from cases.facts.probation import ConversionOutcome
from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.base import Form, Slip
from filings.papers.sheets.kit.registry import SHEET, Paper
from filings.papers.sheets.kit.tables import Part, cell, table
from filings.papers.sheets.kit.values import Fact, blanks, labels_of, marks_of

DECLARED = [paper for paper in in_order() if paper.template == SHEET]
SLIPS = [paper for paper in in_order() if issubclass(paper.cls, Slip)]


@pytest.mark.parametrize("paper", DECLARED, ids=lambda paper: paper.code)
def test_a_layout_names_what_the_paper_holds(paper: Paper) -> None:
    """A name that is none would print as a blank for ever, a field without a label as nameless."""
    for part in paper.cls.layout:
        check_names(paper.cls, part)


def check_names(cls: type[Form], part: Part) -> None:
    labels = labels_of(cls)
    known = {field.name for field in fields(cls)}
    cells = [each for row in part.rows for each in row]
    for each in cells:
        assert all(name in known or hasattr(cls, name) for name in each.names), each
        assert each.label or all(name in labels for name in each.names), each


@pytest.mark.parametrize("paper", SLIPS, ids=lambda paper: paper.code)
def test_a_stub_names_what_the_slip_holds(paper: Paper) -> None:
    slip = object.__new__(paper.cls)  # without values: the stub of most is the same for all
    for outcome in (None, *ConversionOutcome):
        object.__setattr__(slip, "outcome", outcome)
        check_names(paper.cls, slip.stub)


def test_most_forms_are_declared() -> None:
    assert len(DECLARED) == 29
    assert len(SLIPS) == 6


def test_a_label_is_the_facts_own() -> None:
    (talk,) = (paper for paper in DECLARED if paper.code == "talk_record")
    assert labels_of(talk.cls)["talker"].text == "谈话人"
    assert set(marks_of(talk.cls, Fact)) >= {"on", "talker", "capacity", "place", "summary"}


def test_a_blank_may_have_a_name_of_its_own_or_none() -> None:
    (record,) = (paper for paper in DECLARED if paper.code == "notice_record")
    labels = labels_of(record.cls)
    assert labels["reactions"] == ("公示期间反映的情况", "反映的情况")
    made = record.cls(unit="支部", case_number="2026-1", name="周小静")
    assert "反映的情况" in blanks(made)
    assert "公示期间反映的情况" not in blanks(made)


def test_a_cell_alone_in_its_row_is_as_wide_as_the_table() -> None:
    (first, second) = table(("on", "place"), "summary").rows
    assert [each.span for each in (*first, *second)] == [0, 0, 3]
    (alone,) = table(cell("summary")).rows
    assert alone[0].span == 0
