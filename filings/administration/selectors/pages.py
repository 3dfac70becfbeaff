"""What the pages of an organization, a member and an account show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from branches.actor import Actor
from branches.acts import Role
from branches.models import Appointment, Discipline, Member, Organization, User
from branches.models.person import called, known_as
from cases.models import Case, Sponsorship
from cases.selectors.wording import Fact, written

#: So many days ahead the end of a post is told.
ENDS_WITHIN = timedelta(days=30)


def organization_facts(organization: Organization, parent: Organization | None) -> list[Fact]:
    """What an organization is."""
    kinds = Organization.Kind
    found = [
        Fact("类型", organization.get_kind_display()),
        Fact("编码", organization.code),
        Fact("上级", parent.name if parent is not None else "没有，是最上级组织"),
    ]
    if organization.kind == kinds.COMMITTEE:
        found.append(Fact("审批预备党员的权限", _yes_no(organization.has_approval_power)))
    if organization.kind == kinds.BRANCH:
        found.append(Fact("设支部委员会", _yes_no(organization.has_branch_committee)))
    if organization.is_provisional:
        found.append(Fact("临时党组织", "是"))
    if organization.is_migrant:
        found.append(Fact("流动党员党组织", "是"))
    if organization.closed_on is not None:
        found.append(Fact("撤销日期", f"{written(organization.closed_on)}起不再存在"))
    return found


def _yes_no(value: bool | None) -> str:
    if value is None:
        return ""
    return "是" if value else "否"


@dataclass(frozen=True)
class Counts:
    """How many there are in an organization itself today; `cases` are open ones."""

    full: int
    probationary: int
    below: int
    accounts: int
    cases: int


def counts(organization: Organization, actor: Actor) -> Counts:
    """Four queries."""
    members = Member.objects.on(actor.today).filter(organization=organization)
    standings = dict(members.order_by().values_list("standing").annotate(count=Count("pk")))
    below = Organization.objects.open_on(actor.today).filter(
        path__startswith=organization.path, depth=organization.depth + 1
    )
    return Counts(
        full=standings.get(Member.Standing.FULL, 0),
        probationary=standings.get(Member.Standing.PROBATIONARY, 0),
        below=below.count(),
        accounts=User.objects.filter(organization=organization, is_active=True).count(),
        cases=Case.objects.filter(branch=organization).open().count(),
    )


def members_in(
    organization: Organization, actor: Actor, *, text: str, has_left: bool
) -> QuerySet[Member]:
    """The members of an organization, those of today or those who have left, as searched."""
    rows = Member.objects.filter(organization=organization).select_related("person")
    if has_left:
        rows = rows.filter(until_on__lte=actor.today)
    else:
        rows = rows.exclude(until_on__lte=actor.today)
    if text:
        rows = rows.filter(known_as(text, "person"))
    return rows.defer("person__identity_number", "person__phone")


def roles_at(organization: Organization) -> list[tuple[str, str]]:
    """(value, label) of the posts that can be held at the organization."""
    return [(role.value, role.label) for role in Role if organization.admits(role)]


def posts_seen(actor: Actor) -> QuerySet[Appointment]:
    """The posts that the user sees, with what a row names."""
    return Appointment.objects.administered_by(actor).select_related("user__person", "organization")


def ending(actor: Actor) -> Q:
    """Posts that run and end soon."""
    return Q(
        from_on__lte=actor.today,
        until_on__gt=actor.today,
        until_on__lte=actor.today + ENDS_WITHIN,
    )


def posts_of(
    rows: QuerySet[Appointment], state: str, text: str, actor: Actor
) -> QuerySet[Appointment]:
    """Those of the posts in a state: running (``), `ending`, `ended`, or `all`."""
    if text:
        named = Q(user__username__istartswith=text) | Q(organization__name__icontains=text)
        rows = rows.filter(named | called(text, "user__person"))
    if state == "ending":
        return rows.filter(ending(actor))
    if state == "ended":
        return rows.filter(until_on__lte=actor.today)
    if state == "all":
        return rows
    return rows.exclude(until_on__lte=actor.today)


def without_post(actor: Actor) -> QuerySet[User]:
    """Accounts in use whose owner holds no post and stands by nobody as contact or introducer:
    they open no page but their own.
    """
    held = Appointment.objects.on(actor.today).filter(user=OuterRef("pk"))
    named = Sponsorship.objects.on(actor.today).filter(member__person=OuterRef("person"))
    users = User.objects.administered_by(actor).filter(is_active=True)
    return users.exclude(Exists(held)).exclude(Exists(named))


def accounts_of(state: str, text: str, actor: Actor) -> QuerySet[User]:
    """The accounts in a state: in use (``), `no_post`, `off`, or `all`; with their posts."""
    rows: QuerySet[User] = User.objects.administered_by(actor)
    if state == "no_post":
        rows = without_post(actor)
    elif state == "off":
        rows = rows.filter(is_active=False)
    elif state != "all":
        rows = rows.filter(is_active=True)
    if text:
        rows = rows.filter(Q(username__istartswith=text) | known_as(text, "person"))
    running = Appointment.objects.on(actor.today).select_related("organization")
    return rows.select_related("person", "organization").prefetch_related(
        Prefetch("appointments", running, to_attr="running")
    )


def member_facts(member: Member) -> Iterator[Fact]:
    """What is known of a member; numbers are covered."""
    person = member.person
    yield Fact("性别", person.get_sex_display())
    yield Fact("出生日期", written(person.birth_on) if person.birth_on else "")
    yield Fact("民族", person.ethnicity)
    yield Fact("公民身份号码", person.masked_identity_number)
    yield Fact("手机", person.masked_phone)
    yield Fact("身份", member.get_standing_display())
    yield Fact("入党日期", written(member.joined_on) if member.joined_on else "")
    if member.standing == Member.Standing.FULL:
        yield Fact("转正日期", written(member.full_on) if member.full_on else "")


def memberships(member: Member, actor: Actor) -> QuerySet[Member]:
    """All memberships of the person that the user sees, the last one first."""
    rows = Member.objects.administered_by(actor).filter(person=member.person_id)
    return rows.select_related("organization").order_by("-from_on", "-pk")


def disciplines(member: Member, actor: Actor) -> QuerySet[Discipline]:
    """Those of this membership."""
    rows = Discipline.objects.administered_by(actor).filter(member=member)
    return rows.order_by(F("from_on").desc(nulls_last=True), "-pk")


def has_open_case(member: Member) -> bool:
    """Whether a case about the person is open in the organization of the membership."""
    cases = Case.objects.filter(person=member.person_id, branch=member.organization_id)
    return cases.open().exists()


def people_without_account(organization: Organization, actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the persons who are members of the organization today and have no account."""
    rows = Member.objects.on(actor.today).filter(organization=organization)
    rows = rows.filter(person__user__isnull=True).order_by("person__pinyin", "pk")
    return list(rows.values_list("person_id", "person__name"))
