#!/usr/bin/env python3
"""The W3C's SPARQL 1.1 suites through pyoxigraph, for the table in docs/bench/knowledge.md.

    pip install pyoxigraph
    w3c.py RDF_TESTS/sparql11

The same folders, kinds of tests and comparison as tests/w3c: a term is compared as it is, but numbers, truth values
and points in time of the same datatype by value (see tests/w3c/value.rs); columns of CSV by their names, its cells by
value where they are numbers.
"""

import csv
import datetime
import decimal
import pathlib
import re
import struct
import sys

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
BASE = "http://suite.test/"
FOLDERS = """aggregates bind bindings cast construct exists functions grouping negation project-expression property-path
subquery syntax-query add basic-update clear copy delete-data delete-insert delete-where delete drop move syntax-update-1
syntax-update-2 update-silent csv-tsv-res json-res""".split()
INTEGERS = """integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger unsignedLong
unsignedInt unsignedShort unsignedByte""".split()


def plain(term):
    """A term under the one form that stands for its value."""
    if not isinstance(term, ox.Literal) or term.language:
        return term
    kind, text, form = term.datatype.value.removeprefix(XSD), term.value, None
    if kind == "decimal" or kind in INTEGERS:
        if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
            value = decimal.Decimal(text)
            form = "0" if value == 0 else format(value, "f")
            form = form.rstrip("0").rstrip(".") if "." in form else form
    elif kind in ("double", "float"):
        try:
            value = float(text.replace("INF", "inf"))
            if kind == "float":
                value = struct.unpack("f", struct.pack("f", value))[0]
            form = repr(value)
        except (ValueError, OverflowError):
            pass
    elif kind == "boolean":
        form = {"1": "true", "0": "false"}.get(text)
    elif kind == "dateTime" and re.search(r"(Z|[+-]\d\d:\d\d)$", text):
        try:
            form = datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc).isoformat()
        except ValueError:
            pass
    return term if form is None else ox.Literal(form, datatype=term.datatype)


def cell(text):
    """A cell of a table that has lost its datatypes."""
    if text.startswith("_:"):
        return "_:"
    if re.match(r"[0-9+.-]", text):
        try:
            return repr(float(text))
        except ValueError:
            pass
    return text


def canonical(quads):
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(str(quad) for quad in dataset)


def renamed(rows):
    """Rows as lines, blank nodes under canonical names."""
    quads, marks = [], []
    for row in rows:
        mark = ox.BlankNode()
        marks.append(mark)
        quads += [ox.Quad(mark, ox.NamedNode(f"urn:variable:{name}"), term) for name, term in row]
    if not any(isinstance(term, ox.BlankNode) for row in rows for _, term in row):
        return sorted(" ".join(sorted(f"{name}={term}" for name, term in row)) for row in rows)
    by_row = {}
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    for quad in dataset:
        by_row.setdefault(str(quad.subject), []).append(f"{quad.predicate.value}={quad.object}")
    empty = [""] * sum(1 for row in rows if not row)
    return sorted([" ".join(sorted(cells)) for cells in by_row.values()] + empty)


def table(solutions):
    names = sorted(variable.value for variable in solutions.variables)
    rows = [
        [(v.value, plain(row[v])) for v in solutions.variables if row[v] is not None] for row in solutions
    ]
    return names, renamed(rows)


class Graph:
    def __init__(self, quads):
        self.store = ox.Store()
        self.store.extend(quads)

    def all(self, subject, predicate):
        return [quad.object for quad in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]

    def one(self, subject, predicate):
        return next(iter(self.all(subject, predicate)), None)

    def result_set(self):
        kind = ox.NamedNode(RS + "ResultSet")
        sets = [q.subject for q in self.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind)]
        truth = self.one(sets[0], RS + "boolean")
        if truth is not None:
            return [], [truth.value]
        rows = []
        for solution in self.all(sets[0], RS + "solution"):
            bindings = self.all(solution, RS + "binding")
            rows.append([(self.one(b, RS + "variable").value, plain(self.one(b, RS + "value"))) for b in bindings])
        return sorted(v.value for v in self.all(sets[0], RS + "resultVariable")), renamed(rows)


