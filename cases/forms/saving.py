"""The name under which conditions of the list are kept."""

from django import forms

from cases.models.saved import NAME_LENGTH
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
