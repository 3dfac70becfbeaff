"""Form fields that read what people type with `config.kit`, as the workbook is read. Any layer's
forms may use them.

No form takes Django's own fields for days, numbers, names and facts:
`tests/config/kit/test_fields.py` looks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from config import kit
from config.kit import clock
from config.kit.sentences import refused, thing_of

T = TypeVar("T")
#: The Party was founded on this day; an earlier one is a slip of the keyboard.
EARLIEST = date(1921, 7, 1)
MOST = 99_999
DITTO = "“同上”是指别处的内容，请写出来。"


def _read(field: forms.Field, read: Callable[[], T]) -> T:
    try:
        return read()
    except kit.NotRead as reason:
        raise refused(field, f"{reason}。", "invalid") from reason


class DayField(forms.DateField):
    """A day typed in any usual way, or as 今天, 昨天, 5月8日. It is repeated beside the field with
    its weekday.

    today       the day from which 今天 and days without a year are read; None: the clock's
    latest      the last day allowed; None: any
    lies_ahead  of a day without a year the next is meant, not the last
    """

    def __init__(
        self,
        *,
        today: date | None = None,
        latest: date | None = None,
        earliest: date | None = EARLIEST,
        lies_ahead: bool = False,
        **options: Any,
    ) -> None:
        attrs = {"class": "day-text"}
        if latest is not None:
            attrs["data-max"] = latest.isoformat()
        if lies_ahead:
            attrs["data-ahead"] = "1"
        options.setdefault("widget", forms.DateInput(attrs=attrs))
        super().__init__(**options)
        self.today, self.latest, self.earliest, self.lies_ahead = (
            today,
            latest,
            earliest,
            lies_ahead,
        )

    def to_python(self, value: Any) -> date | None:
        """The day; None where the text says nothing."""
        if not isinstance(value, str):
            return super().to_python(value)
        if kit.says_nothing(value):
            return None
        return _read(
            self,
            lambda: kit.read_day(
                value, today=self.today or clock.today(), lies_ahead=self.lies_ahead
            ),
        )

    def settled(self, text: str) -> date | None:
        """The day of a text that means another one tomorrow (今天, 5月8日); None for any other."""
        try:
            day = self.clean(text)
        except ValidationError:
            return None
        try:
            kit.read_day(text)
        except kit.NotRead:
            return day  # type: ignore[no-any-return]
        return None

    def validate(self, value: date | None) -> None:
        """Refuse a day that cannot be meant."""
        super().validate(value)
        if value is None:
            return
        if self.latest is not None and value > self.latest:
            day = f"{self.latest.year}年{self.latest.month}月{self.latest.day}日"
            text = f"{thing_of(str(self.label or '日期'))}不能晚于今天（{day}）。"
            raise refused(self, text, "late")
        if self.earliest is not None and value < self.earliest:
            raise refused(self, "年份不对，请核对。", "early")


class NumberInput(forms.TextInput):
    """A number typed as text: a browser's own number field takes no full-width digits and says
    nothing of it.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "class": "number-text", **(attrs or {})})


class NumberField(forms.IntegerField):
    """A whole number, full-width digits too; 无 and strokes are no number."""

    widget = NumberInput

    def __init__(self, *, min_value: int = 0, max_value: int = MOST, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)

    def to_python(self, value: Any) -> int | None:
        """The number; None where the text says nothing."""
        if not isinstance(value, str):
            return super().to_python(value)
        if kit.says_nothing(value):
            return None
        return _read(self, lambda: kit.read_number(value, most=kit.ANY_NUMBER))


class WordsField(forms.CharField):
    """A text that is a fact or a reason: 无 and strokes are none, and 同上 is refused.

    nothings  further words that say nothing here
    """

    def __init__(self, *, nothings: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(**options)
        self.nothings = nothings

    def to_python(self, value: Any) -> str:
        """The words without what nobody sees; empty where they say nothing."""
        words = super().to_python(None if value is None else kit.cleaned(str(value))) or ""
        if any(map(kit.is_ditto, kit.parted(words))):
            raise refused(self, DITTO, "ditto")
        if kit.says_nothing(words, also=self.nothings):
            return ""
        return words


class CodeField(WordsField):
    """A number or mark that stands for a thing (of a case, a paper, a telephone), in one
    spelling: half-width.
    """

    def to_python(self, value: Any) -> str:
        """The code."""
        return kit.plain(super().to_python(value))


class NameField(WordsField):
    """The name of one person, in one spelling."""

    def to_python(self, value: Any) -> str:
        """The name."""
        words = super().to_python(value)
        if not words:
            return words
        return _read(self, lambda: kit.read_name(words))
