"""Many times the demo world, for benchmarks: its cases again, of other people, in branches of their
own.

What a person or a digest depends on is made in Python and copied in, the rest is copied by the
database. The copies lie under the same committees, so that these see all of them. Memory stays
flat: a few copies at a time, each batch in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import StringIO

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.functions import Length, Substr

from branches.models import Discipline, Member, Organization, Person
from branches.services.counting import count_rows
from cases.models import Case, CaseNumber, Entry, Finding, Obligation, Sponsorship, Worksheet
from filings.models import Filing, FilingItem
from tests.benchmarks.copies import Cases, Copied, Organizations, Persons, columns_of

AT_ONCE = 10  # copies in a transaction
#: Copied by the database; organizations, persons, cases and entries come from Python.
BY_DATABASE: tuple[type[Model], ...] = (
    Member,
    Discipline,
    Sponsorship,
    Finding,
    Obligation,
    Worksheet,
    Filing,
    FilingItem,
)


def multiply(times: int, *, tell: Callable[[int], None] = lambda cases: None) -> int:
    """Make the cases of the world `times` as many; returns how many there are now. `tell` hears
    it on the way.
    """
    copied = Copied.world()
    organizations, persons, cases = Organizations(copied), Persons(copied), Cases(copied)
    _write_ranks(copied)
    for first in range(0, times - 1, AT_ONCE):
        copies = range(first, min(first + AT_ONCE, times - 1))
        with transaction.atomic():
            for copy in copies:
                _copy_in(Organization, organizations.of(copy))
                _copy_in(Person, persons.of(copy))
                made = list(cases.of(copy, persons.births))
                _copy_in(Case, (row for row, _ in made))
                _copy_in(Entry, (row for _, rows in made for row in rows))
            for model in BY_DATABASE:
                _copy_by_database(copied, model, copies)
        tell((copies[-1] + 2) * len(cases.sources))
    _settle(copied, organizations, cases)
    return Case.objects.count()


def _copy_in(model: type[Model], rows: Iterable[str]) -> None:
    columns = ", ".join(f'"{column}"' for column in columns_of(model))
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', StringIO("".join(rows))
        )


def _write_ranks(copied: Copied) -> None:
    """A temporary table of ranks for each table that is copied."""
    with connection.cursor() as cursor:
        for model, ranks in copied.ranks.items():
            table = _ranks(model)
            cursor.execute(
                f'CREATE TEMPORARY TABLE "{table}" (source bigint PRIMARY KEY, rank bigint)'
            )
            rows = "".join(f"{source}\t{rank}\n" for source, rank in ranks.items())
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', StringIO(rows))
            cursor.execute(f'ANALYZE "{table}"')


def _ranks(model: type[Model]) -> str:
    return f"rank_{model._meta.db_table}"


def _copy_by_database(copied: Copied, model: type[Model], copies: range) -> None:
    """The rows of a table once for each copy, with the ids that belong to it."""
    columns, chosen, joins = [], [], []
    for column in model._meta.concrete_fields:
        if getattr(column, "generated", False):
            continue
        columns.append(f'"{column.column}"')
        target = model if column.primary_key else column.related_model
        if isinstance(target, type) and target in copied.ranks:
            join = f'"{column.column} rank"'
            joins.append(
                f'LEFT JOIN "{_ranks(target)}" {join} ON {join}.source = old."{column.column}"'
            )
            moved = f"{copied.bases[target]} + copy * {len(copied.ranks[target])} + {join}.rank"
            chosen.append(f'COALESCE({moved}, old."{column.column}")')
        elif column.column == "request_id":
            chosen.append("md5(old.request_id::text || ':' || copy)::uuid")
        else:
            chosen.append(f'old."{column.column}"')
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # own names
            f'INSERT INTO "{table}" ({", ".join(columns)}) '  # noqa: S608
            f'SELECT {", ".join(chosen)} FROM "{table}" old '
            f'JOIN "{_ranks(model)}" mine ON mine.source = old.id {" ".join(joins)},'
            " generate_series(%s, %s) copy",
            [copies.start, copies.stop - 1],
        )


def _settle(copied: Copied, organizations: Organizations, cases: Cases) -> None:
    """Numbers go on after the copies, parents know their children, the planner knows the sizes."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in copied.ranks:
            table = model._meta.db_table
            last = f'(SELECT max(id) FROM "{table}")'  # noqa: S608  # own names
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), {last})", [f'"{table}"']
            )
            cursor.execute(f'DROP TABLE "{_ranks(model)}"')
        for path in organizations.last:
            below = Organization.objects.annotate(
                above=Substr("path", 1, Length("path") - 4)
            ).filter(above=path)
            Organization.objects.filter(path=path).update(numchild=below.count())
        for year, last_number in cases.numbers.items():
            CaseNumber.objects.filter(year=year).update(last=last_number)
    count_rows()
