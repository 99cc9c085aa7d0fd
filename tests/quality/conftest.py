"""A bureau whose papers are all the clean family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from quality_rig import Bureau

from regsosek_desk.storage.workfile import WorkFile


@pytest.fixture
def bureau(make_work: Callable[..., WorkFile], family: dict[str, Any]) -> Bureau:
    return Bureau(make_work(), family)
