#!/usr/bin/env python3
"""Writes the golden vectors beside it. Shares no code with the crate: a second reading of the same rules.

Needs PyNaCl and base58 (pip install pynacl base58). Run it only when a format changes on purpose.
"""
import hashlib
import json
import struct
from decimal import Decimal, getcontext
from math import isqrt
from pathlib import Path

import base58
from nacl.signing import SigningKey

HERE = Path(__file__).parent
getcontext().prec = 60
ONE = 1 << 32


def blake(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()


def compact(n: int) -> bytes:
    if n < 1 << 6:
        return bytes([n << 2])
    if n < 1 << 14:
        return struct.pack("<H", n << 2 | 1)
    return struct.pack("<I", n << 2 | 2)


def write(name: str, value) -> None:
    (HERE / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def weights():
    log2 = lambda n: int((Decimal(n).ln() / Decimal(2).ln()) * ONE) if n & (n - 1) else (n.bit_length() - 1) * ONE
    tokens = [*range(0, 51), 99, 100, 255, 256, 1000, 65534, 65535]
    return [{"tokens": t, "quadratic": isqrt(t << 64), "logarithmic": log2(t + 1)} for t in tokens]


def scale_ballot(b) -> bytes:
    choice = ["no", "yes", "abstain"].index(b["choice"])
    return struct.pack("<IIHBBHI", b["proposal"], b["citizen"], b["key_version"], 0, choice, b["tokens"], b["cast_at"])


def leaf_hash(data: bytes) -> bytes:
    return blake(b"\0" + data)


def ballots():
    genesis, content = blake(b"a chain"), blake(b"a text")
    key = SigningKey(blake(b"a voting key"))
    out = []
    for ballot in [
        dict(proposal=0, citizen=0, key_version=0, choice="no", tokens=0, cast_at=0),
        dict(proposal=7, citizen=300, key_version=2, choice="yes", tokens=50, cast_at=123456),
        dict(proposal=2**32 - 1, citizen=2**32 - 1, key_version=65535, choice="abstain", tokens=65535, cast_at=2**32 - 1),
    ]:
        encoded = scale_ballot(ballot)
        payload = b"cybersyn/ballot/v1" + genesis + content + encoded
        out.append({
            **ballot,
            "encoded": encoded.hex(),
            "payload": payload.hex(),
            "leaf": leaf_hash(b"cybersyn/leaf/v1" + encoded).hex(),
            "signature": key.sign(payload).signature.hex(),
        })
    return {"genesis": genesis.hex(), "content": content.hex(), "key": bytes(key.verify_key).hex(), "ballots": out}


def merkle(leaves):
    """RFC 6962, section 2.1, top down."""
    if not leaves:
        return blake(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return blake(b"\1" + merkle(leaves[:k]) + merkle(leaves[k:]))


def receipts():
    leaves = [leaf_hash(struct.pack("<I", i)) for i in range(20)]
    roots = [{"count": n, "root": merkle(leaves[:n]).hex()} for n in range(21)]
    batch = leaf_hash(leaves[0] + struct.pack("<I", 2048))
    page = leaf_hash(struct.pack("<H", 3) + leaves[0] + struct.pack("<I", 17))
    return {"leaves": [leaf.hex() for leaf in leaves], "roots": roots, "batch_leaf": batch.hex(), "page_leaf": page.hex()}


CLASSES = ["rights", "recall", "budget", "priority", "renewal", "technical", "treasury", "emergency", "suspension"]


def scale_text(text: str) -> bytes:
    data = text.encode()
    return compact(len(data)) + data


def texts():
    out = []
    for title, cls, community, call, body in [
        ("A bench in the square", "budget", 0, None, "Let us build a bench.\n"),
        ("Praça do sol", "rights", 3, (blake(b"a call").hex(), 4), "Ação é já.\n\n\tSegundo parágrafo.\n"),
    ]:
        header = scale_text(title) + bytes([CLASSES.index(cls)]) + struct.pack("<I", community)
        header += b"\0" if call is None else b"\1" + bytes.fromhex(call[0]) + struct.pack("<I", call[1])
        digest = blake(b"cybersyn/text/v1" + header + body.encode())
        out.append({"title": title, "class": cls, "community": community, "call": call, "body": body, "hash": digest.hex(),
                    "article_hash": blake(b"cybersyn/article/v1" + body.encode()).hex()})
    return out


def dids():
    ids = [bytes(32), bytes(range(32)), b"\xff" * 32]
    return [{"id": i.hex(), "did": "did:cyb:z" + base58.b58encode(i).decode()} for i in ids]


def applications():
    genesis, did, key = blake(b"a chain"), bytes(range(32)), blake(b"a voting key")
    return {
        "genesis": genesis.hex(), "did": did.hex(), "voting_key": key.hex(), "expires": 1_800_000_000_000,
        "payload": (b"cybersyn/application/v1" + genesis + did + key + struct.pack("<Q", 1_800_000_000_000)).hex(),
        "rotation": (b"cybersyn/did-rotation/v1" + genesis + did + struct.pack("<I", 5)).hex(),
    }


if __name__ == "__main__":
    write("weights.json", weights())
    write("ballots.json", ballots())
    write("receipts.json", receipts())
    write("texts.json", texts())
    write("dids.json", dids())
    write("applications.json", applications())
