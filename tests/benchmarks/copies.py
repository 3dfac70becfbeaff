"""What is copied of the demo world, and the ids of the copies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import md5, sha256
from string import ascii_uppercase, digits
from typing import Any

from django.db import connection
from django.db.models import Max, Model, Q

from branches.fields import encrypt, keyed_hash
from branches.identity import Sex
from branches.models import Discipline, Member, Organization, Person
from branches.rights import PATH_STEP
from cases.models import Case, CaseNumber, Entry, Finding, Obligation, Sponsorship, Worksheet
from cases.models.entry import canonical
from filings.demo.names import identity
from filings.models import Filing, FilingItem
from tests.benchmarks.template import Hole, Template, number_mark, text_mark

Texts = dict[str, str | None]
NULL = r"\N"
BASE_36 = digits + ascii_uppercase


@dataclass
class Copied:
    """The rows that are copied, each with its rank among those of its table, from 1; and the
    last id before.
    """

    ranks: dict[type[Model], dict[int, int]] = field(default_factory=dict)
    bases: dict[type[Model], int] = field(default_factory=dict)

    @classmethod
    def world(cls) -> Copied:
        """All cases, their branches and persons, and who stands by them."""
        branches = Case.objects.order_by().values("branch")
        members = Member.objects.filter(
            Q(sponsorships__isnull=False) | Q(person__cases__isnull=False)
        ).distinct()
        found = {
            Organization: Organization.objects.filter(pk__in=branches),
            Member: members,
            Person: (
                Person.objects.filter(
                    Q(cases__isnull=False) | Q(memberships__in=members)
                ).distinct()
            ),
            Discipline: Discipline.objects.filter(member__in=members),
        }
        copied = cls()
        for model in (
            Organization,
            Person,
            Member,
            Discipline,
            Case,
            Entry,
            Sponsorship,
            Finding,
            Obligation,
            Worksheet,
            Filing,
            FilingItem,
        ):
            rows: Any = found.get(model, model._default_manager)
            keys = rows.order_by("pk").values_list("pk", flat=True)
            copied.ranks[model] = {pk: rank for rank, pk in enumerate(keys, 1)}
            copied.bases[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        return copied

    def new(self, model: type[Model], pk: int, copy: int) -> int:
        """The id of a row in a copy."""
        return self.bases[model] + copy * len(self.ranks[model]) + self.ranks[model][pk]


def texts_of(model: type[Model], keys: list[int]) -> Iterator[Texts]:
    """The rows as the database spells their columns, generated ones left out."""
    columns: list[str] = columns_of(model)
    chosen = ", ".join(f'"{column}"::text' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            # own names
            f'SELECT {chosen} FROM "{model._meta.db_table}" WHERE id = ANY(%s) ORDER BY id',  # noqa: S608
            [keys],
        )
        for row in cursor.fetchall():
            yield dict(zip(columns, row, strict=True))


def columns_of(model: type[Model]) -> list[str]:
    """The columns of a table that are written."""
    return [
        str(each.column)
        for each in model._meta.concrete_fields
        if not getattr(each, "generated", False)
    ]


def line(row: Texts) -> str:
    """A row as COPY reads it."""
    return "\t".join(NULL if value is None else escape(value) for value in row.values()) + "\n"


def escape(text: str) -> str:
    """A value as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


class Organizations:
    """Copies of the branches, each the last child of the organization above the original."""

    def __init__(self, copied: Copied) -> None:
        self.copied = copied
        self.rows = list(texts_of(Organization, list(copied.ranks[Organization])))
        self.last = {
            path: self._last_child(path)
            for path in {(row["path"] or "")[:-PATH_STEP] for row in self.rows}
        }

    def _last_child(self, path: str) -> int:
        last = Organization.objects.filter(
            path__startswith=path, depth=len(path) // PATH_STEP + 1
        ).aggregate(last=Max("path"))
        return int(last["last"][-PATH_STEP:], 36) if last["last"] else 0

    def of(self, copy: int) -> Iterator[str]:
        """The rows of a copy."""
        for row in self.rows:
            pk, above = int(row["id"] or 0), (row["path"] or "")[:-PATH_STEP]
            self.last[above] += 1
            path = above + path_step(self.last[above])
            yield line(
                {
                    **row,
                    "id": str(self.copied.new(Organization, pk, copy)),
                    "path": path,
                    "code": code_of(row["code"], copy),
                    "name": name_of(row["name"], copy),
                }
            )


