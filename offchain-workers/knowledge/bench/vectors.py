#!/usr/bin/env python3
"""Recall@10 against queries a second on Fashion-MNIST, one thread, ours in turns with other libraries.

    apt-get install dataset-fashion-mnist
    pip install numpy usearch hnswlib faiss-cpu
    cargo build --release -p althing-knowledge --example vectors
    vectors.py EXAMPLE [QUERIES] [ROUNDS]

60,000 images of 784 numbers, Euclidean; every graph has 16 neighbours and 200 candidates at building. Each round asks
every library with every number of candidates, one after the other, queries one by one from one thread; the table has
the median of the rounds.
"""

import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import faiss  # noqa: E402
import hnswlib  # noqa: E402
import numpy  # noqa: E402
import usearch.index  # noqa: E402

FILES = pathlib.Path("/usr/share/datasets/fashion-mnist")
CANDIDATES = [16, 32, 64, 128, 256]
NEIGHBOURS, BUILDING = 16, 200


def images(path):
    raw = numpy.frombuffer(path.read_bytes(), numpy.uint8)[16:]
    return raw.reshape(-1, 784).astype(numpy.float32)


class Ours:
    def __init__(self, example, folder, queries):
        self.process = subprocess.Popen(
            [example, folder, str(queries)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def build(self, base):
        return self.say("build")["seconds"]

    def ask(self, queries, candidates):
        answer = self.say(f"expansion {candidates}")
        return answer["speed"], answer["found"]

    def exact(self, count):
        return self.say(f"exact {count}")["speed"]


def timed(queries, one):
    before = time.perf_counter()
    found = [one(query) for query in queries]
    return len(queries) / (time.perf_counter() - before), found


class Usearch:
    def build(self, base):
        self.index = usearch.index.Index(
            ndim=784, metric="l2sq", dtype="f32", connectivity=NEIGHBOURS, expansion_add=BUILDING
        )
        before = time.perf_counter()
        self.index.add(numpy.arange(len(base)), base, threads=1)
        return time.perf_counter() - before

    def ask(self, queries, candidates):
        self.index.expansion_search = candidates
        return timed(queries, lambda query: self.index.search(query, 10, threads=1).keys.tolist())


class Hnswlib:
    def build(self, base):
        self.index = hnswlib.Index(space="l2", dim=784)
        # M counts one layer; the lowest has twice as many, as elsewhere.
        self.index.init_index(len(base), M=NEIGHBOURS, ef_construction=BUILDING)
        self.index.set_num_threads(1)
        before = time.perf_counter()
        self.index.add_items(base, num_threads=1)
        return time.perf_counter() - before

    def ask(self, queries, candidates):
        self.index.set_ef(max(candidates, 10))
        return timed(queries, lambda query: self.index.knn_query(query, 10, num_threads=1)[0][0].tolist())


class Faiss:
    def build(self, base):
        faiss.omp_set_num_threads(1)
        self.index = faiss.IndexHNSWFlat(784, NEIGHBOURS)
        self.index.hnsw.efConstruction = BUILDING
        before = time.perf_counter()
        self.index.add(base)
        return time.perf_counter() - before

    def ask(self, queries, candidates):
        self.index.hnsw.efSearch = candidates
        return timed(queries, lambda query: self.index.search(query[None], 10)[1][0].tolist())


def main():
    example = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        for name in ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"):
            (pathlib.Path(folder) / name).write_bytes(gzip.decompress((FILES / f"{name}.gz").read_bytes()))
        base = images(pathlib.Path(folder) / "train-images-idx3-ubyte")
        queries = images(pathlib.Path(folder) / "t10k-images-idx3-ubyte")[:count]
        truth = faiss.IndexFlatL2(784)
        truth.add(base)
        wanted = [set(row) for row in truth.search(queries, 10)[1].tolist()]
        all_ours = Ours(example, folder, count)
        libraries = {"ours (usearch)": all_ours, "usearch": Usearch(), "hnswlib": Hnswlib(), "faiss-cpu": Faiss()}
        for name, library in libraries.items():
            print(f"{name}: built in {library.build(base):.1f} s", flush=True)
        speeds, recalls = {}, {}
        for _ in range(rounds):
            for candidates in CANDIDATES:
                for name, library in libraries.items():
                    speed, found = library.ask(queries, candidates)
                    hits = sum(len(wanted & set(row)) for wanted, row in zip(wanted, found))
                    speeds.setdefault((name, candidates), []).append(speed)
                    recalls[name, candidates] = hits / (10 * count)
        exact, flat = [], []
        for _ in range(rounds):
            exact.append(all_ours.exact(100))
            flat.append(timed(queries[:100], lambda query: truth.search(query[None], 10))[0])
        print("| candidates | " + " | ".join(libraries) + " |")
        for candidates in CANDIDATES:
            cells = [
                f"{100 * recalls[name, candidates]:.1f} % at {statistics.median(speeds[name, candidates]):.0f}/s"
                for name in libraries
            ]
            print(f"| {candidates} | " + " | ".join(cells) + " |")
        print(f"exact: ours {statistics.median(exact):.0f}/s, faiss-cpu {statistics.median(flat):.0f}/s")
        all_ours.process.stdin.close()
        all_ours.process.wait()


main()
