"""How dates, times and numbers are written in Dutch."""

OVERSTAP_DAY = "d-m-Y"
OVERSTAP_MOMENT = "d-m-Y H:i"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
