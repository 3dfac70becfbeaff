"""The number book of 入党志愿书 in the demo world: a block each year, and the forms given out of
it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from branches.actor import Actor
from cases.models import Case
from cases.procedure import PLACE
from filings.demo.world import World
from filings.papers.kept.models import FormNumber
from filings.papers.kept.services.booking import NumberRange, issue_form, receive_block

KEPT_BY = "LC-LY"
BLOCK = 160  # forms a year
FIRST_YEAR = 2015  # whose letter is A


def letter_of(year: int) -> str:
    """Each year's block has a letter of its own."""
    return chr(ord("A") + (year - FIRST_YEAR) % 26)


def figures(place: int) -> str:
    """What stands after the letter, of the form that is so far on in the year's block, from 1
    on.
    """
    return f"{place:05d}"


def number_of(year: int, place: int) -> str:
    """The whole number of that form."""
    return letter_of(year) + figures(place)


def fill_book(world: World) -> None:
    """Blocks of the years in which forms were given out, each form to its case.

    Not to cases that ended or went back before: of these the book says that nobody noted to whom
    the form was given.
    """
    days: dict[int, list[tuple[date, Case]]] = defaultdict(list)
    for case in Case.objects.exclude(form_number="").select_related("branch").order_by("pk"):
        step = case.facts.steps.fill_form
        if step is not None and (day := step.issued_on or step.on) is not None:
            days[day.year].append((day, case))
    clerk = world.users["clerk"]
    for year, given in sorted(days.items()):
        block = receive_block(
            organization=world.organizations[KEPT_BY],
            numbers=NumberRange(letter_of(year), figures(1), figures(BLOCK)),
            source="市委组织部",
            received_on=date(year - 1, 12, 20),
            by=Actor(clerk, world.today),
        )
        numbers = dict(FormNumber.objects.filter(block=block).values_list("number", "pk"))
        for day, case in given:
            number = numbers.get(case.form_number)
            if number is not None and case.place >= PLACE["pre_review"]:
                issue_form(number_id=number, case=case, by=Actor(clerk, day))
