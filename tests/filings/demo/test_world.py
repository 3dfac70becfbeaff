"""The demo world: everything the issue asks of it is there, and it is the same for the same seed
and day.
"""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from branches.actor import Actor
from branches.models import Installation, Member, Organization, User
from cases.facts.case import edition_on
from cases.models import Case, CaseNumber, Entry, Finding, Obligation, Worksheet
from cases.procedure import STEPS, TURN
from cases.services import Refused, rejudge
from cases.services.chain import breaks
from filings.demo import stages, turns
from filings.demo.lives import SEED, Lives
from filings.demo.load import load
from filings.demo.scenarios import BESIDE
from filings.demo.story import Script
from filings.demo.world import PASSWORD, World
from filings.inspections.models import Inspection
from filings.inspections.selectors.report import report
from filings.kinds import KINDS
from filings.models import FilingItem
from filings.papers.kept.models import FormNumber
from filings.planning.selectors.quota import quota_year
from tests.factories import make_user
from tests.filings.demo.conftest import CASES, TODAY
from tests.filings.demo.trial import Trial, teams
from tests.filings.demo.whole import unlike
from tests.filings.papers import truth

pytestmark = pytest.mark.xdist_group("demo")  # one process builds the world they share


def test_world_has_its_tree_and_people(world: World) -> None:
    assert connection.settings_dict["NAME"].startswith("test_"), "not the developer's"
    kinds = list(Organization.objects.order_by().values_list("kind", flat=True))
    assert (kinds.count("branch"), kinds.count("general_branch"), kinds.count("department")) == (
        24,
        1,
        1,
    )
    assert Member.objects.count() >= 600
    assert Case.objects.count() == CASES + len(BESIDE)
    names = "".join(Case.objects.values_list("person__name", flat=True))
    assert all(sign in names for sign in "䶮𠮷·")


def test_no_paper_tells_of_a_later_day_or_without_ground(world: World) -> None:
    """Every paper of every story, in every round: its days, and its fixed sentences."""
    found, seen = truth.faults(Case.objects.select_related("person", "branch"), TODAY)
    assert found == []
    assert set(truth.OFTEN) <= seen


def test_every_step_and_turn_and_both_editions_are_there(world: World) -> None:
    states = set(Case.objects.values_list("state", flat=True))
    assert {step.code for step in STEPS} <= states
    assert set(Entry.objects.filter(kind="turn").values_list("code", flat=True)) == set(TURN)
    assert set(Entry.objects.values_list("kind", flat=True)) == set(Entry.Kind.values)
    editions = {
        frozenset(
            map(edition_on, case.entries.filter(kind="step").values_list("taken_on", flat=True))
        )
        for case in Case.objects.all()
    }
    assert editions == {frozenset({2014}), frozenset({2026}), frozenset({2014, 2026})}
    assert Worksheet.objects.count() >= 5


def test_scope_is_the_same_for_one_case_and_for_all(world: World) -> None:
    """`is_visible_to` reads no row for what most people see; `visible_to` is the query of lists."""
    cases = list(Case.objects.select_related("branch"))
    seen = {}
    for user in User.objects.all():
        actor = Actor(user, TODAY)
        listed = set(Case.objects.visible_to(actor).values_list("pk", flat=True))
        assert {case.pk for case in cases if case.is_visible_to(actor)} == listed, user.username
        seen[user.username] = len(listed)
    assert {0, len(cases)} < set(seen.values()), "nobody, everything, and something between"
    assert 0 < seen["contact"] < seen["secretary"]


def test_filings_wait_at_every_level_and_came_back_from_it(world: World) -> None:
    items = set(FilingItem.objects.values_list("kind", "state"))
    for kind in KINDS:
        assert items & {(kind, "submitted"), (kind, "received")}, kind
        assert (kind, "returned") in items, kind
    assert {state for _, state in items} == set(FilingItem.State.values)


