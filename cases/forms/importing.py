"""The form of an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cases.importing import Unreadable
from cases.importing.reading import MAX_FILE, check_content
from config.kit.sentences import refused

DRY_RUN, IMPORT = "dry_run", "import"


class ImportForm(forms.Form):
    """A workbook, and whether it is only tried."""

    file = forms.FileField(
        label="工作簿",
        help_text=f"按模板填写的 .xlsx 文件，不超过 {MAX_FILE >> 20} MB；每张工作表最多 10000 行",
        widget=forms.FileInput(attrs={"accept": ".xlsx", "data-most": MAX_FILE}),
        allow_empty_file=True,
    )
    mode = forms.ChoiceField(
        label="方式",
        initial=DRY_RUN,
        widget=forms.RadioSelect,
        choices=[
            (DRY_RUN, "试运行：只核对，不写入"),
            (IMPORT, "导入：没有错误时全部写入，有一处错误则全部不写入"),
        ],
    )

    def clean_file(self) -> UploadedFile[Any]:
        """A workbook by its content, not by its name."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        assert file.file is not None
        try:
            check_content(file.file)
        except Unreadable as error:
            raise refused(self.fields["file"], str(error), "unreadable") from error
        file.seek(0)
        return file
