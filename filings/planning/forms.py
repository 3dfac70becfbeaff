"""Forms of the planning pages: they turn input into values; what is allowed is judged by the
services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from cases.facts.profile import Profile
from cases.procedure import STEP, STEPS
from cases.services.holidays import FIRST_YEAR, LAST_YEAR, SAMPLE, BadRows, Row, parse_file
from config.kit.fields import DayField, NumberField, WordsField
from config.kit.sentences import refused
from filings.planning.selectors.profiles import PAPERS_LABEL, RULES, Rule
from filings.planning.selectors.quota import QuotaRow
from filings.planning.services.analyses import AnalysisFacts
from filings.planning.services.courses import CourseFacts

#: {step code: papers}
Papers = Mapping[str, Iterable[str]]
#: {number of a step: its code}; of step 8 the row that both editions have.
CODE_OF = {str(step.no): step.code for step in STEPS}

MOST = 100_000


def long_text(label: str, *, required: bool = True) -> WordsField:
    """Some paragraphs."""
    return WordsField(
        label=label, max_length=10_000, required=required, widget=forms.Textarea(attrs={"rows": 5})
    )


def number_field(label: str, **options: Any) -> NumberField:
    """A number of persons."""
    return NumberField(label=label, max_value=MOST, **options)


class QuotaApplicationForm(forms.Form):
    """The number applied for above, and why."""

    prefix = "apply"  # it stands on one page with `RootQuotaForm`
    number = number_field("申请数（名）")
    grounds = WordsField(
        label="申请理由", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RootQuotaForm(forms.Form):
    """The number given from outside."""

    prefix = "root"
    number = number_field("上级下达数（名）")


class HandDownForm(forms.Form):
    """One number for each organization straight below; the name of a field is the organization's
    id.
    """

    def __init__(self, rows: Iterable[QuotaRow], data: Mapping[str, Any] | None = None) -> None:
        rows = list(rows)
        initial = {str(row.organization.pk): row.granted for row in rows}
        super().__init__(data, initial=initial)
        for row in rows:
            self.fields[str(row.organization.pk)] = number_field(
                f"下达给{row.organization.name}", required=False
            )

    def numbers(self) -> dict[int, int | None]:
        """`{organization id: number}`, None where nothing was typed."""
        return {int(name): value for name, value in self.cleaned_data.items()}


class AnalysisForm(forms.Form):
    """The text of a yearly analysis; its figures come from the cases."""

    held_on = DayField(label="分析日期", help_text="党委或部门研究队伍状况的日期")
    situation = long_text("队伍状况")
    problems = long_text("存在问题", required=False)
    measures = long_text("改进措施", required=False)

    def facts(self) -> AnalysisFacts:
        """What was typed. Only after `is_valid()`."""
        return AnalysisFacts(**self.cleaned_data)


class CourseForm(forms.Form):
    """A class and who attended."""

    title = WordsField(label="名称", max_length=100)
    from_on = DayField(label="开始日期")
    to_on = DayField(label="结束日期")
    hours = NumberField(label="学时", min_value=1, max_value=500)
    place = WordsField(label="地点", max_length=100, required=False)
    content = long_text("内容", required=False)
    attendees = forms.TypedMultipleChoiceField(
        label="学员", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, people: Iterable[tuple[int, str]], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        attendees = self.fields["attendees"]
        assert isinstance(attendees, forms.TypedMultipleChoiceField)
        attendees.choices = list(people)

    def facts(self) -> CourseFacts:
        """What was typed, but for the attendees. Only after `is_valid()`."""
        given = dict(self.cleaned_data)
        del given["attendees"]
        return CourseFacts(**given)


class AttendeesForm(forms.Form):
    """Who attended a class."""

    attendees = forms.TypedMultipleChoiceField(
        label="学员", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        people: Iterable[tuple[int, str]],
        chosen: Iterable[int],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"attendees": list(chosen)})
        attendees = self.fields["attendees"]
        assert isinstance(attendees, forms.TypedMultipleChoiceField)
        attendees.choices = list(people)


class ProfileForm(forms.Form):
    """The local rules of an organization, a field each as `Profile` has them; shown is what
    holds now.
    """

    extra_papers = WordsField(
        label=PAPERS_LABEL,
        required=False,
        max_length=2000,
        help_text="每行一个步骤：步骤号：材料、材料。如 12：体检报告、无犯罪记录证明",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, profile: Profile, own_papers: Papers, data: Mapping[str, Any] | None = None
    ) -> None:
        initial = {rule.name: getattr(profile, rule.name) for rule in RULES}
        super().__init__(data, initial=initial | {"extra_papers": papers_as_text(own_papers)})
        self.fields = {rule.name: profile_field(rule) for rule in RULES} | self.fields

    def clean_extra_papers(self) -> dict[str, list[str]]:
        """`{step code: papers}`."""
        papers: dict[str, list[str]] = {}
        for line in filter(str.strip, self.cleaned_data["extra_papers"].splitlines()):
            number, _, names = line.replace(":", "：").partition("：")
            found = [name.strip() for name in names.split("、") if name.strip()]
            if number.strip() not in CODE_OF or not found:
                text = f"「{line.strip()}」不是「12：体检报告、无犯罪记录证明」的样子。"
                raise refused(self.fields["extra_papers"], text, "invalid")
            papers.setdefault(CODE_OF[number.strip()], []).extend(found)
        return papers


def profile_field(rule: Rule) -> forms.Field:
    """The form field of one rule."""
    if rule.is_switch:
        return forms.BooleanField(label=rule.label, help_text=rule.hint, required=False)
    label = f"{rule.label}（{rule.unit}）" if rule.unit else rule.label
    if rule.choices:
        choices = []
        for value in rule.choices:
            choices.append((value, f"{value} {rule.unit}" if value else "不另作规定"))
        return forms.TypedChoiceField(label=label, help_text=rule.hint, choices=choices, coerce=int)
    return NumberField(label=label, help_text=rule.hint, min_value=rule.least, max_value=rule.most)


def papers_as_text(papers: Papers) -> str:
    """As `ProfileForm` reads it."""
    return "\n".join(
        f"{STEP[code].no}：{'、'.join(names)}" for code, names in papers.items() if code in STEP
    )


class HolidayForm(forms.Form):
    """One day off or make-up working day."""

    day = DayField(label="日期", lies_ahead=True)
    is_working = forms.TypedChoiceField(
        label="休息或上班",
        choices=[("no", "休息"), ("yes", "调休上班")],
        coerce=lambda value: value == "yes",
    )
    name = WordsField(label="名称", max_length=50, required=False)

    def clean_day(self) -> date:
        """A day of a year that the page shows."""
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。")
        return day


class HolidayFileForm(forms.Form):
    """A CSV file: day, 休 or 班, name."""

    file = forms.FileField(
        label="CSV 文件",
        help_text=f"每行：{SAMPLE}；调休上班写“班”（UTF-8 或 GBK 编码，不超过 1 MB）",
    )

    def clean_file(self) -> list[Row]:
        """The rows."""
        file = self.cleaned_data["file"]
        if file.size > 2**20:
            raise refused(self.fields["file"], "文件超过 1 MB。", "large")
        try:
            return parse_file(file.read())
        except BadRows as bad:
            raise forms.ValidationError(bad.faults[:20]) from bad
