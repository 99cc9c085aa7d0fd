"""What the keyer has set for themselves, kept in a small file of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QSettings

from regsosek_desk.services.step import Mode

CHOICES: dict[str, tuple[str, ...]] = {
    "enter_always": ("false", "true"),
    "mode": ("jalur", "bebas"),
    "language": ("id", "en"),
    "text_size": ("100", "125", "150"),
    "idle_minutes": ("5", "10", "15", "30"),
}
"""Every setting with the values it may have, as they stand in the file."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """`enter_always`: a full box waits for Enter. `mode`: see services.keyer. `text_size`: per cent. `idle_minutes`:
    after so many without a key or a mouse a work file with a PIN is locked; there is no never."""

    enter_always: bool = False
    mode: Mode = "jalur"
    language: str = "id"
    text_size: int = 100
    idle_minutes: int = 10

    @classmethod
    def from_texts(cls, texts: dict[str, str]) -> Preferences:
        """From the values of CHOICES; what is missing or unknown stays as it comes."""
        known = {name: text for name, text in texts.items() if text in CHOICES.get(name, ())}
        return cls(
            enter_always=known.get("enter_always") == "true",
            mode="bebas" if known.get("mode") == "bebas" else "jalur",
            language=known.get("language", "id"),
            text_size=int(known.get("text_size", "100")),
            idle_minutes=int(known.get("idle_minutes", "10")),
        )

    def texts(self) -> dict[str, str]:
        """The values as CHOICES writes them."""
        return {name: str(value).lower() for name, value in asdict(self).items()}


class PreferenceFile:
    """Reads and writes the preferences; a file that can't be read or written is as good as none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Preferences:
        kept = QSettings(str(self._path), QSettings.Format.IniFormat)
        return Preferences.from_texts({name: str(kept.value(name, "")) for name in CHOICES})

    def save(self, preferences: Preferences) -> None:
        kept = QSettings(str(self._path), QSettings.Format.IniFormat)
        for name, text in preferences.texts().items():
            kept.setValue(name, text)
        kept.sync()
