"""Why what is recorded may not be changed now: annulled, corrected, left by a turn, a sponsor
replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from branches.actor import Actor
from branches.line import Line
from branches.models import Member
from cases.facts.case import CODES
from cases.facts.values import NamedMember, Replacement
from cases.may.acting import Acting, Wanted, first_of, right_of, supplement_acting
from cases.may.reasons import Reason, is_reason
from cases.models import Case, Entry, Sponsorship
from cases.models.case import STEP_OF
from cases.procedure import PLACE, STEP, STEPS, TURN, Route, Step, Turn

ANNULLABLE = (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION, Entry.Kind.TURN)


def annul(case: Case, entry: Entry, last: Entry | None, *, has_other_case: bool) -> Reason | None:
    """Why the entry cannot be annulled.

    last            the last entry that stands, see `last_standing`
    has_other_case  the person has an open case beside this one
    """
    if last is None or last.pk != entry.pk:
        return Reason("只能作废最后一条登记。")
    if entry.kind == Entry.Kind.STEP and _answered_by(entry) is not None:
        return Reason("上级的答复不能作废。")
    if entry.kind == Entry.Kind.TURN and TURN[entry.code].act is None:
        return Reason("上级的答复不能作废。")
    if entry.code in case.locked:
        return Reason("有报送以这条登记为依据，请先撤回报送。")
    if case.closed_on is not None and has_other_case:
        return Reason("此人已另有未办结的案卷，这份案卷不能恢复办理。")
    return None


def last_standing(entries: Iterable[Entry]) -> Entry | None:
    """The last of all entries of a case that is neither an annulment nor annulled.

    What passed with a filing is not counted: a waiting one locks the steps it rests on, an answer
    is an entry itself.
    """
    rows = list(entries)
    gone = {row.replaces_id for row in rows if row.kind == Entry.Kind.ANNULMENT}
    standing = [row for row in rows if row.kind in ANNULLABLE and row.pk not in gone]
    return max(standing, key=lambda row: row.sequence, default=None)


def annul_role(entry: Entry, actor: Actor) -> str | None:
    """As what the user may annul the entry, at the organization for which it was recorded; no
    query for it.
    """
    if entry.organization_id is None:
        return None
    if (
        entry.role in Sponsorship.Kind.values
    ):  # that he still stands by the person, the scope has seen to
        return entry.role if entry.recorded_by_id == actor.account.pk else None
    roles = {
        grant.role.value
        for grant in actor.rights.grants
        if grant.organization_id == entry.organization_id
    }
    if entry.role in roles:
        return entry.role
    return min(roles, default=None) if entry.recorded_by_id == actor.account.pk else None


def annul_acting(entry: Entry, actor: Actor) -> Acting | None:
    """Who recorded it, while still in that post, or the same role at the same organization."""
    role = annul_role(entry, actor)
    return Acting(entry.organization, role) if role and entry.organization else None


def _answered_by(entry: Entry) -> Route | None:
    """The filing whose answer the entry of a step is, None when the step was recorded by itself."""
    step = STEP[entry.code]
    if PLACE.get(entry.state_before, -1) >= PLACE[step.code]:
        return None  # the case had gone past it
    if step.route is None and entry.state_before in step.by_answer_from:
        return next(each.route for each in STEPS if each.no == step.no and each.route)
    return step.route


def correct(case: Case, entry: Entry, replaced: Collection[int]) -> Reason | None:
    """Why the entry cannot be corrected; `replaced`: see `replaced_in`."""
    if entry.kind not in (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION):
        return Reason("只有登记和补充可以更正。")
    if entry.pk in replaced:
        return Reason("这条登记已被更正或作废。")
    if entry.code in case.locked:
        return Reason("有报送以这条登记为依据，请先撤回报送。")
    return None


def replaced_in(entries: Iterable[Entry]) -> frozenset[int]:
    """The ids of the entries that a correction or an annulment which stands has replaced."""
    rows = [row for row in entries if row.replaces_id]
    gone = {row.replaces_id for row in rows if row.kind == Entry.Kind.ANNULMENT}
    return frozenset(row.replaces_id for row in rows if row.replaces_id and row.pk not in gone)


def correct_acting(
    case: Case, entry: Entry, actor: Actor, line: Line, kinds: Collection[str]
) -> Acting | None:
    """As what the user may correct: who may record it, or who may decide where an accepted filing
    rests on it. `kinds`: see `supplement_acting`.

    Source: docs/specification/procedure.md, "Filings".
    """
    step, first = STEP[entry.code], _original(entry)
    is_addition = first.kind == Entry.Kind.SUPPLEMENT
    route = None if is_addition else _answered_by(first)
    kept_by = _kept_by(case, step)
    if route is not None:
        return first_of(actor, _who_corrects_answer(case, step, route, line), line)
    if kept_by is not None:
        return first_of(actor, [(kept_by.answer, (kept_by.receiver,))], line)
    if is_addition:
        return supplement_acting(case, step, actor, line, kinds)
    return first_of(actor, [right_of(step)], line)


def _who_corrects_answer(case: Case, step: Step, route: Route, line: Line) -> Wanted:
    """Whoever answered; of a filing that is done on submission its sender too, until it is
    received.
    """
    wanted: Wanted = [(route.answer, (route.receiver,))]
    is_received = getattr(case.facts.steps.get(step.code), "received_on", None) is not None
    if route.done_on_submission and (line.department is None or not is_received):
        wanted.append((route.submit, (route.sender,)))
    return wanted


def _original(entry: Entry) -> Entry:
    """The entry that corrections go back to."""
    while entry.kind == Entry.Kind.CORRECTION and entry.replaces is not None:
        entry = entry.replaces
    return entry


def _kept_by(case: Case, step: Step) -> Route | None:
    """The first filing that rests on the step and was accepted and not undone; those that hold
    nothing up keep none.
    """
    return next(
        (
            each.route
            for each in STEPS
            if each.route is not None
            and step.code in each.route.rests_on
            and not each.route.done_on_submission
            and _is_done(case, each.no)
        ),
        None,
    )


def _is_done(case: Case, no: int) -> bool:
    done = (case.facts.steps.get(code) for code in CODES if STEP[code].no == no)
    return any(
        facts is not None and facts.on is not None and not facts.is_negative for facts in done
    )


def turn(case: Case, row: Turn) -> Reason | None:
    """Why the turn cannot be taken by itself now."""
    if row.act is None or row.with_entry:
        return Reason(f"「{row.term}」随答复或登记办理，不能单独办理。")
    if case.state not in row.after:
        return Reason(f"案卷现处于「{case.state_label}」，不能「{row.term}」。")
    if case.locked:
        return Reason("有报送正在等待答复，请先撤回。")
    results = [case.facts.steps.get(code) for code in row.after_bad_result]
    if results and not any(facts is not None and facts.is_negative for facts in results):
        return Reason("政治审查、培训或支委会审查没有不合格的结论，不需要退回。")
    return None


def replace_sponsor(
    case: Case, change: Replacement, new: Member, current: Sequence[Sponsorship], today: date
) -> Reason | None:
    """Why a contact or introducer cannot be replaced by the member `new`.

    current  the sponsorships of that kind that go on
    """
    row, on, old = standing_of(current, change.old), change.on, change.old
    if case.closed_on is not None:
        return Reason("案卷已经办结，只能更正。")
    if row is None:
        return Reason(f"{old.name}现在不担任。", "old")
    if on > today:
        return Reason(f"日期不能晚于今天（{today}）。", "on")
    if row.since_on is not None and on < row.since_on:
        return Reason(f"不能早于{old.name}开始担任之日（{row.since_on}）。", "on")
    if not new.is_full_on(on):
        article = STEP[STEP_OF[Sponsorship.Kind(row.kind)]].article(2026)
        return Reason(f"{new.person.name}在 {on} 不是正式党员。", "new", article)
    if not is_reason(change.reason):
        return Reason("请写明更换的原因。", "reason")
    if new.person_id == case.person_id:
        return Reason("本人不能担任。", "new")
    if any(each.member_id == new.pk for each in current):
        return Reason(f"{new.person.name}已在担任。", "new")
    return None


def standing_of(current: Iterable[Sponsorship], named: NamedMember) -> Sponsorship | None:
    """The sponsorship of somebody as named: who stands on no member list is known by the name."""
    for row in current:
        if row.member_id != named.member:
            continue
        if named.member is not None or row.name == named.name:
            return row
    return None
