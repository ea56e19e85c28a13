#!/usr/bin/env python3
"""Queries on a million triples, ours in turns with pyoxigraph and, where it is installed, Virtuoso.

    apt-get install virtuoso-opensource     # not started as a service
    pip install pyoxigraph
    cargo build --release -p althing-knowledge --example load
    load.py EXAMPLE [TRIPLES] [QUERIES]

All three get the same triples and the same queries, one after the other for each query, and must give the same number
of rows. Ours and pyoxigraph are in a process; Virtuoso is asked over HTTP on the loopback interface, which is in its
times (its answer to `ASK {}` is printed to subtract). Everything is kept in a temporary folder.
"""

import http.client
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

import pyoxigraph as ox

MASK = (1 << 64) - 1
PORTS = {"sql": 18_111, "http": 18_890}
INI = """[Database]
DatabaseFile = {0}/virtuoso.db
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
TransactionFile = {0}/virtuoso.trx
xa_persistent_file = {0}/virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {0}/temp.db
TransactionFile = {0}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {0}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""


def mixed(number):
    x = number * 0x9E3779B97F4A7C15 & MASK
    x ^= x >> 31
    return (x * 0xBF58476D1CE4E5B9 & MASK) >> 17


KINDS = {
    "all of one person": lambda n, all: f"SELECT * {{ e:p{n % all} ?p ?o }}",
    "names of acquaintances": lambda n, all: f"SELECT ?name {{ e:p{n % all} e:knows ?y . ?y e:name ?name }}",
    "three hops": lambda n, all: f"SELECT DISTINCT ?z {{ e:p{n % all} e:knows/e:knows/e:knows ?z }}",
    "colleagues on a job": lambda n, all: (
        f"SELECT ?x ?n {{ ?x e:worksOn e:j{n % (all // 20 + 1)} ; e:department ?d ; e:name ?n }}"
    ),
    "ages over 70 on a job": lambda n, all: (
        f"SELECT ?x {{ ?x e:worksOn e:j{n % (all // 20 + 1)} ; e:age ?a FILTER(?a > 70) }}"
    ),
    "count of a department": lambda n, all: f"SELECT (COUNT(*) AS ?n) {{ ?x e:department e:d{n % 64} }}",
    "mean ages of all": lambda n, all: (
        "SELECT ?d (AVG(?a) AS ?mean) { ?x e:department ?d ; e:age ?a } GROUP BY ?d"
    ),
}
SLOW = "mean ages of all"


class Ours:
    def __init__(self, example, triples):
        self.process = subprocess.Popen(
            [example, "turns", str(triples)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        while (line := self.process.stdout.readline().strip()) != "ready":
            print("ours:", line, flush=True)

    def ask(self, query):
        self.process.stdin.write(query + "\n")
        self.process.stdin.flush()
        milliseconds, rows = self.process.stdout.readline().split()
        return float(milliseconds), int(rows)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Pyoxigraph:
    def __init__(self, file, folder):
        self.store = ox.Store(folder / "pyoxigraph")
        before = time.perf_counter()
        self.store.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES)
        print(f"pyoxigraph: loaded in {time.perf_counter() - before:.1f} s", flush=True)
        self.store.optimize()

    def ask(self, query):
        before = time.perf_counter()
        rows = sum(1 for _ in self.store.query(query))
        return 1e3 * (time.perf_counter() - before), rows

    def stop(self):
        pass


class Virtuoso:
    def __init__(self, file, folder):
        (folder / "virtuoso.ini").write_text(INI.format(folder, **PORTS))
        command = ["virtuoso-t", "-f", "-c", str(folder / "virtuoso.ini")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(120):
            if self.process.poll() is not None:
                raise RuntimeError((folder / "virtuoso.log").read_text()[-2000:])
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", PORTS["http"])
                self.get("ASK {}")
                break
            except OSError:
                time.sleep(1)
        before = time.perf_counter()
        self.sql(f"ld_dir('{folder}', '{file.name}', 'http://example.org/graph'); rdf_loader_run(); checkpoint;")
        # It hangs up on who was silent for so long.
        self.connection = http.client.HTTPConnection("127.0.0.1", PORTS["http"])
        print(f"Virtuoso: loaded in {time.perf_counter() - before:.1f} s", flush=True)

    def sql(self, text):
        port = f"127.0.0.1:{PORTS['sql']}"
        subprocess.run(["isql-vt", port, "dba", "dba", f"exec={text}"], check=True, stdout=subprocess.DEVNULL)

    def get(self, query):
        self.connection.request(
            "GET",
            "/sparql?" + urllib.parse.urlencode({"query": query}),
            headers={"Accept": "application/sparql-results+json"},
        )
        reply = self.connection.getresponse()
        body = reply.read()
        if reply.status != 200:
            raise RuntimeError(body.decode()[:500])
        return json.loads(body)

    def ask(self, query):
        # Its default graph is all graphs, and it has some of its own.
        query = query.replace("{", "FROM <http://example.org/graph> {", 1)
        before = time.perf_counter()
        rows = len(self.get(query)["results"]["bindings"])
        return 1e3 * (time.perf_counter() - before), rows

    def empty(self):
        times = []
        for _ in range(200):
            before = time.perf_counter()
            self.get("ASK {}")
            times.append(1e3 * (time.perf_counter() - before))
        return sorted(times)[100]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def quantiles(times):
    times = sorted(times)
    return " / ".join(f"{times[int((len(times) - 1) * share)]:.2f}" for share in (0.5, 0.95, 0.99))


def main():
    example = sys.argv[1]
    triples = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    queries = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    people = triples // 7 + 1
    engines = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        file = folder / "made.nt"
        with file.open("wb") as out:
            subprocess.run([example, "dump", str(triples)], stdout=out, check=True)
        try:
            engines["ours"] = Ours(example, triples)
            engines["pyoxigraph"] = Pyoxigraph(file, folder)
            if shutil.which("virtuoso-t"):
                engines["Virtuoso"] = Virtuoso(file, folder)
                print(f"Virtuoso: ASK {{}} takes {engines['Virtuoso'].empty():.2f} ms")
            print("| p50 / p95 / p99 in ms | " + " | ".join(engines) + " |")
            for kind, make in KINDS.items():
                times = {name: [] for name in engines}
                for at in range(10 if kind == SLOW else queries):
                    query = "PREFIX e: <http://example.org/> " + make(mixed(at), people)
                    rows = {}
                    for name, engine in engines.items():
                        spent, rows[name] = engine.ask(query)
                        times[name].append(spent)
                    if len(set(rows.values())) != 1:
                        raise RuntimeError(f"{query}: {rows}")
                print(f"| {kind} | " + " | ".join(quantiles(times[name]) for name in engines) + " |", flush=True)
        finally:
            for engine in engines.values():
                engine.stop()


main()
