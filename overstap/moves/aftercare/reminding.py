"""The clock of tasks: who let one go overdue is reminded of it, once."""

from itertools import groupby

from django.db import connection

from overstap.lib import clock
from overstap.moves.aftercare import notices
from overstap.tenancy import access

MOST = 500  # in one run; the next takes the rest


def remind() -> int:
    """Mail the owners of tasks that became overdue; gives how many tasks. A task is told about once, ever.

    Mark and mail commit together, so a run that dies tells again and one that is repeated tells nothing.
    """
    now = clock.now()
    with access.acting(access.system_person().pk, []):
        with connection.cursor() as cursor:
            today = now.astimezone(clock.AMSTERDAM).date()
            cursor.execute("SELECT * FROM aftercare_remind(%s, %s, %s)", [today, now, MOST])
            late = [notices.Late(*row) for row in cursor.fetchall()]
        for _owner, found in groupby(late, key=lambda one: (one.email, one.slug)):
            notices.reminded(list(found))
    return len(late)
