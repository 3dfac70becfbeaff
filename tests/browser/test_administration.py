"""The administrator's pages, and the bare admin, in a real browser: no axe violation, nothing wider
than the page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from branches.acts import Role
from branches.models import Appointment, User
from tests.browser.looks import WIDTHS, flaws, page_of, scrolling
from tests.factories import (
    Tree,
    make_discipline,
    make_member,
    make_organization,
    make_tree,
    make_user,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
MODELS = ("organization", "person", "user", "member", "discipline", "appointment")
OF_AN_ORGANIZATION = (
    "organization",
    "organization_new",
    "organization_change",
    "organization_move",
    "organization_close",
    "member_new",
    "members_import",
    "post_new",
    "account_new",
)


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree) -> User:
    return make_user(Role.ADMINISTRATOR, tree.city, username="administrator")


def own(tree: Tree) -> Iterator[str]:
    """The pages of the site."""
    member = make_member(tree.branch)
    make_discipline(member)
    user = make_user(Role.BRANCH_SECRETARY, tree.branch, person=member.person)
    make_organization(tree.bureau, name="一个名称很长而且没有人任职的临时流动党员党支部")
    yield reverse("workbench")
    for name in ("organizations", "posts", "accounts"):
        yield reverse(name)
    yield reverse("organizations") + "?q=" + member.person.name
    yield reverse("organizations") + "?state=vacant"
    for name in OF_AN_ORGANIZATION:
        yield reverse(name, args=[tree.branch.pk])
    for name in ("member", "member_change", "member_transfer", "member_end"):
        yield reverse(name, args=[member.pk])
    for name in ("account", "account_change", "account_password", "account_lock"):
        yield reverse(name, args=[user.pk])
    yield reverse("post_end", args=[Appointment.objects.get(user=user).pk])


def bare() -> Iterator[str]:
    """The pages of Django's admin."""
    yield reverse("admin:index")
    for model in MODELS:
        yield reverse(f"admin:branches_{model}_changelist")
        if model != "person":
            yield reverse(f"admin:branches_{model}_add")


@pytest.mark.walk
def test_every_page_is_accessible_and_fits(
    browser: Browser, live_server: LiveServer, tree: Tree, administrator: User
) -> None:
    wrong = []
    page = page_of(browser, live_server, administrator)
    for url in own(tree):
        response = page.goto(url)
        assert response is not None
        assert response.status == 200, url
        for width in WIDTHS:
            wrong += flaws(page, width) + scrolling(page, width)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.walk
def test_the_bare_admin_is_accessible(
    browser: Browser, live_server: LiveServer, tree: Tree, administrator: User
) -> None:
    make_discipline(make_member(tree.branch))
    wrong = []
    page = page_of(browser, live_server, administrator)
    for url in bare():
        page.goto(url)
        page.wait_for_load_state("networkidle")
        for width in WIDTHS:
            wrong += flaws(page, width)
    assert wrong == [], "\n".join(wrong)
