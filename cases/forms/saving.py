"""What is kept of the list of cases: the name of its conditions, and its columns."""

from django import forms

from cases.models.saved import NAME_LENGTH
from cases.selectors.lists import COLUMNS, FIXED
from config.kit.fields import WordsField


class SavedViewForm(forms.Form):
    """Name of a saved view."""

    use_required_attribute = False
    name = WordsField(
        label="存为常用筛选",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请给这些条件起个名字。"},
    )


class ColumnsForm(forms.Form):
    """The columns to be shown beside the name."""

    columns = forms.MultipleChoiceField(
        label="显示的列",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.code, each.label) for each in COLUMNS if each.code != FIXED],
    )
