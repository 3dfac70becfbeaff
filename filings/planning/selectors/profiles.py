"""Local rules: their fields in words, and what holds above an organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from branches.models import Organization
from cases.facts.profile import NATIONAL, Profile, tightened
from cases.models import LocalProfile


@dataclass(frozen=True)
class Rule:
    """One field of `Profile` as a page shows it. `choices` are the numbers allowed; without,
    `least` to `most`.
    """

    name: str
    label: str
    hint: str
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[int, ...] = ()

    @property
    def is_switch(self) -> bool:
        return isinstance(getattr(NATIONAL, self.name), bool)


RULES: tuple[Rule, ...] = (
    Rule(
        "waiting_months",
        "申请入党到确定为积极分子",
        "B09：至少间隔的月数",
        "个月",
        choices=(0, 3, 6),
    ),
    Rule("wants_quarterly_reports", "每季度至少一次思想汇报", "B10"),
    Rule("counts_year_by_filing", "两次备案之间也须满一年", "C01"),
    Rule(
        "notice_days_2014", "2014年版案卷的公示", "C05：工作日数，0 为不要求", "个工作日", most=30
    ),
    Rule(
        "shortlist_notice_days",
        "确定入党积极分子后的公示",
        "F09：备案前的工作日数，0 为不要求",
        "个工作日",
        most=30,
    ),
    Rule(
        "admission_notice_days",
        "支部大会接收后的公示",
        "F09：审批前的工作日数，0 为不要求",
        "个工作日",
        most=30,
    ),
    Rule(
        "conversion_notice_days",
        "支部大会转正后的公示",
        "F09：审批前的工作日数，0 为不要求",
        "个工作日",
        most=30,
    ),
    Rule(
        "review_valid_months",
        "政治审查的有效期",
        "C13：支部大会时不超过的月数",
        "个月",
        least=1,
        most=12,
    ),
    Rule(
        "wants_meeting_within_month_2014", "预审合格后一个月内召开支部大会（2014年版案卷）", "D06"
    ),
    Rule("wants_reconsideration", "决议三个月未上报重新讨论，六个月重新履行程序", "D21"),
    Rule(
        "probation_examination_months",
        "预备党员考察间隔",
        "E17：0 为不另作规定",
        "个月",
        choices=(0, 6, 3),
    ),
    Rule(
        "inactive_years",
        "长期不发展党员",
        "D26：有积极分子而没有接收党员的年数",
        "年",
        least=1,
        most=3,
    ),
    Rule("surge_share", "突击发展：比例", "D27：超过全年的百分比", "%", least=10, most=50),
    Rule("surge_days", "突击发展：时段", "D27：集中的天数", "天", least=31, most=92),
    Rule("flags_days_off", "提示日期落在休息日和节假日的材料", "F06"),
)
RULE = {rule.name: rule for rule in RULES}
PAPERS_LABEL = "各步骤另须的材料"


def profile_above(organization: Organization) -> Profile:
    """What the organizations above set together; one query."""
    rows = LocalProfile.objects.filter(organization__path__in=organization.ancestor_paths)
    profile = NATIONAL
    for rules in rows.order_by("organization__path").values_list("rules", flat=True):
        profile = tightened(profile, rules)
    return profile


def said(name: str, value: Any) -> str:
    """A value in words: 3 个月, 要求, 不要求."""
    if isinstance(value, bool):
        return "要求" if value else "不要求"
    return f" {value} {RULE[name].unit}"


def own_rules(organization: Organization) -> dict[str, Any]:
    """What the organization set itself; one query."""
    found = (
        LocalProfile.objects.filter(organization=organization)
        .values_list("rules", flat=True)
        .first()
    )
    return found or {}