def path_step(number: int) -> str:
    """A step of a treebeard path: four digits to the base 36."""
    step = ""
    for _ in range(PATH_STEP):
        number, digit = divmod(number, 36)
        step = BASE_36[digit] + step
    return step


def code_of(code: str | None, copy: int) -> str:
    """The code of a copied branch."""
    return f"{code}-{copy + 2}"


def name_of(name: str | None, copy: int) -> str:
    """The name of a copied branch."""
    return f"{name}{copy + 2}"


class Persons:
    """Other people of the same names, with identity numbers of their own."""

    def __init__(self, copied: Copied) -> None:
        self.copied = copied
        self.rows = list(texts_of(Person, list(copied.ranks[Person])))
        self.births: dict[tuple[int, int], str] = {}
        self.first = Person.objects.count() * 2  # identity numbers beyond those in use

    def of(self, copy: int) -> Iterator[str]:
        """The rows of a copy; the days of birth are kept for its cases."""
        self.births.clear()
        for row in self.rows:
            pk, born_on = int(row["id"] or 0), date.fromisoformat(row["birth_on"] or "1980-01-01")
            new = self.copied.new(Person, pk, copy)
            number = self.first + copy * len(self.rows) + self.copied.ranks[Person][pk]
            born_on, identity_number = identity(number, born_on, is_male=row["sex"] == Sex.MALE)
            self.births[pk, copy] = born_on.isoformat()
            yield line(
                {
                    **row,
                    "id": str(new),
                    "birth_on": born_on.isoformat(),
                    "identity_number": encrypt(identity_number),
                    "identity_hash": keyed_hash(identity_number),
                }
            )


@dataclass
class EntrySource:
    """An entry as two templates: its row, and what its digest is over."""

    pk: int
    replaces: int | None
    request_id: str
    row: Template
    content: Template


@dataclass
class CaseSource:
    """A case as a template of its row, with its entries; `holes` are the holes that depend on
    the copy alone.
    """

    pk: int
    person: int
    branch: int
    branch_code: str
    branch_name: str
    year: int
    form_number: str
    row: Template
    entries: list[EntrySource]
    holes: set[Hole]


