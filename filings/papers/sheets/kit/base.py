"""What papers have in common: the head of a form, of an official paper, of minutes; words for
several persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, ClassVar, Self, TypeVar

from cases.facts.application import Apply
from cases.facts.case import edition_on
from cases.facts.values import Meeting
from cases.facts.values import Paper as Material
from cases.procedure import Body
from filings.papers.sheets.kit.registry import are_joint
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import Cell, Part, Row, cell, signs, table, tall
from filings.papers.sheets.kit.values import Blank, Fact, marks_of, month

V = TypeVar("V")
Text = str | None
Day = date | None


def pick(cls: type, facts: Any) -> dict[str, Any]:
    """The values of `facts` whose names are fields of the paper."""
    return {
        field.name: getattr(facts, field.name)
        for field in fields(cls)
        if hasattr(facts, field.name)
    }


def called(subjects: Sequence[Subject]) -> str:
    """The persons as a title names them: 张三同志, 张三、李四同志, 张三等5名同志."""
    names = [subject.person.name for subject in subjects]
    if len(names) <= 3:
        return f"{'、'.join(names)}同志"
    return f"{names[0]}等{len(names)}名同志"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form about one person: its head, and how it is laid out.

    step, made_by  the step of the paper, and who makes it; set by `registry.paper`
    layout   its parts, from the top; empty: the paper has a template of its own
    note     a line below the title
    corner   what stands on the right above the first part
    """

    step: ClassVar[str]
    made_by: ClassVar[Body]
    layout: ClassVar[tuple[Part, ...]] = ()
    note: ClassVar[str] = ""
    corner: ClassVar[Cell | None] = None

    unit: str
    case_number: str
    name: str
    sex: Annotated[Text, Blank("性别")] = None
    born: Annotated[Text, Blank("出生年月")] = None
    ethnicity: Annotated[Text, Blank("民族")] = None
    education: Annotated[Text, Blank("学历")] = None
    post: Annotated[Text, Fact("apply.post")] = None
    applied_on: Annotated[Day, Blank("申请入党时间")] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        """The form about the case; a form that tells more than facts adds it here."""
        return cls(**told(cls, subject))


@dataclass(frozen=True, kw_only=True)
class Slip(Form):
    """A notice or a receipt that is cut in two: the words of the slip are in its template, and a
    stub stays behind.
    """

    @property
    def stub(self) -> Part:
        """The table on the stub."""
        raise NotImplementedError


def told(cls: type[Form], subject: Subject) -> dict[str, Any]:
    """The head, and the value of every field that is marked as a `Fact`."""
    found = head(subject, cls.made_by)
    for name, fact in marks_of(cls, Fact).items():
        step, own = fact.place(cls, name)
        found[name] = getattr(subject.steps.get(step), own, None)
    return found


def head(subject: Subject, body: Body = Body.BRANCH) -> dict[str, Any]:
    """The fields of `Form`, under the name of the organization that makes the paper."""
    apply = subject.steps.apply or Apply()
    person = subject.person
    return {
        "unit": subject.name_of(body) or subject.branch.name,
        "case_number": subject.case.number,
        "name": person.name,
        "sex": person.get_sex_display() or None,
        "born": month(person.birth_on),
        "ethnicity": person.ethnicity or None,
        "education": apply.education.label if apply.education else None,
        "post": apply.post,
        "applied_on": apply.on,
    }


