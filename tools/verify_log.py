#!/usr/bin/env python3
"""Checks a dateline log, written from schema/log-format.md alone.

Shares no code with the program that writes logs, and needs nothing but Python 3.9 and its
standard library. Reads the bytes, believes no stored hash, changes nothing.

    verify_log.py STORE_DIR      a store: log.jsonl against head
    verify_log.py LOG_FILE       a log by itself: a lost end goes unnoticed
    --key KEY                    a public key to trust (name+id+base64); may be repeated
    --json                       one JSON object instead of text

Exit codes: 0 sound, 1 findings (the store is usable), 2 usage, 4 damage, loss or unreadable.
Not checked here: whether events are valid by the vocabulary, cache, and signatures
by the keys that a store names itself (they are nobody's word but the store's).
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import os
import re
import sys
import tempfile
import unicodedata

FORMAT = "dateline-log/1"
SCHEMA = 1
MAX_LINE = 1 << 20
MAX_DEPTH = 100
MAX_POSITION = (1 << 53) - 1
SLOT = 4096
LISTED = 1000

NOTE, FINDING, DAMAGE = "note", "finding", "damage"
ANYWHERE = {"bad_header", "newer_format", "head_mismatch"}

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z\Z", re.ASCII)
DECIMAL = re.compile(r"(0|[1-9][0-9]*)\Z", re.ASCII)
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')


class Wrong(Exception):
    """What is wrong with a line: a code of schema/verify.md and a sentence."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


# --- evidence ------------------------------------------------------------------------------

HEX = re.compile(r"[0-9a-f]{64}\Z")
MOST_EXTRA = 20


def cited_by(event):
    """The hex digits of the files that an event names."""
    changes = event.get("changes")
    lists = [event.get("sources"), changes.get("sources") if isinstance(changes, dict) else None]
    names = [source.get("evidence") for items in lists if isinstance(items, list)
             for source in items if isinstance(source, dict)]
    names = [name[7:] for name in names if isinstance(name, str) and name.startswith("sha256:")]
    query = event.get("query")
    if event.get("kind") == "citation" and isinstance(query, dict) and isinstance(query.get("rules"), str):
        names.append(query["rules"])
    return [name for name in names if HEX.match(name)]


def inside(directory):
    try:
        return sorted(name for name in os.listdir(directory) if not name.startswith("."))
    except OSError:
        return []


def evidence_files(directory):
    """Files at sha256/<ab>/<hex>, and whatever else there is."""
    files, extra = [], []
    for name in inside(directory):
        top = os.path.join(directory, name)
        if name != "sha256" or not os.path.isdir(top):
            extra.append(top)
            continue
        for first in inside(top):
            folder = os.path.join(top, first)
            if not re.match(r"[0-9a-f]{2}\Z", first) or not os.path.isdir(folder):
                extra.append(folder)
                continue
            for name in inside(folder):
                path = os.path.join(folder, name)
                if HEX.match(name) and name.startswith(first):
                    files.append((name, path))
                else:
                    extra.append(path)
    return files, extra


def hash_of_file(path):
    if os.path.islink(path) or not os.path.isfile(path):
        raise OSError("not a plain file")
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(1 << 16), b""):
            digest.update(part)
    return digest.hexdigest()


def check_evidence(directory, cited, report):
    """`cited`: the first position that names each file."""
    missing = dict(cited)
    files, extra = evidence_files(directory)
    for name, path in files:
        position = missing.pop(name, None)
        try:
            found = hash_of_file(path)
        except OSError as error:
            report.add(FINDING, "bad_evidence", "%s cannot be read: %s" % (path, error), position)
            continue
        if found != name:
            report.add(FINDING, "bad_evidence", "%s has the SHA-256 %s" % (path, found), position)
        elif position is None:
            extra.append(path)
    for name in sorted(missing):
        report.add(FINDING, "missing_evidence", "sha256:%s is cited and not there" % name, missing[name])
    for path in extra[:MOST_EXTRA]:
        report.add(NOTE, "extra_evidence", "%s: cited by no entry, or in no place of evidence" % path)
    if len(extra) > MOST_EXTRA:
        report.add(NOTE, "extra_evidence", "and %d more" % (len(extra) - MOST_EXTRA))


