"""QR codes in a picture: a photo of several labels, or a scanned page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage

from regsosek_desk.core.errors import InputFault

PATTERNS = "*.png *.jpg *.jpeg *.bmp *.webp"


def read_picture(path: Path) -> list[str]:
    """The texts of all QR codes in the picture, from top to bottom. Raises InputFault `custody_picture`."""
    import zxingcpp  # loaded with the first picture

    image = QImage(str(path))
    if image.isNull():
        raise InputFault("custody_picture", file=path.name)
    codes = zxingcpp.read_barcodes(image.convertToFormat(QImage.Format.Format_Grayscale8))
    wanted = [code for code in codes if code.format == zxingcpp.BarcodeFormat.QRCode]
    return [code.text for code in sorted(wanted, key=lambda code: (code.position.top_left.y, code.position.top_left.x))]
