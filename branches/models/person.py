"""Human beings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models

from branches.actor import Actor
from branches.fields import EncryptedTextField, keyed_hash
from branches.identity import Sex, normalise
from branches.models.history import tracked
from branches.rights import under
from config.kit import mask, name_key

if TYPE_CHECKING:
    pass


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons."""

    def visible_to(self, actor: Actor) -> Self:
        """Members and account holders of the subtrees the user sees. Applicants are seen through
        their cases.
        """
        return self.within(actor.rights.seeing_paths)

    def administered_by(self, actor: Actor) -> Self:
        """Members and account holders of the user's own root, if he is its administrator."""
        return self.within(actor.rights.administered_paths)

    def within(self, paths: tuple[str, ...]) -> Self:
        """Those who were ever a member, or have an account, in one of the subtrees."""
        members = apps.get_model("branches", "Member").objects.filter(person=models.OuterRef("pk"))
        accounts = apps.get_model("branches", "User").objects.filter(person=models.OuterRef("pk"))
        within = under(paths, "organization__path")
        return self.filter(
            models.Exists(members.filter(within)) | models.Exists(accounts.filter(within))
        )

    def called(self, text: str) -> Self:
        """Those whose name begins with the text, or one of whose readings, in full or by
        initials, does.
        """
        return self.filter(called(text))


#: What is encrypted of a person.
SEALED = ("identity_number", "phone")


def sealed(*paths: str) -> tuple[str, ...]:
    """What is encrypted of the persons at these paths of a query, which leaves it in the database:
    `rows.defer(*sealed("case__person"))`.
    """
    return tuple(f"{path}__{field}" for path in paths for field in SEALED)


def called(text: str, person: str = "") -> models.Q:
    """The condition of `PersonQuerySet.called`, also for a model that names its person in the
    field `person`.
    """
    words = name_key(text)
    if not words and text.strip():
        return models.Q(pk__in=[])  # signs alone are in no name
    if not (words.isascii() and words.isalpha()):
        field = "name_key"
        if person:
            field = f"{person}__name_key"
        return models.Q(**{f"{field}__startswith": words})
    found = Person.objects.annotate(words=SearchVector("pinyin", config="simple")).filter(
        words=SearchQuery(f"{words}:*", config="simple", search_type="raw")
    )
    return models.Q(AmongFound(models.F(person or "pk"), ArraySubquery(found.values("pk"))))


def known_as(text: str, person: str = "") -> models.Q:
    """The condition of `called`, or where the text is a whole identity number that it is theirs."""
    number = normalise(text)
    if len(number) == 18 and number[:17].isdigit():
        field = "identity_hash"
        if person:
            field = f"{person}__identity_hash"
        return models.Q(**{field: keyed_hash(number)})
    return called(text, person)


class NameKey(models.Func):
    """`config.kit.name_key` of a name, by the database: no bulk change and no statement by hand
    leaves it behind.
    """

    template = (
        "lower(regexp_replace(normalize(%(expressions)s, NFKC), '[[:space:][:cntrl:]."
        r"\u0085\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064"
        r"\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
        r"\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\u00b7\u2022\u2027\u30fb\u2219\u22c5"
        "]', '', 'g'))"
    )
    output_field = models.TextField()


class AmongFound(models.Func):
    """A value is in an array that is made once, before: a page of few rows does not search row
    by row.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


@tracked(exclude=["identity_number", "identity_hash", "phone", "name_key"])
class Person(models.Model):
    """One human being, member or not. Sex and day of birth come from the identity number where
    there is one.
    """

    Sex = Sex

    name = models.CharField("姓名", max_length=100, db_index=True)
    name_key = models.GeneratedField(
        verbose_name="姓名检索",
        expression=NameKey("name"),
        output_field=models.TextField(),
        db_persist=True,
        help_text="不计空格和间隔点，见 config.kit.name_key",
    )
    pinyin = models.TextField(
        "拼音", editable=False, help_text="各种读音的全拼和首字母，见 branches.names"
    )
    sex = models.CharField("性别", max_length=10, choices=Sex, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    identity_number = EncryptedTextField("公民身份号码", null=True, blank=True)
    identity_hash = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    phone = EncryptedTextField("手机", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [
            GinIndex(SearchVector("pinyin", config="simple"), name="person_pinyin_words"),
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),
            models.Index(
                fields=["name_key"], name="person_by_name_key", opclasses=["text_pattern_ops"]
            ),
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
