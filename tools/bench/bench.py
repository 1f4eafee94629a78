"""Runs the measurements of tools/bench, interleaved, and writes the table.

Owns order, medians and the comparison of answers; each measurement is a process of its own
(dateline itself, `rival` for what happens inside a process, sqlite3, openssl, DuckDB).
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

try:
    import duckdb
except ImportError:
    duckdb = None

parser = argparse.ArgumentParser(prog="tools/bench/run", description="Measures every row against its rival, interleaved.")
parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
parser.add_argument("--root", required=True, help=argparse.SUPPRESS)
parser.add_argument("--n", type=int, default=1_000_000, help="entries (default 1000000)")
parser.add_argument("--runs", type=int, default=5, help="runs of each work (default 5)")
parser.add_argument("--big", type=int, default=0, help="entries of the rows on memory and add (default: as --n)")
parser.add_argument("--rows", default="", help="only these, with commas between")
parser.add_argument("--list", action="store_true", help="name the rows and stop")
parser.add_argument("--dir", default="", help="where to work (default target/bench-work; removed afterwards)")
parser.add_argument("--keep", action="store_true", help="keep what was generated for the next run")
parser.add_argument("--out", default="", help="where the table goes (default tools/bench/RESULTS.md)")
args = parser.parse_args()
N, RUNS, BIG = args.n, args.runs, args.big or args.n
WORK = args.dir or os.path.join(os.path.dirname(args.bin), "bench-work")
DATELINE = os.path.join(args.bin, "dateline")
GEN = os.path.join(args.bin, "gen")
RIVAL = os.path.join(args.bin, "rival")
HELLO = os.path.join(args.bin, "hello")
ROWS, FAILED = [], []
ENV = {key: value for key, value in os.environ.items() if not key.startswith("DATELINE_")}
ENV["DATELINE_AUTHOR"] = "bench@example.org"


def path(*parts):
    return os.path.join(WORK, *parts)


def fresh(*parts):
    shutil.rmtree(path(*parts), ignore_errors=True)
    os.makedirs(path(*parts))
    return path(*parts)


def run(command, text_in=None, **more):
    """Runs a command; gives (seconds, standard output)."""
    begun = time.perf_counter()
    more["stdin"] = subprocess.PIPE if text_in is not None else subprocess.DEVNULL
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV, **more)
    out, err = child.communicate(text_in.encode() if text_in is not None else None)
    seconds = time.perf_counter() - begun
    if child.returncode != 0:
        raise RuntimeError(f"{command}: exit {child.returncode}: {err.decode()[:500]}")
    return seconds, out


def quiet(command):
    """Seconds of a command whose output nobody reads."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENV, check=True)
    return time.perf_counter() - begun


