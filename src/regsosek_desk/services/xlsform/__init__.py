"""A form as an XLSForm workbook, for ODK Collect, KoboToolbox and whatever else reads it."""

from regsosek_desk.services.xlsform.conditions import Conditions, conditions_of
from regsosek_desk.services.xlsform.workbook import Exported, export_xlsform

__all__ = ["Conditions", "Exported", "conditions_of", "export_xlsform"]
