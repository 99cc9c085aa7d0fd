"""Training data: invented families for practice, demonstration and measuring. Nobody in them is real."""

from regsosek_desk.services.training.demak import demak_sls
from regsosek_desk.services.training.families import Family
from regsosek_desk.services.training.numbers import Numbers
from regsosek_desk.services.training.sls import SlsPackage, generate_sls

__all__ = ["Family", "Numbers", "SlsPackage", "demak_sls", "generate_sls"]
