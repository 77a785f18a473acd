"""What coupling may refuse."""

from overstap.lib.errors import NeedsPerson, NeedsSetting, Refused


class CouplingOff(NeedsSetting):
    """Several administrations are not switched on for this environment (R194)."""

    code = "COUPLING-OFF"


class CouplingStage(Refused):
    """The coupling does not stand where this can be done."""

    code = "COUPLING-STAGE"


class NotSelectable(Refused):
    """This administration cannot be coupled."""

    code = "COUPLING-NOT-SELECTABLE"


class CodeRefused(Refused):
    """That cannot be the code of an administration: not three digits, or in use (R205, R208)."""

    code = "COUPLING-CODE"


class NotConfirmed(NeedsPerson):
    """Somebody has to say that they understood what comes next (R199, R209)."""

    code = "COUPLING-NOT-CONFIRMED"


class StillOpen(NeedsPerson):
    """Somebody has to solve or decide something first (R217, R222)."""

    code = "COUPLING-OPEN"


class DecidedMeanwhile(Refused):
    """Somebody else decided about this a moment ago; what they decided stands."""

    code = "COUPLING-DECIDED"


class ContactRefused(Refused):
    """That cannot be done with this contact."""

    code = "COUPLING-CONTACT"
