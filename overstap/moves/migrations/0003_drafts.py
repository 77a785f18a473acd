"""Drafts of moves to start or to receive, one for each that is being prepared; an environment sees its own."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

POLICY = """
ALTER TABLE moves_movedraft ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON moves_movedraft USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
"""
PERSON = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [
        ("moves", "0002_row_level_security"),
        ("tenancy", "0003_invitations_and_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MoveDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(choices=[("start", "start"), ("receive", "receive")], max_length=10)),
                ("step", models.CharField(max_length=20)),
                ("chosen", models.JSONField(default=dict)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                ("own_since", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("begun_by", models.ForeignKey(**PERSON)),
                (
                    "environment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenancy.environment"),
                ),
                (
                    "move",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="moves.move"
                    ),
                ),
                ("saved_by", models.ForeignKey(**PERSON)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("move", None)), fields=["environment", "-id"], name="draft_open")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("move", None), models.Q(("code_hash", ""), _negated=True)),
                        fields=("environment", "code_hash"),
                        name="one_open_draft_per_code",
                    )
                ],
            },
        ),
        migrations.RunSQL(POLICY, "DROP POLICY own ON moves_movedraft"),
    ]
