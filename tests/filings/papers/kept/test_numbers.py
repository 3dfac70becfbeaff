"""发文字号 and the number book: each number once, no gap, void ones listed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from importlib import import_module
from threading import Barrier, Event

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases.models import Case
from cases.services.errors import Refused
from filings.papers.kept import selectors, services
from filings.papers.kept.models import DocumentNumber, FormNumber, NumberRegister
from filings.papers.kept.selectors import registers as reading
from filings.papers.kept.services import booking
from filings.papers.press.printing import sheets_of
from filings.papers.sheets.catalogue import PAPERS
from filings.papers.sheets.kit.loading import subjects_of
from tests.cases.rules.build import IN_2026
from tests.factories import make_user
from tests.filings.papers.uploads import sign_in
from tests.filings.services.build import FilingWorld

ON = date(2027, 2, 1)


@pytest.fixture
def world(db: None) -> FilingWorld:
    return FilingWorld(IN_2026)


def issue(world: FilingWorld, case: Case, *, paper: str = "contact_appointment") -> DocumentNumber:
    return issue_for(world, [case], paper)


def issue_for(
    world: FilingWorld, cases: list[Case], paper: str, *, by: User | None = None, part: int = 0
) -> DocumentNumber:
    sheet = sheets_of(
        PAPERS[paper], subjects_of([Case.objects.get(pk=case.pk) for case in cases], ON)
    )[part]
    return services.issue_number(
        sheet=sheet, organization=world.tree.branch, by=Actor(by or world.secretary, ON)
    )


def open_register(world: FilingWorld) -> NumberRegister:
    return services.set_word(
        organization=world.tree.branch, word="测林机支", by=Actor(world.secretary, ON)
    )


def test_numbers_follow_each_other_and_a_paper_keeps_its_own(world: FilingWorld) -> None:
    open_register(world)
    first, second = world.open_case(), world.open_case(seed=501)
    one = issue(world, first)
    assert str(one) == "测林机支〔2027〕1号"
    assert issue(world, first) == one
    assert str(issue(world, second)) == "测林机支〔2027〕2号"
    assert str(issue(world, first, paper="activist_report")) == "测林机支〔2027〕3号"
    subject = subjects_of([first], ON)[0]
    assert PAPERS["contact_appointment"].build([subject])[0].number == "测林机支〔2027〕1号"


def test_a_paper_about_several_has_another_number_than_about_one(world: FilingWorld) -> None:
    open_register(world)
    first, second = world.open_case(), world.open_case(seed=501)
    issue(world, first, paper="activist_report")
    both = issue_for(world, [first, second], "activist_report")
    assert both.sequence == 2
    alone, other = subjects_of([first, second], ON)
    assert PAPERS["activist_report"].build([alone])[0].number == "测林机支〔2027〕1号"
    assert PAPERS["activist_report"].build([alone, other])[0].number == "测林机支〔2027〕2号"
    assert PAPERS["activist_report"].build([other])[0].number is None


def test_a_void_number_stays_and_is_not_given_again(world: FilingWorld) -> None:
    open_register(world)
    case = world.open_case()
    void = services.void_number(
        number_id=issue(world, case).pk, reason="打印有误", by=Actor(world.secretary, ON)
    )
    assert issue(world, case).sequence == 2
    assert [
        row.is_void
        for row in selectors.numbers_of(world.tree.branch, 2027, Actor(world.secretary, ON))
    ] == [False, True]
    with pytest.raises(Refused):
        services.void_number(number_id=void.pk, reason="再作废", by=Actor(world.secretary, ON))
    with pytest.raises(InternalError), transaction.atomic():
        void.delete()
    with pytest.raises(InternalError), transaction.atomic():
        DocumentNumber.objects.filter(pk=void.pk).update(sequence=9)


def test_only_who_issues_for_the_organization_takes_numbers(world: FilingWorld) -> None:
    open_register(world)
    case = world.open_case()
    for user in (world.clerk, world.stranger, world.contact):
        with pytest.raises(PermissionDenied):
            issue_for(world, [case], "contact_appointment", by=user)


def test_the_word_stands_for_the_year_once_a_number_bears_it(world: FilingWorld) -> None:
    with pytest.raises(Refused):
        issue(world, world.open_case())
    open_register(world)
    services.set_word(
        organization=world.tree.branch, word="测林一支", by=Actor(world.secretary, ON)
    )
    issue(world, world.open_case(seed=502))
    with pytest.raises(Refused):
        open_register(world)


@pytest.mark.xdist_group("threads")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers_without_a_gap() -> None:
    world = FilingWorld(IN_2026)
    open_register(world)
    cases = [world.open_case(seed=600 + number) for number in range(4)]
    start = Barrier(len(cases))

    def take(case: Case) -> int:
        try:
            start.wait()
            return issue(world, case).sequence
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cases)) as threads:
        assert sorted(threads.map(take, cases)) == [1, 2, 3, 4]


# -- the number book -------------------------------------------------------------------------------


@pytest.fixture
def booked(world: FilingWorld) -> FilingWorld:
    receive(world, "0001", "0003")
    return world


def receive(world: FilingWorld, first: str, last: str) -> None:
    services.receive_block(
        organization=world.tree.bureau,
        numbers=booking.NumberRange("A", first, last),
        source="测试市委组织部",
        received_on=ON,
        by=Actor(world.clerk, ON),
    )


def form(number: str) -> FormNumber:
    return FormNumber.objects.get(number=number)


def test_each_number_is_received_once(booked: FilingWorld) -> None:
    assert list(FormNumber.objects.values_list("number", flat=True)) == ["A0001", "A0002", "A0003"]
    with pytest.raises(Refused, match="只能登记一次"):
        receive(booked, "0003", "0005")
    with pytest.raises(Refused, match="与已登记的号段 A0001–A0003 重叠"):
        receive(booked, "3", "9")  # the same figures, typed without their zeros
    assert FormNumber.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        FormNumber.objects.create(
            block=form("A0001").block, organization=booked.tree.bureau, number="A0001", figure=1
        )


def test_a_form_is_issued_after_the_pre_review_and_used_with_step_14(booked: FilingWorld) -> None:
    case = booked.open_case()
    with pytest.raises(Refused, match="预审"):
        services.issue_form(number_id=form("A0001").pk, case=case, by=Actor(booked.clerk, ON))
    case = booked.drive(case, "pre_review")
    services.issue_form(number_id=form("A0001").pk, case=case, by=Actor(booked.clerk, ON))
    with pytest.raises(Refused, match="已发放"):
        services.issue_form(number_id=form("A0002").pk, case=case, by=Actor(booked.clerk, ON))
    booked.drive(case, "fill_form")
    book = selectors.form_book(booked.tree.bureau)
    assert book.used == {"A0001"}
    assert book.flags == []
    assert dict(book.counts) == {"库存": 2, "已发放": 0, "已使用": 1, "作废": 0, "退回": 0}
    with pytest.raises(Refused, match="已经使用"):
        services.spoil_form(
            number_id=form("A0001").pk, state="spoiled", reason="污损", by=Actor(booked.clerk, ON)
        )


@pytest.mark.xdist_group("threads")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_case_one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both hold a form in the hand before either saves: the second waits for the case, and finds
    the first.
    """
    booked = FilingWorld(IN_2026)
    receive(booked, "0001", "0002")
    case = booked.drive(booked.open_case(), "pre_review")
    found_none, locked = Event(), booking._lock

    def slowly(number_id: int, actor: Actor) -> FormNumber:
        number = locked(number_id, actor)
        found_none.wait(0.5)  # time for the other thread to come as far, if nothing holds it
        return number

    monkeypatch.setattr(booking, "_lock", slowly)

    def issue_one(number: str) -> str:
        try:
            services.issue_form(number_id=form(number).pk, case=case, by=Actor(booked.clerk, ON))
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(issue_one, ("A0001", "A0002")))
    assert told == ["", "该案卷已发放过志愿书；填写有误的先登记作废，再发放新的。"]
    assert FormNumber.objects.filter(case=case, state="issued").count() == 1


