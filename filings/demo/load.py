"""Loads the demo world, whole, in the caller's transaction."""

from __future__ import annotations

from datetime import date, timedelta

from branches.models import Installation
from cases.facts.arithmetic import add_months
from cases.services.holidays import load_holidays, published
from filings.demo.forms import fill_book
from filings.demo.history import history, opened_on
from filings.demo.inspecting import events
from filings.demo.names import UNUSUAL, human
from filings.demo.play import Life, Player
from filings.demo.scenarios import scripts
from filings.demo.story import Script
from filings.demo.world import World, make_world

SEED = "jishi"
CASES = 160
EVERY = 7  # of so many cases one is of somebody with an unusual name, until all are there


def load(today: date, *, seed: str = SEED, cases: int = CASES) -> World:
    """The world of that day; the same for the same seed and day."""
    load_holidays(published())
    world = make_world(seed, today)
    lives = [_life(world, number, script) for number, script in enumerate(scripts(cases, today), 1)]
    Player(world).play(lives, events(world))
    fill_book(world)
    Installation.mark_as_demo(world.accounts)
    return world


def _life(world: World, number: int, script: Script) -> Life:
    """A case to be: a branch, a person, what happens."""
    rng = world.rng(f"case {number}")
    teams = [team for team in world.teams if team.place == script.place]
    team = teams[number % len(teams)] if script.place or number % 4 else teams[0]  # the first branch has the most
    is_first = team is world.teams[0]
    cast = team.cast(
        rng,
        contact=world.members["ZB01"][2] if is_first else None,
        introducer=world.members["ZB01"][3] if is_first else None,
        organizer=world.users["organizer"].get_full_name(),
    )
    acts = history(f"{world.seed}/{number}", script, cast, world.today)
    born = add_months(acts[0].on, -12 * rng.randint(19, 41)) - timedelta(rng.randint(1, 40))
    unusual, is_ordinary = divmod(number, EVERY)
    who = human(rng, world.people, born, unusual=None if is_ordinary or unusual > len(UNUSUAL) else unusual - 1)
    world.people += 1
    return Life(number=number, team=team, human=who, acts=acts, opened_on=opened_on(script, acts))