def who(subject: Subject, *names: str) -> dict[str, Any]:
    """Those of the fields of the head, for a row or a letter that tells them too."""
    found = head(subject)
    return {name: found[name] for name in names}


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One line of a roster: who it is about."""

    branch: str
    name: str
    sex: Annotated[Text, Blank("性别")]
    born: Annotated[Text, Blank("出生年月")]
    education: Annotated[Text, Blank("学历")]
    post: Annotated[Text, Blank("职务")]


def roster_person(subject: Subject) -> dict[str, Any]:
    """The fields of `RosterRow`."""
    person = who(subject, "name", "sex", "born", "education", "post")
    return {"branch": subject.branch.name, **person}


def minutes(*more: Row) -> tuple[Part, ...]:
    """The layout of minutes; `more`: rows of one kind of them."""
    return (
        table(
            ("meeting", "on"),
            ("place", "chair"),
            ("should_attend", "present"),
            ("recorder", cell(label="缺席人员及原因")),
            *more,
            (cell("name", label="讨论对象"), "born"),
            (cell("sex", "ethnicity", between="　"), "applied_on"),
            ("education", cell("post", label="单位及职务")),
            cell("agenda", label="议题"),
            tall("discussion", is_long=True),
            cell("outcome", text="text text-low"),
            widths=(17, 33, 17, 33),
        ),
        signs("主持人（签名）：", "记录人（签名）：", "（党支部盖章）"),
    )


@dataclass(frozen=True, kw_only=True)
class Minutes(Form):
    """Minutes of a meeting. What no entry holds (place, discussion) is a blank."""

    meeting: Annotated[Text, Blank("会议名称")] = None
    on: Annotated[Day, Blank("会议日期")] = None
    place: Annotated[Text, Blank("会议地点")] = None
    chair: Annotated[Text, Blank("主持人")] = None
    recorder: Annotated[Text, Blank("记录人")] = None
    should_attend: Annotated[int | None, Blank("应到人数")] = None
    present: Annotated[int | None, Blank("实到人数")] = None
    agenda: str
    discussion: Annotated[Text, Blank("讨论情况")] = None
    outcome: Annotated[Text, Blank("会议结果")] = None

    layout = minutes()


@dataclass(frozen=True, kw_only=True)
class Official:
    """An official paper. `heading` is the title in parts between which a line may break."""

    issuer: Annotated[Text, Blank("发文机关")] = None
    number: Annotated[Text, Blank("发文字号")] = None
    heading: tuple[str, ...]
    addressee: Annotated[Text, Blank("主送机关")] = None
    on: Annotated[Day, Blank("成文日期")] = None
    copies: Text = None


@dataclass(frozen=True, kw_only=True)
class Upward(Official):
    """请示 or 报告: names who signs for the issuer."""

    signer: Annotated[Text, Blank("签发人")] = None


def number_of(subjects: Sequence[Subject], code: str, part: int = 0) -> str | None:
    """The 发文字号 in force of the paper about exactly these cases, each in its round."""
    first, ids = subjects[0], frozenset(subject.case.pk for subject in subjects)
    for number in first.numbers:
        if (number.paper, number.cases, number.part) != (code, ids, part):
            continue
        if all(subject.round_of(number) == subject.round_number for subject in subjects):
            return number.text
    return None


def issued(
    subjects: Sequence[Subject],
    code: str,
    issuer: Body,
    addressee: Body | str | None,
    on: date | None,
    *,
    part: int = 0,
) -> dict[str, Any]:
    """Issuer, number, addressee and day of an official paper about these cases."""
    first = subjects[0]
    return {
        "issuer": first.name_of(issuer),
        "number": number_of(subjects, code, part),
        "addressee": first.name_of(addressee) if isinstance(addressee, Body) else addressee,
        "on": on,
    }


def roster_unit(subjects: Sequence[Subject]) -> str:
    """Over a roster: the branch, or the committee of several branches."""
    first = subjects[0]
    return (first.name_of(Body.COMMITTEE) if are_joint(subjects) else None) or first.branch.name


def one_day(subjects: Sequence[Subject], code: str, name: str = "on") -> date | None:
    """The day that the step has in all cases; None where they differ or one has none."""
    return same(getattr(subject.steps.get(code), name, None) for subject in subjects)


def day_sent(subjects: Sequence[Subject], code: str) -> date | None:
    """The day on which the report of the step went up, in all cases; None where they differ or
    one has none.
    """
    return same(subject.sent_on(code) for subject in subjects)


def same(values: Iterable[V]) -> V | None:
    """What all of them are; None where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


#: Who decides at a meeting of the branch, in words.
DECIDING = {Meeting.BRANCH_COMMITTEE: "支部委员会", Meeting.BRANCH_MEETING: "支部大会"}


def who_decided(meeting: Meeting | None) -> str | None:
    """Who decided at this meeting, in words; None: not known."""
    return DECIDING.get(meeting) if meeting else None


def cultivation_papers(subject: Subject) -> Material:
    """What goes up as the record of the cultivation: in 2026 the 登记表, unless it had ended before
    that edition.

    Source: 《细则》 2014 第二十二条, 2026 第二十一条; docs/specification/rules.md, E16.
    """
    nominated = subject.steps.nominate
    ended_before = (
        nominated is not None and nominated.on is not None and edition_on(nominated.on) == 2014
    )
    is_old = subject.edition == 2014 or ended_before
    return Material.CULTIVATION if is_old else Material.ACTIVIST_RECORD
