"""The pages of all components are in a demo alone, and show all."""

import pytest
from django.test import Client
from django.urls import reverse

from branches.models import Installation
from tests.factories import make_user
from tests.tree import BASE_DIR, TEMPLATES, text

VIEWS = ("components", "components_panes")
#: Components that stand in others, or that only some page can fill.
WITHIN = {
    "choose_all.html": "the head of a list to choose from",
    "done.html": "what is said after an act",
    "export.html": "a list that goes out as a file",
    "batch.html": "a list to choose from",
    "no_enter.html": "a form of one act",
    "no_worker.html": "a page of long work",
    "pager.html": "a long list",
}


@pytest.mark.django_db
def test_a_demo_shows_them_and_no_other_site(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_user(), backend="branches.backends.AccountBackend")
    assert [client.get(reverse(view)).status_code for view in VIEWS] == [404, 404]
    monkeypatch.setattr("django.conf.settings.DEMO", True)
    assert [client.get(reverse(view)).status_code for view in VIEWS] == [404, 404]
    Installation.mark_as_demo()
    assert [client.get(reverse(view)).status_code for view in VIEWS] == [200, 200]
    monkeypatch.setattr("django.conf.settings.DEMO", False)
    assert [client.get(reverse(view)).status_code for view in VIEWS] == [404, 404]


def test_every_component_is_shown() -> None:
    """By the pages, by their base, or within another that is."""
    folder = BASE_DIR / "templates" / "_components"
    shown = [BASE_DIR / "templates" / "help" / f"{view}.html" for view in VIEWS]
    shown += [path for path in TEMPLATES if path.parent.name == "templates"]
    shown += [path for path in TEMPLATES if path.is_relative_to(BASE_DIR / "templates" / "django")]
    everything = "\n".join(map(text, [*shown, *folder.iterdir()]))
    everything += "|badge|details|"  # shown by their tags
    missing = []
    for path in folder.iterdir():
        is_named = f"_components/{path.name}" in everything or f"|{path.stem}|" in everything
        if not is_named and path.name not in WITHIN:
            missing.append(path.name)
    assert missing == []
