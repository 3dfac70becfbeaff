"""The first visit: three tasks of a role, until something was done or they were put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.contrib.admin.models import LogEntry
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from branches.access import opens
from branches.actor import Actor
from branches.acts import Role
from branches.models import Job, User
from cases.models import Entry
from filings.desk.guide.manual import Reader, reader_of
from filings.models import Filing, FilingItem


@dataclass(frozen=True, slots=True)
class FirstTask:
    """One of the three: the page where it is done, and what is done there."""

    view: str
    label: str
    about: str


_CASE = FirstTask("new_case", "建立案卷", "收到入党申请书就建立，这里填的以后各步都会用到")
_WAITING = FirstTask("filings", "看看下级报来的事项", "快到期的在前，打开一件，逐条核对后办理")
_EXAMINE = FirstTask("examinations", "登记考察", "积极分子每半年考察一次，一页可以登记多人")
_LIST = FirstTask("cases", "找到您负责的案卷", "可以按姓名、阶段、期限和问题查找")
_REGULATION = FirstTask("regulation", "对照细则", "每一条下面列着落实它的步骤、规则和文书")
_QUOTA = FirstTask("quota", "核对今年的指标", "下达多少、用了多少、还剩多少")
_CHECK = FirstTask("inspections", "看年度检查", "哪些单位有哪些问题，整改到了哪里")
_STATISTICS = FirstTask("statistics", "看统计", "各阶段人数、结构和用时，不用另外填报")
_IMPORT = FirstTask("exchange", "导入已有的纪实资料", "下载空白工作簿填好，先试运行再导入")
_HOLIDAYS = FirstTask("holidays", "核对节假日和调休", "公示的五个工作日按这张表计算")

#: `{role: its three tasks}`; None: contacts and introducers.
FIRST_TASKS: Mapping[Role | None, tuple[FirstTask, FirstTask, FirstTask]] = MappingProxyType(
    {
        Role.BRANCH_SECRETARY: (
            _CASE,
            _IMPORT,
            FirstTask("meetings", "登记支部大会", "一次会议逐个讨论多人，票数随填随算"),
        ),
        Role.ORGANIZATION_MEMBER: (_CASE, _EXAMINE, _LIST),
        Role.GENERAL_BRANCH_SECRETARY: (_WAITING, _LIST, _STATISTICS),
        Role.COMMITTEE_SECRETARY: (_WAITING, _QUOTA, _CHECK),
        Role.COMMITTEE_MEMBER: (_WAITING, _LIST, _REGULATION),
        Role.ORGANIZER: (_WAITING, _QUOTA, _REGULATION),
        Role.CLERK: (
            _WAITING,
            FirstTask("form_book", "登记领来的入党志愿书", "领到一批先登记号段，再逐本发放"),
            FirstTask("paper_numbers", "登记今年的机关代字", "公文取号从这里接着编"),
        ),
        Role.DEPARTMENT_OFFICER: (_QUOTA, _CHECK, _STATISTICS),
        Role.ADMINISTRATOR: (
            FirstTask("admin:index", "建立组织、账号和任职", "先有组织和人员，再给账号和任职"),
            _HOLIDAYS,
            _IMPORT,
        ),
        None: (_LIST, _EXAMINE, _REGULATION),
    }
)


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """What the workbench shows to who is here for the first time: (task, its address)."""

    reader: Reader
    tasks: list[tuple[FirstTask, str]]


def first_visit(actor: Actor) -> FirstVisit | None:
    """The tasks; None for who has done something, or put them away. One query at most."""
    if actor.account.first_visit_over or has_done_something(actor.account):
        return None
    reader, tasks = reader_of(actor), []
    for task in FIRST_TASKS[reader.role]:
        url = reverse(task.view)
        if opens(url, actor):
            tasks.append((task, url))
    return FirstVisit(reader, tasks)


def has_done_something(user: User) -> bool:
    """Whether anything was recorded, sent, answered, begun or administered with the account."""
    me = OuterRef("pk")
    done = Q(Exists(Entry.objects.filter(recorded_by=me)))
    done |= Q(Exists(Filing.objects.filter(submitted_by=me)))
    done |= Q(Exists(FilingItem.objects.filter(answered_by=me)))
    done |= Q(Exists(Job.objects.filter(owner=me)))
    done |= Q(Exists(LogEntry.objects.filter(user=me)))
    return User.objects.filter(done, pk=user.pk).exists()
