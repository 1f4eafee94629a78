"""Asks the three views of schema/sql of Parquet exports in DuckDB.

Standard input: one job a line, {"file", "view", "set": {variable: value}}; instants as
microseconds. Standard output: one line each, {"rows"} or {"nodes", "edges"}, exact figures as
text without trailing zeros, or {"error"}.
"""
import decimal
import json
import pathlib
import sys

import duckdb

SQL = pathlib.Path(sys.argv[1])
NAMES = ["on", "published", "known", "possible", "claims", "by", "since", "event", "causes", "effects", "all"]
INSTANTS = ["on", "published", "since"]
SHOWN = {
    "divestment": {"rows": "divestment"},
    "stance": {"rows": "stance"},
    "chain": {"nodes": "chain_nodes", "edges": "chain_edges"},
}


def plain(value):
    if isinstance(value, decimal.Decimal):
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def read(db, name):
    db.execute((SQL / name).read_text(encoding="utf-8"))


def main():
    db = duckdb.connect()
    db.execute("SET threads = 1")
    for line in sys.stdin:
        job = json.loads(line)
        try:
            db.execute("SET VARIABLE file = ?", [job["file"]])
            for name in NAMES:
                value = job["set"].get(name)
                if name in INSTANTS and value is not None:
                    db.execute(f'SET VARIABLE "{name}" = make_timestamptz({int(value)})')
                else:
                    db.execute(f'SET VARIABLE "{name}" = ?', [value])
            read(db, "seen.sql")
            read(db, job["view"] + ".sql")
            found = {}
            for key, view in SHOWN[job["view"]].items():
                rows = db.sql(f"SELECT * FROM {view}")
                columns = rows.columns
                found[key] = [plain(dict(zip(columns, row))) for row in rows.fetchall()]
        except duckdb.Error as error:
            found = {"error": str(error)}
        print(json.dumps(found, ensure_ascii=False), flush=True)


main()
