"""How the program looks: palette for light and dark, fonts, and the style sheet of everything but the form itself."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from regsosek_desk.ui.theme import Theme, mix

_LIGHT = {"window": "#f3f5f8", "base": "#ffffff", "ink": "#1b2430", "accent": "#1258d6"}
_DARK = {"window": "#171a20", "base": "#20242c", "ink": "#e7eaf0", "accent": "#6fb1ff"}
_TABULAR = "tnum"
_POINTS = "regsosekPoints"


def prefers_dark() -> bool:
    """Whether the user's desktop is dark."""
    return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def palette(dark: bool) -> QPalette:
    """Calm grounds, dark ink and one accent, or the same the other way round."""
    window, base, ink, accent = (QColor(value) for value in (_DARK if dark else _LIGHT).values())
    role = QPalette.ColorRole
    colors = {
        role.Window: window,
        role.Base: base,
        role.AlternateBase: mix(base, ink, 0.03),
        role.Button: mix(window, ink, 0.04),
        role.Light: mix(base, ink, 0.02),
        role.Midlight: mix(window, ink, 0.08),
        role.Mid: mix(window, ink, 0.2),
        role.Dark: mix(window, ink, 0.4),
        role.Highlight: accent,
        role.HighlightedText: base,
        role.Link: accent,
        role.PlaceholderText: mix(ink, base, 0.42),
        role.ToolTipBase: base,
        **dict.fromkeys((role.Text, role.WindowText, role.ButtonText, role.ToolTipText), ink),
    }
    made = QPalette()
    for each, color in colors.items():
        made.setColor(each, color)
    for each in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, mix(ink, window, 0.55))
    return made


def apply_look(app: QApplication, text_size: int = 100, dark: bool | None = None) -> None:
    """Give the whole program its look; `text_size` is per cent of the desktop's, `dark` None follows the desktop."""
    app.setStyle("Fusion")
    app.setFont(sized(app.font(), _own_points(app) * text_size / 100))
    app.setPalette(palette(prefers_dark() if dark is None else dark))
    app.setStyleSheet(style_sheet(theme()))


def _own_points(app: QApplication) -> float:
    """Size of the desktop's font, as it was before the program changed any."""
    if app.property(_POINTS) is None:
        app.setProperty(_POINTS, app.font().pointSizeF())
    return float(app.property(_POINTS))


def theme() -> Theme:
    """Colours that go with the program's palette; worked out once, they are asked for in every cell."""
    return _theme(QApplication.palette().cacheKey())


@lru_cache(maxsize=2)
def _theme(_palette: int) -> Theme:
    return Theme.from_palette(QApplication.palette())


def sized(font: QFont, points: float) -> QFont:
    """The font at that size, its digits all of one width."""
    made = QFont(font)
    made.setPointSizeF(points)
    made.setFeature(QFont.Tag(_TABULAR), 1)
    return made


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font larger or smaller by a factor."""
    made = sized(font, font.pointSizeF() * factor)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def style_sheet(colors: Theme) -> str:
    """Qt style sheet of the shell: flat grounds, thin lines, one accent."""
    names = {
        "paper": colors.paper.name(),
        "ink": colors.ink.name(),
        "faint": colors.faint.name(),
        "line": mix(colors.paper, colors.ink, 0.14).name(),
        "soft": mix(colors.paper, colors.ink, 0.05).name(),
        "press": mix(colors.paper, colors.ink, 0.10).name(),
        "accent": colors.cursor.name(),
        "glow": mix(colors.paper, colors.cursor, 0.2 if colors.dark else 0.1).name(),
        "badge": colors.warning.name(),
        "on_badge": colors.badge_ink.name(),
    }
    sheet = _SHEET
    for name, value in names.items():
        sheet = sheet.replace(f"@{name};", f"{value};")
    return sheet


_SHEET = """
QLabel[faint="true"] { color: @faint; }
#topBar, #statusLine { background: @paper; }
#topBar { border-bottom: 1px solid @line; }
#statusLine { border-top: 1px solid @line; }
#programName { color: @accent; font-weight: 600; }
#trainingBadge { background: @badge; color: @on_badge; border-radius: 4px; padding: 3px 10px; font-weight: 700; }
#panel { background: @paper; border: 1px solid @line; border-radius: 8px; }
QPushButton { background: @paper; border: 1px solid @line; border-radius: 6px; padding: 6px 14px; color: @ink; }
QPushButton:hover { background: @soft; }
QPushButton:pressed { background: @press; }
QPushButton:focus { border: 2px solid @accent; padding: 5px 13px; }
QPushButton:default { background: @accent; border-color: @accent; color: @on_badge; }
QPushButton:default:focus { border: 2px solid @ink; }
QPushButton:disabled { color: @faint; background: @soft; }
QLineEdit { background: @paper; border: 1px solid @line; border-radius: 6px; padding: 7px 10px; color: @ink; }
QLineEdit:focus { border: 2px solid @accent; padding: 6px 9px; }
QPushButton#chip { border-radius: 6px; padding: 6px 12px; }
QPushButton#chip:checked { background: @glow; border: 2px solid @accent; padding: 5px 11px; }
QDialog { background: @paper; }
QRadioButton { spacing: 8px; padding: 3px; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @faint; border-radius: 8px; background: @paper; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent; }
QRadioButton:focus, QCheckBox:focus { color: @accent; }
QCheckBox { spacing: 8px; padding: 3px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @faint; border-radius: 4px; background: @paper; }
QCheckBox::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent; }
QTableView, QListView { background: @paper; border: 1px solid @line; border-radius: 8px; outline: 0; color: @ink;
    selection-background-color: @glow; selection-color: @ink; alternate-background-color: @paper; }
QTableView::item { border: 0; border-bottom: 1px solid @soft; padding: 0 7px; }
QTableView::item:selected { background: @glow; }
QListView#entries::item { border-bottom: 1px solid @line; padding: 10px 12px; }
QListView#entries::item:selected { background: @glow; color: @ink; }
QTableView#ties:focus, QListView#gaps:focus { border: 1px solid @accent; }
QListView#gaps::item { padding: 3px 9px; }
QListView#gaps::item:selected { background: @glow; color: @ink; }
QListView#cards { background: transparent; border: 0; }
QHeaderView { background: @paper; border: 0; }
QHeaderView::section { background: @paper; border: 0; border-bottom: 1px solid @line; padding: 8px 10px;
    color: @faint; font-weight: 600; }
QHeaderView::section:hover { color: @ink; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: @line; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; height: 0; }
QToolTip { background: @paper; color: @ink; border: 1px solid @line; padding: 4px; }
"""