class Cases:
    """Copies of cases with their entries, the chain of each computed anew."""

    def __init__(self, copied: Copied) -> None:
        self.copied = copied
        self.sources = [
            self._source(case)
            for case in Case.objects.select_related("branch", "person").order_by("pk")
        ]
        self.numbers = dict(CaseNumber.objects.values_list("year", "last"))

    def _source(self, case: Case) -> CaseSource:
        (texts,) = texts_of(Case, [case.pk])
        replaced = _replaced(case)
        texts |= {
            "id": number_mark("case"),
            "number": text_mark("number"),
            "person_id": number_mark("person"),
            "branch_id": number_mark("branch"),
            "head": text_mark("head"),
            "form_number": text_mark("form"),
            "facts": canonical_text(texts["facts"]),
        }
        row = Template.of(line(texts), replaced)
        raw = {
            int(each["id"] or 0): each
            for each in texts_of(Entry, list(case.entries.values_list("pk", flat=True)))
        }
        entries = [
            self._entry(entry, raw[entry.pk], case, replaced)
            for entry in case.entries.order_by("sequence")
        ]
        return CaseSource(
            pk=case.pk,
            person=case.person_id,
            branch=case.branch_id,
            branch_code=case.branch.code,
            branch_name=case.branch.name,
            year=int(case.number[:4]),
            form_number=case.form_number,
            row=row,
            entries=entries,
            holes={hole for each in entries for hole in (*each.row.holes, *each.content.holes)}
            | set(row.holes),
        )

    def _entry(
        self, entry: Entry, texts: Texts, case: Case, replaced: dict[str, Hole]
    ) -> EntrySource:
        content = entry.content()
        texts |= {
            "id": number_mark("id"),
            "case_id": number_mark("case"),
            "facts": canonical_text(texts["facts"]),
            "request_id": text_mark("request"),
            "digest_before": text_mark("before"),
            "digest": text_mark("digest"),
        }
        content |= {
            "case": number_mark("case"),
            "request_id": text_mark("request"),
            "before": text_mark("before"),
        }
        if entry.replaces_id is not None:
            texts["replaces_id"] = content["replaces"] = number_mark("replaces")
        if entry.organization_id == case.branch_id:
            texts |= {
                "organization_id": number_mark("branch"),
                "organization_name": text_mark("branch_name"),
            }
            content["organization"] = [number_mark("branch"), text_mark("branch_name"), entry.role]
        return EntrySource(
            pk=entry.pk,
            replaces=entry.replaces_id,
            request_id=str(entry.request_id),
            row=Template.of(line(texts), replaced),
            content=Template.of(canonical(content), replaced),
        )

    def of(self, copy: int, births: dict[tuple[int, int], str]) -> Iterator[tuple[str, list[str]]]:
        """Each case of a copy as its row and the rows of its entries."""
        for source in self.sources:
            values = self._values(source, copy, births)
            before, rows = "", []
            for entry in source.entries:
                values[_BEFORE] = before
                values[_ID] = str(self.copied.new(Entry, entry.pk, copy))
                values[_REQUEST] = _request(entry.request_id, copy)
                if entry.replaces is not None:
                    values[_REPLACES] = str(self.copied.new(Entry, entry.replaces, copy))
                before = values[_DIGEST] = sha256(entry.content.fill(values).encode()).hexdigest()
                rows.append(entry.row.fill(values))
            values[_HEAD] = before
            yield source.row.fill(values), rows

    def _values(
        self, source: CaseSource, copy: int, births: dict[tuple[int, int], str]
    ) -> dict[Hole, str]:
        self.numbers[source.year] += 1
        name = name_of(source.branch_name, copy)
        form = f"{source.form_number}{copy + 2}" if source.form_number else ""
        values: dict[Hole, str] = {
            ("mark", "case"): str(self.copied.new(Case, source.pk, copy)),
            ("mark", "number"): f"{source.year}-{self.numbers[source.year]:04d}",
            ("mark", "person"): str(self.copied.new(Person, source.person, copy)),
            ("mark", "branch"): str(self.copied.new(Organization, source.branch, copy)),
            ("mark", "branch_name"): name,
            ("mark", "form"): form,
            ("form", ""): f'"form_number":"{form}"',
            ("birth", ""): f'"birth_on":"{births[source.person, copy]}"',
            ("code", ""): f'"code":"{code_of(source.branch_code, copy)}"',
            ("name", ""): f'"name":"{name}"',
            ("group", ""): f'"branch":"{name}"',
        }
        for kind, key in source.holes:
            if kind == "member":
                values[kind, key] = str(self.copied.new(Member, int(key), copy))
            elif kind == "item":
                values[kind, key] = str(self.copied.new(FilingItem, int(key), copy))
        return values


_ID = ("mark", "id")
_BEFORE = ("mark", "before")
_DIGEST = ("mark", "digest")
_HEAD = ("mark", "head")
_REQUEST, _REPLACES = ("mark", "request"), ("mark", "replaces")


def _replaced(case: Case) -> dict[str, Hole]:
    """What else differs in the JSON of a case, as it is spelled there."""
    texts = {
        f'"name":"{case.branch.name}"': ("name", ""),
        f'"branch":"{case.branch.name}"': ("group", ""),
        f'"code":"{case.branch.code}"': ("code", ""),
        f'"birth_on":"{case.person.birth_on}"': ("birth", ""),
    }
    return texts | (
        {f'"form_number":"{case.form_number}"': ("form", "")} if case.form_number else {}
    )


def canonical_text(text: str | None) -> str:
    """JSON as the database gives it, in its canonical spelling."""
    return canonical(json.loads(text or "{}"))


def _request(request_id: str, copy: int) -> str:
    digits = md5(f"{request_id}:{copy}".encode(), usedforsecurity=False).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
