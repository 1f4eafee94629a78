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

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--root", required=True)
parser.add_argument("--n", type=int, default=1_000_000)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--big", type=int, default=0, help="entries of the memory and add rows (default 10 × n)")
parser.add_argument("--rows", default="")
parser.add_argument("--dir", default="")
parser.add_argument("--keep", action="store_true")
args = parser.parse_args()
N, RUNS, BIG = args.n, args.runs, args.big or 10 * args.n
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


def run(command, **more):
    """Runs a command; gives (seconds, standard output, peak KiB)."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV, **more)
    out, err = child.communicate()
    seconds = time.perf_counter() - begun
    if child.returncode != 0:
        raise RuntimeError(f"{command}: exit {child.returncode}: {err.decode()[:500]}")
    return seconds, out


def quiet(command):
    """Seconds of a command whose output nobody reads."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENV, check=True)
    return time.perf_counter() - begun


def peak(command):
    """Peak resident KiB of a command."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(command, stdout=nowhere, stderr=subprocess.PIPE, env=ENV)
        _, status, used = os.wait4(child.pid, 0)
        child.stderr.close()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{command}: exit {child.returncode}")
    return used.ru_maxrss


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


def single():
    count, lines = min(2000, N // 4), events(min(N, 100_000))
    ours = lambda: rival("single-ours", lines, fresh("single-ours") + "/desk", count)["p50"]
    theirs = lambda: rival("single-sqlite", lines, fresh("single-sqlite"), count)["p50"]
    a, b = interleaved(ours, theirs)
    same("single appends", run([DATELINE, "--store", path("single-ours/desk"), "verify", "--json"]) and True, True)
    ratio = middle(a) / middle(b)
    row("durable single append, p50", told(a, "µs"), "SQLite FULL " + told(b, "µs"), ratio, "≤ 1.0 ×", ratio <= 1.0)


def threads():
    count, lines = min(8000, N // 4), events(min(N, 100_000))
    ours = lambda: rival("threads-ours", lines, fresh("threads-ours") + "/desk", count)["per_second"]
    native = lambda: rival("threads-sqlite", lines, fresh("threads-sqlite"), min(count, 2000))["per_second"]
    group = lambda: rival("group-sqlite", lines, fresh("group-sqlite"), count)["per_second"]
    a, b, c = interleaved(ours, native, group)
    run([DATELINE, "--store", path("threads-ours/desk"), "verify"])
    ratio = middle(a) / middle(b)
    row("8 threads, appends/s", told(a, "/s"), "SQLite FULL " + told(b, "/s"), ratio, "≥ 2 ×", ratio >= 2)
    ratio = middle(a) / middle(c)
    row("8 threads, appends/s", told(a, "/s"), "SQLite FULL, grouped " + told(c, "/s"), ratio, "≥ 1 ×", ratio >= 1)


def ingest():
    lines = events(N)

    def ours():
        name = init("import")
        return N / quiet([DATELINE, "--store", name, "import", lines])

    def sqlite():
        name = path("ingest.db")
        for end in ["", "-wal", "-shm"]:
            if os.path.exists(name + end):
                os.remove(name + end)
        found = rival("ingest-sqlite", lines, name)
        same("rows of SQLite", found["rows"], N)
        return N / found["seconds"]

    def duck():
        name = path("ingest.duckdb")
        if os.path.exists(name):
            os.remove(name)
        begun = time.perf_counter()
        connection = duckdb.connect(name)
        connection.execute(
            "CREATE TABLE event AS SELECT json->>'kind' kind, json->>'label' AS label, json->>'happened' happened,"
            " json->'holder'->>'id' holder, json->'amount'->>'value' amount, json"
            f" FROM read_ndjson_objects('{lines}', maximum_object_size=4000000)")
        connection.close()
        return N / (time.perf_counter() - begun)

    works = [ours, sqlite] + ([duck] if duckdb else [])
    found = interleaved(*works)
    said = json.loads(run([DATELINE, "--store", path("import"), "verify", "--json"])[1])
    same("entries imported", said.get("entries", said.get("position")), N)
    ratio = middle(found[0]) / middle(found[1])
    row("verified ingest, events/s", told(found[0], "/s"), "SQLite, 10 k rows a transaction " + told(found[1], "/s"), ratio, "≥ 2 ×", ratio >= 2)
    if duckdb:
        row("verified ingest, events/s", told(found[0], "/s"), "DuckDB, nothing checked " + told(found[2], "/s"), middle(found[0]) / middle(found[2]), "shown", True)
    size = sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path("import")) for name in names)
    other = os.path.getsize(path("ingest.db"))
    row("bytes on disk, an entry", f"{size / N:.0f}", f"SQLite {other / N:.0f}", size / other, "≤ 1.0 ×", size <= other)


def verify():
    name = store(N)
    log = os.path.join(name, "log.jsonl")
    a, b = interleaved(
        lambda: quiet([DATELINE, "--store", name, "verify"]),
        lambda: quiet(["openssl", "dgst", "-sha256", log]))
    ratio = middle(a) / middle(b)
    row("verify of everything", told(a, "s"), "openssl dgst -sha256 " + told(b, "s"), ratio, "≤ 3 ×", ratio <= 3)


def rebuild():
    name = store(N)
    log = os.path.join(name, "log.jsonl")

    def ours():
        shutil.rmtree(os.path.join(name, "cache"), ignore_errors=True)
        os.makedirs(os.path.join(name, "cache"))
        # The first write needs all that is derived of ids and labels; the first view the rest.
        return N / (quiet([DATELINE, "--store", name, "add", "statement", "--by", "US", "--act", "comments",
                           "--happened", "2026-01-20", "--publisher", "Example Wire"])
                    + quiet([DATELINE, "--store", name, "divestment", "--json", "--on", "2024-01-01"]))

    def duck():
        begun = time.perf_counter()
        connection = duckdb.connect()
        connection.execute(
            "SELECT entry->'event'->>'kind', count(*), sum(CAST(entry->'event'->'amount'->>'value' AS HUGEINT)) FROM"
            f" read_json('{log}', format='newline_delimited', columns={{entry: 'JSON'}}, maximum_object_size=4000000)"
            " WHERE entry IS NOT NULL GROUP BY 1").fetchall()
        return N / (time.perf_counter() - begun)

    if not duckdb:
        return
    a, b = interleaved(ours, duck)
    ratio = middle(a) / middle(b)
    row("cold rebuild of all derived state, entries/s", told(a, "/s"), "DuckDB read_json, one aggregate " + told(b, "/s"), ratio, "≥ 1 ×", ratio >= 1)


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
            same("rows of DuckDB", len(found), len(theirs))
            return seconds

        works.append(duck)
    for work in works:
        work()
    found = interleaved(*works)
    ratio = middle(found[0]) / middle(found[1])
    row("balances of all holders, on one past day, known on another, whole call", told([v * 1e3 for v in found[0]], "ms"),
        "sqlite3, covering index " + told([v * 1e3 for v in found[1]], "ms"), ratio, "≤ 0.5 ×", ratio <= 0.5)
    if duckdb:
        ratio = middle(found[0]) / middle(found[2])
        row("the same", told([v * 1e3 for v in found[0]], "ms"),
            "DuckDB, own table, open and query in a running process " + told([v * 1e3 for v in found[2]], "ms"), ratio, "≤ 0.1 ×", ratio <= 0.1)


def adding():
    small, large = store(10_000), store(BIG)
    add = lambda name: [DATELINE, "--store", name, "add", "statement", "--by", "US", "--act", "comments",
                        "--happened", "2026-01-20", "--publisher", "Example Wire"]

    def several(name):
        return middle([quiet(add(name)) for _ in range(9)])

    a, b = interleaved(lambda: several(large), lambda: several(small))
    ratio = middle(a) / middle(b)
    row(f"add at {BIG:,} entries, whole call", told([v * 1e3 for v in a], "ms"), "at 10,000 " + told([v * 1e3 for v in b], "ms"), ratio, "≤ 1.2 ×", ratio <= 1.2)


def memory():
    name, lines = store(BIG), events(BIG)
    found = {
        "import": peak([DATELINE, "--store", init("memory"), "import", lines]),
        "verify": peak([DATELINE, "--store", name, "verify"]),
    }
    shutil.rmtree(os.path.join(name, "cache"), ignore_errors=True)
    os.makedirs(os.path.join(name, "cache"))
    found["rebuild"] = peak([DATELINE, "--store", name, "add", "statement", "--by", "US", "--act", "comments",
                             "--happened", "2026-01-20", "--publisher", "Example Wire"])
    most = max(found.values()) / 1024
    row(f"peak memory at {BIG:,} entries", ", ".join(f"{key} {value / 1024:.0f} MiB" for key, value in found.items()), "—", f"{most:.0f} MiB", "≤ 512 MiB", most <= 512)


def find():
    name = store(N)
    base = path("find.db")
    if os.path.exists(base):
        os.remove(base)

    def ours():
        shutil.rmtree(os.path.join(name, "cache", "finder"), ignore_errors=True)
        return quiet([DATELINE, "--store", name, "find", "Île-de-France", "--json", "-o", path("found.json")])

    def theirs():
        import sqlite3
        if os.path.exists(base):
            os.remove(base)
        begun = time.perf_counter()
        connection = sqlite3.connect(base)
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='trigram', content='')")

        def each():
            with open(os.path.join(name, "log.jsonl"), encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith('{"entry"'):
                        entry = json.loads(line)["entry"]
                        event = entry["event"]
                        words = [event.get("title"), event.get("quote"), event.get("note"), event.get("label")]
                        words += list((event.get("titles") or {}).values())
                        words += [source.get("quote") for source in event.get("sources", [])]
                        words += [(event.get("holder") or {}).get("name")]
                        yield entry["position"], "\n".join(filter(None, words))

        connection.executemany("INSERT INTO found (rowid, text) VALUES (?, ?)", each())
        connection.commit()
        connection.close()
        return time.perf_counter() - begun

    a, b = [ours()], [theirs()]
    ratio = a[0] / b[0]
    row("find: first build", told(a, "s"), "SQLite FTS5 trigram (fed by Python) " + told(b, "s"), ratio, "≤ 1 ×", ratio <= 1)
    asked = ["sqlite3", "-readonly", base, "SELECT rowid FROM found WHERE text MATCH '\"Île-de-France\"'"]
    search = [DATELINE, "--store", name, "find", "Île-de-France", "--json"]
    c, d = interleaved(lambda: quiet(search), lambda: quiet(asked))
    ratio = middle(c) / middle(d)
    row("find: a rare word, whole call", told([v * 1e3 for v in c], "ms"), "FTS5 " + told([v * 1e3 for v in d], "ms"), ratio, "≤ 3 ×", ratio <= 3)


def start():
    demo = path("demo")
    if not os.path.exists(demo):
        run([DATELINE, "demo", demo])
    ours = [DATELINE, "--store", demo, "stance", "--json"]
    many = lambda command: middle([quiet(command) for _ in range(41)])
    quiet(ours)
    a, b = interleaved(lambda: many(ours), lambda: many([HELLO, "--json"]))
    ratio = middle(a) / middle(b)
    row("process start + stance --json on the demo", told([v * 1e3 for v in a], "ms"), "clap hello world " + told([v * 1e3 for v in b], "ms"), ratio, "≤ 2 ×", ratio <= 2)


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
    load = os.getloadavg()
    return f"{os.cpu_count()} × {cpu}; {'; '.join(versions)}; load when done {load[0]:.1f}"


WORKS = {"single": single, "threads": threads, "import": ingest, "verify": verify, "rebuild": rebuild, "balance": balance,
         "add": adding, "memory": memory, "find": find, "start": start}


def main():
    os.makedirs(WORK, exist_ok=True)
    wanted = args.rows.split(",") if args.rows else list(WORKS)
    for name in wanted:
        try:
            WORKS[name]()
        except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
            FAILED.append(name)
            print(f"{name}: not measured: {error}", flush=True)
    lines = [
        "# Measured", "",
        f"By `tools/bench --n {N}`: {N:,} entries, medians of {RUNS} interleaved runs (find: first build once), least and most in brackets.",
        "", f"Machine: {machine()}.",
        "", "Sync: ours one `fdatasync` a commit (or a group of commits); SQLite WAL, `synchronous=FULL`; DuckDB and imports as they are by default.",
        "", "| work | dateline | rival | ratio | must | reached |", "|---|---|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(found) + " |" for found in ROWS]
    if FAILED:
        lines += ["", "Not measured: " + ", ".join(FAILED) + "."]
    text = "\n".join(lines) + "\n"
    print(text)
    where = os.path.join(args.root, "tools", "rust", "bench")
    os.makedirs(where, exist_ok=True)
    with open(os.path.join(where, "RESULTS.md"), "w", encoding="utf-8") as out:
        out.write(text)
    if not args.keep:
        shutil.rmtree(WORK, ignore_errors=True)


main()