# --- RFC 8785 -----------------------------------------------------------------------------


def number_text(number):
    """A JSON number as ECMAScript writes the double that it is."""
    value = float(number)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("a number that a double cannot hold")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, part = mantissa.partition(".")
    if part == "0":
        part = ""
    digits = whole + part
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = point - 1
    mantissa = digits[0] + ("." + digits[1:] if count > 1 else "")
    return sign + mantissa + "e" + ("+" if power > 0 else "-") + str(abs(power))


def string_text(text):
    return '"' + TO_ESCAPE.sub(lambda match: ESCAPES.get(match[0]) or "\\u%04x" % ord(match[0]), text) + '"'


def canonical(value):
    """RFC 8785 text."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    # Surrogate pairs make the order of UTF-16 code units differ from that of code points.
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(string_text(name) + ":" + canonical(value[name]) for name in names) + "}"


def unique_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return members


def refuse_constant(name):
    raise ValueError(name + " is not JSON")


def nesting(line):
    depth = deepest = 0
    inside = escaped = False
    for byte in line:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"{[":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"}]":
            depth -= 1
    return deepest


def parse(line):
    """The one object of a line, and whether the line is its canonical form."""
    if len(line) > MAX_LINE:
        raise Wrong("bad_line", "a line of more than %d bytes" % MAX_LINE)
    # Counting brackets byte by byte is slow; a line with few of them cannot be deep.
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH and nesting(line) > MAX_DEPTH:
        raise Wrong("bad_line", "nested more than %d deep" % MAX_DEPTH)
    try:
        text = line.decode("utf-8")
        value = json.loads(text, object_pairs_hook=unique_members, parse_constant=refuse_constant)
        again = canonical(value).encode("utf-8")
    except (ValueError, OverflowError, RecursionError) as error:
        raise Wrong("bad_line", "not a line of JSON: %s" % error) from None
    if not isinstance(value, dict):
        raise Wrong("bad_line", "not a JSON object")
    return value, again == line


def need_canonical(is_canonical):
    if not is_canonical:
        raise Wrong("not_canonical", "not in RFC 8785 canonical form")


# --- values of the format -----------------------------------------------------------------


def is_instant(text):
    match = INSTANT.match(text) if isinstance(text, str) else None
    if not match:
        return False
    try:
        datetime.datetime(*map(int, match.groups()))
    except ValueError:
        return False
    return True


def is_uuid(text):
    return isinstance(text, str) and UUID.match(text) is not None


def hash_of(text):
    """The 32 bytes of a base64 SHA-256 value, or None."""
    if not isinstance(text, str) or len(text) != 44:
        return None
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if len(found) == 32 and base64.b64encode(found).decode() == text else None


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_POSITION


def is_origin(text):
    if not isinstance(text, str) or not 1 <= len(text.encode("utf-8")) <= 255:
        return False
    return not any(c == "+" or c.isspace() or unicodedata.category(c) == "Cc" for c in text)


def members(value, name, required, optional=()):
    """The members of the one object {name: {…}}, exactly these."""
    if set(value) != {name} or not isinstance(value[name], dict):
        raise Wrong("bad_line", "not a line of the form {%r: {…}}" % name)
    body = value[name]
    missing = set(required) - set(body)
    unknown = set(body) - set(required) - set(optional)
    if missing or unknown:
        raise Wrong("bad_line", "members missing %s, unknown %s" % (sorted(missing), sorted(unknown)))
    return body


# --- the tree -----------------------------------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode("ascii")


class Tree:
    """A frontier: the roots of the perfect subtrees, largest first."""

    def __init__(self, size=0, peaks=()):
        self.size = size
        self.peaks = list(peaks)

    def copy(self):
        return Tree(self.size, self.peaks)

    def add(self, leaf):
        node, size = sha256(b"\x00" + leaf), self.size
        while size & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node)
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return b64(sha256(b""))
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = sha256(b"\x01" + peak + node)
        return b64(node)


# --- signatures ---------------------------------------------------------------------------

# Ed25519 as RFC 8032, section 5.1, defines it: points in extended coordinates, nothing secret
# is computed here, so nothing need take the same time for all inputs.
P = (1 << 255) - 19
L = (1 << 252) + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def point_add(a, b):
    one = (a[1] - a[0]) * (b[1] - b[0]) % P
    two = (a[1] + a[0]) * (b[1] + b[0]) % P
    three = 2 * a[3] * b[3] * D % P
    four = 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_times(scalar, point):
    product = NEUTRAL
    while scalar:
        if scalar & 1:
            product = point_add(product, point)
        point, scalar = point_add(point, point), scalar >> 1
    return product


def same_point(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def recover_x(y, odd):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return P - x if x & 1 != odd else x


def point_of(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE = (lambda y: (lambda x: (x, y, 1, x * y % P))(recover_x(y, 0)))(4 * pow(5, P - 2, P) % P)


def ed25519_verifies(key, message, signature):
    """Strictly: no second spelling of a number, no point of small order."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    if same_point(point_times(8, a), NEUTRAL) or same_point(point_times(8, r), NEUTRAL):
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(digest, "little") % L
    return same_point(point_times(s, BASE), point_add(r, point_times(h, a)))


