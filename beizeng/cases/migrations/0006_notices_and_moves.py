import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_clock_unit'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='日历')),
                ('notices', models.JSONField(default=dict, verbose_name='放假通知')),
                ('at', models.DateTimeField(verbose_name='开始')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成')),
                ('through', models.BigIntegerField(default=0, verbose_name='查到')),
                ('looked', models.PositiveIntegerField(default=0, verbose_name='查看')),
                ('moved', models.PositiveIntegerField(default=0, verbose_name='改期')),
            ],
            options={
                'verbose_name': '日历核对',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ClockMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='时限编号')),
                ('label', models.CharField(max_length=200, verbose_name='时限')),
                ('old_due_on', models.DateField(verbose_name='原到期日')),
                ('new_due_on', models.DateField(verbose_name='现到期日')),
                ('why', models.CharField(max_length=500, verbose_name='依据')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('calendar_check', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.calendarcheck', verbose_name='核对')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.case', verbose_name='事项')),
            ],
            options={
                'verbose_name': '改期',
                'ordering': ['-at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='场合')),
                ('to', models.CharField(db_index=True, max_length=64, verbose_name='收件')),
                ('subject', models.CharField(max_length=400, verbose_name='标题')),
                ('text', models.CharField(max_length=400, verbose_name='内容')),
                ('brief', models.CharField(max_length=300, verbose_name='对外内容')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('made_at', models.DateTimeField(db_index=True, verbose_name='生成时间')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.case', verbose_name='事项')),
            ],
            options={
                'verbose_name': '提醒',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20, verbose_name='渠道')),
                ('state', models.CharField(choices=[('waiting', '待发'), ('sending', '发送中'), ('sent', '已发'), ('given_up', '未能送达')], default='waiting', max_length=10, verbose_name='状态')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('next_at', models.DateTimeField(db_index=True, null=True, verbose_name='下次')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='cases.notice', verbose_name='提醒')),
            ],
            options={
                'verbose_name': '送出',
                'constraints': [models.UniqueConstraint(fields=('notice', 'channel'), name='cases_delivery_once')],
            },
        ),
    ]
