"""The pages of a site that fails in every way there is (`tests.config.failing_settings`)."""

from collections.abc import Callable, Iterator

import psycopg2
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template import engines
from django.urls import path

from branches.access import PUBLIC, audience
from branches.models import User
from config import urls

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500

NUMBER, PHONE, NAME = "110101199003074012", "13812345678", "欧阳修文"


def failing_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> object:
    def call(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/middleware/":
            raise ValueError("in middleware")
        return get_response(request)

    return call


def view(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"of {request.POST.get('name')} {NUMBER}, {PHONE}")


def template(request: HttpRequest) -> HttpResponse:
    class Broken:
        def title(self) -> str:
            raise ValueError("in a template")

    return HttpResponse(
        engines["django"]
        .from_string("{{ broken.title }}")
        .render({"broken": Broken()}, request=None)
    )


def row(request: HttpRequest) -> HttpResponse:
    text = (
        f"null value in column\nDETAIL:  Failing row contains (7, {NAME}, 1990-03-07,\n{NAME}).\n"
    )
    try:
        raise psycopg2.IntegrityError(text)
    except psycopg2.IntegrityError as error:  # as Django does
        raise IntegrityError(text) from error


def streaming(request: HttpRequest) -> StreamingHttpResponse:
    def blocks() -> Iterator[bytes]:
        yield b"one"
        raise ValueError("in streaming")

    return StreamingHttpResponse(blocks())


def database(request: HttpRequest) -> HttpResponse:
    return HttpResponse(User.objects.count())


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("not here")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("odd")


PAGES = (view, template, row, streaming, database, forbidden, suspicious)
urlpatterns: list[object] = [
    path(f"{page.__name__}/", login_not_required(audience(PUBLIC)(page))) for page in PAGES
]
urlpatterns += urls.urlpatterns