def test_the_database_refuses_a_second_form_for_a_case(booked: FilingWorld) -> None:
    case = booked.drive(booked.open_case(), "pre_review")
    services.issue_form(number_id=form("A0001").pk, case=case, by=Actor(booked.clerk, ON))
    with pytest.raises(IntegrityError, match="form_issued_once_a_case"), transaction.atomic():
        FormNumber.objects.filter(number="A0002").update(state="issued", case=case)


@pytest.mark.parametrize(("borne", "kept"), [("", "A0001"), ("A0002", "A0002")])
def test_the_upgrade_leaves_a_case_with_two_forms_one(
    world: FilingWorld, borne: str, kept: str
) -> None:
    """The one that the case bears, else the first; the other one says why it is out of force."""
    migration = import_module("filings.papers.migrations.0005_one_form_a_case")
    constraint = next(
        each for each in FormNumber._meta.constraints if each.name == "form_issued_once_a_case"
    )
    with connection.schema_editor(atomic=False) as editor:
        editor.remove_constraint(FormNumber, constraint)
    receive(world, "0001", "0003")
    case, other = world.open_case(), world.open_case(seed=501)
    Case.objects.filter(pk=case.pk).update(form_number=borne)
    FormNumber.objects.filter(number__in=("A0001", "A0002")).update(
        state="issued", case=case, changed_on=ON
    )
    FormNumber.objects.filter(number="A0003").update(state="issued", case=other, changed_on=ON)
    migration.spoil_doubles(apps, None)
    states = dict(FormNumber.objects.values_list("number", "state"))
    assert states == dict.fromkeys(("A0001", "A0002"), "spoiled") | {
        kept: "issued",
        "A0003": "issued",
    }
    assert f"已有编号 {kept}" in FormNumber.objects.get(state="spoiled").reason
    with connection.cursor() as cursor, connection.schema_editor(atomic=False) as editor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.add_constraint(FormNumber, constraint)


def test_a_number_that_was_not_issued_is_flagged_when_a_case_bears_it(booked: FilingWorld) -> None:
    booked.drive(booked.open_case(), "fill_form")
    assert selectors.form_book(booked.tree.bureau).flags == [
        "编号 A0001 没有登记发放，但案卷 2026-0001 使用了它。"
    ]


