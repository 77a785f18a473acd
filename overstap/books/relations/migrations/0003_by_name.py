from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relations", "0002_row_level_security")]
    operations = [
        migrations.AddIndex(
            "relation", models.Index(fields=["administration", "name", "code"], name="relation_name")
        ),
    ]
