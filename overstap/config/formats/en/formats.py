"""How dates, times and numbers are written in English."""

OVERSTAP_DAY = "j M Y"
OVERSTAP_MOMENT = "j M Y, H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
