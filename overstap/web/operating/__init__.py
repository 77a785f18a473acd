"""The operator's console: the installation as a whole, without anybody's books.

How to add a page:

1. A view in a module of this package, or of your own: ``@doors.page("operator.<noun>")`` around ``view(request,
   operator, **parts)``, from ``overstap.web.operating.doors``. It is in a transaction of the operator, in which
   PostgreSQL's ``overstap_is_operator()`` holds; use it in the SQL functions and policies that you ask. Give the
   name of the action its words in ``overstap/web/managing/action_words.py``. For a deed: ``again=`` and
   ``web.doors.done``, as on every page.
2. Its address in ``operating/urls.py``, under ``/operator/``.
3. A template in ``templates/operating/`` that extends ``operating/frame.html``.
4. A line in ``LINES`` of ``operating/menu.py``; ``waiting`` counts what waits for an operator, on the overview.

Read what you show with a function ``f(operator, …)`` of your own layer that gets an
``overstap.tenancy.operators.access.Operator``; the command line gets one from ``overstap.cli.operating.at_work``.
"""