def test_frequent_violations_are_found_and_late_acts_are_due(world: World) -> None:
    found = set(Finding.objects.values_list("rule", flat=True))
    wanted = (
        "A05 A06 B01 B02 B05 B06 C01 C02 C05 C08 C09 C10 C12 C14 D04 D06 D07 D08 D09 D10 D12 D16"
        " D18 D19 D20 "
    )
    assert set((wanted + "E02 E03 E05 E06 E16 F02").split()) <= found
    late = set(Obligation.objects.filter(until_on__lt=TODAY).values_list("rule", flat=True))
    assert late == {"A05", "B06", "D06", "D20", "E02", "E05", "E11"}
    assert Obligation.objects.filter(until_on__gte=TODAY).exists()


def test_two_checks_lie_a_year_apart_with_all_that_followed(world: World) -> None:
    last, present = Inspection.objects.filter(unit__code="LC-LY").order_by("year")
    assert (last.year, last.as_of, last.conducted_by.code) == (2025, date(2025, 12, 31), "LC-LY")
    assert (present.year, present.as_of, present.conducted_by.code) == (
        2026,
        date(2026, 11, 18),
        "LC-ZZB",
    )
    assert [each.frozen_at and each.frozen_at.date() for each in (last, present)] == [
        date(2026, 1, 12),
        present.as_of,
    ]
    assert min(each.findings.weighty().count() for each in (last, present)) > 5
    branches = last.rectifications.filter(unit__kind="branch").order_by("unit__code")
    states = list(branches.values_list("state", flat=True))
    assert states[:3] == ["closed", "returned", "answered"]
    assert set(states[3:]) == {"issued"}
    assert set(present.rectifications.values_list("state", flat=True)) == {"issued"}
    assert last.findings.filter(approved_on__isnull=False).count() == 1
    assert last.findings.get(found_by__isnull=False).rule == "F07"
    assert (
        last.cases.filter(read_on__isnull=False).count()
        == 4
        < last.cases.filter(is_drawn=True).count()
    )


def test_of_the_committees_below_the_city_one_is_good_and_one_is_bad(world: World) -> None:
    last, present = Inspection.objects.filter(unit__code="LC").order_by("year")
    assert (last.year, last.as_of) == (2025, date(2025, 12, 31))
    assert (present.year, present.as_of) == (2026, date(2026, 11, 22))
    found = report(present, present.unit, last)
    totals = {unit.organization.code: unit.total for unit in found.units}
    assert set(totals) >= {"LC-LY", "LC-JY", "LC-CT"}
    cases = {unit.organization.code: unit.cases for unit in found.units}
    assert totals["LC-JY"] == 0 < cases["LC-JY"]
    share = {code: totals[code] / cases[code] for code in ("LC-LY", "LC-CT")}
    assert share["LC-CT"] > 2 * share["LC-LY"]
    notices = last.rectifications.filter(due_on__lt=TODAY)
    assert {each.unit.path[:8] for each in notices} == {world.organizations["LC-CT"].path}
    rows = {row.organization.code: row for row in quota_year(last.unit, 2026, TODAY).children}
    assert rows["LC-CT"].over > 0 == rows["LC-JY"].over == rows["LC-LY"].over


def test_the_numbers_of_others_come_before_those_of_the_committees_beside(world: World) -> None:
    rows = Case.objects.order_by("number").values_list("number", "branch__code")
    by_year: dict[str, list[tuple[str, bool]]] = {}
    for number, branch in rows:
        year, place = number.split("-")
        by_year.setdefault(year, []).append((place, branch > "ZB20"))
    for year, places in by_year.items():
        assert [int(place) for place, _ in places] == list(range(1, len(places) + 1)), year
        assert [beside for _, beside in places] == sorted(beside for _, beside in places), year
        assert CaseNumber.objects.get(year=year).last == len(places)


def test_what_is_stored_is_what_is_found_today_and_the_chains_hold(world: World) -> None:
    def judged() -> set[tuple[object, ...]]:
        return {
            *Finding.objects.values_list(
                "case", "rule", "severity", "due_on", "actual_on", "message"
            ),
            *Obligation.objects.values_list("case", "rule", "due_on", "earliest_on", "text"),
        }

    before = judged()
    rejudge(case_ids=Case.objects.values_list("pk", flat=True), today=TODAY)
    assert judged() == before
    assert list(breaks(Case.objects.all())) == []


@pytest.fixture(scope="module")
def lives() -> Lives:
    """The cases of any day, their histories not stored."""
    return Lives(SEED, teams(SEED))


