"""The Merkle tree of RFC 6962: PURE. Hashes, proofs and their verification.

Complete subtrees have names, ``(level, index)``: level 0 are the leaves, and
``(l, i)`` covers the leaves ``i·2^l`` to ``(i+1)·2^l - 1``. A complete subtree
never changes, so it is stored once; everything else is folded from those.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

Node = tuple[int, int]
Range = tuple[int, int]

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


# -- growing ----------------------------------------------------------------


def siblings(idx: int) -> list[Node]:
    """The stored nodes that leaf ``idx`` completes parents with, lowest first."""
    found = []
    level = 0
    while idx & 1:
        found.append((level, idx - 1))
        idx >>= 1
        level += 1
    return found


def grow(idx: int, leaf: bytes, known: Mapping[Node, bytes]) -> list[tuple[int, int, bytes]]:
    """The nodes that become complete with leaf ``idx``; ``known`` holds its ``siblings``."""
    level, value = 0, leaf
    grown = [(level, idx, value)]
    while idx & 1:
        value = node_hash(known[level, idx - 1], value)
        idx >>= 1
        level += 1
        grown.append((level, idx, value))
    return grown


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes that are all at hand, in their order."""
    level = list(leaves)
    while len(level) > 1:
        pairs = iter(level)
        # As node_hash has it, in the one place where a call for each would be a third of the work.
        above = [sha256(b"\x01" + a + b).digest() for a, b in zip(pairs, pairs, strict=False)]
        level = [*above, level[-1]] if len(level) & 1 else above
    return level[0] if level else EMPTY_ROOT


# -- proving ----------------------------------------------------------------


def cover(span: Range) -> list[Node]:
    """The complete subtrees that a range of leaves is made of, left to right.

    The range begins where the tree's own splits let it begin.
    """
    begin, end = span
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append((level, begin >> level))
        begin += 1 << level
    return nodes


def fold(span: Range, known: Mapping[Node, bytes]) -> bytes:
    """The hash of a range of leaves, from the subtrees that cover it."""
    hashes = [known[node] for node in cover(span)]
    if not hashes:
        return EMPTY_ROOT
    value = hashes.pop()
    while hashes:
        value = node_hash(hashes.pop(), value)
    return value


def inclusion_ranges(idx: int, size: int) -> list[Range]:
    """PATH(m, D[n]) of RFC 6962 §2.1.1 as ranges of leaves, from the leaf upwards."""
    if not 0 <= idx < size:
        raise ValueError("no such leaf in a tree of this size")
    begin, end = 0, size
    path = []
    while end - begin > 1:
        split = begin + _half(end - begin)
        if idx < split:
            path.append((split, end))
            end = split
        else:
            path.append((begin, split))
            begin = split
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """PROOF(m, D[n]) of RFC 6962 §2.1.2 as ranges of leaves."""
    if not 0 < old <= new:
        raise ValueError("a consistency proof needs 0 < old <= new")
    begin, end = 0, new
    path = []
    while old != end:
        split = begin + _half(end - begin)
        if old <= split:
            path.append((split, end))
            end = split
        else:
            path.append((begin, split))
            begin = split
    if begin != 0:
        path.append((begin, end))
    return path[::-1]


def needed(ranges: Iterable[Range]) -> list[Node]:
    """All stored nodes that these ranges are folded from."""
    return [node for span in ranges for node in cover(span)]


def _half(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


# -- verifying --------------------------------------------------------------


def verify_inclusion(idx: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``leaf`` (its hash) stands at ``idx`` in the tree of ``size`` with this root."""
    if not 0 <= idx < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, value = idx, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(other, value)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            value = node_hash(value, other)
        place >>= 1
        last >>= 1
    return last == 0 and value == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of size ``new`` begins with the very leaves of the tree of size ``old``.

    The empty tree is a prefix of anything, which proves nothing: ``old`` = 0 is refused.
    """
    if not 0 < old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before = node_hash(other, before)
            after = node_hash(other, after)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            after = node_hash(after, other)
        place >>= 1
        last >>= 1
    return last == 0 and before == old_root and after == new_root


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