# The kernel counts what a process held before it became another program, so a child of this one
# would seem as large as this one: a small process starts it instead.
STARTER = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_maxrss)
"""


def peak(command):
    """Peak resident KiB of a command; at least that of a bare Python, about 10,000."""
    starter = [sys.executable, "-c", STARTER, *map(str, command)]
    said = subprocess.run(starter, stdout=subprocess.PIPE, env=ENV, check=True, text=True).stdout
    code, held = map(int, said.split())
    if code != 0:
        raise RuntimeError(f"{command}: exit {code}")
    return held


def rival(*words):
    return json.loads(run([RIVAL, *map(str, words)])[1])


def interleaved(*works):
    """Calls each work RUNS times, in turn; gives their results, list by list."""
    results = [[] for _ in works]
    for _ in range(RUNS):
        for work, into in zip(works, results):
            into.append(work())
    return results


def middle(values):
    return statistics.median(values)


def told(values, unit, digits=3):
    low, high = min(values), max(values)
    return f"{middle(values):.{digits}g} {unit} ({low:.{digits}g}–{high:.{digits}g})"


def row(work, ours, theirs, ratio, must, ok):
    ROWS.append((work, ours, theirs, f"{ratio:.2f} ×" if isinstance(ratio, float) else ratio, must, "yes" if ok else "**no**"))
    print(f"{work}: {ours} against {theirs}: {ROWS[-1][3]} (must {must}): {ROWS[-1][5]}", flush=True)


def shown(work, ours, theirs, ratio):
    """A figure without a target."""
    ROWS.append((work, ours, theirs, f"{ratio:.2f} ×", "shown", ""))
    print(f"{work}: {ours} against {theirs}: {ratio:.2f} ×", flush=True)


def ms(values):
    return told([value * 1e3 for value in values], "ms")


def same(what, ours, theirs):
    """Answers are compared before any time is printed."""
    if ours != theirs:
        FAILED.append(what)
        raise SystemExit(f"bench: {what}: the answers differ: {str(ours)[:300]} / {str(theirs)[:300]}")


def events(count, seed=1):
    name = path(f"events-{count}-{seed}.jsonl")
    if not os.path.exists(name):
        with open(name, "wb") as out:
            subprocess.run([GEN, str(count), str(seed)], stdout=out, check=True)
    return name


def store(count):
    name = path(f"store-{count}")
    if not os.path.exists(os.path.join(name, "dateline.toml")):
        run([GEN, str(count), "1", "--store", name])
    return name


def init(name):
    shutil.rmtree(path(name), ignore_errors=True)
    run([DATELINE, "init", path(name)])
    return path(name)


def sqlite_rows(base):
    return int(run(["sqlite3", "-readonly", base, "SELECT count(*) FROM event"])[1])


def positions(name):
    """How many entries a store has that verifies without a finding."""
    said = json.loads(run([DATELINE, "--store", name, "verify", "--json"])[1])
    same(f"findings in {name}", [found for found in said["findings"] if found["severity"] != "note"], [])
    return said["position"]


def single():
    count, lines = min(2000, N // 4), events(min(N, 100_000))
    ours = lambda: rival("single-ours", lines, fresh("single-ours") + "/desk", count)["p50"]
    theirs = lambda: rival("single-sqlite", lines, fresh("single-sqlite"), count)["p50"]
    a, b = interleaved(ours, theirs)
    same("single appends", positions(path("single-ours/desk")), sqlite_rows(path("single-sqlite/single.db")))
    ratio = middle(a) / middle(b)
    row("durable single append (library handle), p50", told(a, "µs"), "SQLite FULL " + told(b, "µs"), ratio, "≤ 1.0 ×", ratio <= 1.0)


def threads():
    count, lines = min(8000, N // 4), events(min(N, 100_000))
    few = min(count, 2000)
    ours = lambda: rival("threads-ours", lines, fresh("threads-ours") + "/desk", count)["per_second"]
    native = lambda: rival("threads-sqlite", lines, fresh("threads-sqlite"), few)["per_second"]
    group = lambda: rival("group-sqlite", lines, fresh("group-sqlite"), count)["per_second"]
    a, b, c = interleaved(ours, native, group)
    same("appends of 8 threads", positions(path("threads-ours/desk")), sqlite_rows(path("group-sqlite/group.db")))
    same("appends of 8 threads, native", sqlite_rows(path("threads-sqlite/threads.db")), few)
    ratio = middle(a) / middle(b)
    row("8 threads, one handle, group commit", told(a, "/s"), "SQLite FULL, 8 connections " + told(b, "/s"), ratio, "≥ 2 ×", ratio >= 2)
    ratio = middle(a) / middle(c)
    row("the same", told(a, "/s"), "SQLite FULL, the same grouping " + told(c, "/s"), ratio, "≥ 1 ×", ratio >= 1)


class Postgres:
    """A server of its own under the work directory, without a network; None where there is none."""

    def __init__(self):
        self.dir = path("postgres")
        self.user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        if self.user:
            os.chown(self.dir, 65534, 65534)
        data = os.path.join(self.dir, "data")
        run([*self.user, "initdb", "-D", data, "-A", "trust", "-U", "bench", "--locale=C", "-E", "UTF8"], cwd=self.dir)
        options = f"-c listen_addresses='' -k {self.dir}"
        subprocess.run([*self.user, "pg_ctl", "-D", data, "-o", options, "-w", "-l", os.path.join(self.dir, "log"), "start"],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.dir)
        self.data = data

    def ask(self, text):
        return run(["psql", "-h", self.dir, "-U", "bench", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1"],
                   text_in=text)[1].decode()

    def stop(self):
        subprocess.run([*self.user, "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.dir)


POSTGRES_TABLE = """
DROP TABLE IF EXISTS event;
CREATE TABLE event (
    position bigserial PRIMARY KEY, id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), json json NOT NULL,
    label text UNIQUE GENERATED ALWAYS AS (json->>'label') STORED,
    kind text GENERATED ALWAYS AS (json->>'kind') STORED,
    happened text GENERATED ALWAYS AS (json->>'happened') STORED,
    holder text GENERATED ALWAYS AS (coalesce(json->'holder'->>'id', json->'holder'->>'name')) STORED,
    country text GENERATED ALWAYS AS (json->'holder'->>'country') STORED,
    asset text GENERATED ALWAYS AS (json->'asset'->>'class') STORED,
    currency text GENERATED ALWAYS AS (json->'amount'->>'currency') STORED,
    amount text GENERATED ALWAYS AS (json->'amount'->>'value') STORED);
