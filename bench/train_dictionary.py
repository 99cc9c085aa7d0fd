"""`python -m bench.train_dictionary`: makes the dictionary that envelopes and segments are compressed with.

It learns from generated work, always the same, with the shape of documents: fields in their order, usual codes, lengths
and places. Whatever tells of a person is noise before it learns, so there is no name or number in it.
A dictionary that was shipped never changes: a better one gets the next name (see regsosek_desk/sync/compression.py).
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import zstandard

from bench.keyed import Petugas, keyed_sls
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.services.training import SlsPackage, demak_sls
from regsosek_desk.services.training_file import wilayah_rows
from regsosek_desk.settings import data_root
from regsosek_desk.sync.compression import DICTIONARY
from regsosek_desk.sync.packing import pack_bundles

SIZE = 16 << 10
_SEED = 1945
_SLS, _FAMILIES = 30, 40
_LONGEST_CODE = 4


def main() -> None:
    samples = [pack_bundles(bundles) for bundles in _batches()]
    dictionary = zstandard.train_dictionary(SIZE, [*samples], level=19)
    path = data_root() / "resources" / "exchange" / f"{DICTIONARY}.zstd"
    path.write_bytes(dictionary.as_bytes())
    print(f"{path.name}: {len(dictionary.as_bytes())} bytes from {len(samples)} samples")


def _batches() -> Iterator[list[Bundle]]:
    """What is packed together: a document that is kept, and a few that are sent."""
    for seed in range(_SEED, _SEED + _SLS):
        rng = Random(seed)
        [package] = demak_sls(wilayah_rows(), seed=seed, sizes=(_FAMILIES,))
        officer = "".join(rng.choices(string.digits, k=5))
        bundles = [bundle for bundle, _ in keyed_sls(Petugas(rng, officer), _without_persons(package, rng))]
        yield from ([bundle] for bundle in bundles)
        yield from (bundles[at : at + 5] for at in range(0, len(bundles), 10))


def _without_persons(package: SlsPackage, rng: Random) -> SlsPackage:
    def noise(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {question: _noise(answer, rng) for question, answer in answers.items()}

    return replace(
        package,
        vk_header=noise(package.vk_header),
        vk_a=tuple(map(noise, package.vk_a)),
        vk_b=tuple(map(noise, package.vk_b)),
        families=tuple(replace(family, answers=noise(family.answers)) for family in package.families),
    )


def _noise(answer: Any, rng: Random) -> Any:
    """An answer as it is when it is a code or a small number; otherwise as many letters or digits of no meaning."""
    if isinstance(answer, list):
        return [{question: _noise(each, rng) for question, each in row.items()} for row in answer]
    if answer.isdigit() and len(answer) <= _LONGEST_CODE:
        return answer
    return "".join(rng.choice(string.digits if letter.isdigit() else string.ascii_uppercase) for letter in answer)


if __name__ == "__main__":
    main()
