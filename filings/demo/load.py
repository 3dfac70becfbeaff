"""Loads the demo world, whole, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction

from branches.models import Installation
from branches.services.counting import count_rows
from cases.services.holidays import load_holidays, published
from filings.demo.beside import events_beside
from filings.demo.forms import fill_book
from filings.demo.inspecting import events, in_order
from filings.demo.lives import CASES, FIRST_DAY, SEED, Life, Lives
from filings.demo.play import Failed, Player
from filings.demo.world import World, make_world


def load(
    today: date,
    *,
    seed: str = SEED,
    cases: int = CASES,
    neighbours: bool = True,
    say: Callable[[str], None] = print,
) -> World:
    """The world of that day; the same for the same seed and day. `neighbours`: with the cases of
    the committees beside.

    A case of which an act is refused is left out, and `say` is told so in a line. Raises ValueError
    for a day before those that it is made for.
    """
    if today < FIRST_DAY:
        raise ValueError(f"The demo world is made for days from {FIRST_DAY} on, not for {today}.")
    load_holidays(published())
    world = make_world(seed, today)
    lives = Lives(seed, world.teams).of(today, cases, neighbours=neighbours)
    _play(world, list(lives), say)
    fill_book(world)
    Installation.mark_as_demo(world.accounts, today)
    count_rows()
    return world


def _play(world: World, lives: Sequence[Life], say: Callable[[str], None]) -> None:
    """Live all cases; when an act is refused, all of them again without that one."""
    while True:
        happenings = events(world)
        if any(life.is_beside for life in lives):
            happenings = in_order([*happenings, *events_beside(world)])
        try:
            with transaction.atomic():
                Player(world, say).play(lives, happenings)
            return
        except Failed as failed:
            say(f"没有载入一份演示案卷：{failed}")
            lives = [life for life in lives if life is not failed.life]
