"""Telling branches that the calendar of a year was loaded by which a public notice had been
counted for now only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models.fields.json import KT

from branches.acts import MAY, Act
from branches.models import Appointment, User
from branches.services.calendar import give_notices
from cases.facts.case import Facts
from cases.models import Case
from cases.rules.target import years_of_notice
from cases.selectors.context import Profiles, load_calendar

#: The first day of a case's notice, as text.
NOTICE_FROM = KT("facts__steps__list_target__notice_from")
#: Cases named in one notice; of more the number is told.
NAMED = 20
#: The rule of the public notice.
NOTICE_RULE = "C05"


def tell_branches(*, years: Sequence[int], today: date) -> int:
    """Tell who records for the branches of the cases that rest on these years. Returns the number
    of such cases.

    Wants the cases judged by the new calendar. Done again on the same day it tells nothing new.
    """
    by_branch: dict[int, list[Case]] = defaultdict(list)
    for case in resting_on(years, today):
        by_branch[case.branch_id].append(case)
    posts = Appointment.objects.on(today).filter(
        organization__in=by_branch, role__in=MAY[Act.RECORD]
    )
    rows = []
    for post in posts.select_related("user"):
        if text := _text(years, by_branch[post.organization_id], post.user):
            rows.append(
                (post.user, f"calendar-{years[0]}-{years[-1]}-{post.organization_id}", text)
            )
    give_notices(rows=rows, on=today)
    return sum(map(len, by_branch.values()))


def resting_on(years: Sequence[int], today: date) -> Iterator[Case]:
    """The cases whose public notice is counted by the calendar of one of the years, with their
    branch.
    """
    calendar, profiles = load_calendar(), Profiles()
    first, after = (
        f"{min(years) - 1}-12-01",
        f"{max(years) + 1}-01-01",
    )  # a notice of December reaches into January
    noticed = Case.objects.annotate(notice_from=NOTICE_FROM).filter(
        notice_from__gte=first, notice_from__lt=after
    )
    for case in (
        noticed.select_related("branch")
        .only("number", "person", "branch", "facts", "state")
        .order_by("number")
    ):
        facts = Facts(case.facts, calendar, profiles.of(case.branch))
        if set(years) & set(years_of_notice(facts, today)):
            yield case


def _text(years: Sequence[int], cases: Sequence[Case], reader: User) -> str:
    """What the reader is told of the branch's cases; nothing of one about himself."""
    shown = [case for case in cases if case.person_id != reader.person_id]
    if not shown:
        return ""
    found = {case.pk for case in shown if case.findings.filter(rule=NOTICE_RULE).exists()}
    named = []
    for case in shown[:NAMED]:
        remark = "（公示天数不足）" if case.pk in found else ""
        named.append(case.number + remark)
    numbers = "、".join(named)
    if len(shown) > NAMED:
        numbers += f"等 {len(shown)} 件"
    then = "没有发现公示天数不足。"
    if found:
        then = "公示天数不足的，请按问题提示处理。"
    return (
        f"{'、'.join(map(str, years))} 年节假日安排已载入，"
        f"此前暂按周一至周五计算的公示已重新判定：{numbers}。{then}"
    )
