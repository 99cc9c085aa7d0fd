"""Tests of the screens run without a display."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
