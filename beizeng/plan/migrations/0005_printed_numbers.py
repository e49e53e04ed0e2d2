from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0004_drafts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="measure",
            options={"ordering": ["programme", "printed"], "verbose_name": "举措"},
        ),
        migrations.AddField(
            model_name="measure",
            name="printed",
            field=models.PositiveIntegerField(default=0, verbose_name="文中序号"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="target",
            name="place",
            field=models.SlugField(default="", max_length=20, verbose_name="文中位置"),
            preserve_default=False,
        ),
        # until now each measure stood under the number, each target under the place that its text gives it
        migrations.RunSQL("UPDATE plan_measure SET printed = number", migrations.RunSQL.noop),
        migrations.RunSQL('UPDATE plan_target SET place = "key"', migrations.RunSQL.noop),
    ]
