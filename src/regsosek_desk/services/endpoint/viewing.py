"""Who may look at the page of progress: whoever knows its code, which the office tells its people.

Neither the code nor who has entered it is stored: both follow from the secret of the endpoint, and from a word that
the office may change, after which the old code and all that was opened with it are void.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from regsosek_desk.services.endpoint.access import Access
from regsosek_desk.services.endpoint.clock import Clock, later
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync import codes

DAYS = 30
"""How long a browser that has shown the code may look."""
_LETTERS = 8
_WORD = "viewing"
"""Key in `meta`."""


class Viewing:
    """Guessing is slowed as it is for enrolment codes."""

    def __init__(self, store: EndpointStore, identity: ServerIdentity, access: Access, clock: Clock) -> None:
        self._store = store
        self._identity = identity
        self._access = access
        self._clock = clock

    def code(self) -> str:
        """The code of the page, as it is told: two groups of four letters."""
        seal = bytes.fromhex(self._seal("code"))
        return codes.grouped("".join(codes.LETTERS[byte & 31] for byte in seal[:_LETTERS]))

    def change(self) -> str:
        """Another code; the one before, and whoever looks by it, is shut out."""
        self._store.set_meta(_WORD, secrets.token_hex(8))
        return self.code()

    def enter(self, code: str, address: str = "") -> str:
        """What the browser shows from now on. Raises PeerFault `code_wrong`, `code_wait` (with `seconds`)."""
        given = codes.bare(code)[: 2 * _LETTERS]
        what = f"progres {given[: codes.GROUP]}"
        self._access.slow_down(address, what)
        if not hmac.compare_digest(given.encode(), codes.bare(self.code()).encode()):
            raise self._access.refused("code_wrong", what, address=address)
        end = later(self._clock(), DAYS * 86_400)
        return f"{end}|{self._seal(end)}"

    def may_look(self, shown: str) -> bool:
        """Whether this is what `enter` gave, not longer ago than DAYS."""
        end, _, seal = shown.partition("|")
        return end > self._clock() and hmac.compare_digest(seal.encode(), self._seal(end).encode())

    def _seal(self, what: str) -> str:
        said = f"progress|{self._store.meta().get(_WORD, '')}|{what}".encode()
        return hmac.new(self._identity.secret, said, hashlib.sha256).hexdigest()
