"""`gyebo query` and `gyebo queries`: the query library, files and standard input."""

import re
import sys
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_json, print_rows
from gyebo.errors import Unreadable, UsageProblem

if TYPE_CHECKING:
    from gyebo.query.library import Query
    from gyebo.store.engine import Bindings, Engine, Rows

_ROWS = ("table", "csv", "tsv", "json", "xml")
_RDF = ("turtle", "ntriples", "rdfxml", "jsonld")
# What a query is stands behind its prologue and comments.
_FORM = re.compile(r"(?:\s|#[^\n]*\n|PREFIX\s+[^\s]*:\s*<[^>]*>|BASE\s*<[^>]*>)*(\w+)", re.IGNORECASE)
_SUBJECTS = {
    "program": "사업 · programs", "unit": "조직 · departments and bureaus", "year": "한 해 · a year",
    "item": "통계목 · expense items", "document": "문서 · documents", "check": "확인할 것 · what needs checking",
    "lineage": "계보 · lineages", "search": "찾기 · search", "federated": "바깥 자료와 함께 · with other services",
    "export": "다른 프로그램을 위한 표 · tables for other programs", "page": "누리집의 쪽 · pages of the site",
}  # fmt: skip


@click.command()
@click.argument("name")
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the query."
)
@click.option(
    "-f", "--format", "output", type=click.Choice([*_ROWS, *_RDF]),
    help="For rows: table, csv, tsv, json and xml (SPARQL results). For CONSTRUCT: an RDF format, else turtle.",
)  # fmt: skip
@click.option("--json", "output", flag_value="json", help="Print SPARQL results JSON.")
@click.option("--csv", "output", flag_value="csv", help="Print CSV.")
@engine_options
def query(
    name: str, parameters: tuple[str, ...], output: str | None, store: Path | None, endpoint: str | None
) -> int:
    """Run a query of the library, a file, or standard input.

    NAME is a query of the library (gyebo queries), a .rq file, or - for standard input. Programs and units
    may be named by id or by any name they ever had. SELECT prints rows, ASK true or false, CONSTRUCT and
    DESCRIBE a graph.

    \b
    gyebo query program/amounts -p program="디지털 시장실 운영"
    gyebo query unit/programs -p unit=U06-3 -p year=2023 --csv
    echo 'SELECT * { ?s ?p ?o } LIMIT 5' | gyebo query - --format xml
    """
    from gyebo.query.find import resolved
    from gyebo.query.library import bindings

    asked = _asked(name)
    values = dict(_pair(parameter) for parameter in parameters)
    if name == "-" and values:
        raise UsageProblem("-p is for queries of the library and files", "write the values into the query")
    engine = engine_of(store, endpoint)
    _answer(engine, asked.text, bindings(asked, resolved(engine, asked, values)), output)
    return 0


def _asked(name: str) -> "Query":
    """Return the query of the library, of a file or of standard input."""
    from gyebo.query.library import Query, find, read_query

    if name == "-":
        return Query("-", "", "", "", "", (), sys.stdin.read())
    if not name.endswith(".rq"):
        return find(name)
    try:
        return read_query(Path(name), Path(name).parent)
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(name, None, f"the query cannot be read ({error})", "check the path") from error


def _answer(engine: "Engine", text: str, bound: "Bindings", output: str | None) -> None:
    """Print what a query gives, in the format asked for or the one that fits what it is."""
    found = _FORM.match(text)
    form = found[1].upper() if found else ""
    if form in ("CONSTRUCT", "DESCRIBE") or output in _RDF:
        from gyebo.query.formats import write_triples

        if output in _ROWS:
            raise UsageProblem(f"{form} makes a graph, not rows", f"formats of a graph: {', '.join(_RDF)}")
        triples = engine.construct(text, bound)
        sys.stdout.flush()
        write_triples(sys.stdout.buffer, triples, output or "turtle")
    elif form == "ASK":
        yes = engine.ask(text, bound)
        if output == "json":
            print_json({"head": {}, "boolean": yes})
        else:
            click.echo("true" if yes else "false")
    else:
        _print(engine.select(text, bound), output)


