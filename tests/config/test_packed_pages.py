"""Pages are sent packed, and files as they are."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.middleware import PackedPagesMiddleware

TEXT = "发展党员工作全程纪实" * 100


def sent(content_type: str, accepted: str = "gzip, br") -> HttpResponse:
    """The response to a browser that can unpack what is `accepted`."""

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(TEXT, content_type=content_type)

    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    response = PackedPagesMiddleware(answer)(request)
    assert isinstance(response, HttpResponse)
    return response


def test_a_page_is_packed() -> None:
    response = sent("text/html; charset=utf-8")
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert len(response.content) < len(TEXT) / 2
    assert gzip.decompress(response.content).decode() == TEXT


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "text/csv"])
def test_a_file_is_not(content_type: str) -> None:
    response = sent(content_type)
    assert "Content-Encoding" not in response
    assert response.content.decode() == TEXT


def test_a_browser_that_cannot_unpack_gets_the_page_as_it_is() -> None:
    response = sent("text/html", accepted="br")
    assert response.content.decode() == TEXT
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.django_db
def test_the_site_sends_pages_packed_and_never_of_one_length(client: Client) -> None:
    """What is sent twice differs in length, so that nothing can be guessed from it."""
    lengths = set()
    for _ in range(8):
        page = client.get(reverse("login"), headers={"Accept-Encoding": "gzip"})
        assert page["Content-Encoding"] == "gzip"
        lengths.add(len(page.content))
    assert len(lengths) > 1
