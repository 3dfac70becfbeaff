"""Note by which rules and by which published days off this installation judged so far."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from cases.facts.notices import PUBLISHED, PUBLISHED_YEARS
from cases.rules import RULES_VERSION


def note_the_present(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Cases that are there are judged again by the present rules; by the days off they were judged all along."""
    notes, now = apps.get_model("cases", "ReleaseNote").objects, timezone.now()
    done_at = None if apps.get_model("cases", "Case").objects.exists() else now
    notes.get_or_create(release=RULES_VERSION, defaults={"says": "规则有新的版本", "done_at": done_at})
    years = sorted(PUBLISHED_YEARS)
    notes.get_or_create(release=PUBLISHED, defaults={"says": "节假日安排", "years": years, "done_at": now})


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_day_recorded_and_release_notes")]

    operations = [
        migrations.AddField(
            model_name="releasenote",
            name="years",
            field=models.JSONField(default=list, verbose_name="由此载入节假日安排的年份"),
        ),
        migrations.RunPython(note_the_present, migrations.RunPython.noop),
    ]