class Suite:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    def path(self, iri):
        return self.root / iri.removeprefix(BASE)

    def quads(self, iri, graph=ox.DefaultGraph()):
        form = ox.RdfFormat.from_extension(self.path(iri).suffix[1:])
        found = ox.parse(self.path(iri).read_bytes(), format=form, base_iri=iri)
        return [ox.Quad(q.subject, q.predicate, q.object, graph) for q in found]

    def folder(self, folder):
        iri = f"{BASE}{folder}/manifest.ttl"
        manifest = Graph(self.quads(iri))
        cell = manifest.one(ox.NamedNode(iri), MF + "entries")
        while isinstance(cell, ox.BlankNode):
            test = manifest.one(cell, RDF + "first")
            action = manifest.one(test, MF + "action")
            kind = manifest.one(test, RDF + "type")
            if action is not None and kind is not None:
                run = self.kind(kind.value.removeprefix(MF))
                if run:
                    try:
                        reason = run(manifest, test, action)
                    except Exception as error:  # a failure of a test is a row of the table, whatever it is
                        reason = f"{type(error).__name__}: {error}"
                    yield re.split("[#/]", test.value)[-1], reason
            cell = manifest.one(cell, RDF + "rest")

    def kind(self, kind):
        if kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
            return self.query
        if kind == "UpdateEvaluationTest":
            return self.update
        syntax = re.fullmatch(r"(Positive|Negative)(Update)?SyntaxTest(11)?", kind)
        if not syntax or (syntax[2] and not syntax[3]):
            return None
        return lambda _, __, action: self.syntax(action.value, bool(syntax[2]), syntax[1] == "Positive")

    def syntax(self, iri, update, good):
        store, text = ox.Store(), f"BASE <{iri}>\n" + self.path(iri).read_text()
        try:
            store.update(text) if update else store.query(text)
            parsed = True
        except SyntaxError:
            parsed = False
        except Exception:  # what the syntax allows may still not be carried out
            parsed = True
        return None if parsed == good else f"parsed: {parsed}"

    def query(self, manifest, test, action):
        store = ox.Store()
        for data in manifest.all(action, QT + "data"):
            store.extend(self.quads(data.value))
        for data in manifest.all(action, QT + "graphData"):
            store.add_graph(data)
            store.extend(self.quads(data.value, data))
        iri = manifest.one(action, QT + "query").value
        text = self.path(iri).read_text()
        for name in re.findall(r"(?i)\bFROM\s+(?:NAMED\s+)?<([^>]*)>", text):
            graph = iri.rsplit("/", 1)[0] + "/" + name
            if "://" not in name and self.path(graph).exists():
                store.extend(self.quads(graph, ox.NamedNode(graph)))
        got = store.query(f"BASE <{iri}>\n{text}")
        expected = manifest.one(test, MF + "result").value
        return self.compare(expected, expected.rsplit(".", 1)[1], got)

    def compare(self, expected, suffix, got):
        if suffix == "csv":
            def lines(text):
                rows = [next(csv.reader([line])) for line in text.splitlines()]
                return sorted(sorted(zip(rows[0], map(cell, row))) for row in rows[1:])
            got = got.serialize(format=ox.QueryResultsFormat.CSV).decode()
            return differs(lines(self.path(expected).read_text()), lines(got))
        if suffix in ("ttl", "rdf", "nt"):
            wanted = self.quads(expected)
            if isinstance(got, ox.QueryTriples):
                return differs(canonical(wanted), canonical(ox.Quad(*triple) for triple in got))
            return differs(Graph(wanted).result_set(), table(got))
        form = ox.QueryResultsFormat.from_extension(suffix)
        wanted = ox.parse_query_results(self.path(expected).read_bytes(), format=form)
        if isinstance(wanted, ox.QueryBoolean):
            return differs(bool(wanted), bool(got))
        if suffix == "tsv":  # through the format, as a client would
            got = ox.parse_query_results(got.serialize(format=form), format=form)
        return differs(table(wanted), table(got))

    def update(self, manifest, test, action):
        store = ox.Store()
        for graph, quads in self.dataset(manifest, action):
            if isinstance(graph, ox.NamedNode):
                store.add_graph(graph)
            store.extend(quads)
        iri = manifest.one(action, UT + "request").value
        store.update(f"BASE <{iri}>\n" + self.path(iri).read_text())
        wanted = self.dataset(manifest, manifest.one(test, MF + "result"))
        return differs(canonical(q for _, quads in wanted for q in quads), canonical(store))

    def dataset(self, manifest, node):
        found = [(ox.DefaultGraph(), self.quads(d.value)) for d in manifest.all(node, UT + "data")]
        for graph in manifest.all(node, UT + "graphData"):
            file = manifest.one(graph, UT + "graph") or manifest.one(graph, UT + "data")
            name = ox.NamedNode(manifest.one(graph, LABEL).value)
            found.append((name, self.quads(file.value, name)))
        return found


def differs(wanted, got):
    return None if wanted == got else f"wanted {wanted!r}, got {got!r}"


def main():
    suite, passed, count = Suite(sys.argv[1]), 0, 0
    for folder in FOLDERS:
        outcomes = list(suite.folder(folder))
        good = sum(reason is None for _, reason in outcomes)
        passed, count = passed + good, count + len(outcomes)
        print(f"{folder}: {good} of {len(outcomes)}")
        for name, reason in outcomes:
            if reason is not None:
                print(f"  failed: {folder}#{name}: {reason[:300]}")
    print(f"pyoxigraph {ox.__version__}: {passed} of {count}")


main()
