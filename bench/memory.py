"""How much memory this process holds."""

from __future__ import annotations

import sys
from pathlib import Path


def resident_megabytes() -> float | None:
    """Resident memory in MB (10^6 bytes); None where this system doesn't tell without further packages."""
    return _megabytes("VmRSS", "WorkingSetSize")


def peak_megabytes() -> float | None:
    """The most that was resident at any time, else as `resident_megabytes`."""
    return _megabytes("VmHWM", "PeakWorkingSetSize")


def _megabytes(linux: str, windows: str) -> float | None:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(text for text in status.read_text().splitlines() if text.startswith(linux))
        return int(line.split()[1]) * 1024 / 1e6
    return _windows(windows) if sys.platform == "win32" else None


def _windows(name: str) -> float:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in (
                "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
                "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
            )),
        ]  # fmt: skip

    counters = Counters(cb=ctypes.sizeof(Counters))
    process = ctypes.windll.kernel32.GetCurrentProcess()  # type: ignore[attr-defined]
    ctypes.windll.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)  # type: ignore[attr-defined]
    return int(getattr(counters, name)) / 1e6
