"""Refusals: a whole page, or the piece htmx asked for; each says what to do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django_htmx.middleware import HtmxDetails

from config import refusals

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


def test_a_failure_gives_back_what_was_typed_and_names_its_line_in_the_log() -> None:
    request = RequestFactory().post("/cases/new/", {"place": "图书室", "password": "secret words"})
    request.request_id = "7f3a-19"  # type: ignore[attr-defined]  # as the log's middleware sets it
    response = refusals.failed(request)
    html = response.content.decode()
    assert response.status_code == 500
    assert "7f3a-19" in html
    assert '<input type="hidden" name="place" value="图书室">' in html
    assert "secret words" not in html
    assert "没有丢失" not in refusals.failed(RequestFactory().get("/")).content.decode()


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (RequestDataTooBig(), 413, "文字太长"),
        (TooManyFieldsSent(), 400, "内容太多"),
        (SuspiciousOperation("Invalid HTTP_HOST header"), 400, "读不出来"),
    ],
)
def test_what_cannot_be_read_is_answered_by_a_page_of_ours(
    error: Exception, status: int, text: str
) -> None:
    response = refusals.bad_request(RequestFactory().post("/"), error)
    html = response.content.decode()
    assert (response.status_code, text in html) == (status, True)
    assert "请按浏览器的后退键回到原来的页面，填写的内容仍在那里" in html
    assert "HTTP_HOST" not in html
