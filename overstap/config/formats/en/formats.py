"""How dates, times and numbers are written in English."""

DAY_OF_PEOPLE = "j M Y"
MOMENT_OF_PEOPLE = "j M Y, H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
