"""A laptop's work file is lost and put back from an old backup: it gets back what it had sent since, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from field import SLS_A1, Laptop

Give = Callable[[str], Laptop]


def back_up(laptop: Laptop, tmp_path: Path) -> Callable[[], None]:
    """Takes a backup now, and gives what puts it back."""
    kept = tmp_path / "cadangan.regsosek"
    laptop.file.backup(kept)

    def restore() -> None:
        laptop.close()
        for path in laptop.path.parent.glob(f"{laptop.path.name}*"):
            path.unlink()
        laptop.path.write_bytes(kept.read_bytes())

    return restore


def exchange(*laptops: Laptop) -> None:
    for each in laptops:
        assert each.exchange().faults == []


def test_nothing_is_missing_afterwards(laptop: Give, tmp_path: Path) -> None:
    mine, pml = laptop("a"), laptop("pml")
    old = mine.new_family(SLS_A1, r110="001")
    exchange(mine, mine, pml)
    restore = back_up(mine, tmp_path)
    new = mine.new_family(SLS_A1, r110="002")
    mine.key(old, "r108", "MAWAR")
    exchange(mine, pml)
    pml.key(new, "r108", "MELATI")
    exchange(pml, mine, mine)
    before = {document: mine.file.history(document) for document in mine.documents()}
    assert {old, new} <= before.keys()
    restore()
    assert new not in mine.documents()
    exchange(mine)
    assert {document: mine.file.history(document) for document in mine.documents()} == before
    assert set(mine.states().values()) == {"received"}


def test_work_that_only_the_laptop_itself_had_made_comes_back(laptop: Give, tmp_path: Path) -> None:
    mine = laptop("a")
    mine.new_family(SLS_A1, r110="001")
    exchange(mine, mine)
    restore = back_up(mine, tmp_path)
    lost = mine.new_family(SLS_A1, r110="002")
    exchange(mine)
    history = mine.file.history(lost)
    restore()
    meanwhile = mine.new_family(SLS_A1, r110="003")  # before it has heard of the office again
    exchange(mine)
    assert mine.file.history(lost) == history
    numbers = [batch.number for batch in mine.file.exchange.batches()]
    assert numbers == [1, 3]  # 2 is the one that was lost
    assert mine.states()[meanwhile] == "received"


def test_it_is_done_once_and_again_after_the_next_loss(laptop: Give, tmp_path: Path) -> None:
    mine = laptop("a")
    mine.new_family(SLS_A1, r110="001")
    exchange(mine, mine)
    restore = back_up(mine, tmp_path)
    for number in ("002", "003"):
        lost = mine.new_family(SLS_A1, r110=number)
        exchange(mine)
        restore()
        assert mine.exchange().received
        assert lost in mine.documents()
        assert not mine.exchange().received