def strict_base64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


class Key:
    """A public key: name+id+base64(0x01 || 32 bytes)."""

    def __init__(self, text):
        parts = text.split("+", 2)
        data = strict_base64(parts[2]) if len(parts) == 3 else None
        if data is None or len(data) != 33 or data[0] != 1 or not is_origin(parts[0]):
            raise ValueError("not a public key of the form name+id+key")
        self.name, self.id, self.bytes = parts[0], sha256(parts[0].encode("utf-8") + b"\n" + data)[:4], data[1:]
        if self.id.hex() != parts[1]:
            raise ValueError("the id of the key does not fit its name and its bytes")
        point = point_of(self.bytes)
        if point is None or same_point(point_times(8, point), NEUTRAL):
            raise ValueError("no point of the curve that could be a key")


def signature_of(line):
    """(name, id, signature) of a signature line, or None."""
    if not line.startswith("\u2014 "):
        return None
    name, space, text = line[2:].partition(" ")
    data = strict_base64(text) if space and is_origin(name) else None
    return (name, data[:4], data[4:]) if data and len(data) > 4 else None


class Signatures:
    """What the commits are signed with, told by runs of like ones."""

    def __init__(self, keys, report):
        self.keys, self.report = keys, report
        self.run, self.last_signed = None, None

    def standing(self, text, lines):
        if not lines:
            return "unsigned", ""
        unknown, bad, trusted = [], [], False
        for line in lines:
            found = signature_of(line)
            if found is None:
                bad.append("a line that is no signature line")
                continue
            name, number, signature = found
            key = next((key for key in self.keys if (key.name, key.id) == (name, number)), None)
            if key is None:
                unknown.append("%s+%s" % (name, number.hex()))
            elif ed25519_verifies(key.bytes, text.encode("utf-8"), signature):
                trusted = True
            else:
                bad.append("%s+%s" % (name, number.hex()))
        if bad:
            return "bad_signature", ", ".join(bad)
        return ("trusted", "") if trusted else ("unknown_key", ", ".join(unknown))

    def commit(self, body, line):
        text = "%s\n%d\n%s\n" % (self.report.origin, body["position"], body["root"])
        state = self.standing(text, body.get("signatures", []))
        if self.run is not None and self.run[0] == state:
            self.run[2] = body["position"]
        else:
            self.close(state[0] != "unsigned")
            self.run = [state, body["position"], body["position"], line]
        if state[0] != "unsigned":
            self.last_signed = body["position"]

    def close(self, signed):
        run, self.run = self.run, None
        if run is None or run[0][0] == "trusted":
            return
        (code, who), first, last, line = run
        severity = FINDING
        if code == "unknown_key" and not self.keys:
            severity = NOTE
        if code == "unsigned" and self.last_signed is None:
            if not signed and not self.keys:
                return
            severity = NOTE if signed else FINDING
        place = "commits from @%d to @%d" % (first, last) if first != last else "the commit at @%d" % first
        self.report.add(severity, code, place + (": " + who if who else ""), first, line.number, line.start)


