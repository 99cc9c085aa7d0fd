"""The SLS of the training work file: neighbourhoods of one village of Kabupaten Demak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from regsosek_desk.services.training.material import material
from regsosek_desk.services.training.numbers import Numbers
from regsosek_desk.services.training.sls import SlsPackage, generate_sls

DEMAK = ("33", "21")
_SIZES = (56, 123)
_RT_IN_RW = 5
_SLS_IN_VILLAGE = 15


def demak_sls(
    rows: Sequence[Mapping[str, str]],
    seed: int = 2022,
    sizes: Sequence[int] = _SIZES,
    mistakes: float = 0.08,
) -> list[SlsPackage]:
    """Papers of as many SLS as `sizes` has numbers of families, side by side in one village of Demak.

    `rows` are those of `wilayah-contoh.csv` (`kode_prov`, `kode_kab`, `kode_kec`, `kode_desa`, …). Beyond 15
    SLS the next villages follow. Raises ValueError when the rows don't hold enough villages of Demak.
    """
    rng, numbers = Random(seed), Numbers()
    areas = _areas(rng, rows, len(sizes))
    return [generate_sls(rng, area, size, mistakes, numbers) for area, size in zip(areas, sizes, strict=True)]


def _areas(rng: Random, rows: Sequence[Mapping[str, str]], count: int) -> list[dict[str, str]]:
    villages = [row for row in rows if (row["kode_prov"], row["kode_kab"]) == DEMAK]
    needed = -(-count // _SLS_IN_VILLAGE)
    if len(villages) < needed:
        raise ValueError(f"{needed} villages of Demak needed, {len(villages)} given")
    chosen = rng.sample(villages, needed)
    first = rng.randint(1, _SLS_IN_VILLAGE - count + 1) if needed == 1 else 1
    return [_area(chosen[i // _SLS_IN_VILLAGE], first + i % _SLS_IN_VILLAGE) for i in range(count)]


def _area(village: Mapping[str, str], number: int) -> dict[str, str]:
    """Shared answers of the SLS with this number in the village, from 1."""
    stuff = material()
    rw, rt = divmod(number - 1, _RT_IN_RW)
    words = {
        "province": village["kode_prov"],
        "regency": village["kode_kab"],
        "district": village["kode_kec"],
        "village": village["kode_desa"],
        "sls": f"{number:04d}",
        "sub_sls": "00",
        "sls_name": f"RT {rt + 1:03d} RW {rw + 1:03d}",
        **stuff.officers,
    }
    return {stuff.ids[word]: answer for word, answer in words.items()}
