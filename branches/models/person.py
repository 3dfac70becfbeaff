"""Human beings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models

from branches.fields import EncryptedTextField
from branches.identity import Sex, mask
from branches.models.history import tracked
from branches.rights import rights_of, under

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from branches.models.user import User


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons."""

    def visible_to(self, user: User | AnonymousUser, today: date) -> Self:
        """Members and account holders of the subtrees the user sees. Applicants are seen through their cases."""
        return self.within(rights_of(user, today).seeing_paths)

    def administered_by(self, user: User | AnonymousUser, today: date) -> Self:
        """Members and account holders of the user's own root, if he is its administrator."""
        return self.within(rights_of(user, today).administered_paths)

    def within(self, paths: tuple[str, ...]) -> Self:
        """Those who were ever a member, or have an account, in one of the subtrees."""
        members = apps.get_model("branches", "Member").objects.filter(person=models.OuterRef("pk"))
        accounts = apps.get_model("branches", "User").objects.filter(person=models.OuterRef("pk"))
        within = under(paths, "organization__path")
        return self.filter(models.Exists(members.filter(within)) | models.Exists(accounts.filter(within)))

    def called(self, text: str) -> Self:
        """Those whose name begins with the text, or one of whose readings, in full or by initials, does."""
        return self.filter(called(text))


def called(text: str, person: str = "") -> models.Q:
    """The condition of `PersonQuerySet.called`, also for a model that names its person in the field `person`."""
    words = "".join(text.split()).lower()
    if not (words.isascii() and words.isalpha()):
        return models.Q(**{f"{person}__name__startswith" if person else "name__startswith": text.strip()})
    found = Person.objects.annotate(words=SearchVector("pinyin", config="simple")).filter(
        words=SearchQuery(f"{words}:*", config="simple", search_type="raw")
    )
    return models.Q(AmongFound(models.F(person or "pk"), ArraySubquery(found.values("pk"))))


class AmongFound(models.Func):
    """A value is in an array that is made once, before: a page of few rows does not search row by row."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


@tracked(exclude=["identity_number", "identity_hash", "phone"])
class Person(models.Model):
    """One human being, member or not. Sex and day of birth come from the identity number where there is one."""

    Sex = Sex

    name = models.CharField("姓名", max_length=100, db_index=True)
    pinyin = models.TextField("拼音", editable=False, help_text="各种读音的全拼和首字母，见 branches.names")
    sex = models.CharField("性别", max_length=10, choices=Sex, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    identity_number = EncryptedTextField("公民身份号码", null=True, blank=True)
    identity_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    phone = EncryptedTextField("手机", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [
            GinIndex(SearchVector("pinyin", config="simple"), name="person_pinyin_words"),
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(identity_number__isnull=True, identity_hash__isnull=True)
                | models.Q(identity_number__isnull=False, identity_hash__isnull=False),
                name="person_identity_with_hash",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_identity_number(self) -> str:
        """The identity number as screens show it."""
        return mask(self.identity_number or "")

    @property
    def masked_phone(self) -> str:
        """The phone as screens show it."""
        return mask(self.phone or "")
