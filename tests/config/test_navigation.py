"""The navigation: every line leads somewhere, and is shown to whom it serves."""

import pytest
from django.urls import reverse

from branches.acts import Role
from branches.rights import Grant, Rights
from config.navigation import ACCOUNT, NAVIGATION, Section, case_worker, items

SECTIONS = (
    Section("首页", "admin:index"),
    Section("修改密码", "admin:password_change", is_shown=case_worker),
)


def rights(*roles: Role) -> Rights:
    """The rights of somebody who holds these roles at one organization."""
    return Rights(tuple(Grant(role=role, organization_id=1, path="0001") for role in roles))


@pytest.mark.parametrize("section", [*NAVIGATION, *ACCOUNT], ids=lambda section: section.view)
def test_every_section_has_an_address(section: Section) -> None:
    assert reverse(section.view).startswith("/")


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        (rights(), True),  # a contact or introducer: no post, but cases
        (rights(Role.BRANCH_SECRETARY), True),
        (rights(Role.DEPARTMENT_OFFICER), True),
        (rights(Role.ADMINISTRATOR), False),
        (rights(Role.ADMINISTRATOR, Role.CLERK), True),
    ],
)
def test_an_administrator_alone_is_shown_no_case_work(held: Rights, shown: bool) -> None:
    labels = [item.label for item in items(SECTIONS, held, "/")]
    assert labels == (["首页", "修改密码"] if shown else ["首页"])


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/admin/", "首页"),
        ("/admin/branches/", "首页"),
        ("/admin/password_change/", "修改密码"),
        ("/", None),
    ],
)
def test_current_is_the_section_nearest_to_the_page(path: str, current: str | None) -> None:
    found = [item.label for item in items(SECTIONS, rights(), path) if item.is_current]
    assert found == ([current] if current else [])
