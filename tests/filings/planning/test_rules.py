"""Local rules that tighten down the tree, the table of days off, and judging again what they
change.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from branches.actor import Actor
from branches.models import Job, Organization, User
from branches.services.jobs import run_job
from cases.facts.profile import NATIONAL, Profile
from cases.models import Finding, Holiday, LocalProfile
from cases.selectors.context import load_calendar, profile_for
from cases.services.errors import Refused
from cases.services.holidays import BadRows, parse_file
from filings.planning.forms import ProfileForm
from filings.planning.selectors.profiles import RULES, profile_above
from filings.planning.services.holidays import load_days, remove_day, set_day
from filings.planning.services.profiles import save_profile
from tests.cases.rules.build import IN_2026
from tests.cases.services.build import World
from tests.filings.planning.build import Plan, signed_in
from tests.kept import kept

TODAY = date(2027, 3, 1)


@pytest.fixture
def plan(db: None, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("JISHI_TODAY", str(TODAY))
    return kept(Plan)


def save(organization: Organization, by: User, **rules: object) -> Job | None:
    return save_profile(organization=organization, rules=rules, by=Actor(by, TODAY))


def test_a_child_only_tightens(plan: Plan) -> None:
    tree = plan.tree
    assert save(
        tree.city,
        plan.city_officer,
        waiting_months=3,
        inactive_years=2,
        wants_quarterly_reports=True,
    )
    with pytest.raises(Refused) as refused:
        save(
            tree.bureau,
            plan.decider,
            waiting_months=0,
            inactive_years=3,
            wants_quarterly_reports=False,
        )
    assert [reason.field for reason in refused.value.reasons] == [
        "waiting_months",
        "inactive_years",
        "wants_quarterly_reports",
    ]
    assert "上级规定为 3 个月" in str(refused.value)
    assert save(
        tree.bureau, plan.decider, waiting_months=6, inactive_years=2, wants_quarterly_reports=True
    )
    assert LocalProfile.objects.get(organization=tree.bureau).rules == {"waiting_months": 6}
    profile = profile_for(tree.branch)
    assert (profile.waiting_months, profile.inactive_years, profile.wants_quarterly_reports) == (
        6,
        2,
        True,
    )
    assert profile_above(tree.city).waiting_months == 0


@pytest.mark.parametrize(
    ("above", "own", "is_taken"), [(6, 3, True), (3, 6, False), (6, 0, False), (0, 6, True)]
)
def test_examination_of_probationers(plan: Plan, above: int, own: int, is_taken: bool) -> None:
    save(plan.tree.city, plan.city_officer, probation_examination_months=above)
    if is_taken:
        save(plan.tree.bureau, plan.decider, probation_examination_months=own)
        assert profile_for(plan.tree.branch).probation_examination_months == own
    else:
        with pytest.raises(Refused):
            save(plan.tree.bureau, plan.decider, probation_examination_months=own)


def test_who_may(plan: Plan) -> None:
    for user in (plan.clerk, plan.secretary, plan.city_officer, plan.administrator):
        with pytest.raises(PermissionDenied):
            save(plan.tree.bureau, user, waiting_months=3)
    with pytest.raises(PermissionDenied):
        save(plan.tree.branch, plan.secretary, waiting_months=3)


def test_nothing_changed_starts_nothing(plan: Plan) -> None:
    assert save(plan.tree.bureau, plan.decider, waiting_months=3) is not None
    assert save(plan.tree.bureau, plan.decider, waiting_months=3) is None


@pytest.mark.django_db(transaction=True)
def test_the_subtree_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(IN_2026)
    case = world.open_case()
    world.record(case, "talk")
    day = world.day("talk") + timedelta(1)
    world.record(case, "shortlist", on=day, recommended_on=day)
    monkeypatch.setenv("JISHI_TODAY", str(day))
    assert not Finding.objects.filter(case=case, rule="B09").exists()
    job = save_profile(
        organization=world.tree.bureau, rules={"waiting_months": 6}, by=Actor(world.decider, day)
    )
    assert job is not None
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (Job.State.DONE, 1, 1, {"cases": 1})
    assert Finding.objects.filter(case=case, rule="B09").exists()


def test_every_rule_of_the_profile_is_in_the_form(plan: Plan) -> None:
    names = {rule.name for rule in RULES} | {"extra_papers"}
    assert names == set(Profile.__struct_fields__)
    form = ProfileForm(NATIONAL, {})
    data = {
        name: form[name].value()
        for name in names
        if form[name].value() not in (None, "", True) and form[name].value() is not False
    }
    sent = ProfileForm(NATIONAL, {}, {key: str(value) for key, value in data.items()})
    assert sent.is_valid(), sent.errors
    assert {**sent.cleaned_data, "extra_papers": {}} == {
        name: getattr(NATIONAL, name) for name in names
    }


def test_local_rules_page(
    plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tree = plan.tree
    save(tree.city, plan.city_officer, waiting_months=3)
    page = reverse("local_rules_of", kwargs={"code": tree.bureau.code})
    client = signed_in(plan.decider)
    assert client.get(reverse("local_rules")).headers["Location"] == page
    client.get(page)
    with django_assert_max_num_queries(15):
        assert "3 个月" in client.get(page).text
    values = {
        "waiting_months": "6",
        "notice_days_2014": "5",
        "shortlist_notice_days": "0",
        "admission_notice_days": "7",
        "conversion_notice_days": "0",
        "review_valid_months": "12",
        "inactive_years": "3",
        "probation_examination_months": "0",
        "surge_share": "50",
        "surge_days": "31",
        "extra_papers": "12：体检报告、无犯罪记录证明",
    }
    looser = client.post(page, values | {"waiting_months": "0"})
    assert looser.status_code == 422
    assert 'href="#id_waiting_months"' in looser.text
    assert client.post(page, values | {"extra_papers": "99：证明"}).status_code == 422
    assert client.post(page, values | {"surge_share": "9"}).status_code == 422
    response = client.post(page, values)
    assert response.headers["Location"] == Job.objects.latest("pk").get_absolute_url()
    assert LocalProfile.objects.get(organization=tree.bureau).rules == {
        "waiting_months": 6,
        "notice_days_2014": 5,
        "admission_notice_days": 7,
        "extra_papers": {"committee_review": ["体检报告", "无犯罪记录证明"]},
    }
    assert client.post(page, values).headers["Location"] == page, "nothing changed"
    assert signed_in(plan.clerk).post(page, values).status_code == 403
    assert '<form class="card' not in signed_in(plan.clerk).get(page).text
    assert signed_in(plan.secretary).get(page).status_code == 404


def test_the_first_change_of_a_year_copies_what_was_published(plan: Plan) -> None:
    before = {day: works for day, works in load_calendar().days.items() if day.year == 2026}
    assert before
    assert set_day(
        day=date(2026, 7, 1), is_working=False, name="试", by=Actor(plan.city_officer, TODAY)
    )
    after = {day: works for day, works in load_calendar().days.items() if day.year == 2026}
    assert after == before | {date(2026, 7, 1): False}
    same = set_day(
        day=date(2026, 7, 1), is_working=False, name="试", by=Actor(plan.city_officer, TODAY)
    )
    assert same is None
    assert remove_day(day=date(2026, 7, 1), by=Actor(plan.administrator, TODAY))
    assert not Holiday.objects.filter(day=date(2026, 7, 1)).exists()


def test_who_keeps_the_calendar(plan: Plan) -> None:
    for user in (plan.clerk, plan.decider, plan.secretary):
        with pytest.raises(PermissionDenied):
            load_days(rows=[(date(2027, 1, 1), False, "元旦")], by=Actor(user, TODAY))
    assert not Holiday.objects.exists()


def test_holidays_page(
    plan: Plan,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    page, load = reverse("holidays"), reverse("holidays_load")
    client = signed_in(plan.city_officer)
    client.get(page)
    with django_assert_max_num_queries(15):
        assert "暂算" in client.get(page).text
    day = {"day-day": "2027-10-01", "day-is_working": "no", "day-name": "国庆节"}
    assert client.post(page, day | {"day-day": "x"}).status_code == 422
    with django_capture_on_commit_callbacks() as queued:
        response = client.post(page, day)
    assert response.headers["Location"] == Job.objects.get().get_absolute_url()
    assert len(queued) == 1
    assert "国庆节" in client.get(f"{page}?year=2027").text
    file = SimpleUploadedFile(
        "days.csv", "2027-10-01,休,国庆节\n2027-10-09,班,国庆节调休\n".encode()
    )
    assert client.post(load, {"file-file": file}).status_code == 302
    assert Holiday.objects.get(day=date(2027, 10, 9)).is_working
    bad = client.post(
        load, {"file-file": SimpleUploadedFile("days.csv", "2027-13-01,休,国庆节\n".encode())}
    )
    assert bad.status_code == 422
    assert "第 1 行" in bad.text
    assert (
        client.post(load, {"file-file": SimpleUploadedFile("days.csv", b"\xff\xfe")}).status_code
        == 422
    )
    assert client.post(page, day | {"day-day": "9999-10-01"}).status_code == 422
    remove = reverse("holiday_remove", kwargs={"day": date(2027, 10, 9)})
    assert client.post(remove).status_code == 302
    assert client.get(remove).status_code == 302
    assert client.post("/planning/holidays/2027-13-01/remove/").status_code == 404
    assert Holiday.objects.get().day == date(2027, 10, 1)
    assert signed_in(plan.administrator).get(page).status_code == 200
    assert signed_in(plan.decider).get(page).status_code == 403


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "2027-10-01,休,国庆节\n2027/10/1,班,国庆节\n".encode(),
            "第 2 行：2027-10-01 在文件中不止一行",
        ),
        (f"2027-10-01,休,{'长' * 51}\n".encode(), "第 1 行"),
        (f"2027-10-01,休,{'a' * 200_000}\n".encode(), "第 1 行"),
        ("2027-10-01,休,国\0庆\n".encode(), "第 1 行"),
        ('2027-10-01,休,"国庆\n2027-10-02,休,国庆\n'.encode(), "第 1 行"),
        ("9999-10-01,休,国庆\n".encode(), "1990 年至 2100 年"),
        (b"\xff\xff", "UTF-8 或 GBK"),
    ],
)
def test_a_bad_file_of_days_is_told_line_by_line(content: bytes, told: str) -> None:
    with pytest.raises(BadRows, match=told):
        parse_file(content)


def test_days_as_a_spreadsheet_saves_them() -> None:
    for encoding in ("utf-8-sig", "gbk"):
        rows = parse_file("2027/10/1,休,国庆节\r\n,,\r\n2027年10月9日,班,\r\n".encode(encoding))
        assert rows == [(date(2027, 10, 1), False, "国庆节"), (date(2027, 10, 9), True, "")]