# --- head ---------------------------------------------------------------------------------


class Slot:
    """What a valid slot of head says."""

    ORDER = ["log", "sequence", "position", "bytes", "root", "recorded_at", "modified", "frontier"]

    def __init__(self, data, number):
        text = data.decode("utf-8")
        if len(data) != SLOT or not text.endswith("\n"):
            raise ValueError("length")
        lines = text.split("\n")
        if len(lines) != 12 or lines[11] != "" or lines[10].strip(" ") or lines[0] != "dateline-head/1":
            raise ValueError("lines")
        fields = {}
        for name, line in zip(self.ORDER, lines[1:9]):
            word, space, value = line.partition(" ")
            if word != name or (name != "frontier" and not space) or (name == "frontier" and space and not value):
                raise ValueError(name)
            fields[name] = value
        summed = "\n".join(lines[:9]) + "\n"
        if lines[9] != "sum " + hashlib.sha256(summed.encode("utf-8")).hexdigest():
            raise ValueError("sum")
        for name in ("sequence", "position", "bytes"):
            if not DECIMAL.match(fields[name]):
                raise ValueError(name)
        self.log = fields["log"]
        self.sequence, self.position, self.bytes = (int(fields[n]) for n in ("sequence", "position", "bytes"))
        self.root = fields["root"]
        self.recorded_at = None if fields["recorded_at"] == "-" else fields["recorded_at"]
        modified = fields["modified"]
        if modified != "-" and not re.match(r"(0|-?[1-9][0-9]*)\Z", modified, re.ASCII):
            raise ValueError("modified")
        peaks = [hash_of(peak) for peak in fields["frontier"].split(" ")] if fields["frontier"] else []
        if None in peaks or len(peaks) != bin(self.position).count("1"):
            raise ValueError("frontier")
        if Tree(self.position, peaks).root() != self.root:
            raise ValueError("root")
        if not is_uuid(self.log) or self.sequence % 2 != number or self.sequence >= 1 << 64:
            raise ValueError("log or sequence")
        if (self.recorded_at is None) != (self.position == 0):
            raise ValueError("recorded_at")
        if self.recorded_at is not None and not is_instant(self.recorded_at):
            raise ValueError("recorded_at")


def choose_slot(data, log):
    """The slot that counts: of the valid ones, of this log if it is known, the later."""
    found = []
    for number in (0, 1):
        try:
            slot = Slot(data[number * SLOT:(number + 1) * SLOT], number)
        except (ValueError, UnicodeDecodeError):
            continue
        if log is None or slot.log == log:
            found.append(slot)
    return max(found, key=lambda slot: slot.sequence, default=None)


def read_head(path):
    try:
        with open(path, "rb") as file:
            return file.read(2 * SLOT)
    except FileNotFoundError:
        return b""


# --- lines --------------------------------------------------------------------------------


class Line:
    def __init__(self, number, start, data, whole, too_long, end):
        self.number, self.start, self.data = number, start, data
        self.whole, self.too_long, self.end = whole, too_long, end

    def is_commit(self):
        return self.data.startswith(b'{"commit":')

    def is_entry(self):
        return self.data.startswith(b'{"entry":')


