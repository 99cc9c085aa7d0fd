"""The office of mode latihan: keys of its own, two SLS of Demak with their prelist, petugas of every role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.endpoint.identity import KEY_FILE, MARK_FILE, init_identity
from regsosek_desk.services.training import SlsPackage, demak_sls
from regsosek_desk.services.training_file import SIZES, sls_of, wilayah_rows
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.texts import t

RECOVERY_FILE = "kunci-pemulihan.txt"
PETUGAS = "02301"
"""The PPL of the training papers."""
_KAB = "3321"
_KEC = "3321080"
TEAM = (
    Petugas("023", "RATNA DEWI", "Koseka", _KEC),
    Petugas("81001", "TRI HANDAYANI", "penerima", _KAB),
    Petugas("31001", "AGUS SETIAWAN", "pengawas", _KAB),
    Petugas("41001", "DEWI LESTARI", "operator", _KAB),
    Petugas("41002", "EKA PUTRA", "operator", _KAB),
    Petugas("09001", "NUR HIDAYAT", "admin kab", _KAB),
)
"""Who works with the PPL and the PML of the papers; invented, as they are."""
_ROSTER = "vk_a"


def make_training_office(folder: Path, open_store: Callable[[], EndpointStore]) -> None:
    """Set up keys and lists; nothing happens where keys are already.

    The recovery key, which a real office is shown once, is kept in a file here: nothing it opens is a secret.
    Raises what `init_identity` and `open_store` raise.
    """
    if (folder / KEY_FILE).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK_FILE).write_text(t("server.mark") + "\n", "utf-8")
    store = open_store()
    try:
        fill_with_training(store)
    finally:
        store.close()
    _, recovery = init_identity(folder, t("server.training_name"), _KAB)
    _write_private(folder / RECOVERY_FILE, recovery + "\n")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def fill_with_training(store: EndpointStore) -> None:
    """Put the lists of the training office; those that are there already stay as they are."""
    packages = demak_sls(wilayah_rows(), sizes=SIZES)
    sls_list = [sls_of(package.area, load_form(LIST_FORM)) for package in packages]
    first = sls_list[0]
    ppl, pml = Petugas(first.ppl_code, first.ppl_name, "PPL"), Petugas(first.pml_code, first.pml_name, "PML")
    store.put_wilayah(_areas())
    store.put_petugas([ppl, pml, *TEAM])
    store.put_sls(sls_list)
    for sls, package in zip(sls_list, packages, strict=True):
        store.put_prelist(_printed_lines(sls.id, package))


def _areas() -> list[tuple[str, str]]:
    """Code and name of every area of the sample, province to village."""
    names: dict[str, str] = {}
    for row in wilayah_rows():
        code = ""
        for level in ("prov", "kab", "kec", "desa"):
            code += row[f"kode_{level}"]
            names[code] = row[f"nama_{level}"]
    return list(names.items())


def _printed_lines(sls_id: str, package: SlsPackage) -> Iterator[PrelistRow]:
    """What stands on the paper before anybody writes: the columns that nobody may change."""
    bound = load_form(LIST_FORM).bound
    number = bound.form.rosters[_ROSTER].number
    assert number is not None
    printed = {cell.id for cell in bound.cells.values() if cell.question.readonly or cell.id == number}
    for line in package.vk_a:
        yield PrelistRow(sls_id, line[number], {q: answer for q, answer in line.items() if q in printed})
