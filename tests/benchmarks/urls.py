"""The site, and the bare page that the others are compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from branches.access import SIGNED_IN, audience
from cases.models import Case


@audience(SIGNED_IN)
def bare(request: HttpRequest) -> HttpResponse:
    """A page for whoever signed in, with one query of its own."""
    return HttpResponse(str(Case.objects.values_list("pk", flat=True).order_by("pk")[:1].get()))


urlpatterns = [path("bare/", bare, name="bare"), path("", include("config.urls"))]
