"""How dates, times and numbers are written in Dutch."""

DAY_OF_PEOPLE = "d-m-Y"
MOMENT_OF_PEOPLE = "d-m-Y H:i"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
