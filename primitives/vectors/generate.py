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
    genesis, did, key, call = blake(b"a chain"), bytes(range(32)), blake(b"a voting key"), b"a call, in SCALE"
    return {
        "genesis": genesis.hex(), "did": did.hex(), "voting_key": key.hex(), "expires": 1_800_000_000_000,
        "payload": (b"cybersyn/application/v1" + genesis + did + key + struct.pack("<Q", 1_800_000_000_000)).hex(),
        "rotation": (b"cybersyn/did-rotation/v1" + genesis + did + struct.pack("<I", 5)).hex(),
        "call": call.hex(), "key": 3, "nonce": 7,
        "authorization": (b"cybersyn/did-authorization/v1" + genesis + did
                          + struct.pack("<HIQ", 3, 7, 1_800_000_000_000) + blake(call)).hex(),
    }


def reputation():
    """Fading and expertise, with 60 decimal digits where the crate has 64 bits."""
    log2 = lambda x: x.ln() / Decimal(2).ln()
    years = [{"retained": r, "half_lives": int(log2(Decimal(1000) / r) * 2**48)}
             for r in [*range(500, 1000, 25), 501, 899, 901, 999, 1000]]
    amounts, days = [1, 7, 10**6, 123456789, 10**12], [0, 1, 30, 364, 365, 366, 3650, 20454]
    faded = [{"amount": a, "retained": r, "days": d, "left": int(a * (Decimal(r) / 1000) ** (Decimal(d) / 365))}
             for a in amounts for r in [500, 900, 999] for d in days]
    expertise = [{"reputation": p, "full": f, "permille": 1000 + min(p, f * 10**6) * 1000 // (f * 10**6)}
                 for f in [1, 7, 1000, 2**32 - 1]
                 for p in [0, 999, 10**6, 3 * 10**6, 499_999_999, 500_000_000, 10**9 - 1, 10**9, 2**64 - 1]]
    return {"half_lives_per_year": years, "faded": faded, "expertise": expertise}


def weigh(votes, factors):
    """The tally of each position's last vote, square roots times the position's factor; None: without expertise."""
    live = {position: (choice, tokens) for position, choice, tokens in votes}
    tally = {choice: {"voters": 0, "weight": 0} for choice in CHOICES}
    for position, (choice, tokens) in live.items():
        factor = factors[position] if factors and position < len(factors) else 1000
        weight = isqrt(tokens << 64) * factor // 1000
        tally[choice]["voters"] += weight > 0
        tally[choice]["weight"] += weight
    return tally | {"tokens": sum(tokens for _, tokens in live.values())}


def decides(tally, terms) -> str:
    voters = sum(tally[choice]["voters"] for choice in CHOICES)
    yes, no = tally["yes"]["weight"], tally["no"]["weight"]
    if voters == 0 or voters * 1000 < terms["quorum_base"] * terms["quorum_permille"]:
        return "noquorum"
    return "approved" if yes > no and yes * 1000 >= (yes + no) * terms["approval_permille"] else "rejected"


def expertise():
    """Technical votes: what counts with expertise and without, and what it did to the result."""
    terms = {"quorum_base": 6, "quorum_permille": 300, "approval_permille": 500}
    factors = [1000, 1500, 2000, 1001, 1999, 1250]
    votings = [
        [],
        [[0, "yes", 4]],
        [[0, "yes", 4], [1, "no", 4]],
        [[0, "no", 9], [2, "yes", 4], [1, "abstain", 50]],
        [[0, "no", 9], [2, "yes", 3], [1, "abstain", 50], [2, "no", 1], [2, "yes", 7]],
        [[4, "yes", 2], [3, "yes", 5], [5, "no", 17]],
        [[1, "yes", 9], [1, "yes", 0], [0, "no", 1]],
        [[2, "yes", 49], [6, "yes", 1], [255, "no", 25]],
        [[p, "yes", 50] for p in range(6)] + [[p, "no", 1] for p in range(6, 40)],
    ]
    cases = []
    for votes in votings:
        tally, plain = weigh(votes, factors), weigh(votes, None)
        total = tally["yes"]["weight"] + tally["no"]["weight"]
        added = total - plain["yes"]["weight"] - plain["no"]["weight"]
        cases.append({"votes": votes, "tally": tally, "plain": plain, "share_permille": -(-added * 1000 // max(total, 1)),
                      "outcome": decides(tally, terms), "plain_outcome": decides(plain, terms)})
    return {"terms": terms, "factors": factors, "cases": cases}


def varint(n: int) -> bytes:
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)


def peer_id(key: bytes) -> bytes:
    """libp2p: identity multihash of the key in protobuf (type 1, ed25519)."""
    wrapped = bytes([0x08, 1, 0x12, len(key)]) + key
    return bytes([0, len(wrapped)]) + wrapped


def multiaddr(*parts) -> str:
    """Protocols by their codes of the multiaddr table, each with its value."""
    return b"".join(varint(code) + value for code, value in parts).hex()


def addresses(key: bytes):
    host = (4, bytes([192, 0, 2, 1]))
    ip6 = (41, bytes.fromhex("20010db8000000000000000000000001"))
    name = lambda text, code=53: (code, varint(len(text)) + text.encode())
    tcp, udp, quic, ws = (6, b"\x10\x05"), (273, b"\x10\x05"), (461, b""), (477, b"")
    p2p = lambda k: (421, varint(38) + peer_id(k))
    onion = lambda version, port=b"\0\x50": (445, bytes(34) + bytes([version]) + port)
    taken = {
        "ip4/tcp": [host, tcp],
        "ip4/tcp/p2p": [host, tcp, p2p(key)],
        "ip4/tcp/ws": [host, tcp, ws],
        "ip4/tcp/ws/p2p": [host, tcp, ws, p2p(key)],
        "ip4/udp/quic-v1": [host, udp, quic],
        "ip4 loopback": [(4, bytes([127, 0, 0, 1])), tcp],
        "ip4 private": [(4, bytes([10, 0, 0, 1])), tcp],
        "ip4 last unicast": [(4, bytes([223, 255, 255, 255])), tcp],
        "ip6/tcp": [ip6, tcp],
        "ip6/udp/quic-v1/p2p": [ip6, udp, quic, p2p(key)],
        "dns/tcp": [name("mesh.example.org"), tcp],
        "dns4/tcp/ws": [name("a-1.example", 54), tcp, ws],
        "dns6/udp/quic-v1": [name("1.2.example", 55), udp, quic],
        "label of 63": [name("a" * 63), tcp],
        "onion3": [onion(3)],
        "onion3/ws/p2p": [onion(3), ws, p2p(key)],
        "longest": [name(".".join(["a" * 60, "b" * 60])), tcp],
    }
    refused = {
        "length": {"empty": "", "too long": multiaddr(name("a" * 61 + "." + "b" * 62), tcp)},
        "malformed": {
            "ip4 cut short": multiaddr((4, bytes([192, 0]))),
            "port cut short": multiaddr(host, (6, b"\x10")),
            "no transport": multiaddr(host),
            "name cut short": "35" + "7f" + b"a".hex(),
            "code not in its shortest form": "8400" + multiaddr(host, tcp)[2:],
            "length not in its shortest form": "35" + "8100" + b"a".hex() + multiaddr(tcp),
            "code of four bytes": "ffffff01" + multiaddr(tcp),
            "onion cut short": varint(445).hex() + "00" * 20,
        },
        "protocol": {
            "no host": multiaddr(tcp),
            "dnsaddr": multiaddr(name("example.org", 56), tcp),
            "bare udp": multiaddr(host, udp),
            "quic of the drafts": multiaddr(host, udp, (460, b"")),
            "wss": multiaddr(host, tcp, (478, b"")),
            "tls": multiaddr(host, tcp, (448, b""), ws),
            "ws over quic": multiaddr(host, udp, quic, ws),
            "tcp twice": multiaddr(host, tcp, tcp),
            "relayed": multiaddr(host, tcp, p2p(key), (290, b"")),
            "unix": multiaddr((400, varint(4) + b"/tmp")),
            "peer first": multiaddr(p2p(key), host, tcp),
            "peer twice": multiaddr(host, tcp, p2p(key), p2p(key)),
            "a byte too many": multiaddr(host, tcp) + "00",
        },
        "host": {
            "ip4 unspecified": multiaddr((4, bytes(4)), tcp),
            "ip4 of this network": multiaddr((4, bytes([0, 1, 2, 3])), tcp),
            "ip4 multicast": multiaddr((4, bytes([224, 0, 0, 1])), tcp),
            "ip4 broadcast": multiaddr((4, bytes([255] * 4)), tcp),
            "ip6 unspecified": multiaddr((41, bytes(16)), tcp),
            "ip6 multicast": multiaddr((41, bytes.fromhex("ff02" + "00" * 13 + "01")), tcp),
            "ip4 in ip6": multiaddr((41, bytes.fromhex("00" * 10 + "ffff7f000001")), tcp),
        },
        "name": {
            "empty": multiaddr(name(""), tcp),
            "upper case": multiaddr(name("Example.org"), tcp),
            "underscore": multiaddr(name("a_b.org"), tcp),
            "not ASCII": multiaddr((53, varint(3) + "é".encode() + b"a"), tcp),
            "empty label": multiaddr(name("a..org"), tcp),
            "final dot": multiaddr(name("a.org."), tcp),
            "hyphen first": multiaddr(name("-a.org"), tcp),
            "hyphen last": multiaddr(name("a-.org"), tcp),
            "label of 64": multiaddr(name("a" * 64), tcp),
            "address in disguise": multiaddr(name("127.0.0.1"), tcp),
            "number": multiaddr(name("2130706433"), tcp),
            "NUL": multiaddr(name("a\0b"), tcp),
        },
        "port": {
            "tcp": multiaddr(host, (6, bytes(2))),
            "udp": multiaddr(host, (273, bytes(2)), quic),
            "onion": multiaddr(onion(3, bytes(2))),
        },
        "onion": {"version 2": multiaddr(onion(2))},
        "peer": {
            "another": multiaddr(host, tcp, p2p(bytes(32))),
            "a hash": multiaddr(host, tcp, (421, varint(34) + b"\x12\x20" + bytes(32))),
            "none": multiaddr(host, tcp, (421, b"\0")),
        },
    }
    return {"taken": {what: multiaddr(*parts) for what, parts in taken.items()}, "refused": refused}


def peers():
    # The node key of many a development chain, whose peer id is well known.
    first = SigningKey(bytes(31) + b"\1")
    key = bytes(first.verify_key)
    ids = [{"key": k.hex(), "bytes": peer_id(k).hex(), "peer_id": base58.b58encode(peer_id(k)).decode()}
           for k in [key, bytes(32), b"\xff" * 32]]
    assert ids[0]["peer_id"] == "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp"
    genesis = blake(b"a chain")
    payload = b"cybersyn/peer/v1" + genesis + key + struct.pack("<IIQ", 300, 5, 1_800_000_000_000)
    registration = {"genesis": genesis.hex(), "citizen": 300, "nonce": 5, "expires": 1_800_000_000_000,
                    "payload": payload.hex(), "signature": first.sign(payload).signature.hex()}
    return {"key": key.hex(), "ids": ids, "registration": registration, "entry": entry(),
            "addresses": addresses(key)}


def entry():
    # A relay and bootstrap beside a validator, as the chain keeps it.
    known = [bytes.fromhex("04c0000201061005"), bytes.fromhex("04c000020191021005cd03")]
    fields = {"citizen": 300, "capabilities": 0b1011, "since": 1_769_860_800_000, "expires": 1_800_000_000_000}
    encoded = struct.pack("<IB", fields["citizen"], fields["capabilities"]) + compact(len(known))
    encoded += b"".join(compact(len(address)) + address for address in known)
    encoded += struct.pack("<QQ", fields["since"], fields["expires"])
    return fields | {"addresses": [address.hex() for address in known], "encoded": encoded.hex()}


if __name__ == "__main__":
    write("weights.json", weights())
    write("ballots.json", ballots())
    write("receipts.json", receipts())
    write_rule(*rule())
    write("texts.json", texts())
    write("dids.json", dids())
    write("applications.json", applications())
    write("reputation.json", reputation())
    write("expertise.json", expertise())
    write("peers.json", peers())
