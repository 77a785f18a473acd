"""What a card said when its contact was last made from it, so that a change since is known as one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coupling", "0002_walls")]
    operations = [
        migrations.AddField(
            model_name="card", name="settled", field=models.JSONField(blank=True, null=True),
        ),
    ]
