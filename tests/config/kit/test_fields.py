"""Days, numbers, names and facts typed in a form are read as in a workbook; and no form reads
them otherwise.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from config.kit.clock import FIXED_DAY
from config.kit.fields import CodeField, DayField, NameField, NumberField, WordsField
from tests.factories import make_user

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 24)


class Typed(forms.Form):
    """One field of each."""

    on = DayField(today=TODAY, latest=TODAY)
    until = DayField(today=TODAY, lies_ahead=True, required=False)
    count = NumberField(required=False, max_value=500)
    text = WordsField(required=False)
    special = WordsField(required=False, nothings=("否",))
    name = NameField(required=False)


def cleaned(**data: str) -> Typed:
    form = Typed({"on": "2026-5-8", **data})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("２０２６－５－８", date(2026, 5, 8)),
        ("2026年 5月 8号", date(2026, 5, 8)),
        ("2026。5。8", date(2026, 5, 8)),
        ("5月8号", date(2026, 5, 8)),
        ("11月25日", date(2025, 11, 25)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 23)),
    ],
)
def test_days(text: str, day: date) -> None:
    assert cleaned(on=text).cleaned_data["on"] == day


@pytest.mark.parametrize("text", ["501", "9" * 30])
def test_a_number_too_large_is_told_its_bounds(text: str) -> None:
    assert cleaned(count=text).errors["count"] == ["Count应在 0 到 500 之间。"]


def test_a_text_too_long_is_told_in_plain_words() -> None:
    form = Typed({"on": "2026-5-8", "text": "四个汉字"})
    form.fields["text"] = WordsField(max_length=3)
    assert form.errors["text"] == ["Text过长，最多 3 字，现有 4 字。"]


def test_a_day_without_year_lies_ahead_where_the_field_does() -> None:
    assert cleaned(until="5月8日").cleaned_data["until"] == date(2027, 5, 8)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("202611", "6 位数字"),
        ("2026111", "7 位数字"),
        ("2026-13-1", "没有这一天"),
        ("2026年5月", "只有年月"),
        ("26.11.20", "四位"),
        ("2026-11-25", "不能晚于今天（2026年11月24日）"),
        ("1920-1-1", "年份不对"),
        ("/", "请填写On。"),
        ("明天", "明天"),
    ],
)
def test_what_is_no_day_is_told_and_stays_as_typed(text: str, says: str) -> None:
    form = cleaned(on=text)
    assert says in form.errors["on"][0]
    assert f'value="{text}"' in str(form["on"])


def test_a_day_is_repeated_with_its_weekday_before_any_script(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(FIXED_DAY, TODAY.isoformat())  # the page reads it with the site's day
    html = str(cleaned(on="5月8号")["on"])
    assert "2026年5月8日（星期五）" in html
    assert 'data-iso="2026-05-08"' in html
    assert "星期" not in str(cleaned(on="202658")["on"])
    assert "2027年5月8日（星期六）" in str(cleaned(until="5月8日")["until"])
    assert "星期三" in str(Typed(initial={"on": date(2026, 11, 18)})["on"])


def test_numbers() -> None:
    assert cleaned(count=" １２ ").cleaned_data["count"] == 12
    assert cleaned(count="——").cleaned_data["count"] is None
    for text in ("-1", "1.5", "十", "1_0", "501", "9" * 30):
        assert "count" in cleaned(count=text).errors


def test_words_that_say_nothing_are_no_fact() -> None:
    for text in ("无", "/", "——", "…", " \u200b "):
        assert cleaned(text=text).cleaned_data["text"] == ""
    assert cleaned(text="无异议\n否").cleaned_data["text"] == "无异议\n否"
    assert cleaned(text="否").cleaned_data["text"] == "否"
    assert cleaned(special="否").cleaned_data["special"] == ""
    for text in ("同上", "〃", "张三、同上"):
        assert "请写出来" in cleaned(text=text).errors["text"][0]


def test_a_required_text_that_says_nothing_is_missing() -> None:
    field = WordsField()
    with pytest.raises(forms.ValidationError) as refused:
        field.clean("无")
    assert refused.value.code == "required"


def test_names() -> None:
    assert cleaned(name=" 张 三\u202e").cleaned_data["name"] == "张三"
    assert cleaned(name="阿依古丽•买买提").cleaned_data["name"] == "阿依古丽·买买提"
    assert "name" in cleaned(name="123").errors


def test_a_character_that_no_printer_has_is_told_and_hinders_nothing() -> None:
    form = cleaned(name="王\ue123")
    assert form.cleaned_data["name"] == "王\ue123"
    assert "自造字" in form["name"].as_field_group()
    assert "自造字" not in cleaned(name="王𰻝").as_div()


@pytest.mark.django_db
def test_the_page_asks_how_a_day_is_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())
    client.force_login(make_user(), backend="branches.backends.AccountBackend")
    url = reverse("read_day")
    assert client.get(url, {"text": "5月8号"}).json() == {
        "day": "2026-05-08",
        "reading": "= 2026年5月8日（星期五）",
        "wrong": "",
    }
    assert client.get(url, {"text": "5月8号", "ahead": "1"}).json()["day"] == "2027-05-08"
    for text in ("", "无"):
        answer = client.get(url, {"text": text}).json()
        assert answer == {"day": "", "reading": "", "wrong": ""}
    for text in ("202611", "2026/13/1", "x" * 5000):
        answer = client.get(url, {"text": text}).json()
        assert answer["day"] == answer["reading"] == ""
        assert answer["wrong"]


@pytest.mark.django_db
def test_a_day_after_the_last_one_allowed_is_not_repeated_as_good(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())
    client.force_login(make_user(), backend="branches.backends.AccountBackend")
    tomorrow = (TODAY + timedelta(1)).isoformat()
    asked = {"text": tomorrow, "max": TODAY.isoformat()}
    answer = client.get(reverse("read_day"), asked).json()
    assert answer["day"] == answer["reading"] == ""
    assert "晚于今天" in answer["wrong"]
    assert client.get(reverse("read_day"), asked | {"text": "今天"}).json()["wrong"] == ""
    for other in ("2026-13-45", "x" * 5000, ""):
        assert client.get(reverse("read_day"), asked | {"max": other}).json()["day"] == tomorrow


@pytest.mark.django_db
def test_a_day_that_the_field_refuses_is_not_repeated_as_good(client: Client) -> None:
    client.force_login(make_user(), backend="branches.backends.AccountBackend")
    answer = client.get(reverse("read_day"), {"text": "1900-01-01"}).json()
    assert answer == {"day": "", "reading": "", "wrong": "年份不对，请核对。"}


#: Texts that are taken as they are typed, letter for letter: `{file: {field: reason}}`.
AS_TYPED = {
    "branches/forms.py": {
        "username": "a name of an account is what it is; signing in compares it",
        "password": "a password may be 无, have blanks at its ends and be of any letters",
        "old": "a password",
        "repeat": "a password",
    },
    "branches/admin.py": {"password": "a password"},
    "cases/filters.py": {"q": "what is looked for may be any text, and is no fact"},
    "filings/administration/forms.py": {
        "q": "what is looked for may be any text, and is no fact",
        "password": "a password",
        "text": "a list of cells, each of which is read as in a workbook",
    },
    "cases/services/holidays.py": {
        "NAME": "of a file: one that holds what nobody sees is broken, and is refused"
    },
}
#: The page of all components: its forms are examples and record nothing.
EXAMPLES = "filings/demo/components.py"
OWN = re.compile(
    r"(\w+) ="
    r" forms\.(CharField|DateField|IntegerField)\(|forms\.(CharField|DateField|IntegerField)\("
)


def fields_of_django(path: Path) -> Iterator[tuple[str, str]]:
    """(name, call) of each field of Django's own for days, numbers and texts that a person fills
    in.
    """
    text = re.sub(r"\s+", " ", path.read_text())
    for match in OWN.finditer(text):
        call = text[match.start() : match.start() + 160].partition(")")[0]
        if "HiddenInput" not in call:
            yield match[1] or "", call


def test_no_form_reads_what_is_typed_by_itself() -> None:
    """Django's own fields guess (`202611` was 1 January), take 无 and 同上 for words, and keep
    what nobody sees.
    """
    found, exceptions = [], set()
    for app in ("branches", "cases", "filings"):
        for path in (ROOT / app).rglob("*.py"):
            file = path.relative_to(ROOT).as_posix()
            if file == EXAMPLES:
                continue
            for name, call in fields_of_django(path):
                if name in AS_TYPED.get(file, {}):
                    exceptions.add((file, name))
                else:
                    found.append(f"{file}: {call}")
    assert found == []
    assert exceptions == {(file, name) for file, names in AS_TYPED.items() for name in names}


def every_form() -> Iterator[type[forms.BaseForm]]:
    """The form classes of the project, of every module, without the examples."""
    for module in (
        "branches.forms",
        "branches.admin",
        "cases.forms",
        "filings.forms",
        "filings.administration.forms",
        "filings.planning.forms",
        "filings.inspections.forms",
        "filings.papers.kept.forms",
    ):
        import_module(module)
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            is_example = f"{each.__module__.replace('.', '/')}.py" == EXAMPLES
            if each.__module__.startswith(("branches.", "cases.", "filings.")) and not is_example:
                yield each


def test_the_fields_that_a_form_has_are_ours() -> None:
    """Also those that functions make, and those that Django makes from models."""
    ours = (DayField, NumberField, WordsField, forms.UUIDField)
    kinds = (forms.CharField, forms.DateField, forms.IntegerField)
    found, seen = set(), 0
    for form in every_form():
        for name, field in getattr(form, "declared_fields", {}).items():
            seen += 1
            file = form.__module__.replace(".", "/") + ".py"
            is_typed = (
                isinstance(field, kinds)
                and not isinstance(field, ours)
                and not field.widget.is_hidden
            )
            if is_typed and name not in AS_TYPED.get(file, {}):
                found.add(f"{form.__module__}.{form.__name__}.{name}")
    assert found == set()
    assert seen > 50


def test_codes_have_one_spelling() -> None:
    class Coded(forms.Form):
        code = CodeField(required=False)

    def code(text: str) -> str:
        form = Coded({"code": text})
        return str(form.cleaned_data["code"]) if form.is_valid() else "refused"

    assert code(" ２０２６－０００１\u200b ") == "2026-0001"
    assert code("无") == code("——") == ""
    assert code("同上") == "refused"
