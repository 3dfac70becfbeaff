"""Loads the demo world, whole, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction

from branches.models import Installation
from branches.services.counting import count_rows
from cases.services.holidays import load_holidays, published
from filings.demo.forms import fill_book
from filings.demo.inspecting import events
from filings.demo.lives import CASES, FIRST_DAY, SEED, Life, Lives
from filings.demo.play import Failed, Player
from filings.demo.world import World, make_world


def load(
    today: date, *, seed: str = SEED, cases: int = CASES, say: Callable[[str], None] = print
) -> World:
    """The world of that day; the same for the same seed and day.

    A case of which an act is refused is left out, and `say` is told so in a line. Raises ValueError
    for a day before those that it is made for.
    """
    if today < FIRST_DAY:
        raise ValueError(f"The demo world is made for days from {FIRST_DAY} on, not for {today}.")
    load_holidays(published())
    world = make_world(seed, today)
    _play(world, list(Lives(seed, world.teams).of(today, cases)), say)
    fill_book(world)
    Installation.mark_as_demo(world.accounts, today)
    count_rows()
    return world


def _play(world: World, lives: Sequence[Life], say: Callable[[str], None]) -> None:
    """Live all cases; when an act is refused, all of them again without that one."""
    while True:
        try:
            with transaction.atomic():
                Player(world, say).play(lives, events(world))
            return
        except Failed as failed:
            say(f"没有载入一份演示案卷：{failed}")
            lives = [life for life in lives if life is not failed.life]
