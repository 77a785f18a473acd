"""A column type that Django does not have."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class NumberField(models.DecimalField[Any, Any]):
    """An exact number that keeps the decimals it was written with (PostgreSQL: numeric without a scale).

    Quantities and foreign amounts come with any number of decimals; a fixed scale would round them or pad them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 60)
        kwargs.setdefault("decimal_places", 30)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 - Django's signature
        """Plain numeric."""
        return "numeric"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ARG002
        """As it is: rounding to a scale is what this type avoids."""
        return value
