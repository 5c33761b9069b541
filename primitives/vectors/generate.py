#!/usr/bin/env python3
"""Writes the golden vectors beside it. Shares no code with the crate: a second reading of the same rules.

Needs PyNaCl and base58 (pip install pynacl base58). Run it only when a format changes on purpose.
"""
import hashlib
import json
import struct
from decimal import Decimal, getcontext
from itertools import combinations
from math import isqrt
from pathlib import Path

import base58
from nacl.signing import SigningKey

HERE = Path(__file__).parent
getcontext().prec = 60
ONE = 1 << 32
CHOICES = ["no", "yes", "abstain"]


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
    choice = CHOICES.index(b["choice"])
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


TERMS = {"scheduled": 1_000_000, "opens": 2_000_000, "closes": 3_000_000, "tokens_max": 50}


def inside(interval, date) -> bool:
    since, until = interval
    return since <= date and (until is None or date < until)


def judge(case):
    """A well-signed ballot on a quadratic proposal: the first reason against it, or what it weighs and costs."""
    date, live = TERMS["opens"] + case["cast_at"], case["live"]
    order = [case["cast_at"], CHOICES.index(case["choice"]), case["tokens"]]
    live_order = live and [live[0], CHOICES.index(live[1]), live[2]]
    spent = case["spent"] - (live[2] if live else 0) + case["tokens"]
    reasons = [
        ("too-late", date >= TERMS["closes"]),
        ("illegal-tokens", case["tokens"] > TERMS["tokens_max"]),
        ("struck", case["struck"]),
        ("joined-late", case["tenures"][0][0] > TERMS["scheduled"]),
        ("not-a-person", not any(inside(tenure, date) for tenure in case["tenures"])),
        ("unknown-key", case["key_version"] != 0),
        ("key-stolen", case["stolen"]),
        ("key-not-in-force", not inside(case["force"], date)),
        ("from-future", date > case["now"] + 60_000),
        ("not-newer", bool(live) and order <= live_order),
        ("overspent", spent > case["accrued"]),
    ]
    against = [reason for reason, applies in reasons if applies]
    return against[0] if against else {"weight": isqrt(case["tokens"] << 64), "spent": spent}


def rule():
    plain = {"tenures": [[0, None]], "struck": False, "force": [0, None], "stolen": False, "key_version": 0, "choice": "yes",
             "tokens": 9, "cast_at": 500_000, "now": 2_500_000, "live": None, "spent": 20, "accrued": 100}
    scheduled = TERMS["scheduled"]
    changes = [
        {"cast_at": 999_999, "now": 3_000_000}, {"cast_at": 1_000_000, "now": 3_000_000},
        {"tokens": 50}, {"tokens": 51}, {"struck": True},
        {"tenures": [[scheduled, None]]}, {"tenures": [[scheduled + 1, None]]},
        {"tenures": [[0, 2_500_000]]}, {"tenures": [[0, 2_500_001]]},
        {"tenures": [[scheduled, scheduled + 5], [2_500_000, None]]},
        {"tenures": [[scheduled, scheduled + 5], [2_500_001, None]]},
        {"tenures": [[scheduled + 1, scheduled + 5], [2_500_000, None]]},
        {"key_version": 1}, {"stolen": True},
        {"force": [2_500_000, None]}, {"force": [2_500_001, None]}, {"force": [0, 2_500_000]},
        {"now": 2_440_000}, {"now": 2_439_999},
        {"live": [500_000, "yes", 8]}, {"live": [500_000, "yes", 9]}, {"live": [500_000, "abstain", 0]}, {"live": [400_000, "no", 20]},
        {"accrued": 29}, {"accrued": 28},
    ]
    pairs = [one | other for one, other in combinations(changes, 2) if not one.keys() & other.keys()]
    cases = [plain | change for change in [{}, *changes, *pairs]]
    return TERMS, [case | {"verdict": judge(case)} for case in cases]


def write_rule(terms, cases) -> None:
    """One case a line: there are hundreds."""
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    (HERE / "rule.json").write_text(f'{{\n "terms": {json.dumps(terms)},\n "cases": [\n{lines}\n ]\n}}\n')


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
    write_rule(*rule())
    write("texts.json", texts())
    write("dids.json", dids())
    write("applications.json", applications())
