"""The paths that the pages of components name."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest) -> HttpResponse:
    """Stand where the site has a page."""
    return HttpResponse()


NAMES = ("help", "logout", "read_day", "regulation", "search", "session")

urlpatterns = [path(f"{name}/", nothing, name=name) for name in NAMES]
