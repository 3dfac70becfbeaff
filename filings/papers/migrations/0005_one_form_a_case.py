"""One form in force a case. Where two were issued to one, the one that the case bears stays, else the first."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations, models
from django.db.models import Count, Q


def spoil_doubles(apps: Any, _schema_editor: Any) -> None:
    """Put the others out of force, with the reason; the clerk of the book sees them as spoiled."""
    form_number = apps.get_model("papers", "FormNumber")
    issued = form_number.objects.filter(state="issued")
    doubled = issued.values("case").annotate(forms=Count("pk")).filter(forms__gt=1).values_list("case", flat=True)
    forms = defaultdict(list)
    for number in issued.filter(case__in=list(doubled)).select_related("case").order_by("changed_on", "pk"):
        forms[number.case_id].append(number)
    for numbers in forms.values():
        kept = next((each for each in numbers if each.number == each.case.form_number), numbers[0])
        for number in numbers:
            if number.pk != kept.pk:
                number.state = "spoiled"
                number.reason = f"同一案卷重复发放，已有编号 {kept.number}；系统升级时按作废登记，请收回核对。"
                number.save(update_fields=["state", "reason"])


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0004_answer_files"),
    ]

    operations = [
        migrations.RunPython(spoil_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="formnumber",
            constraint=models.UniqueConstraint(
                fields=["case"], condition=Q(state="issued"), name="form_issued_once_a_case"
            ),
        ),
    ]