def lines_of(file, length):
    """The lines of the first `length` bytes, none of them held beyond the longest allowed."""
    at = number = 0
    while at < length:
        start, number = at, number + 1
        data = file.readline(min(MAX_LINE + 1, length - at))
        at += len(data)
        whole, too_long = data.endswith(b"\n"), False
        piece = data
        while piece and not whole and at < length:
            piece = file.readline(min(MAX_LINE + 1, length - at))
            at += len(piece)
            too_long, whole = True, piece.endswith(b"\n")
        if not data:
            return
        body = data[:-1] if data.endswith(b"\n") else data
        yield Line(number, start, body, whole, too_long or len(body) > MAX_LINE, at)


class Firsts:
    """Finds what stands twice, in bounded memory: beyond a million keys it goes to disk."""

    BUCKETS = 64
    IN_MEMORY = 1 << 20

    def __init__(self):
        self.memory = []
        self.files = None

    def add(self, key, position):
        self.memory.append(key + position.to_bytes(8, "big"))
        if len(self.memory) >= self.IN_MEMORY:
            self.spill()

    def spill(self):
        if self.files is None:
            self.files = [tempfile.TemporaryFile() for _ in range(self.BUCKETS)]
        for record in self.memory:
            self.files[record[0] % self.BUCKETS].write(record)
        self.memory = []

    def buckets(self):
        if self.files is None:
            yield self.memory
            return
        self.spill()
        for file in self.files:
            file.seek(0)
            yield iter(lambda file=file: file.read(24), b"")

    def later(self, upto):
        """(position, position of the first) of each later one, up to a position."""
        for bucket in self.buckets():
            first = {}
            for record in bucket:
                position = int.from_bytes(record[16:], "big")
                earlier = first.setdefault(record[:16], position)
                if earlier != position and position <= upto:
                    yield position, earlier


# --- the check ----------------------------------------------------------------------------


class Report:
    def __init__(self):
        self.log = self.origin = None
        self.position = self.commits = self.bytes = 0
        self.root = Tree().root()
        self.findings, self.unlisted = [], 0
        self.severities = set()

    def add(self, severity, code, message, position=None, line=None, byte=None):
        self.severities.add(severity)
        if len(self.findings) >= LISTED:
            self.unlisted += 1
            return
        self.findings.append({
            "severity": severity, "code": code, "position": position,
            "line": line, "byte": byte, "message": message,
        })

    def exit_code(self):
        return 4 if DAMAGE in self.severities else 1 if FINDING in self.severities else 0

    def as_json(self):
        return {
            "log": self.log, "origin": self.origin, "position": self.position, "root": self.root,
            "entries": self.position, "commits": self.commits, "bytes": self.bytes,
            "findings": self.findings, "unlisted": self.unlisted,
        }


