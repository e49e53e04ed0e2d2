from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_sides_and_askers'),
    ]

    operations = [
        migrations.AddField(
            model_name='caseclock',
            name='unit',
            field=models.CharField(blank=True, db_index=True, default='', max_length=50, verbose_name='由哪个单位遵守'),
            preserve_default=False,
        ),
    ]
