"""The pages of quotas: who sees and does what, in how many queries."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings.planning.models import Quota
from tests.filings.planning.build import Plan, signed_in
from tests.filings.planning.test_quota import grant_root, hand_down
from tests.kept import kept

MOST_QUERIES = 15


@pytest.fixture
def plan(db: None, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("JISHI_TODAY", "2027-03-01")
    return kept(Plan)


def url(name: str, code: str, year: int | None = 2027) -> str:
    return reverse(name, kwargs={"code": code} | ({"year": year} if year else {}))


def test_the_page_leads_to_the_own_organization(plan: Plan) -> None:
    response = signed_in(plan.secretary).get(reverse("quota"))
    assert response.headers["Location"] == url("quota_year", plan.tree.branch.code)
    response = signed_in(plan.city_officer).get(reverse("quota"))
    assert response.headers["Location"] == url("quota_year", plan.tree.city.code)
    assert signed_in(plan.administrator).get(reverse("quota")).status_code == 403
    assert signed_in(plan.secretary).get(reverse("planning")).headers["Location"] == reverse(
        "quota"
    )


@pytest.mark.parametrize("year", ["0", "1989", "2101", "99999"])
def test_a_year_that_cannot_be_is_not_found(plan: Plan, year: str) -> None:
    client = signed_in(plan.decider)
    for page in (
        url("quota_year", plan.tree.bureau.code),
        reverse("analysis", args=[2027, plan.tree.bureau.code]),
    ):
        assert client.get(page.replace("2027", year)).status_code == 404


@pytest.mark.parametrize("name", ["quota_year", "quota_forecast"])
def test_reading(
    plan: Plan, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    year = 2027 if name == "quota_year" else None
    page = url(name, plan.tree.bureau.code, year)
    client = signed_in(plan.decider)
    client.get(page)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(page).status_code == 200
    assert client.post(page).status_code == 405
    assert signed_in(plan.secretary).get(page).status_code == 404
    assert signed_in(plan.stranger).get(page).status_code == 404


def test_handing_down(plan: Plan) -> None:
    tree = plan.tree
    grant_root(plan, 5)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 3})
    page, act = url("quota_year", tree.bureau.code), url("quota_hand_down", tree.bureau.code)
    client = signed_in(plan.decider)
    assert act in client.get(page).text
    assert act not in signed_in(plan.clerk).get(page).text
    too_many = client.post(act, {str(tree.branch.pk): "4"})
    assert too_many.status_code == 422
    assert "多出 1 名" in too_many.text
    assert client.post(act, {str(tree.branch.pk): "-1"}).status_code == 422
    for _ in range(2):
        assert client.post(act, {str(tree.branch.pk): "2"}).status_code == 302
    assert Quota.objects.get(organization=tree.branch).granted == 2
    assert signed_in(plan.clerk).post(act, {str(tree.branch.pk): "1"}).status_code == 403
    assert signed_in(plan.city_officer).post(act, {str(tree.branch.pk): "1"}).status_code == 403
    other_tree = url("quota_hand_down", tree.other_root.code)
    assert client.post(other_tree, {}).status_code == 404
    assert client.get(act).status_code == 302


def test_a_refusal_is_shown_at_the_field(plan: Plan) -> None:
    tree = plan.tree
    grant_root(plan, 5)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 3})
    hand_down(tree.bureau, plan.decider, {tree.branch: 2})
    response = signed_in(plan.city_officer).post(
        url("quota_hand_down", tree.city.code), {str(tree.bureau.pk): "1"}
    )
    assert response.status_code == 422
    assert f'href="#id_{tree.bureau.pk}"' in response.text


def test_applying(plan: Plan) -> None:
    act = url("quota_apply", plan.tree.branch.code, 2028)
    client = signed_in(plan.secretary)
    assert act in client.get(url("quota_year", plan.tree.branch.code, 2028)).text
    assert client.post(act, {"apply-number": ""}).status_code == 422
    assert (
        client.post(act, {"apply-number": "2", "apply-grounds": "两名发展对象"}).status_code == 302
    )
    assert (
        "两名发展对象"
        in signed_in(plan.decider).get(url("quota_year", plan.tree.bureau.code, 2028)).text
    )
    assert signed_in(plan.decider).post(act, {"apply-number": "1"}).status_code == 403


def test_the_root_enters_its_own(plan: Plan) -> None:
    act = url("quota_root", plan.tree.city.code)
    client = signed_in(plan.city_officer)
    assert act in client.get(url("quota_year", plan.tree.city.code)).text
    assert client.post(act, {"root-number": "9"}).status_code == 302
    assert Quota.objects.get(organization=plan.tree.city).granted == 9
    inner = url("quota_root", plan.tree.bureau.code)
    assert (
        inner
        not in signed_in(plan.bureau_officer).get(url("quota_year", plan.tree.bureau.code)).text
    )
    assert signed_in(plan.bureau_officer).post(inner, {"root-number": "9"}).status_code == 422