class Check:
    """One pass over a log."""

    def __init__(self, file, length, head, again, keys=()):
        self.file, self.length, self.head_bytes, self.again = file, length, head, again
        self.report = Report()
        self.signatures = Signatures(keys, self.report)
        self.slot, self.met_head = None, False
        self.binding = None
        # The end of the last sound commit, and the commit under way.
        self.tree, self.bytes, self.commits, self.last_at, self.last_line = Tree(), 0, 0, None, 0
        self.open, self.entries, self.open_at = Tree(), 0, None
        self.ids, self.labels = Firsts(), Firsts()
        self.cited, self.pins = {}, []
        self.trouble, self.commits_follow, self.unbound = None, False, None

    def run(self):
        lines = lines_of(self.file, self.length)
        line = next(lines, None)
        self.guarded(self.header, line)
        while self.trouble is None:
            line = next(lines, None)
            if line is None:
                break
            self.guarded(self.line, line)
        # After a line that does not check: is it one torn append, or damage?
        while self.trouble is not None and line is not None and not self.commits_follow:
            self.commits_follow = line.whole and line.is_commit() and line.end < self.length
            line = next(lines, None)
        self.conclude()
        return self.report

    def guarded(self, what, line):
        try:
            what(line)
        except Wrong as wrong:
            part = line is not None and not line.whole and not line.too_long
            self.trouble = (wrong, line, part and wrong.code != "bad_header")

    # -- the header

    def header(self, line):
        wrong = header = None
        try:
            header = self.header_of(line)
        except Wrong as error:
            code = error.code if error.code == "newer_format" else "bad_header"
            wrong = Wrong(code, error.message)
        if self.head_bytes is not None:
            self.slot = choose_slot(self.head_bytes, header and header["id"])
        if wrong:
            raise wrong
        self.report.log, self.report.origin = header["id"], header["origin"]
        self.binding = b64(sha256(line.data))
        self.bytes, self.last_line = line.end, line.number
        self.meet_head(Tree(), self.bytes, None)

    @staticmethod
    def header_of(line):
        if line is None:
            raise Wrong("bad_header", "the log is empty")
        if not line.whole or line.too_long:
            raise Wrong("bad_header", "the header line has no end, or is too long")
        value, is_canonical = parse(line.data)
        body = value.get("log")
        if isinstance(body, dict) and isinstance(body.get("format"), str) and body["format"] != FORMAT:
            raise Wrong("newer_format", "the log has format %r" % body["format"])
        need_canonical(is_canonical)
        body = members(value, "log", ["created_at", "format", "id", "origin"])
        if body["format"] != FORMAT or not is_instant(body["created_at"]):
            raise Wrong("bad_header", "format or created_at is wrong")
        if not is_uuid(body["id"]) or not is_origin(body["origin"]):
            raise Wrong("bad_header", "id or origin is wrong")
        return body

    # -- entries and commits

    def line(self, line):
        if line.too_long:
            raise Wrong("bad_line", "a line of more than %d bytes" % MAX_LINE)
        if not line.whole:
            raise Wrong("bad_line", "a line without a line feed at its end")
        if line.is_entry():
            self.entry(line)
        elif line.is_commit():
            self.commit(line)
        else:
            raise Wrong("bad_line", "neither an entry line nor a commit line")

    def entry(self, line):
        value, is_canonical = parse(line.data)
        body = value.get("entry")
        schema = body.get("schema") if isinstance(body, dict) else None
        if isinstance(schema, int) and not isinstance(schema, bool) and schema > SCHEMA:
            raise Wrong("newer_format", "an entry of schema %d" % schema)
        need_canonical(is_canonical)
        body = members(value, "entry", ["event", "id", "position", "recorded_at", "recorded_by", "schema"], ["log"])
        event = body["event"]
        if not isinstance(event, dict) or not isinstance(event.get("kind"), str):
            raise Wrong("bad_line", "the event is not an object with a kind")
        if not is_uuid(body["id"]) or not is_instant(body["recorded_at"]) or not isinstance(body["recorded_by"], str):
            raise Wrong("bad_line", "id, recorded_at or recorded_by is wrong")
        if not is_count(body["position"]) or not is_count(schema):
            raise Wrong("bad_line", "position or schema is not a number of 1 or more")
        if "log" in body and hash_of(body["log"]) is None:
            raise Wrong("bad_line", "log is not a SHA-256 value")
        due = self.open.size + 1
        if body["position"] != due:
            raise Wrong("bad_position", "an entry of position %d, where %d is due" % (body["position"], due))
        if due > 1 and "log" in body:
            raise Wrong("unbound_header", "an entry after the first has the member log")
        if due == 1:
            # Told only if the commit proves that entry 1 itself is as it was written.
            self.unbound = None if body.get("log") == self.binding else line
        at = body["recorded_at"]
        if self.open_at is None:
            if self.last_at is not None and at <= self.last_at:
                raise Wrong("bad_clock", "recorded_at is not later than in the commit before")
            self.open_at = at
        elif at != self.open_at:
            raise Wrong("bad_clock", "recorded_at differs inside a commit")
        self.open.add(line.data)
        self.entries += 1
        self.ids.add(bytes.fromhex(body["id"].replace("-", "")), due)
        for name in cited_by(event):
            self.cited.setdefault(name, due)
        cites = event.get("position")
        if event["kind"] == "citation" and not isinstance(cites, bool) and isinstance(cites, int) and 0 <= cites < due:
            if hash_of(event.get("root")) is not None:
                self.pins.append((cites, event["root"], due, line.number, line.start))
        if isinstance(event.get("label"), str):
            self.labels.add(sha256(event["label"].encode("utf-8"))[:16], due)

    def commit(self, line):
        value, is_canonical = parse(line.data)
        need_canonical(is_canonical)
        body = members(value, "commit", ["entries", "position", "root"], ["signatures"])
        if not is_count(body["entries"]) or not is_count(body["position"]) or hash_of(body["root"]) is None:
            raise Wrong("bad_line", "entries, position or root is wrong")
        signatures = body.get("signatures")
        if "signatures" in body and not (
            isinstance(signatures, list) and signatures and all(isinstance(s, str) and s for s in signatures)
        ):
            raise Wrong("bad_line", "signatures is not a list of texts")
        if body["entries"] != self.entries:
            raise Wrong("bad_commit", "a commit of %d entries after %d" % (body["entries"], self.entries))
        if body["position"] != self.open.size:
            raise Wrong("bad_position", "a commit at %d, where %d is due" % (body["position"], self.open.size))
        root = self.open.root()
        if body["root"] != root:
            raise Wrong("bad_root", "the entries give the root %s, the commit says %s" % (root, body["root"]))
        if self.unbound is not None:
            wrong = Wrong("unbound_header", "entry 1 does not bind the header line")
            self.trouble = (wrong, self.unbound, False)
            return
        self.meet_head(self.open, line.end, self.open_at)
        self.tree, self.bytes, self.last_at, self.last_line = self.open.copy(), line.end, self.open_at, line.number
        self.commits += 1
        self.entries, self.open_at = 0, None
        self.signatures.commit(body, line)

    def meet_head(self, tree, end, recorded_at):
        """The first sound end at or beyond the head's bytes must be at them and say the same."""
        if self.slot is None or self.met_head or end < self.slot.bytes:
            return
        self.met_head = True
        if end > self.slot.bytes:
            raise Wrong("head_mismatch", "head says that a commit ends at byte %d; none does" % self.slot.bytes)
        if (self.slot.position, self.slot.root) != (tree.size, tree.root()):
            raise Wrong("head_mismatch", "head says position %d and root %s here, the log %d and %s"
                        % (self.slot.position, self.slot.root, tree.size, tree.root()))
        if self.slot.recorded_at != recorded_at:
            raise Wrong("head_mismatch", "head has another recorded_at here")

    # -- the end

    def conclude(self):
        report = self.report
        self.signatures.close(False)
        for code, firsts in (("duplicate_id", self.ids), ("duplicate_label", self.labels)):
            for position, first in sorted(firsts.later(self.tree.size)):
                report.add(FINDING, code, "entry %d has it already" % first, position)
        for pin in sorted(self.wrong_pins(), key=lambda pin: pin[2]):
            report.add(FINDING, "bad_citation", "it cites the root %s at %d, where the log has another" % (pin[1], pin[0]), *pin[2:])
        if self.slot is not None:
            self.against_head()
        else:
            self.without_head()
        report.position, report.root = self.tree.size, self.tree.root()
        report.commits, report.bytes = self.commits, self.bytes

    def wrong_pins(self):
        """Citations of sound commits whose root is not that of the log where they cite it: read again."""
        pins = sorted(pin for pin in self.pins if pin[2] <= self.tree.size)
        if not pins:
            return
        self.file.seek(0)
        tree, entries = Tree(), (line for line in lines_of(self.file, self.bytes) if line.is_entry())
        for pin in pins:
            while tree.size < pin[0]:
                entry = next(entries, None)
                if entry is None:
                    raise OSError("the log changed while it was read")
                tree.add(entry.data)
            if tree.root() != pin[1]:
                yield pin

    def damage(self):
        wrong, line, _ = self.trouble
        due = self.open.size + 1 if line is not None and line.is_entry() else self.open.size
        if line is not None and line is self.unbound:
            due = 1
        self.report.add(DAMAGE, wrong.code, wrong.message, due or None,
                        line.number if line else None, line.start if line else None)

    def damage_anywhere(self):
        """Whether the trouble is damage wherever it stands, even beyond the head."""
        if self.trouble is None:
            return False
        code, line = self.trouble[0].code, self.trouble[1]
        return code in ANYWHERE or (code == "unbound_header" and line is self.unbound)

    def against_head(self):
        slot, short = self.slot, self.length < self.slot.bytes
        anywhere = self.damage_anywhere()
        if self.bytes >= slot.bytes and not anywhere:
            self.tail()
            return
        if self.trouble is not None and not (short and self.trouble[2]):
            self.damage()
        if short:
            self.report.add(DAMAGE, "lost_entries", "the log has %d bytes, head says %d: entries %d to %d are lost"
                            % (self.length, slot.bytes, self.tree.size + 1, slot.position))
        elif self.trouble is None:
            self.report.add(DAMAGE, "head_mismatch", "head says that a commit ends at byte %d; none does" % slot.bytes)

    def tail(self):
        if self.length <= self.slot.bytes:
            return
        # An append that was under way when the reading began has moved the head on since.
        now = choose_slot(self.again(), self.slot.log)
        if now is not None and now.sequence > self.slot.sequence and now.bytes >= self.length:
            return
        self.report.add(FINDING, "tail", "beyond the head: %d entries of whole commits, %d torn bytes"
                        % (self.tree.size - self.slot.position, self.length - self.bytes),
                        None, self.last_line + 1, self.bytes)

    def without_head(self):
        anywhere = self.damage_anywhere()
        if anywhere or self.commits_follow:
            self.damage()
        elif self.length > self.bytes:
            self.report.add(FINDING, "tail", "after the last sound commit: %d torn bytes" % (self.length - self.bytes),
                            None, self.last_line + 1, self.bytes)
        if self.head_bytes is not None:
            self.report.add(FINDING, "head_lost", "no slot of head is valid: a lost end cannot be ruled out")