def _print(rows: "Rows", output: str | None) -> None:
    if output == "json":
        from gyebo.query.formats import results_json

        print_json(results_json(rows))
    elif output == "xml":
        from gyebo.query.formats import results_xml

        click.echo(results_xml(rows))
    elif output in ("csv", "tsv"):
        print_rows(rows.variables, rows.texts(), output)
    elif not rows.rows:
        click.echo("결과가 없습니다. (no rows)", err=True)
    else:
        _table(rows)


def _table(rows: "Rows") -> None:
    """Print rows for people: amounts with separators, numbers to the right, IRIs shortened by their prefixes."""
    from gyebo.query.answer import answer_of, told
    from gyebo.query.formats import shortened

    answer = answer_of(rows, "")
    numbers = [
        name for name in answer.columns if any(isinstance(value, int | Decimal) for value in answer[name])
    ]
    cells = [[shortened(told(value)) for value in row] for row in answer.rows]
    print_rows(answer.columns, cells, None, right=numbers)


def _pair(parameter: str) -> tuple[str, str]:
    name, sign, value = parameter.partition("=")
    if not sign:
        raise UsageProblem(f"{parameter!r} is no NAME=VALUE", "for example -p year=2021")
    return name, value


@click.command()
@click.argument("name", required=False)
@row_options
def queries(name: str | None, output: str | None) -> int:
    """List the query library, or say what one query asks.

    NAME is a query, or a subject such as program or year. With the name of a query its SPARQL is printed too.

    \b
    gyebo queries
    gyebo queries year
    gyebo queries program/amounts
    """
    from gyebo.query.library import find, whole_library

    subject = (name or "").rstrip("/")
    chosen = [q for q in whole_library().values() if subject in ("", q.name.partition("/")[0])]
    if not chosen:
        _describe(find(subject), output)
    elif output:
        columns = ("name", "summary_ko", "summary", "parameters")
        rows = [(q.name, q.summary_ko, q.summary, " ".join(p.name for p in q.parameters)) for q in chosen]
        print_rows(columns, rows, output)
    else:
        _list(chosen)
    return 0


def _list(chosen: "list[Query]") -> None:
    """Print queries by subject, each with its question in both languages and its parameters."""
    order = list(_SUBJECTS)
    ordered = sorted(chosen, key=lambda q: (order.index(_subject(q)), q.name))
    width = max(len(q.name) for q in ordered)
    for subject, group in groupby(ordered, key=_subject):
        click.echo(f"\n{_SUBJECTS[subject]}")
        for query in group:
            parameters = " ".join(f"{p.name}={p.default}" for p in query.parameters)
            click.echo(f"  {query.name:<{width}}  {query.summary_ko} · {query.summary}")
            if parameters:
                click.echo(f"  {'':<{width}}  {parameters}")
    click.echo("\ngyebo queries NAME says what one counts and leaves out; gyebo query NAME asks it.")


def _subject(query: "Query") -> str:
    subject = query.name.partition("/")[0]
    return subject if subject in _SUBJECTS else "page"


def _describe(asked: "Query", output: str | None) -> None:
    """Print what a query asks, counts and leaves out, its parameters, an example and its SPARQL."""
    columns = ("parameter", "뜻", "meaning", "default", "choices")
    parameters = [(p.name, p.ko, p.en, p.default, ", ".join(p.choices)) for p in asked.parameters]
    if output:
        print_rows(columns, parameters, output)
        return
    click.echo(f"{asked.name}\n{asked.summary_ko}\n{asked.summary}\n")
    click.echo(f"{asked.description_ko}\n\n{asked.description}\n")
    if asked.federated:
        click.echo("바깥 서비스에 묻습니다. (This asks another service.)\n")
    if parameters:
        print_rows(columns, parameters, None)
    words = "".join(f" -p {p.name}={p.default}" for p in asked.parameters)
    click.echo(f"\n  gyebo query {asked.name}{words}\n\n{asked.text.strip()}")
