"""Personal data is not in the database in the clear, and keys can be changed."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldError
from django.db import connection, models
from pytest_django import Settings

from branches.fields import EncryptedJSONField, decrypt, encrypt, keyed_hash
from branches.models import Person
from tests.factories import make_person


def stored() -> str:
    """Everything the database holds of persons, their history included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(p::text, '') || (SELECT string_agg(e::text, '') FROM"
            " branches_personevent e) FROM branches_person p"
        )
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_number_and_phone_are_nowhere_in_the_clear() -> None:
    person = make_person(phone="13900001234")
    kept = Person.objects.get(pk=person.pk)
    assert (kept.identity_number, kept.phone) == (person.identity_number, "13900001234")
    assert person.name in stored()
    assert "13900001234" not in stored()
    assert str(person.identity_number) not in stored()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lookup", ["phone", "phone__contains", "phone__in", "identity_number__startswith"]
)
def test_no_lookup(lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        Person.objects.filter(**{lookup: "1"})
    assert not Person.objects.filter(phone__isnull=True).exists()


def test_a_new_key_reads_what_an_old_one_wrote(settings: Settings) -> None:
    token = encrypt("秘密")
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    assert decrypt(token) == "秘密"
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    with pytest.raises(InvalidToken):
        decrypt(token)


def test_the_same_text_gives_another_token_each_time() -> None:
    assert encrypt("1") != encrypt("1")


def test_the_hash_depends_on_its_key_and_not_on_the_spelling(settings: Settings) -> None:
    assert keyed_hash("45010019800101001x") == keyed_hash(" ４50100 19800101001X")
    before = keyed_hash("1")
    settings.HASH_KEY = "another"
    assert keyed_hash("1") != before


def test_a_json_document_comes_back(settings: Settings) -> None:
    field: models.Field[object, object] = EncryptedJSONField()
    token = field.get_prep_value({"家庭": [{"姓名": "曾伟"}]})
    assert "曾伟" not in token
    assert EncryptedJSONField().from_db_value(token, models.Value(1), connection) == {
        "家庭": [{"姓名": "曾伟"}]
    }
    assert field.get_prep_value(None) is None
