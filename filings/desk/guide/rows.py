"""What a row of the help says of a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from branches.acts import Act


class Part(Enum):
    """The chapters of a manual, in their order."""

    DESK = "工作台和查找"
    CASES = "案卷"
    ACTS = "登记和更正"
    MEETINGS = "会议"
    FILINGS = "报送、备案和审批"
    PAPERS = "文书和扫描件"
    PLANNING = "统计、指标和规定"
    CHECKS = "年度检查和整改"
    KEEPING = "系统维护"
    ACCOUNT = "账号"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHelp:
    """What is said of one page.

    title    what the page is called
    part     the chapter of the manual
    about    what the page is for, in a sentence
    does     what one does there, in three sentences
    words    words of the page, keys of `words.WORDS`
    signs    states that it shows, keys of `words.SIGNS`
    needs    acts of which a role must have one so that its manual tells of the page; none: what the
             view itself asks
    is_for_sponsors  whether the manual of contacts and introducers tells of it
    """

    title: str
    part: Part
    about: str
    does: tuple[str, str, str]
    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    needs: tuple[Act, ...] = ()
    is_for_sponsors: bool = False