def test_a_trial_finds_what_is_stored(world: World) -> None:
    assert Case.objects.count() == CASES + len(BESIDE)
    assert list(unlike(TODAY, CASES)) == []


@pytest.mark.usefixtures("a_slip")
def test_a_trial_refuses_what_the_service_refuses(lives: Lives) -> None:
    for script, why in ((TOO_SOON, "满一年"), (TWICE, "已经登记")):
        life = lives.life(1, script, TODAY)
        with pytest.raises(Refused, match=why):
            Trial.of(SEED, life, TODAY).tell(life.acts)


#: Told in a case that is open in the system, what it is an example of is refused.
TOO_SOON = Script(name="培养不满一年", until="oath", gaps={"cultivate": -40})
TWICE = Script(name="重复登记", until="talk", then="again_as_a_slip", rest=30)


@pytest.fixture
def a_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn of a history in which a step is recorded twice."""
    monkeypatch.setitem(turns.TURNS, "again_as_a_slip", lambda story: stages.talk(story))


@pytest.mark.django_db
def test_a_case_whose_act_is_refused_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    good = Script(name="一般", until="talk", rest=30)
    monkeypatch.setattr("filings.demo.lives.scripts", lambda cases, today: [good, TOO_SOON, good])
    said: list[str] = []
    load(TODAY, neighbours=False, say=said.append)
    assert Case.objects.count() == 2
    (line,) = said
    assert "培养不满一年" in line
    assert "\n" not in line
    assert list(breaks(Case.objects.all())) == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2027-01-02", "2028-01-14", "2029-02-20"])
def test_checks_and_number_book_are_whole_early_in_a_year(day: str) -> None:
    today = date.fromisoformat(day)
    load(today, cases=24, neighbours=False, say=pytest.fail)
    last, present = Inspection.objects.filter(unit__code="LC-LY").order_by("year", "pk")
    assert last.frozen_at is not None
    assert present.frozen_at is not None
    assert present.frozen_at.date() == today - timedelta(6)
    assert last.year < present.year
    assert last.rectifications.exists() == last.findings.weighty().exists()
    assert not FormNumber.objects.filter(changed_on__gt=today).exists()


def test_every_account_signs_in_and_sees_what_it_should(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())
    counts = {}
    for username, _ in world.accounts:
        client = Client()
        assert client.login(username=username, password=PASSWORD), username
        assert client.get(reverse("me")).status_code == 200, username
        user = User.objects.get(username=username)
        counts[username] = Case.objects.visible_to(Actor(user, TODAY)).count()
    assert counts["administrator"] == 0
    assert counts["clerk"] == CASES
    assert counts["officer"] == CASES + len(BESIDE)
    assert 0 < counts["contact"] < counts["secretary"] < counts["committee-member"]
    assert counts["introducer"] > 0
    assert counts["general-branch"] > counts["far-secretary"] > 0


@pytest.fixture
def empty_tables(db: None) -> None:
    """Tables whose numbers begin at one, so that two worlds can be compared with their keys."""
    _truncate()


def _truncate() -> None:
    kept = {"django_content_type", "auth_permission", "django_migrations"}
    names = ", ".join(
        f'"{table}"' for table in connection.introspection.table_names() if table not in kept
    )
    connection.check_constraints()  # what is deferred, done now
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def test_same_seed_and_day_give_the_same_entries(empty_tables: None) -> None:
    load(TODAY, cases=8, neighbours=False, say=pytest.fail)
    first = list(Entry.objects.order_by("pk").values_list("digest", flat=True))
    _truncate()
    load(TODAY, cases=8, neighbours=False, say=pytest.fail)
    assert list(Entry.objects.order_by("pk").values_list("digest", flat=True)) == first


@pytest.mark.django_db
def test_command_refuses_a_database_in_use() -> None:
    make_user(username="somebody")
    with pytest.raises(CommandError, match="not marked as demo"):
        call_command("load_demo")
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_command_prints_the_accounts_of_a_world_that_is_there() -> None:
    make_user(username="somebody")
    Installation.mark_as_demo([("somebody", "支部书记")])
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "somebody" in out.getvalue()
    assert not Case.objects.exists()
