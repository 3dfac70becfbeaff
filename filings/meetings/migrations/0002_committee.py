from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='meeting',
            name='kind',
            field=models.CharField(choices=[('branch_meeting', '支部大会'), ('committee', '党委会')], max_length=20, verbose_name='种类'),
        ),
    ]
