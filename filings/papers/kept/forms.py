"""The forms of the register, of the number book, and of papers that come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from config.kit.fields import CodeField, DayField, WordsField
from config.kit.sentences import refused
from filings.inspections.forms import AnswerForm
from filings.papers.kept.incoming import Incoming
from filings.papers.kept.models import FormNumber, Scan
from filings.papers.kept.services.booking import NumberRange
from filings.papers.kept.services.keeping import MOST_BYTES
from filings.papers.kept.services.scanning import NewVersion

FIGURES = RegexValidator(r"^\d{1,15}$")


def figures(label: str, **options: Any) -> CodeField:
    """A number of a form, without its letters."""
    text = {"invalid": f"{label}只能是数字。"}
    return CodeField(
        label=label, max_length=15, validators=[FIGURES], error_messages=text, **options
    )


class WordForm(forms.Form):
    """The 机关代字 of the year."""

    use_required_attribute = False
    word = WordsField(label="机关代字", max_length=30, help_text="如：测林党；年内编号后不能更换")
    year = forms.IntegerField(widget=forms.HiddenInput, required=False)


class VoidForm(forms.Form):
    """Why a number is put out of force."""

    use_required_attribute = False
    reason = WordsField(label="作废理由", max_length=200)


class BlockForm(forms.Form):
    """A block of forms received."""

    use_required_attribute = False
    letters = CodeField(
        label="编号前缀", max_length=20, required=False, help_text="数字之前的部分，没有的不填"
    )
    first = figures("起始号", help_text="含前面的 0")
    last = figures("截止号")
    source = WordsField(label="发放单位", max_length=100)
    received_on = DayField(label="领取日期")

    def numbers(self) -> NumberRange:
        """The block itself. Only after `is_valid()`."""
        given = self.cleaned_data
        return NumberRange(given["letters"], given["first"], given["last"])


class IssueForm(forms.Form):
    """For whom a form is given out."""

    use_required_attribute = False
    case = CodeField(label="案卷编号", max_length=20)


class SpoilForm(forms.Form):
    """What became of a form that is not used."""

    use_required_attribute = False
    state = forms.ChoiceField(
        label="办理",
        choices=[each for each in FormNumber.State.choices if each[0] in ("spoiled", "returned")],
    )
    reason = WordsField(label="原因", max_length=200)


class GapForm(forms.Form):
    """Why numbers are missing between two blocks."""

    use_required_attribute = False
    explanation = WordsField(label="断号原因", max_length=200)


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, in the order in which they were chosen; names are shown only, so any will
    do.
    """

    widget = FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.ofd", "data-most": MOST_BYTES})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, also where there is one or none."""
        given = data if isinstance(data, list | tuple) else [data]
        found: list[Any] = [each for each in given if each]
        if any(each.size == 0 for each in found):
            raise refused(self, "文件是空的。", "empty")
        return found


class PhotographsField(FilesField):
    """Photographs of the pages of one paper: a phone opens its camera. `page.js` gives a further
    field for each page more.
    """

    widget = FilesInput(
        attrs={
            "accept": "image/jpeg,image/png",
            "capture": "environment",
            "data-most": MOST_BYTES,
            "data-more": "再拍一页",
        }
    )


def files_help(more: str = "") -> str:
    """What may be uploaded, in words."""
    return f"PDF、JPEG、PNG 或 OFD，可以一次选择多个，每个不超过 {MOST_BYTES // 2**20} MB{more}"


class ScanForm(forms.Form):
    """A paper that came in: its files, and what stands on it."""

    use_required_attribute = False
    uploads = FilesField(label="扫描件", required=False)
    photographs = PhotographsField(
        label="或者拍照",
        required=False,
        help_text="一页一张，按先后转正后合成一份 PDF；手机直接打开相机，电脑上可以选几张照片",
    )
    keeps = forms.BooleanField(label="接在现有各页之后（不选则以新文件代替）", required=False)
    is_signed = forms.BooleanField(label="已核对：签名齐全", required=False)
    is_sealed = forms.BooleanField(label="已核对：盖章齐全", required=False)
    note = WordsField(label="说明", max_length=200, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, kind: Incoming, before: Scan | None
    ) -> None:
        super().__init__(data, files)
        if before is None:
            self.fields["uploads"].help_text = files_help()
            del self.fields["keeps"]
        else:
            self.fields["uploads"].help_text = files_help("；只更改核对结果的，不必选择文件")
            self.initial = {"is_signed": before.is_signed, "is_sealed": before.is_sealed}
        for name, is_borne in (("is_signed", kind.signature), ("is_sealed", kind.seal)):
            if not is_borne:
                del self.fields[name]

    def version(self) -> NewVersion:
        """What was chosen and typed. Only after `is_valid()`."""
        given = self.cleaned_data
        return NewVersion(
            uploads=given["uploads"],
            photographs=given["photographs"],
            keeps=given.get("keeps", False),
            is_signed=given.get("is_signed", False),
            is_sealed=given.get("is_sealed", False),
            note=given["note"],
        )


class WithdrawForm(forms.Form):
    """Why a paper is taken back."""

    use_required_attribute = False
    reason = WordsField(label="撤下的原因", max_length=200)


class ProvenAnswerForm(AnswerForm):
    """What was put right, with scans that prove it."""

    uploads = FilesField(label="佐证材料扫描件", required=False, help_text=files_help())
