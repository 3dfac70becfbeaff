"""Papers of step 18: what the committee reports to the department, a quarter at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from cases.procedure import Body
from filings.papers.sheets.kit.base import (
    Day,
    RosterRow,
    Text,
    Upward,
    called,
    day_sent,
    issued,
    one_day,
    roster_person,
)
from filings.papers.sheets.kit.days import last, sent
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.values import Blank


@dataclass(frozen=True, kw_only=True)
class AdmittedRow(RosterRow):
    """One line of the quarterly roster; the number is the department's, given when it took the
    report in.
    """

    meeting_on: Annotated[Day, Blank("支部大会通过时间")]
    approved_on: Annotated[Day, Blank("审批时间")]
    form_number: Annotated[Text, Blank("志愿书编号")]
    number: Annotated[Text, Blank("备案编号")]

    @classmethod
    def of(cls, subject: Subject, *, has_number: bool = True) -> Self:
        steps, filed = subject.steps, subject.steps.file_with_department
        number = filed.number if filed else None
        return cls(
            **roster_person(subject),
            meeting_on=steps.admission_meeting.on if steps.admission_meeting else None,
            approved_on=steps.approve.on if steps.approve else None,
            form_number=steps.fill_form.form_number if steps.fill_form else None,
            number=number if has_number else "",
        )


def quarter_of(day: date) -> int:
    """The quarter of a day, 1–4."""
    return (day.month + 2) // 3


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """Year, quarter, and how many were admitted."""

    year: Annotated[Text, Blank("年度")]
    quarter: Annotated[int | None, Blank("季度")]
    count: int

    @classmethod
    def of(cls, subjects: tuple[Subject, ...]) -> Self:
        quarters = set()
        for subject in subjects:
            approve = subject.steps.approve
            if approve is not None and approve.on is not None:
                quarters.add((str(approve.on.year), quarter_of(approve.on)))
        year, quarter = quarters.pop() if len(quarters) == 1 else (None, None)
        return cls(year=year, quarter=quarter, count=len(subjects))


@paper(
    "department_report",
    step="file_with_department",
    kind=Kind.OFFICIAL,
    title="关于接收预备党员备案的报告",
    issuer=Body.COMMITTEE,
    many=True,
    day=sent("file_with_department"),
)
@dataclass(frozen=True, kw_only=True)
class DepartmentReport(Upward):
    """The committee's report to the department above. Source: 《细则》 2014 第二十六条, 2026
    第二十五条.
    """

    period: Quarter
    people: tuple[AdmittedRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        day = day_sent(subjects, "file_with_department")
        return cls(
            **issued(subjects, "department_report", Body.COMMITTEE, Body.DEPARTMENT, day),
            heading=("关于", "接收", called(subjects), "为中共预备党员备案的", "报告"),
            period=Quarter.of(subjects),
            people=tuple(AdmittedRow.of(subject, has_number=False) for subject in subjects),
        )


@paper(
    "department_roster",
    step="file_with_department",
    kind=Kind.FORM,
    title="接收预备党员备案登记表",
    issuer=Body.COMMITTEE,
    many=True,
    day=last("file_with_department.on", "file_with_department.received_on"),
)
@dataclass(frozen=True, kw_only=True)
class DepartmentRoster:
    """The quarterly roster that goes with it."""

    unit: Annotated[Text, Blank("填报单位")]
    period: Quarter
    filed_on: Annotated[Day, Blank("报送日期")]
    rows: tuple[AdmittedRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        return cls(
            unit=subjects[0].name_of(Body.COMMITTEE),
            period=Quarter.of(subjects),
            filed_on=one_day(subjects, "file_with_department"),
            rows=tuple(AdmittedRow.of(subject) for subject in subjects),
        )
