"""Plain functions that make what a test needs, through the services where they decide something.

Everything is made as if long before any day a test uses: posts and memberships begin on LONG_AGO.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from branches import services
from branches.actor import Actor
from branches.acts import Kind, Role
from branches.identity import compose
from branches.models import Appointment, Discipline, Member, Organization, Person, User
from tests.kept import kept

LONG_AGO = date(2000, 1, 1)
PASSWORD = "correct-horse-battery"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨曾单仇解"
GIVEN = ("伟", "芳", "建国", "秀英", "志强", "晓梅", "海燕", "国庆", "立军", "文静", "卫东")

_numbers = count(1)


def identity_number(seed: int) -> str:
    """A valid synthetic identity number, another for each seed below 100,000; born 1970 to 1997."""
    return compose(
        area="450100",
        birth_on=date(1970, 1, 1) + timedelta(days=seed % 10_000),
        serial=seed // 10_000 + 100,
    )


def make_organization(
    parent: Organization | None = None,
    *,
    kind: str = Kind.BRANCH,
    code: str = "",
    name: str = "",
    **fields: Any,
) -> Organization:
    """An organization below `parent`, or a root. A committee has the power of approval unless
    told otherwise.
    """
    number = next(_numbers)
    fields.setdefault("has_approval_power", kind == Kind.COMMITTEE or None)
    fields.setdefault("has_branch_committee", kind == Kind.BRANCH or None)
    return services.create_organization(
        parent=parent,
        code=code or f"T{number}",
        name=name or f"{Kind(kind).label}{number}",
        kind=kind,
        by=Actor.system(LONG_AGO),
        **fields,
    )


@dataclass(frozen=True)
class Tree:
    """A city committee with its department; below it a bureau committee with its own department, a
    general branch and three branches: `branch` straight below the bureau, `other_branch` beside it,
    `far_branch` below the general branch. `stranger` is the branch of another root, which nobody of
    this tree may see.
    """

    city: Organization
    city_department: Organization
    bureau: Organization
    bureau_department: Organization
    branch: Organization
    other_branch: Organization
    general_branch: Organization
    far_branch: Organization
    other_root: Organization
    stranger: Organization


def make_tree() -> Tree:
    """The tree of most tests. The city decides 18 through its department, the bureau approves."""
    return kept(_make_tree)


def _make_tree() -> Tree:
    city = make_organization(kind=Kind.COMMITTEE, name="中共测试市委员会")
    bureau = make_organization(city, kind=Kind.COMMITTEE, name="中共测试市林业局委员会")
    general_branch = make_organization(bureau, kind=Kind.GENERAL_BRANCH, name="林场党总支")
    other_root = make_organization(kind=Kind.COMMITTEE, name="中共别处市委员会")
    return Tree(
        city=city,
        city_department=make_organization(city, kind=Kind.DEPARTMENT, name="中共测试市委组织部"),
        bureau=bureau,
        bureau_department=make_organization(bureau, kind=Kind.DEPARTMENT, name="林业局党委组织部"),
        branch=make_organization(bureau, name="机关第一党支部"),
        other_branch=make_organization(bureau, name="机关第二党支部"),
        general_branch=general_branch,
        far_branch=make_organization(general_branch, name="林场第一党支部"),
        other_root=other_root,
        stranger=make_organization(other_root, name="别处党支部"),
    )


def make_person(seed: int | None = None, **fields: Any) -> Person:
    """A synthetic person with a valid identity number; the same seed gives the same person."""
    number = 10_000 + next(_numbers) if seed is None else seed  # seeds that tests name lie below
    fields.setdefault("name", SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)])
    fields.setdefault("identity_number", identity_number(number))
    fields.setdefault("ethnicity", "汉族")
    return services.register_person(person=Person(**fields))


def make_member(
    organization: Organization,
    *,
    person: Person | None = None,
    standing: str = "full",
    **fields: Any,
) -> Member:
    """A member of the organization, since LONG_AGO."""
    fields.setdefault("joined_on", LONG_AGO)
    fields.setdefault("from_on", LONG_AGO)
    member = Member(
        person=person or make_person(), organization=organization, standing=standing, **fields
    )
    return services.add_member(member=member, by=Actor.system(LONG_AGO))


def make_discipline(member: Member, *, kind: str = "warning", **days: date | None) -> Discipline:
    """A discipline of the member; days unknown unless given."""
    return services.record_discipline(
        member=member,
        kind=kind,
        from_on=days.get("from_on"),
        until_on=days.get("until_on"),
        by=Actor.system(LONG_AGO),
    )


def make_user(
    role: Role | None = None,
    organization: Organization | None = None,
    *,
    username: str = "",
    person: Person | None = None,
    from_on: date = LONG_AGO,
    until_on: date | None = None,
) -> User:
    """An account that has changed its first password (PASSWORD), with a post if a role is given."""
    user = User.objects.create_user(
        username or f"user{next(_numbers)}", PASSWORD, person=person, organization=organization
    )
    if role is not None and organization is not None:
        make_appointment(user, role, organization, from_on=from_on, until_on=until_on)
    return user


def make_appointment(
    user: User,
    role: Role,
    organization: Organization,
    *,
    from_on: date = LONG_AGO,
    until_on: date | None = None,
) -> Appointment:
    """A post of the user."""
    post = Appointment(
        user=user, role=role, organization=organization, from_on=from_on, until_on=until_on
    )
    return services.appoint(post=post, by=Actor.system(LONG_AGO))
