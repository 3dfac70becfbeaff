"""One box over all that the user may see: people, filings, papers, organizations, articles; for an
administrator also what they keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q
from django.urls import reverse

from branches.actor import Actor
from branches.models import Member, Organization, User
from branches.models.person import sealed
from cases.coverage import article_url, chinese
from cases.facts.case import edition_on
from cases.models import Case
from cases.models.sight import look_at, sponsor_sights
from cases.regulation import TOPICS, Topic
from config.kit import name_key, plain
from filings.administration.selectors import tree as administration
from filings.models import FilingItem
from filings.papers.kept.models import DocumentNumber

#: So many of a group are shown.
MOST = 8


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one sort; `has_more`: not all of it is shown."""

    label: str
    hits: list[Hit]
    has_more: bool = False


def search(text: str, actor: Actor) -> list[Group]:
    """The groups in which something is found; a fixed number of queries."""
    words = plain(text).strip()
    if not words:
        return []
    groups = [
        _people(words, actor),
        Group("报送", list(_filings(words, actor))),
        Group("发文", list(_papers(words, actor))),
        Group("党组织", list(_organizations(words, actor))),
        _administered(words, actor),
        Group("细则条文", list(_articles(words, actor))),
    ]
    return [group for group in groups if group.hits]


def _is_called(words: str, person: str) -> Q:
    """A part of the name, of its pinyin or initials. Signs alone are in no name."""
    key = name_key(words)
    if not key:
        return Q(pk__in=[])
    if key.isascii() and key.isalpha():
        return Q(**{f"{person}__pinyin__contains": key})
    return Q(**{f"{person}__name_key__contains": key})


def _people(words: str, actor: Actor) -> Group:
    found = _is_called(words, "person") | Q(number__contains=words)
    rows = Case.objects.visible_to(actor).filter(found).select_related("person", "branch")
    rows = rows.defer(*sealed("person")).order_by(F("closed_on").desc(nulls_first=True), "-pk")
    cases = list(rows[: MOST + 1])
    if actor.person_id is not None:
        look_at(cases, sponsor_sights(actor))
    hits = []
    for case in cases[:MOST]:
        note = f"{case.number} · {case.branch.name} · {case.state_label}"
        hits.append(Hit(case.person.name, case.get_absolute_url(), note))
    return Group("人员和案卷", hits, len(cases) > MOST)


def _filings(words: str, actor: Actor) -> Iterator[Hit]:
    """Open ones, by the person they are about, or by their own number."""
    year, _, number = words.partition("-")
    found = _is_called(words, "case__person")
    if year.isdecimal() and number.isdecimal() and len(number) == 5:
        found |= Q(filing=int(number), submitted_on__year=int(year[:4]))
    rows = FilingItem.objects.visible_to(actor).open().filter(found)
    for item in rows.select_related("case__person", "filing__sender").order_by("-pk")[:MOST]:
        title = f"{item.case.person.name}：{item.kind_row.label}"
        note = f"{item.filing.number} · {item.filing.sender.name} · {item.get_state_display()}"
        yield Hit(title, item.get_absolute_url(), note)


def _papers(words: str, actor: Actor) -> Iterator[Hit]:
    """Numbered papers, by title or by the word of their number; each leads to its case."""
    cases = Case.objects.visible_to(actor)
    found = Q(title__icontains=words) | Q(word__icontains=words)
    rows = DocumentNumber.objects.visible_to(actor).filter(found, cases__in=cases).distinct()
    for row in rows.prefetch_related(Prefetch("cases", cases)).order_by("-pk")[:MOST]:
        case = row.cases.all()[0]
        yield Hit(str(row), reverse("case_papers", args=[case.number]), row.title)


def _organizations(words: str, actor: Actor) -> Iterator[Hit]:
    if not actor.rights.reading_paths:
        return
    found = Q(name__icontains=words) | Q(code__iexact=words)
    rows = Organization.objects.visible_to(actor).open_on(actor.today).filter(found)
    for row in rows.order_by("code")[:MOST]:
        yield Hit(row.name, f"{reverse('cases')}?organization={row.code}", row.code)


def _administered(words: str, actor: Actor) -> Group:
    """For an administrator: organizations, members and accounts, each with its page."""
    hits: list[Hit] = []
    if not actor.rights.administered_paths:
        return Group("组织与任职", hits)
    found = administration.search(words, actor)
    for organization in found.organizations:
        hits.append(Hit(organization.name, _page("organization", organization), organization.code))
    for member in found.members:
        hits.append(Hit(member.person.name, _page("member", member), member.organization.name))
    for user in found.users:
        hits.append(Hit(user.username, _page("account", user), f"账号 · {user.get_full_name()}"))
    return Group("组织与任职", hits[:MOST], len(hits) > MOST)


def _page(view: str, row: Organization | Member | User) -> str:
    return reverse(view, args=[row.pk])


def _articles(words: str, actor: Actor) -> Iterator[Hit]:
    """By number, as 16, 十六 or 第十六条, or by words of the title."""
    edition = edition_on(actor.today)
    found = 0
    for topic in TOPICS:
        number = topic.e2014 if edition == 2014 else topic.e2026
        if number is None or found == MOST or not _is_named(topic, number, words):
            continue
        found += 1
        yield Hit(f"第{chinese(number)}条 {topic.title}", article_url(edition, number))


def _is_named(topic: Topic, number: int, words: str) -> bool:
    names = {str(number), chinese(number), f"第{chinese(number)}条", f"第{number}条"}
    return words in names or (len(words) > 1 and words in topic.title)
