"""What is said of one article in both editions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Addressee(Enum):
    """Who has the duties of an article, and the responsibility (责任) that goes with them."""

    COMMITTEE = "各级党委", "领导责任"
    DEPARTMENT = "组织部门", "指导责任"
    BRANCH = "党支部、支委会", "主体责任"
    SPONSOR = "培养联系人、入党介绍人", "直接责任"
    PERSON = "本人", ""

    def __init__(self, label: str, responsibility: str) -> None:
        self.label, self.responsibility = label, responsibility


class Source(Enum):
    """How sure number and content of an article of 2014 are; the 2026 text was read in full."""

    READ = ""
    NUMBER_INFERRED = "2014年版条文序号系推定"
    RECALLED = "2014年版内容凭记忆整理，不作为文字依据"


@dataclass(frozen=True, slots=True)
class Page:
    """A page or paper of the system that serves an article without being one of its steps;
    `view` None: no own page.
    """

    label: str
    view: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One article as both editions have it; None: the edition has no such article.

    text       what 2014 says; of both editions where `text_2026` is empty
    is_stated  it states a principle or a formality and asks for no act that a record could show
    lacking    what it asks for and nothing here records or checks, although something else of it is
               served
    """

    e2014: int | None
    e2026: int | None
    title: str
    text: str = ""
    text_2026: str = ""
    actors: tuple[Addressee, ...] = ()
    pages: tuple[Page, ...] = ()
    is_stated: bool = False
    lacking: str = ""
    source: Source = Source.READ

    def number(self, edition: int) -> int | None:
        return self.e2014 if edition == 2014 else self.e2026

    def words(self, edition: int) -> str:
        """What the edition says; empty when it has no such article."""
        if self.number(edition) is None:
            return ""
        if edition == 2014 or not self.text_2026:
            return self.text
        return self.text_2026


@dataclass(frozen=True, slots=True)
class Chapter:
    no: int
    title: str
    topics: tuple[Topic, ...]
