"""Rules of stage 1, 申请入党: steps 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.application import Competence, TalkTopic, UnitSituation
from ..facts.arithmetic import add_months
from ..facts.case import Facts, edition_on
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import is_awaited, is_migrant, is_missing, unknown_of_migrant
from .unknown import BIRTH, unrecorded


@rule(
    "A01",
    step=1,
    title="申请入党应年满十八岁",
    e2014=Is("第五条", Severity.VOID),
    e2026=Is("第五条", Severity.VOID),
)
def of_age(facts: Facts, on: date) -> Iterator[Result]:
    """The 18th birthday counts; the day of application is the receipt."""
    received, birth = facts.day("apply"), facts.case.person.birth_on
    if received is None:
        return
    if birth is None:
        yield BIRTH
    elif received < (due := add_months(birth, 18 * 12)):
        yield Breach(
            f"申请入党应年满十八岁：应不早于 {due}，实际 {received}", due=due, actual=received
        )


@rule(
    "A02",
    step=1,
    title="申请人是中国公民，属于规定的社会阶层",
    e2014=Is("第五条", Severity.VOID),
    e2026=Is("第五条", Severity.VOID),
)
def citizen_of_a_stratum(facts: Facts, on: date) -> Iterator[Result]:
    """No citizen, or the stratum left empty where it was asked: an import has no column for it."""
    apply = facts.steps.apply
    if apply is None or apply.on is None:
        return
    yield from unrecorded(apply, "is_citizen", "stratum")
    if apply.is_citizen is False:
        yield Breach("申请入党的应是中国公民", actual=apply.on)
    elif apply.missing("stratum"):
        yield Breach("没有填写职业类别（阶层）")


@rule(
    "A03",
    step=1,
    title="书面申请，本人签名并写明日期",
    e2014=Is(None, Severity.CORRECT),
    e2026=Is(None, Severity.CORRECT),
)
def written_and_signed(facts: Facts, on: date) -> Iterator[Result]:
    """One finding: the letter's day before the signature. Source: 流程图 (本人提出，书面申请)."""
    if is_missing(facts, "apply", since=2):
        yield Breach("没有收到入党申请书的记录")
        return
    apply = facts.steps.apply
    if apply is None or apply.on is None:
        return
    yield from unrecorded(apply, "letter_on", "is_own_hand")
    if apply.letter_on is not None and apply.letter_on > apply.on:
        text = f"入党申请书落款日期不应晚于收到日期：应不迟于 {apply.on}，实际 {apply.letter_on}"
        yield Breach(text, due=apply.on, actual=apply.letter_on)
    elif apply.is_own_hand is False:
        yield Breach("入党申请书应由本人书写并签名", actual=apply.on)


#: Who may take an application by where the applicant works, and whom migrants may turn to as well,
#: in each edition.
_COMPETENT = {
    2014: {
        UnitSituation.WITH_ORGANIZATION: {Competence.UNIT},
        UnitSituation.WITHOUT_ORGANIZATION: {Competence.RESIDENCE},
        UnitSituation.NO_UNIT: {Competence.RESIDENCE},
    },
    2026: {
        UnitSituation.WITH_ORGANIZATION: {Competence.UNIT},
        UnitSituation.WITHOUT_ORGANIZATION: {
            Competence.UNIT_PLACE,
            Competence.SUPERVISOR,
            Competence.RESIDENCE,
        },
        UnitSituation.NO_UNIT: {Competence.RESIDENCE},
    },
}
_COMPETENT_FOR_MIGRANTS = {
    2014: {Competence.UNIT_PLACE, Competence.SUPERVISOR, Competence.MIGRANT},
    2026: {Competence.MIGRANT},
}


@rule(
    "A04",
    step=1,
    title="向有权受理的党组织提出申请",
    e2014=Is("第六条", Severity.CORRECT),
    e2026=Is("第六条", Severity.CORRECT),
)
def competent_organization(facts: Facts, on: date) -> Iterator[Result]:
    """The organization of the unit; where it has none that of the residence, in 2026 also of the
    unit's place or of the department above it. Who may be a migrant has more to choose from. What
    was not asked is not judged.
    """
    apply = facts.steps.apply
    if apply is None or apply.on is None:
        return
    if apply.competence is None:
        yield from unrecorded(apply, "competence")
        return
    if apply.unit_situation is None:
        yield from unrecorded(apply, "unit_situation")
        return
    edition = edition_on(apply.on)
    if apply.competence in _COMPETENT[edition][apply.unit_situation]:
        return
    if apply.competence in _COMPETENT_FOR_MIGRANTS[edition] and is_migrant(facts) is not False:
        yield from unknown_of_migrant(facts)
        return
    text = f"{apply.unit_situation.label}的，不应由{apply.competence.label}受理入党申请"
    yield Breach(text, actual=apply.on)


@rule(
    "A05",
    step=2,
    title="收到申请书后一个月内派人谈话",
    e2014=Is("第七条", Severity.CORRECT),
    e2026=Is("第七条", Severity.CORRECT),
)
def talk_within_a_month(facts: Facts, on: date) -> Iterator[Result]:
    """Talk (谈话) not before the receipt and at most one calendar month after it, the last day
    included.
    """
    received, held = facts.day("apply"), facts.day("talk")
    no_talk = "收到申请书后一个月内应派人谈话：没有谈话记录"
    is_lacking = is_missing(facts, "talk", since=3)
    if received is None:
        if is_lacking:
            yield Breach(no_talk)
        return
    due = add_months(received, 1)
    if is_lacking:
        yield Breach(f"{no_talk}，应不迟于 {due}", due=due)
    elif held is None:
        if is_awaited(facts, "talk", since=3):
            yield Duty(f"应不迟于 {due}：{received} 收到申请书起一个月", due=due)
    elif held < received:
        yield Breach(
            f"谈话应在收到申请书之后：应不早于 {received}，实际 {held}", due=received, actual=held
        )
    elif held > due:
        text = f"收到申请书后一个月内应派人谈话：应不迟于 {due}，实际 {held}"
        yield Breach(text, due=due, actual=held)


@rule(
    "A06",
    step=2,
    title="谈话记录写明谈话人和规定的内容",
    e2014=Is("第七条", Severity.ADVISE),
    e2026=Is("第七条", Severity.CORRECT),
    is_stricter=True,
)
def talk_is_recorded(facts: Facts, on: date) -> Iterator[Result]:
    """2014 asks for the basic situation, 2026 names what is to be asked and explained."""
    talk = facts.steps.talk
    if talk is None or talk.on is None:
        return
    yield from unrecorded(talk, "talker", "topics")
    lacking = []
    if talk.missing("talker"):
        lacking.append("谈话人")
    if talk.missing("topics") or talk.topics == ():
        lacking.append("谈话内容")
    elif talk.topics is not None and edition_on(talk.on) == 2026:
        lacking += [topic.label for topic in TalkTopic if topic not in talk.topics]
    if lacking:
        yield Breach(f"谈话记录没有写明：{'、'.join(lacking)}")
