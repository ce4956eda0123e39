"""The group in which Cognito speaks SRP, RFC 3526 section 4 (3,072 bits), and powers of its generator.

A power takes Python some 6 ms of arithmetic, with a table of powers less than a quarter of that. Standard library only.
"""

import threading
from typing import Final

N: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G: Final = 2
MAX_BITS: Final = 320
"""Bits of an exponent that the table is for: secrets have no more, and the hash of a password 256."""
WINDOW: Final = 5
"""Bits of the exponent that one multiplication settles."""
MANY: Final = 8
"""Powers that are computed without the table, which takes as long to make as seven of them."""


class Powers:
    """Powers of one base, with a table once there are many. Safe in threads."""

    def __init__(self, base: int, modulus: int) -> None:
        self._base, self._modulus = base, modulus
        self._asked = 0
        self._rows: list[list[int]] = []
        self._lock = threading.Lock()

    def power(self, exponent: int) -> int:
        """The base to the power of `exponent`, which isn't negative, by the modulus."""
        rows = self._rows if self._asked >= MANY else ()
        if not rows or exponent.bit_length() > MAX_BITS:
            self._note()
            return pow(self._base, exponent, self._modulus)
        result = 1
        for row in rows:
            result = result * row[exponent & (1 << WINDOW) - 1] % self._modulus
            exponent >>= WINDOW
            if not exponent:
                break
        return result

    def _note(self) -> None:
        with self._lock:
            self._asked += 1
            if self._asked == MANY:
                self._rows = self._made()

    def _made(self) -> list[list[int]]:
        """For each window of an exponent, from the lowest, what its values stand for (Yao's method, fixed base)."""
        rows, unit = [], self._base
        for _ in range(MAX_BITS // WINDOW):
            row = [1]
            while len(row) < 1 << WINDOW:
                row.append(row[-1] * unit % self._modulus)
            rows.append(row)
            unit = row[-1] * unit % self._modulus
        return rows


g_to: Final = Powers(G, N).power
"""The generator to the power of a number."""
