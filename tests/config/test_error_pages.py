"""Refusals: a whole page, or the piece htmx asked for; each says what to do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django_htmx.middleware import HtmxDetails

PAGES = {
    "403.html": ("李明不是党委委员。", "您没有办理这件事的权限"),
    "403_csrf.html": ("", "页面已过期，没有写入"),
    "404.html": ("Case matches no query", "找不到这一页"),
}


def shown(name: str, *, is_piece: bool, **context: object) -> str:
    """The page as a visitor or htmx gets it."""
    request = RequestFactory().get("/", headers={"HX-Request": "true"} if is_piece else {})
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return render_to_string(name, context, request)


@pytest.mark.parametrize("is_piece", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_a_refusal_is_a_page_or_a_piece(name: str, is_piece: bool) -> None:
    exception, title = PAGES[name]
    html = shown(name, is_piece=is_piece, exception=exception)
    assert f"<h1>{title}</h1>" in html
    assert ("<html" in html) is not is_piece
    assert (exception in html) is (name != "404.html")  # a 404 tells nothing of what is there


def test_a_failure_needs_nothing_of_the_site() -> None:
    with override_settings(STATIC_URL="/gone/"):
        html = render_to_string("500.html")
    assert "系统出错了" in html
    assert "/gone/" not in html
