"""The sections of the site, in the order of the navigation. Whoever adds a section adds its line
here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from branches.rights import Rights


def everyone(rights: Rights) -> bool:
    """Shown to all who are signed in."""
    return True


def case_worker(rights: Rights) -> bool:
    """Shown to all but those who only administer: contacts and introducers have no right of
    reading, but cases.
    """
    return bool(rights.reading_paths) or not rights.administered_paths


def reader(rights: Rights) -> bool:
    """Shown to those who read the cases of a subtree: filings are no business of contacts and
    introducers.
    """
    return bool(rights.reading_paths)


def keeper(rights: Rights) -> bool:
    """Shown to those who read cases or keep the organizations."""
    return reader(rights) or administrator(rights)


def administrator(rights: Rights) -> bool:
    """Shown to administrators."""
    return bool(rights.administered_paths)


def only_administrator(rights: Rights) -> bool:
    """Shown to administrators without other posts; the others find it among the planning pages."""
    return administrator(rights) and not reader(rights)


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the navigation: the name of its view, and to whom it is shown."""

    label: str
    view: str
    is_shown: Callable[[Rights], bool] = everyone


@dataclass(frozen=True, slots=True)
class Item:
    """A section as `_components/nav_list.html` shows it."""

    label: str
    url: str
    is_current: bool


NAVIGATION: tuple[Section, ...] = (
    Section("工作台", "workbench"),
    Section("案卷", "cases", case_worker),
    Section("备案审批", "filings", reader),
    Section("文书", "paper_check", reader),
    Section("统计", "statistics", reader),
    Section("年度检查", "inspections", reader),
    Section("指标和规定", "planning", reader),
    Section("文书模板", "paper_templates", only_administrator),
    Section("节假日", "holidays", only_administrator),
    Section("导入导出", "exchange", keeper),
    Section("组织与任职", "organizations", administrator),
    Section("细则", "regulation"),
)
# The menu under the user's name.
ACCOUNT: tuple[Section, ...] = (Section("我的", "me"), Section("修改密码", "password_change"))


def items(sections: Iterable[Section], rights: Rights, path: str) -> list[Item]:
    """What somebody with these rights sees of the sections while on the page at `path`.

    Current is the section whose address is the longest beginning of the path; the root only on
    itself.
    """
    found, current = [], ""
    for section in sections:
        if section.is_shown(rights):
            url = reverse(section.view)
            found.append((section.label, url))
            is_under = path == url or (url != "/" and path.startswith(url))
            if is_under and len(url) > len(current):
                current = url
    return [Item(label=label, url=url, is_current=url == current) for label, url in found]
