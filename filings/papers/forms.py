"""The forms of the register and of the number book."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator

from filings.papers.models import FormNumber

FIGURES = RegexValidator(r"^\d{1,15}$", "请填写数字。")


class WordForm(forms.Form):
    """The 机关代字 of the year."""

    use_required_attribute = False
    word = forms.CharField(label="机关代字", max_length=30, help_text="如：测林党；年内编号后不能更换")


class VoidForm(forms.Form):
    """Why a number is put out of force."""

    use_required_attribute = False
    reason = forms.CharField(label="作废理由", max_length=200)


class BlockForm(forms.Form):
    """A block of forms received."""

    use_required_attribute = False
    letters = forms.CharField(label="编号前缀", max_length=20, required=False, help_text="数字之前的部分，没有的不填")
    first = forms.CharField(label="起始号", max_length=15, validators=[FIGURES], help_text="含前面的 0")
    last = forms.CharField(label="截止号", max_length=15, validators=[FIGURES])
    source = forms.CharField(label="发放单位", max_length=100)
    received_on = forms.DateField(label="领取日期")


class IssueForm(forms.Form):
    """For whom a form is given out."""

    use_required_attribute = False
    case = forms.CharField(label="案卷编号", max_length=20)


class SpoilForm(forms.Form):
    """What became of a form that is not used."""

    use_required_attribute = False
    state = forms.ChoiceField(
        label="办理",
        choices=[each for each in FormNumber.State.choices if each[0] in ("spoiled", "returned")],
    )
    reason = forms.CharField(label="原因", max_length=200)


class GapForm(forms.Form):
    """Why numbers are missing between two blocks."""

    use_required_attribute = False
    letters = forms.CharField(required=False, widget=forms.HiddenInput)
    first = forms.IntegerField(widget=forms.HiddenInput)
    last = forms.IntegerField(widget=forms.HiddenInput)
    explanation = forms.CharField(label="断号原因", max_length=200)
