"""`gyebo query` and `gyebo queries`: the query library, files and standard input."""

import sys
from pathlib import Path

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_json, print_rows
from gyebo.errors import Unreadable, UsageProblem

_RDF = ("turtle", "ntriples", "rdfxml")


@click.command()
@click.argument("name")
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the query."
)
@click.option(
    "-f", "--format", "output", type=click.Choice(["table", "csv", "tsv", "json", *_RDF]),
    help="Output format; json is SPARQL results JSON, the RDF formats are for CONSTRUCT.",
)  # fmt: skip
@click.option("--json", "output", flag_value="json", help="Print SPARQL results JSON.")
@click.option("--csv", "output", flag_value="csv", help="Print CSV.")
@engine_options
def query(
    name: str, parameters: tuple[str, ...], output: str | None, store: Path | None, endpoint: str | None
) -> int:
    """Run a query of the library, a file, or standard input.

    NAME is a query of the library (gyebo queries), a .rq file, or - for standard input.

    \b
    gyebo query program/amounts -p program=P0027
    gyebo query unit/programs -p unit=U06-3 -p year=2023 --csv
    echo 'SELECT * { ?s ?p ?o } LIMIT 5' | gyebo query -
    """
    from gyebo.query.library import bindings, find

    values = dict(_pair(parameter) for parameter in parameters)
    if name == "-" or name.endswith(".rq"):
        text, bound = _text(name), {}
        if values:
            raise UsageProblem("-p is for queries of the library", "write the values into the file")
    else:
        asked = find(name)
        text, bound = asked.text, bindings(asked, values)
    engine = engine_of(store, endpoint)
    if output in _RDF:
        from gyebo.query.formats import write_triples

        write_triples(sys.stdout.buffer, engine.construct(text, bound), output)
        return 0
    rows = engine.select(text, bound)
    if output == "json":
        from gyebo.query.formats import results_json

        print_json(results_json(rows))
    else:
        print_rows(rows.variables, rows.texts(), output)
    return 0


def _pair(parameter: str) -> tuple[str, str]:
    name, sign, value = parameter.partition("=")
    if not sign:
        raise UsageProblem(f"{parameter!r} is no NAME=VALUE", "for example -p year=2021")
    return name, value


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(name, None, f"the query cannot be read ({error})", "check the path") from error


@click.command()
@click.argument("name", required=False)
@row_options
def queries(name: str | None, output: str | None) -> int:
    """List the query library, or say what one query asks.

    \b
    gyebo queries
    gyebo queries program/amounts
    """
    from gyebo.query.library import find, library

    if name is None:
        rows = [
            (q.name, q.summary_ko, q.summary, ", ".join(p.name for p in q.parameters))
            for q in library().values()
        ]
        print_rows(("이름", "질문", "question", "parameters"), rows, output)
        return 0
    asked = find(name)
    click.echo(
        f"{asked.name}\n{asked.summary_ko}\n{asked.summary}\n\n{asked.description_ko}\n{asked.description}\n"
    )
    parameters = [(p.name, p.ko, p.en, p.default, ", ".join(p.choices)) for p in asked.parameters]
    print_rows(("parameter", "뜻", "meaning", "default", "choices"), parameters, output)
    click.echo(f"\n{asked.text}")
    return 0
