"""The page 细则."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.acts import Role
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db
URL = reverse("regulation")


def test_everybody_signed_in_reads_it(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(
        make_user(Role.ADMINISTRATOR, make_organization()),
        backend="branches.backends.AccountBackend",
    )
    client.get(URL)
    with django_assert_max_num_queries(6):
        text = client.get(URL).text
    for piece in ('id="14-19"', 'id="26-18"', "这一版没有这一条", "A05", "推荐和确定入党积极分子"):
        assert piece in text
    assert client.post(URL).status_code == 405