CREATE INDEX balance ON event (kind, holder, country, asset, currency, happened, amount);
"""


def import_ours(lines):
    name = init("import")
    return N / quiet([DATELINE, "--store", name, "import", lines])


def import_sqlite(lines):
    name = path("ingest.db")
    for end in ["", "-wal", "-shm"]:
        if os.path.exists(name + end):
            os.remove(name + end)
    return N / rival("ingest-sqlite", lines, name)["seconds"]


def import_duck(lines):
    name = path("ingest.duckdb")
    if os.path.exists(name):
        os.remove(name)
    begun = time.perf_counter()
    connection = duckdb.connect(name)
    connection.execute(
        "CREATE TABLE event AS SELECT json->>'kind' kind, json->>'label' AS label, json->>'happened' happened,"
        " coalesce(json->'holder'->>'id', json->'holder'->>'name') holder, json->'holder'->>'country' country,"
        " json->'asset'->>'class' asset, json->'amount'->>'currency' currency, json->'amount'->>'value' amount, json"
        f" FROM read_ndjson_objects('{lines}', maximum_object_size=4000000)")
    connection.close()
    return N / (time.perf_counter() - begun)


def import_postgres(server, lines):
    server.ask(POSTGRES_TABLE)
    begun = time.perf_counter()
    server.ask(f"\\copy event (json) FROM '{lines}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')\n")
    return N / (time.perf_counter() - begun)


def ingest():
    lines = events(N)
    server, missing = None, "not installed"
    if shutil.which("initdb") and shutil.which("psql"):
        try:
            server = Postgres()
        except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
            missing = str(error)[:200]
    works = [lambda: import_ours(lines), lambda: import_sqlite(lines)]
    works += [lambda: import_duck(lines)] if duckdb else []
    works += [lambda: import_postgres(server, lines)] if server else []
    found = interleaved(*works)
    kinds = rival("kinds", lines)
    same("entries imported", positions(path("import")), sum(kinds.values()))
    same("kinds imported", rival("kinds", path("import/log.jsonl")), kinds)
    asked = "SELECT kind, count(*) FROM event GROUP BY kind"
    rows = [line.split("|") for line in run(["sqlite3", "-readonly", path("ingest.db"), asked])[1].decode().split()]
    same("kinds in SQLite", {kind: int(count) for kind, count in rows}, kinds)
    if duckdb:
        with duckdb.connect(path("ingest.duckdb"), read_only=True) as connection:
            same("kinds in DuckDB", dict(connection.execute(asked).fetchall()), kinds)
    if server:
        rows = [line.split("|") for line in server.ask(asked + ";").split()]
        same("kinds in PostgreSQL", {kind: int(count) for kind, count in rows}, kinds)
        server.stop()
    ratio = middle(found[0]) / middle(found[1])
    row("verified ingest, whole `import`", told(found[0], "/s"), "SQLite, 10 k rows a transaction " + told(found[1], "/s"), ratio, "≥ 2 ×", ratio >= 2)
    if duckdb:
        shown("the same", told(found[0], "/s"), "DuckDB, no index, nothing unique " + told(found[2], "/s"), middle(found[0]) / middle(found[2]))
    if server:
        shown("the same", told(found[0], "/s"), "PostgreSQL COPY, the same columns and indexes " + told(found[-1], "/s"), middle(found[0]) / middle(found[-1]))
    else:
        FAILED.append(f"PostgreSQL ({missing})")
    disk()


def disk():
    # All that reads derive is there once a view was asked for; `find` was not.
    run([DATELINE, "--store", path("import"), "divestment", "--json", "--on", "2024-01-01"])
    size = sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path("import")) for name in names)
    other = os.path.getsize(path("ingest.db"))
    row("bytes on disk an entry, log + derived without find", f"{size / N:.0f} B", f"SQLite, unique id and label, the query's index {other / N:.0f} B",
        size / other, "≤ 1.0 ×", size <= other)


def verify():
    name = store(N)
    log = os.path.join(name, "log.jsonl")
    a, b = interleaved(
        lambda: quiet([DATELINE, "--store", name, "verify"]),
        lambda: quiet(["openssl", "dgst", "-sha256", log]))
    same("entries verified", positions(name), sum(rival("kinds", log).values()))
    ratio = middle(a) / middle(b)
    row("`verify` of everything", told(a, "s"), "openssl dgst -sha256 " + told(b, "s"), ratio, "≤ 3 ×", ratio <= 3)


ADD = ["add", "statement", "--by", "US", "--act", "comments", "--happened", "2026-01-20", "--publisher", "Example Wire"]


def rebuild():
    if not duckdb:
        FAILED.append("rebuild (no DuckDB)")
        return
    kept, name = store(N), path("rebuild")

    def bare():
        shutil.rmtree(name, ignore_errors=True)
        shutil.copytree(kept, name, ignore=shutil.ignore_patterns("cache"))
        os.sync()

    def ours():
        bare()
        # The first view needs the facts, the first write the ids and labels.
        return N / (quiet([DATELINE, "--store", name, "divestment", "--json", "--on", "2024-01-01"])
                    + quiet([DATELINE, "--store", name, *ADD]))

    answers = []

    def duck():
        log = os.path.join(kept, "log.jsonl")
        begun = time.perf_counter()
        with duckdb.connect() as connection:
            answers[:] = connection.execute(
                "SELECT entry->'event'->>'kind', count(*), sum(CAST(entry->'event'->'amount'->>'value' AS HUGEINT)) FROM"
                f" read_json('{log}', format='newline_delimited', columns={{entry: 'JSON'}}, maximum_object_size=4000000)"
                " WHERE entry IS NOT NULL GROUP BY 1").fetchall()
        return N / (time.perf_counter() - begun)

    a, b = interleaved(ours, duck)
    same("kinds by DuckDB", {kind: count for kind, count, _ in answers}, rival("kinds", os.path.join(kept, "log.jsonl")))
    same("entries after the rebuild", positions(name), positions(kept) + 1)
    ratio = middle(a) / middle(b)
    row("cold rebuild of all derived state", told(a, "/s"), "DuckDB read_json, one aggregate " + told(b, "/s"), ratio, "≥ 1 ×", ratio >= 1)
    shutil.rmtree(name, ignore_errors=True)


BALANCE = """
SELECT holder, country, asset, issuer, currency, series, low, max(happened / 1000000 * 100000000 + position)
FROM level WHERE happened <= {on} AND made <= {known} AND ended > {known}
GROUP BY holder, country, asset, issuer, currency, series"""

BALANCE_DUCK = """
SELECT holder, country, asset, issuer, currency, series, arg_max(low, happened // 1000000 * 100000000 + position)
FROM level WHERE happened <= {on} AND made <= {known} AND ended > {known}
GROUP BY holder, country, asset, issuer, currency, series"""


def balance():
    name, known, day = store(N), N * 3 // 4, "2020-06-30"
    rows = path("levels.csv")
    rival("versions", os.path.join(name, "log.jsonl"), rows)
    end = datetime.datetime(2020, 7, 1, tzinfo=datetime.timezone.utc)
    on = int(end.timestamp()) * 1_000_000 - 1
    columns = ("holder TEXT, country TEXT, asset TEXT, issuer TEXT, currency TEXT, series TEXT, basis TEXT, attribution TEXT,"
               " happened BIGINT, position BIGINT, made BIGINT, ended BIGINT, low TEXT, bound TEXT")
    base = path("levels.db")
    if os.path.exists(base):
        os.remove(base)
    script = (f"CREATE TABLE level ({columns});\n.mode csv\n.import {rows} level\n"
              "CREATE INDEX covering ON level (holder, country, asset, issuer, currency, series, happened, position, made, ended, low);\nANALYZE;\n")
    subprocess.run(["sqlite3", base], input=script.encode(), check=True)
    query = BALANCE.format(on=on, known=known)
    view = [DATELINE, "--store", name, "divestment", "--on", day, "--known", f"@{known}", "--json"]
    ask = ["sqlite3", "-readonly", base, query]
    answer = json.loads(run(view)[1])
    ours = {}
    for line in answer["rows"]:
        for level in line["levels"]:
            key = tuple(line[key] or "" for key in ("holder", "country", "asset", "issuer", "currency")) + (level["series"] or "",)
            ours[key] = level["current"]["low"] if isinstance(level["current"], dict) else level["current"]
    theirs = {}
    for line in run(ask)[1].decode().splitlines():
        fields = line.split("|")
        theirs[tuple(fields[:6])] = fields[6]
    same("holders with a level", sorted(ours), sorted(theirs))
    low = {key: value for key, value in ours.items() if value not in ("0", None)}
    same("balances", low, {key: theirs[key] for key in low})
    works = [lambda: quiet(view), lambda: quiet(ask)]
    if duckdb:
        file = path("levels.duckdb")
        if os.path.exists(file):
            os.remove(file)
        connection = duckdb.connect(file)
        connection.execute(f"CREATE TABLE level ({columns}); COPY level FROM '{rows}' (HEADER false)")
        connection.close()

        def duck():
            begun = time.perf_counter()
            with duckdb.connect(file, read_only=True) as connection:
                found = connection.execute(BALANCE_DUCK.format(on=on, known=known)).fetchall()
            seconds = time.perf_counter() - begun
            texts = {tuple(field or "" for field in line[:6]): line[6] for line in found}
            same("balances by DuckDB", texts, theirs)
            return seconds

        works.append(duck)
    for work in works:
        work()
    found = interleaved(*works)
    ratio = middle(found[0]) / middle(found[1])
    row("balance of all holders on a past day as known at a past position, whole call, warm", ms(found[0]),
        "sqlite3, covering index " + ms(found[1]), ratio, "≤ 0.5 ×", ratio <= 0.5)
    if duckdb:
        ratio = middle(found[0]) / middle(found[2])
        row("the same", ms(found[0]), "DuckDB, its own table, open and query in a running process " + ms(found[2]), ratio, "≤ 0.1 ×", ratio <= 0.1)


def adding():
    small, large = store(10_000), store(BIG)

    def several(name):
        return middle([quiet([DATELINE, "--store", name, *ADD]) for _ in range(9)])

    several(large)
    a, b = interleaved(lambda: several(large), lambda: several(small))
    same("entries after the adds", positions(small), sum(rival("kinds", os.path.join(small, "log.jsonl")).values()))
    ratio = middle(a) / middle(b)
    at = "" if BIG >= 10_000_000 else " (the target is at 10 M)"
    row(f"`add` at {BIG:,} entries{at}", ms(a), "at 10,000 " + ms(b), ratio, "≤ 1.2 ×", ratio <= 1.2)


def memory():
    name, lines = store(BIG), events(BIG)
    found = {
        "import": peak([DATELINE, "--store", init("memory"), "import", lines]),
        "verify": peak([DATELINE, "--store", name, "verify"]),
    }
    shutil.rmtree(path("memory"), ignore_errors=True)
    shutil.rmtree(os.path.join(name, "cache"), ignore_errors=True)
    found["rebuild, by the first add"] = peak([DATELINE, "--store", name, *ADD])
    found["rebuild, by the first view"] = peak([DATELINE, "--store", name, "divestment", "--json", "--on", "2024-01-01"])
    most = max(found.values()) / 1024
    at = "" if BIG >= 10_000_000 else " (the target is at 10 M)"
    row(f"peak memory at {BIG:,} entries{at}", ", ".join(f"{key} {value / 1024:.0f} MiB" for key, value in found.items()), "—", f"{most:.0f} MiB", "≤ 512 MiB", most <= 512)


def find():
    name, base = store(N), path("find.db")
    log = os.path.join(name, "log.jsonl")
    rare = rival("rare", log)
    word = rare["word"]
    search = [DATELINE, "--store", name, "find", word, "--json"]
    asked = ["sqlite3", "-readonly", base, f"SELECT rowid FROM found WHERE text MATCH '\"{word}\"'"]

    def ours():
        for derived in ("finder", "find"):
            shutil.rmtree(os.path.join(name, "cache", derived), ignore_errors=True)
        return quiet(search)

    def theirs():
        for end in ["", "-wal", "-shm"]:
            if os.path.exists(base + end):
                os.remove(base + end)
        return rival("index-sqlite", log, base)["seconds"]

    run([DATELINE, "--store", name, "divestment", "--json", "--on", "2024-01-01"])
    a, b = interleaved(ours, theirs)
    here = [line["position"] for line in json.loads(run(search)[1])["rows"]]
    there = [int(line) for line in run(asked)[1].split()]
    same("the entry found", here, [rare["position"]])
    same("the entry found by SQLite", there, here)
    ratio = middle(a) / middle(b)
    row("`find`: first build", told(a, "s"), "SQLite FTS5 trigram of the same texts " + told(b, "s"), ratio, "≤ 1 ×", ratio <= 1)
    c, d = interleaved(lambda: quiet(search), lambda: quiet(asked))
    ratio = middle(c) / middle(d)
    row("`find`: a word of one entry, whole call, warm", ms(c), "FTS5 " + ms(d), ratio, "≤ 3 ×", ratio <= 3)


def start():
    demo = path("demo")
    if not os.path.exists(demo):
        run([DATELINE, "demo", demo])
    ours, theirs = [DATELINE, "--store", demo, "stance", "--json"], [HELLO, "--json"]
    many = lambda command: middle([quiet(command) for _ in range(41)])
    quiet(ours)
    a, b = interleaved(lambda: many(ours), lambda: many(theirs))
    ratio = middle(a) / middle(b)
    row("process start + `stance --json` on the demo", ms(a), "hello world of clap " + ms(b), ratio, "≤ 2 ×", ratio <= 2)


def machine():
    cpu = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as text:
        for line in text:
            if line.startswith("model name"):
                cpu = line.split(":", 1)[1].strip()
                break
    versions = [
        f"dateline {run([DATELINE, '--version'])[1].decode().split()[-1]}",
        f"SQLite {json.loads(run([RIVAL, 'sqlite-version'])[1])} (library), {run(['sqlite3', '--version'])[1].decode().split()[0]} (shell)",
        run(["openssl", "version"])[1].decode().strip(),
        f"DuckDB {duckdb.__version__}" if duckdb else "no DuckDB",
        f"Linux {platform.release()}",
    ]
    if shutil.which("postgres"):
        versions.append(run(["postgres", "--version"])[1].decode().strip())
    with open("/proc/meminfo", encoding="utf-8") as text:
        memory = int(text.readline().split()[1]) / 2**20
    return f"{os.cpu_count()} × {cpu}, {memory:.0f} GiB; {'; '.join(versions)}"


WORKS = {"single": single, "threads": threads, "import": ingest, "verify": verify, "rebuild": rebuild, "balance": balance,
         "add": adding, "memory": memory, "find": find, "start": start}


def report(begun):
    now = os.getloadavg()[2]
    lines = [
        "# Measured", "",
        f"By `tools/bench/run --n {N} --runs {RUNS}{f' --big {BIG}' if BIG != N else ''}`: {N:,} entries. A figure is the median of {RUNS}"
        " runs, least and most in brackets; the works of a row ran in turn (A B A B …), so the ratio of the medians holds where the"
        " single figures move with the machine's load. Each engine's answer was held against ours before its time was printed.",
        "", f"Machine: {machine()}. Load average (15 min) when begun {begun:.1f}, when done {now:.1f}.",
        "", "Sync: ours one `fdatasync` a commit (or a group of commits); SQLite WAL, `synchronous=FULL`; PostgreSQL and DuckDB as they are by"
        " default. Caches warm unless said otherwise.",
        "", "| work | dateline | rival | ratio | must | reached |", "|---|---|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(found) + " |" for found in ROWS]
    if FAILED:
        lines += ["", "Not measured: " + "; ".join(FAILED) + "."]
    return "\n".join(lines) + "\n"


def main():
    if args.list:
        print("\n".join(WORKS))
        return
    os.makedirs(WORK, exist_ok=True)
    begun = os.getloadavg()[2]
    wanted = args.rows.split(",") if args.rows else list(WORKS)
    unknown = [name for name in wanted if name not in WORKS]
    if unknown:
        raise SystemExit(f"bench: no row {unknown[0]}; there are {', '.join(WORKS)}")
    for name in wanted:
        try:
            WORKS[name]()
        except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
            FAILED.append(f"{name} ({str(error)[:200]})")
            print(f"{name}: not measured: {error}", flush=True)
    text = report(begun)
    print(text)
    with open(args.out or os.path.join(args.root, "tools", "bench", "RESULTS.md"), "w", encoding="utf-8") as out:
        out.write(text)
    if not args.keep:
        shutil.rmtree(WORK, ignore_errors=True)


main()
