"""Forms made from facts: what goes in comes out, nothing typed is lost, and each wrong input is
told at its field.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import msgspec
import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.facts.admission import AdmissionMeeting, Approval, Votes
from cases.facts.base import FACTS, Choice, FactField, StepFacts, Value, fields_of, value_class
from cases.facts.case import CODES
from cases.facts.cultivation import Cultivate
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Ballot, Examination, NamedMember
from cases.forms import FactsForm, Setting, correction_form, step_form, supplement_form
from cases.forms.fields import EARLIEST, Shape, shape_of
from cases.selectors.roster import Roster
from tests.cases.sent import sent, typed_facts

TODAY = date(2027, 6, 1)
ROSTER = Roster(
    groups=(("本支部", [("1", "王一，2005年入党"), ("2", "李二")]),),
    names={"1": "王一", "2": "李二"},
    not_full={"3": "赵三"},
)
SETTING = Setting(today=TODAY, version=3, roster=ROSTER)
words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


def values(kind: Any, *, latest: date = TODAY) -> st.SearchStrategy[Any]:
    """Values of a fact, as a form can give them."""
    if kind is date:
        return st.dates(EARLIEST, latest)
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(0, 99_999)
    if kind is str:
        return words
    if shape_of(kind) is Shape.MEMBERS:
        named = [NamedMember(name=name, member=int(key)) for key, name in ROSTER.names.items()]
        return st.permutations(named).map(lambda found: tuple(found[:1])) | st.permutations(
            named
        ).map(tuple)
    if part := value_class(kind):
        return st.lists(structs(part), min_size=1, max_size=3).map(tuple)
    if isinstance(kind, type) and issubclass(kind, Choice):
        return st.sampled_from(list(kind))
    if isinstance(kind, type) and issubclass(kind, Value):
        return structs(kind)
    choices = list(get_args(kind)[0])
    chosen = st.sets(st.sampled_from(choices), min_size=1)
    return chosen.map(lambda found: tuple(each for each in choices if each in found))


def structs(kind: Any, names: tuple[str, ...] | None = None) -> st.SearchStrategy[Any]:
    """A facts class or a value with its required fields and any of the others."""
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for fact in fields_of(kind):
        if names is None or fact.name in names:
            (required if fact.label.required or not _may_be_empty(kind, fact) else optional)[
                fact.name
            ] = _of(fact)
    return st.fixed_dictionaries(required, optional=optional).map(lambda found: kind(**found))


def _may_be_empty(kind: Any, fact: FactField) -> bool:
    return getattr(kind(**_least(kind)), fact.name) is None


def _least(kind: Any) -> dict[str, Any]:
    """Something for the fields of a value that have no default."""
    samples = {date: TODAY, str: "某", bool: True}
    return {
        fact.name: samples.get(fact.type) or next(iter(fact.type))
        for fact in fields_of(kind)
        if issubclass(kind, Value) and fact.label.required
    }


def _of(fact: FactField) -> st.SearchStrategy[Any]:
    return values(fact.type, latest=date(2035, 1, 1) if fact.label.written else TODAY)


def asked_of(form: type[FactsForm]) -> st.SearchStrategy[StepFacts]:
    return structs(form.facts_class, form.names)


def answered(facts: StepFacts) -> bool:
    """Whether the condition among answers holds that `cases.forms.conditions` asks for; no empty
    group.
    """
    if isinstance(facts, Approval) and facts.votes == Votes():
        return False
    if isinstance(facts, AdmissionMeeting):
        return facts.is_passed is not False or facts.afterwards is not None
    return (
        getattr(facts, "outcome", None) is not ConversionOutcome.EXTEND
        or getattr(facts, "months", None) is not None
    )


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=15)
@given(data=st.data())
def test_facts_come_out_as_they_went_in(code: str, data: st.DataObject) -> None:
    form_class = step_form(code)
    facts = data.draw(asked_of(form_class).filter(answered))
    form = form_class(query(sent(facts, form_class.names, version=3)), setting=SETTING)
    assert form.is_valid(), (form.errors, [rows.errors for rows in form.formsets])
    assert form.facts() == facts


@pytest.mark.parametrize("code", [code for code in CODES if supplement_form(code, None)])
@settings(max_examples=15)
@given(data=st.data())
def test_supplements_come_out_as_they_went_in(code: str, data: st.DataObject) -> None:
    form_class = supplement_form(code, None)
    assert form_class is not None
    facts = data.draw(asked_of(form_class).filter(lambda found: found != FACTS[code]()))
    form = form_class(query(sent(facts, form_class.names, version=3)), setting=SETTING)
    assert form.is_valid(), form.errors
    assert form.facts() == facts


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=8)
@given(data=st.data())
def test_a_worksheet_shows_what_was_typed(code: str, data: st.DataObject) -> None:
    form_class = step_form(code)
    facts = data.draw(asked_of(form_class))
    kept = {
        name: value if isinstance(value, list) else [value]
        for name, value in typed_facts(facts, form_class.names).items()
    }
    form = form_class(setting=Setting(today=TODAY, version=3, roster=ROSTER, kept=kept))
    assert not form.is_bound
    for name, texts in kept.items():
        if not name.endswith("_FORMS"):
            shown = shown_value(form, name)
            assert (shown if isinstance(shown, list) else [str(shown)]) == texts, name


def shown_value(form: FactsForm, name: str) -> Any:
    if name in form.fields:
        return form[name].value()
    prefix, number, field = name.split("-")
    return form.rows[prefix].forms[int(number)][field].value()


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=8)
@given(data=st.data())
def test_a_correction_begins_with_the_old_facts_and_keeps_the_rest(
    code: str, data: st.DataObject
) -> None:
    old = data.draw(
        structs(
            FACTS[code],
            tuple(fact.name for fact in fields_of(FACTS[code]) if not fact.label.system),
        )
    )
    form_class = correction_form(code, old)
    assert form_class is not None
    setting = Setting(today=TODAY, version=3, roster=ROSTER, known=old)
    assert form_class(setting=setting)["on"].value() == old.on
    form = form_class(query(sent(old, form_class.names, version=3, reason="核对")), setting=setting)
    if answered(old):
        assert form.is_valid(), form.errors
        assert form.facts() == old


def query(data: dict[str, Any]) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, value in data.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def form_of(code: str, **typed: Any) -> FactsForm:
    return step_form(code)(query(sent(FACTS[code](), (), version=3, **typed)), setting=SETTING)


@pytest.mark.parametrize(
    "text", ["2026年5月8日", "2026-5-8", "2026.05.08", "2026/5/8", "20260508", " 2026-05-08 "]
)
def test_days_are_typed_in_any_usual_way(text: str) -> None:
    form = form_of("oath", on=text)
    assert form.is_valid(), form.errors
    assert form.facts().on == date(2026, 5, 8)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-2-30", "没有这一天"),
        ("前天", "请写出年月日"),
        ("202658", "6 位数字"),
        ((TODAY + timedelta(1)).isoformat(), "不能晚于今天"),
        ("0206-05-08", "年份不对"),
        ("", "请填写宣誓日期。"),
    ],
)
def test_an_impossible_day_is_told_at_its_field(text: str, says: str) -> None:
    form = form_of("oath", on=text, place="礼堂")
    assert not form.is_valid()
    assert says in str(form.errors["on"])
    assert list(form.errors) == ["on"]
    assert 'value="礼堂"' in str(form["place"])


def test_a_day_written_in_a_paper_may_lie_ahead() -> None:
    form = step_form("approve")(query({"probation_to": "2028-05-31"}), setting=SETTING)
    form.is_valid()
    assert "probation_to" not in form.errors


def test_a_day_without_a_year_lies_where_the_field_does() -> None:
    typed = {"on": "5月8号", "probation_from": "5月8日", "probation_to": "5月7日"}
    form = step_form("approve")(query(typed), setting=SETTING)
    form.is_valid()
    assert form.cleaned_data["on"] == form.cleaned_data["probation_from"]
    assert form.cleaned_data["on"] <= TODAY < form.cleaned_data["probation_to"]


@pytest.mark.parametrize("word", ["无", "/", "——", "否"])
def test_words_that_say_nothing_are_no_reason_for_missing_training(word: str) -> None:
    form = form_of("train", special_case=word)
    assert not form.is_valid()
    assert form.cleaned_data["special_case"] == ""
    assert "organizer" in form.errors


def test_ditto_is_refused_at_its_field() -> None:
    form = form_of("enrol", on="2026-5-8", group="同上")
    assert not form.is_valid()
    assert "请写出来" in form.errors["group"][0]


def test_the_notice_is_asked_for_from_2026_on() -> None:
    """《细则》 2026 第十三条; in 2014 it was local practice."""
    notice = {"notice_from", "notice_to", "places", "result"}
    assert form_of("list_target", on="2026-4-30").is_valid()
    assert form_of("list_target", on="2026-5-30").errors.keys() == notice
    assert form_of("list_target", on="").errors.keys() == notice | {"on"}


def test_yes_and_no_are_unset_until_chosen() -> None:
    assert form_of("talk")["on"].value() is None
    empty = step_form("apply")(setting=SETTING)
    assert "checked" not in str(empty["is_citizen"])
    assert form_of("apply").errors["is_citizen"] == ["请在“中国公民”中选择是或否。"]


def test_negative_and_huge_numbers_are_refused() -> None:
    form = form_of(
        "admission_meeting",
        **{"ballot-present": "-1", "ballot-in_favour": "1000000000000", "ballot-against": "二"},
    )
    form.is_valid()
    assert {"ballot-present", "ballot-in_favour", "ballot-against"} <= form.errors.keys()


def test_system_facts_are_never_asked_for() -> None:
    for code in CODES:
        system = {fact.name for fact in fields_of(FACTS[code]) if fact.label.system}
        assert not system & {*step_form(code).names}


def test_a_member_who_is_not_full_is_refused_by_name() -> None:
    form = form_of("appoint_contacts", on="2026-5-8", **{"contacts-0": "3", "contacts-1": "77"})
    form.is_valid()
    assert form.errors["contacts-0"] == ["赵三不是正式党员，不能担任。"]
    assert "contacts-1" in form.errors


def test_nobody_is_named_twice() -> None:
    form = form_of("appoint_contacts", on="2026-5-8", **{"contacts-0": "1", "contacts-1": "1"})
    form.is_valid()
    assert form.errors == {"contacts-1": ["王一已经选过。"]}


def test_a_required_list_wants_a_row() -> None:
    form = form_of(
        "archive",
        on="2027-5-8",
        kept_in="party",
        **{"papers-TOTAL_FORMS": "1", "papers-INITIAL_FORMS": "0"},
    )
    assert not form.is_valid()
    assert form.rows["papers"].non_form_errors() == ["请填写移交材料，至少一行。"]


def test_one_row_more_keeps_all_and_blames_nobody() -> None:
    form = form_of(
        "nominate",
        on="2026-13-8",
        present="7",
        **{
            "opinions-TOTAL_FORMS": "1",
            "opinions-INITIAL_FORMS": "0",
            "opinions-0-kind": "group",
            "opinions-ADD": "1",
        },
    )
    assert form.is_growing
    grown = form.grown()
    assert not grown.errors
    assert (grown["on"].value(), grown["present"].value(), grown["version"].value()) == (
        "2026-13-8",
        "7",
        "3",
    )
    assert grown["request_id"].value() == form["request_id"].value()
    assert [row["kind"].value() for row in grown.rows["opinions"]] == ["group", None]


def test_training_not_held_for_a_reason_needs_no_class() -> None:
    assert form_of("train", on="2026-5-8", special_case="援外").is_valid()
    assert {"days", "hours", "organizer", "is_passed"} <= form_of(
        "train", on="2026-5-8"
    ).errors.keys()


@pytest.mark.parametrize(
    ("outcome", "wants"), [("extend", {"months"}), ("cancel", set()), ("on_time", set())]
)
def test_an_extension_wants_its_months(outcome: str, wants: set[str]) -> None:
    form = form_of("conversion_meeting", outcome=outcome)
    form.is_valid()
    assert {"months"} & form.errors.keys() == wants
    assert ("committee_review_on" in form.errors) is (outcome != "cancel")


def test_a_meeting_that_failed_wants_what_follows() -> None:
    form = form_of("admission_meeting", is_passed="no")
    form.is_valid()
    assert "afterwards" in form.errors


def test_of_a_form_half_typed_the_facts_say_what_was_asked() -> None:
    form = form_of("talk", on="2026-5-8", talker="王一")
    assert not form.is_valid()
    facts = form.known_so_far()
    assert (facts.on, facts.asked) == (date(2026, 5, 8), ("on", "talker"))
    assert not facts.missing("topics")


def test_the_ballot_comes_out_as_far_as_it_was_typed() -> None:
    form = form_of("admission_meeting", **{"ballot-should_attend": "10", "ballot-present": "x"})
    form.is_valid()
    facts = form.facts()
    assert isinstance(facts, AdmissionMeeting)
    assert facts.ballot == Ballot(should_attend=10)


def test_a_stale_form_carries_the_new_version_and_all_that_was_typed() -> None:
    form = form_of("talk", on="2026-5-8", topics=["history", "law"])
    form.is_valid()
    form.renew(version=9)
    assert form["version"].value() == "9"
    assert form["topics"].value() == ["history", "law"]


def test_a_supplement_must_add_something() -> None:
    form_class = supplement_form("approve", None)
    assert form_class is not None
    form = form_class(
        query({"version": "3", "request_id": "6d0b6ae0-2b5f-4a35-9d11-0e8f5ab3e6ae"}),
        setting=SETTING,
    )
    assert not form.is_valid()
    assert form.non_field_errors() == ["请至少填写一项要补充的内容。"]


# -- rows that begin with who is signed in ---------------------------------------------------------


def examinations(rows: list[dict[str, str]], **more: Any) -> FactsForm:
    """The supplement of step 6 as sent by 王一, with these rows of examinations."""
    form_class = supplement_form("cultivate", None)
    assert form_class is not None
    filled_in = {"examinations": {"by": "王一"}}
    data: dict[str, Any] = {"version": "3", "request_id": "6a697368-6900-5000-8000-64656d6f3131"}
    for name in ("examinations", "reports", "activities"):
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    data |= {"examinations-TOTAL_FORMS": str(len(rows)), **more}
    for number, row in enumerate(rows):
        data |= {f"examinations-{number}-{name}": text for name, text in row.items()}
    return form_class(data, setting=replace(SETTING, known=None, filled_in=filled_in))


def test_the_examiner_is_filled_in_and_makes_no_row_alone() -> None:
    form_class = supplement_form("cultivate", None)
    assert form_class is not None
    new = form_class(setting=replace(SETTING, filled_in={"examinations": {"by": "王一"}}))
    assert 'value="王一"' in str(new.rows["examinations"].forms[0]["by"])
    for row in ({"by": "王一"}, {"by": ""}):
        form = examinations(
            [row],
            **{
                "activities-TOTAL_FORMS": "1",
                "activities-0-on": "2027-5-1",
                "activities-0-what": "参观",
            },
        )
        assert form.is_valid(), form.rows["examinations"].errors
        # the facts of step 6
        assert form.facts().examinations is None  # type: ignore[attr-defined]


def test_an_examination_wants_its_opinion() -> None:
    form = examinations([{"on": "2027-5-1", "by": "王一", "conclusion": ""}])
    assert not form.is_valid()
    assert list(form.rows["examinations"].forms[0].errors) == ["conclusion"]
    assert form.non_field_errors() == []  # not that nothing was filled in
    assert examinations([{"on": "2027-5-1", "by": "李二", "conclusion": "表现良好"}]).is_valid()
    assert not examinations([{"by": "李二"}]).is_valid()


def test_of_history_an_opinion_that_was_never_there_is_not_asked() -> None:
    old = Cultivate(examinations=(Examination(on=date(2019, 5, 1)),), asked=("examinations",))
    form_class = correction_form("cultivate", old)
    assert form_class is not None
    for known, is_valid in ((old, True), (msgspec.structs.replace(old, asked=None), False)):
        data = sent(old, form_class.names, version=3, reason="日期有误")
        assert form_class(data, setting=replace(SETTING, known=known)).is_valid() is is_valid


def test_a_form_with_a_prefix_reads_only_its_own_names() -> None:
    """Forms of two cases on one page: fields, rows and reasons of each begin with its prefix."""
    data = QueryDict(mutable=True)
    for prefix, name in (("p1", "王一"), ("p2", "李二")):
        data.update(
            {
                f"{prefix}-on": "2027-5-20",
                f"{prefix}-request_id": "00000000-0000-0000-0000-000000000001",
                f"{prefix}-version": prefix[1],
                f"{prefix}-reason-D12": f"{name}的理由",
                f"{prefix}-opinions-TOTAL_FORMS": "1",
                f"{prefix}-opinions-INITIAL_FORMS": "0",
                f"{prefix}-opinions-0-name": name,
                f"{prefix}-opinions-0-in_favour": "yes",
                f"{prefix}-opinions-0-before_meeting": "yes",
                f"{prefix}-opinions-0-has_vote": "yes",
                f"{prefix}-opinions-0-is_present": "no",
            }
        )
    for prefix, name in (("p1", "王一"), ("p2", "李二")):
        form = step_form("admission_meeting")(data, setting=SETTING, prefix=prefix)
        form.is_valid()
        facts: Any = form.facts()
        assert (facts.on, [each.name for each in facts.opinions]) == (date(2027, 5, 20), [name])
        assert form.reasons == {"D12": f"{name}的理由"}
        assert form["version"].data == prefix[1]
        shown = step_form("admission_meeting")(
            None, setting=replace(SETTING, kept=dict(data.lists())), prefix=prefix
        )
        assert shown.rows["opinions"].forms[0].initial["name"] == name
        assert shown.initial["version"] == SETTING.version
