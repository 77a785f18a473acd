import django.db.models.deletion
import django.utils.timezone
import overstap.books.inbox.values
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0009_walls_asked_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('administration_uid', models.UUIDField()),
                ('address', models.CharField(max_length=254)),
                ('kind', models.CharField(choices=[('mail', 'mail'), ('scan', 'scan')], max_length=10)),
                ('forwarded', models.BooleanField(default=False)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('message_key', models.CharField(max_length=64)),
                ('body_key', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered')], default=overstap.books.inbox.values.MailState['WAITING'], max_length=10)),
                ('held', models.BooleanField(default=False)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', overstap.books.inbox.values.MailState['WAITING'])), fields=['administration_uid'], name='mail_waiting'), models.Index(condition=models.Q(('held', True)), fields=['id'], name='mail_held')],
                'constraints': [models.UniqueConstraint(fields=('administration_uid', 'message_key'), name='mail_once')],
            },
        ),
        migrations.CreateModel(
            name='SenderTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=254)),
                ('sender_key', models.CharField(max_length=64)),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('address', 'sender_key'), name='sender_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('mail', 'mail'), ('scan', 'scan')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('aside', 'aside')], default=overstap.books.inbox.values.ItemState['OPEN'], max_length=10)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('sender', models.TextField(blank=True)),
                ('sender_name', models.TextField(blank=True)),
                ('address', models.TextField(blank=True)),
                ('subject', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('message_id', models.TextField(blank=True)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('findings', models.JSONField(default=list)),
                ('settled_by', models.TextField(blank=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('administration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='tenancy.administration')),
            ],
            options={
                'indexes': [models.Index(fields=['administration', 'state', '-received_at', '-uid'], name='inbox_by_state'), models.Index(fields=['administration', '-received_at', '-uid'], name='inbox_newest')],
                'constraints': [models.UniqueConstraint(fields=('administration', 'uid'), name='inbox_item_once')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_uid', models.UUIDField()),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.TextField()),
                ('media_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('fate', models.CharField(choices=[('document', 'document'), ('waiting', 'waiting'), ('inline', 'inline'), ('unusable', 'unusable')], max_length=10)),
                ('problem', models.JSONField(default=dict)),
                ('document_uid', models.CharField(blank=True, max_length=36)),
                ('administration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='tenancy.administration')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('administration', 'item_uid', 'number'), name='part_once')],
            },
        ),
    ]
