"""Pairs that may be one, and merges. SQLite makes the card's table anew, so the search index is made anew too."""

import importlib

from django.db import migrations, models

index = importlib.import_module("beizeng.register.migrations.0004_numbers_and_addresses")


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0004_numbers_and_addresses'),
    ]

    operations = [
        migrations.RunPython(index.take_away, migrations.RunPython.noop),
        migrations.AddField(
            model_name='card',
            name='merged_codes',
            field=models.JSONField(default=list, verbose_name='并入的代码'),
        ),
        migrations.RunPython(index.put_back, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.CharField(db_index=True, max_length=18, verbose_name='代码一')),
                ('second', models.CharField(db_index=True, max_length=18, verbose_name='代码二')),
                ('first_name', models.CharField(max_length=300, verbose_name='名称一')),
                ('second_name', models.CharField(max_length=300, verbose_name='名称二')),
                ('probability', models.FloatField(db_index=True, verbose_name='可能性')),
                ('lines', models.JSONField(default=list, verbose_name='比较')),
                ('state', models.CharField(choices=[('open', '待处理'), ('apart', '不是同一户')], db_index=True, default='open', max_length=10, verbose_name='状态')),
                ('found_on', models.DateField(verbose_name='查找日')),
                ('reason', models.CharField(default='', max_length=200, verbose_name='认定原因')),
                ('decided_by', models.CharField(default='', max_length=80, verbose_name='认定人')),
            ],
            options={
                'verbose_name': '疑似重复',
                'ordering': ['-probability', 'first', 'second'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='register_likeness_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('absorbed', models.CharField(db_index=True, max_length=18, verbose_name='并入的代码')),
                ('kept', models.CharField(db_index=True, max_length=18, verbose_name='保留的代码')),
                ('names', models.JSONField(default=list, verbose_name='合并时的名称')),
                ('known_on', models.DateField(db_index=True, verbose_name='合并日')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('merged_by', models.CharField(max_length=80, verbose_name='合并人')),
                ('undone_on', models.DateField(null=True, verbose_name='撤销日')),
                ('undone_by', models.CharField(default='', max_length=80, verbose_name='撤销人')),
            ],
            options={
                'verbose_name': '合并',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_on__isnull', True)), fields=('absorbed',), name='register_merge_once')],
            },
        ),
    ]