def test_a_number_outside_the_book_is_flagged(world: FilingWorld) -> None:
    world.drive(world.open_case(), "fill_form")
    assert selectors.form_book(world.tree.bureau).flags == [
        "案卷 2026-0001 的志愿书编号 A0001 不在登记册中。"
    ]


def test_many_numbers_outside_the_book_are_counted_not_listed(
    world: FilingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_FLAGS", 0)
    world.drive(world.open_case(), "fill_form")
    assert selectors.form_book(world.tree.bureau).flags == [
        "另有 1 个案卷的志愿书编号不在登记册中，请补登领取的号段。"
    ]


def test_a_gap_is_flagged_until_it_is_explained(booked: FilingWorld) -> None:
    def explain(first: int, last: int) -> None:
        services.explain_gap(
            organization=booked.tree.bureau,
            gap=booking.Gap("A", first, last, text=""),
            explanation="发给另一单位",
            by=Actor(booked.clerk, ON),
        )

    receive(booked, "0007", "0008")
    (gap,) = selectors.form_book(booked.tree.bureau).gaps
    assert (gap.first, gap.last, gap.text, gap.explanation) == (4, 6, "A0004 至 A0006", "")
    for first, last in ((6, 4), (-1, 6), (4, 10**30), (1, 3)):
        with pytest.raises(Refused, match="不是现在的断号"):
            explain(first, last)
    explain(4, 6)
    assert [gap.explanation for gap in selectors.form_book(booked.tree.bureau).gaps] == [
        "发给另一单位"
    ]


def test_spoiled_and_returned_forms_stay_with_their_reason(booked: FilingWorld) -> None:
    for number, state in (("A0001", "spoiled"), ("A0002", "returned")):
        services.spoil_form(
            number_id=form(number).pk,
            state=state,
            reason="污损",
            by=Actor(booked.clerk, ON + timedelta(1)),
        )
    with pytest.raises(Refused):
        services.spoil_form(
            number_id=form("A0001").pk, state="returned", reason="退回", by=Actor(booked.clerk, ON)
        )
    with pytest.raises(InternalError), transaction.atomic():
        FormNumber.objects.filter(number="A0001").update(state="stock", reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormNumber.objects.filter(number="A0003").update(state="spoiled")


def test_a_refused_act_keeps_what_was_typed_and_leads_back_to_where_it_was(
    booked: FilingWorld, client: Client
) -> None:
    sign_in(client, booked.clerk)
    issue_url, spoil_url = (
        f"{reverse(name, args=[form('A0003').pk])}?page=2" for name in ("form_issue", "form_spoil")
    )
    assert client.get(issue_url).status_code == 200
    refused = client.post(issue_url, {"case": "2026-9999"})
    assert refused.status_code == 422
    assert 'value="2026-9999"' in refused.text
    assert "没有这个编号的案卷" in refused.text
    spoil = {"state": "returned", "reason": "多余退回"}
    assert 'value="returned" selected' in client.post(spoil_url, spoil | {"reason": ""}).text
    done = client.post(spoil_url, spoil)
    assert (
        done["Location"] == f"{reverse('form_book')}?organization={booked.tree.bureau.code}&page=2"
    )


def test_what_is_typed_for_a_number_is_kept_for_that_number(
    booked: FilingWorld, client: Client
) -> None:
    sign_in(client, booked.clerk)
    url, other = (reverse("form_issue", args=[form(each).pk]) for each in ("A0001", "A0002"))
    client.post(url, {"case": "2026-00", "save": "1"})
    assert form("A0001").state == "stock", "Enter records nothing"
    assert 'value="2026-00"' in client.get(url).text
    assert 'value="2026-00"' not in client.get(other).text


def test_a_gap_is_explained_on_a_page_of_its_own(booked: FilingWorld, client: Client) -> None:
    receive(booked, "0008", "0009")
    sign_in(client, booked.clerk)
    book = client.get(reverse("form_book")).text
    found = re.search(r'href="([^"]*/papers/forms/gaps/[^"]*)"', book)
    assert found is not None
    page = found.group(1).replace("&amp;", "&")
    client.post(page, {"explanation": "上级发放", "save": "1"})
    assert 'value="上级发放"' in client.get(page).text
    assert client.post(page, {"explanation": "无"}).status_code == 422
    assert client.post(page, {"explanation": "上级发放时即缺"}).status_code == 302
    assert "已说明" in client.get(reverse("form_book")).text
    assert client.get(page.replace("last=7", "last=6")).status_code == 404


def test_only_the_committee_keeps_its_book(booked: FilingWorld) -> None:
    def spoil(user: User) -> None:
        services.spoil_form(
            number_id=form("A0001").pk, state="spoiled", reason="污损", by=Actor(user, ON)
        )

    with pytest.raises(PermissionDenied):
        spoil(make_user(Role.CLERK, booked.tree.city))
    with pytest.raises(FormNumber.DoesNotExist):
        spoil(booked.secretary)