def check(path, keys=()):
    store = os.path.isdir(path)
    log = os.path.join(path, "log.jsonl") if store else path
    head = os.path.join(path, "head")

    def again():
        return read_head(head)

    try:
        # The head before the log: so what it speaks of is there.
        head_bytes = read_head(head) if store else None
        with open(log, "rb") as file:
            length = os.fstat(file.fileno()).st_size
            checked = Check(file, length, head_bytes, again, keys)
            report = checked.run()
        if store:
            check_evidence(os.path.join(path, "evidence"), checked.cited, report)
        return report
    except OSError as error:
        report = Report()
        report.add(DAMAGE, "unreadable", str(error))
        return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", metavar="STORE_DIR|LOG_FILE")
    parser.add_argument("--key", action="append", default=[], metavar="KEY", help="a public key to trust; may be repeated")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    try:
        keys = [Key(text.strip()) for text in arguments.key]
    except ValueError as error:
        parser.error("--key: %s" % error)
    report = check(arguments.path, keys)
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=True, sort_keys=True))
        return report.exit_code()
    for finding in report.findings:
        place = ", ".join("%s %s" % (name, finding[name]) for name in ("position", "line", "byte")
                          if finding[name] is not None)
        text = "%s %s%s: %s" % (finding["severity"], finding["code"], " (%s)" % place if place else "", finding["message"])
        print(text.encode("ascii", "backslashreplace").decode("ascii"))
    if report.unlisted:
        print("and %d more" % report.unlisted)
    verdict = "sound" if report.exit_code() == 0 else "sound up to here"
    print("%s: position %d root %s" % (verdict, report.position, report.root))
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
