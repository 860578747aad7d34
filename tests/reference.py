"""The reference pages under docs/, written from the code, the ontology and the headers of the queries.

`python -m tests.reference` writes them; tests/test_docs.py holds them to what stands here. Whole pages are those of
docs/reference/; of docs/checks.md and docs/queries.md it is what follows a heading.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType, MappingProxyType
from typing import Any

import click
from pyoxigraph import Store
from rdflib import OWL, QB, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DC
from rdflib.term import Node

import gyebo
from gyebo.check.judgements import Judgement
from gyebo.check.shapes import our_shapes
from gyebo.cli import SUMMARIES, command
from gyebo.export import columns
from gyebo.facts.decisions import _FILES as DECISIONS
from gyebo.facts.folder import FILES as FACTS
from gyebo.query.library import find
from gyebo.resources import folder
from tests.test_queries import reference as questions

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GB = "https://w3id.org/gyebo/def#"
# What the environment may say; a test holds the names to those that the code reads.
ENVIRONMENT = MappingProxyType({
    "GYEBO_STORE": "folder of the store, where `--store` does not name one; else `.gyebo` in a checkout",
    "XDG_DATA_HOME": "without a checkout the store is `gyebo` in this folder, by default `~/.local/share`",
    "GYEBO_ENDPOINT_USER": "user at a SPARQL endpoint that asks for one",
    "GYEBO_ENDPOINT_PASSWORD": "the user's password",
    "GYEBO_CKAN_KEY": "API key of the portal, for `gyebo publish ckan --apply`",
})  # fmt: skip
# The records that the methods of a graph return, in the order of the methods.
RECORDS = (
    "gyebo.query.find.Thing", "gyebo.query.search.Hit", "gyebo.query.library.Query", "gyebo.query.library.Parameter",
    "gyebo.query.trace.Trace", "gyebo.query.trace.Member", "gyebo.query.trace.Year", "gyebo.query.trace.Place",
    "gyebo.query.trace.Money", "gyebo.query.trace.Change",
)  # fmt: skip
_MADE = "<!-- Written by `python -m tests.reference`; do not edit. -->"


def page(title: str, introduction: str, blocks: Iterable[str]) -> str:
    """Return a page: title, the note that it is made, an introduction, blocks."""
    return "\n\n".join([f"# {title}", _MADE, introduction, *blocks]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Return a cell on one line, in which bars are no borders and `<` begins no tag but a line break."""
    return re.sub(r"<(?!br>)", r"\\<", " ".join(text.replace("|", "\\|").split()))


# --- commands ----------------------------------------------------------------------------------------


def cli() -> str:
    """Return the reference of the command line, from the parsers of the commands themselves."""
    group = click.Context(command, info_name="gyebo")
    names = command.list_commands(group)
    overview = [(f"[`gyebo {name}`](#gyebo-{name})", SUMMARIES[name]) for name in names]
    introduction = (
        "Every command, from its own parser. Results go to standard output, everything else to standard error. "
        "Rows come as a table for people, as JSON or as CSV."
    )
    blocks = [table(("command", "does"), overview), "## Exit codes", _exit_codes(), "## gyebo"]
    blocks += _command(command, "gyebo")[1:]
    for name in names:
        found = command.get_command(group, name)
        blocks += _with_subcommands(found, f"gyebo {name}") if found else []
    blocks += ["## Environment", table(("variable", "says"), ((f"`{k}`", v) for k, v in ENVIRONMENT.items()))]
    return page("Commands", introduction, blocks)


def _exit_codes() -> str:
    """Return the exit codes, as the help of the command says them."""
    said = " ".join((command.help or "").split()).partition("Exit codes: ")[2].rstrip(".")
    codes = (part.split(" ", 1) for part in said.replace(", or", " or").split(", "))
    return table(("code", "means"), ((code, meaning) for code, meaning in codes))


def _with_subcommands(found: click.Command, name: str) -> Iterator[str]:
    yield from _command(found, name)
    if isinstance(found, click.Group):
        for word, part in found.commands.items():
            yield from _command(part, f"{name} {word}")


def _command(found: click.Command, name: str) -> list[str]:
    """Return a command: heading, usage, help, options."""
    context = click.Context(found, info_name=name)
    usage = " ".join([name, *found.collect_usage_pieces(context)])
    blocks = [f"## {name}", f"```text\n{usage}\n```", *_help(found.help or "")]
    rows = [_option(each) for each in found.params if isinstance(each, click.Option)]
    return [*blocks, table(("option", "says", "default"), rows)] if rows else blocks


def _help(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; those marked with \\b are examples."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            yield "```sh\n" + paragraph.removeprefix("\b").strip("\n") + "\n```"
        elif not paragraph.startswith("Exit codes:"):
            yield " ".join(paragraph.split())


def _option(option: click.Option) -> tuple[str, str, str]:
    words = ", ".join(f"`{word}`" for word in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else _value(option)
    shown = option.default if isinstance(option.default, str | int | float) else ""
    default = ("on" if shown else "") if isinstance(shown, bool) else str(shown)
    again = "may be given again" if option.multiple else ""
    said = " ".join(part for part in (option.help or "", f"({again})" if again else "") if part)
    return f"{words} {value}".strip(), said, default


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "`" + "`, `".join(option.type.choices) + "`"
    return option.metavar or option.type.name.split(" ")[0].upper()


# --- Python ------------------------------------------------------------------------------------------


def python() -> str:
    """Return the reference of `import gyebo`, from its docstrings."""
    introduction = (
        "What `import gyebo` offers, from its docstrings. The examples run in the tests, where `graph` is "
        "`gyebo.open()` and `SKOS` is rdflib's. For a start: [the tutorial](../tutorial.md)."
    )
    blocks = ["## gyebo.open", *_function(gyebo.open, "gyebo.open")]
    for kind in (gyebo.Graph, gyebo.Answer):
        blocks += [f"## gyebo.{kind.__name__}", *_class(kind)]
    blocks.append("## Errors")
    for problem in (gyebo.GyeboError, gyebo.UsageProblem, gyebo.Unreadable):
        told = f"{_first(problem)} Exit code of a command that ends so: {problem.exit_code}."
        blocks.append(f"**`gyebo.{problem.__name__}`**: {told}")
    blocks += ["## Records", "Frozen dataclasses, read by their fields."]
    for name in RECORDS:
        module, _, local = name.rpartition(".")
        kind = getattr(import_module(module), local)
        blocks += [f"### {local}", *_prose(kind.__doc__ or ""), _fields(kind)]
    return page("Python", introduction, blocks)


def _class(kind: type) -> Iterator[str]:
    """Yield what a class is, its fields where it is a dataclass, and its public methods with a docstring."""
    yield from _prose(inspect.getdoc(kind) or "")
    if is_dataclass(kind):
        yield _fields(kind)
    for name, member in vars(kind).items():
        public = name == "__getitem__" or not name.startswith("_")
        if public and isinstance(member, FunctionType) and member.__doc__:
            yield f"### {kind.__name__}.{name}"
            yield from _function(member, name)


def _fields(kind: type) -> str:
    rows = ((f"`{field.name}`", f"`{_type(field.type)}`") for field in fields(kind))
    return table(("field", "type"), rows)


def _type(annotation: object) -> str:
    """Return a type without the modules that its parts are from."""
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])", "", inspect.formatannotation(annotation))


def _function(function: Callable[..., object], name: str) -> Iterator[str]:
    """Yield a function's signature as it is written, and its docstring."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise TypeError(f"{name} is no function")
    arguments = re.sub(
        r"(?<=\S)=(?=\S)", " = ", ast.unparse(tree.args).removeprefix("self, ").removeprefix("self")
    )
    returns = f" -> {ast.unparse(tree.returns)}" if tree.returns else ""
    yield f"```python\n{name}({arguments}){returns}\n```".replace("'", "")
    yield from _prose(inspect.getdoc(function) or "")


def _prose(docstring: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring; examples stand as Python."""
    for paragraph in inspect.cleandoc(docstring).split("\n\n"):
        yield f"```python\n{paragraph}\n```" if paragraph.startswith(">>>") else " ".join(paragraph.split())


def _first(kind: type) -> str:
    return next(_prose(inspect.getdoc(kind) or ""))


# --- tables ------------------------------------------------------------------------------------------


def tables() -> str:
    """Return the reference of the CSV tables: those of an export, the facts, the decisions."""
    introduction = (
        "The tables of `gyebo export tables` (also the sheets, Parquet files and database tables of the other "
        "exports), then the tables that the graph is built from. How they come about: [exports](../exports.md), "
        "[design](../design.md)."
    )
    blocks = ["## Exported tables"]
    for name in columns.TABLES:
        blocks += _exported(name)
    blocks += [
        "## Facts",
        "`data/facts/<document>/*.csv`, written by `gyebo extract`, never by hand. An empty cell: nothing is printed.",
        *_records(FACTS),
        "## Decisions",
        "`data/decisions/*.csv`, written by people, each row with its reason.",
        *_records({**DECISIONS, "judgements": Judgement}),
    ]
    return page("Tables", introduction, blocks)


def _exported(name: str) -> Iterator[str]:
    about = columns.TABLES[name]
    yield f"### {name}.csv"
    key = ", ".join(f"`{column}`" for column in about.key)
    yield f"{about.ko} · {about.en}." + (f" Rows are told apart by {key}." if key else "")
    leads = {each.column: f"`{each.table}.{each.target}`" for each in about.references}
    names = [variable.value for variable in Store().query(find(f"export/{name}").text).variables]  # type: ignore[union-attr]
    known = ((name, columns.column(name)) for name in names)
    rows = ((f"`{name}`", column.type, column.ko, column.en, leads.get(name, "")) for name, column in known)
    yield table(("column", "type", "뜻", "meaning", "refers to"), rows)


def _records(kinds: dict[str, type]) -> Iterator[str]:
    for name, kind in kinds.items():
        yield f"### {name}"
        yield from _prose(kind.__doc__ or "")
        yield _fields(kind)


# --- ontology ----------------------------------------------------------------------------------------

_CLASSES = (OWL.Class,)
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
_CUBE = (QB.DataStructureDefinition, QB.DimensionProperty, QB.MeasureProperty)


def ontology() -> Graph:
    """Return everything that stands in ontology/."""
    union = Graph()
    for path in sorted(folder("ontology").rglob("*.ttl")):
        union.parse(path)
    return union


def terms(union: Graph) -> str:
    """Return the reference of classes, properties and the parts of the cube."""
    introduction = (
        "The terms of `https://w3id.org/gyebo/def#`, prefix `gb:`, from `ontology/gyebo.ttl` and `ontology/cube.ttl`. "
        "An example quotes what is printed, with document and line. How the terms are meant to work together: "
        "[the ontology](../ontology.md). Their codes: [code lists](codes.md)."
    )
    sections = (("Classes", _CLASSES), ("Properties", _PROPERTIES), ("The cube", _CUBE))
    blocks = []
    for title, types in sections:
        blocks.append(f"## {title}")
        for term in _ours(union, types):
            blocks += _term(union, term)
    return page("Terms", introduction, blocks)


def _ours(union: Graph, types: tuple[URIRef, ...]) -> list[URIRef]:
    found = {s for kind in types for s in union.subjects(RDF.type, kind)}
    return sorted(s for s in found if isinstance(s, URIRef) and s.startswith(GB))


def _term(union: Graph, term: URIRef) -> Iterator[str]:
    yield f"### gb:{term.removeprefix(GB)}"
    yield f"{_in(union, term, RDFS.label, 'ko')} · {_in(union, term, RDFS.label, 'en')}"
    yield "  \n".join(_in(union, term, RDFS.comment, language) for language in ("en", "ko"))
    rows = [
        (title, ", ".join(f"`{name}`" for name in _names(union, term, property)))
        for title, property in (
            ("sub-class of", RDFS.subClassOf), ("sub-property of", RDFS.subPropertyOf), ("domain", RDFS.domain),
            ("range", RDFS.range), ("inverse of", OWL.inverseOf), ("code list", QB.codeList),
        )
    ]  # fmt: skip
    rows += [("example", example) for example in sorted(map(str, union.objects(term, SKOS.example)))]
    if told := [f"- {title}: {text}" for title, text in rows if text]:
        yield "\n".join(told)


def _names(union: Graph, term: URIRef, property: URIRef) -> list[str]:
    """Return the values of a property by their short names; those of a union of classes, each."""
    values: list[Node] = []
    for value in union.objects(term, property):
        members = union.value(value, OWL.unionOf)
        values += union.items(members) if members else [value]
    return sorted(_short(union, value) for value in values if isinstance(value, URIRef))


def _short(union: Graph, iri: URIRef) -> str:
    return union.namespace_manager.normalizeUri(iri)


def _in(union: Graph, term: Node, property: URIRef, language: str) -> str:
    """Return the one text of a property in a language, or nothing."""
    texts = (t for t in union.objects(term, property) if isinstance(t, Literal) and t.language == language)
    return min(map(str, texts), default="")


def codes(union: Graph) -> str:
    """Return the reference of the code lists."""
    introduction = (
        "The lists of `ontology/codes/`. A list is `https://w3id.org/gyebo/code/<list>`, a code "
        "`https://w3id.org/gyebo/code/<list>/<code>`; where the last part of the address differs from the code, it "
        "stands beside it. Names in brackets are other Korean spellings."
    )
    lists = sorted(s for s in set(union.subjects(RDF.type, SKOS.ConceptScheme)) if isinstance(s, URIRef))
    blocks: list[str] = []
    for scheme in lists:
        blocks += _list(union, scheme)
    return page("Code lists", introduction, blocks)


def _list(union: Graph, scheme: URIRef) -> Iterator[str]:
    yield f"## {scheme.rpartition('/')[2]}"
    yield f"{_in(union, scheme, SKOS.prefLabel, 'ko')} · {_in(union, scheme, SKOS.prefLabel, 'en')}"
    told = [_in(union, scheme, DC.description, language) for language in ("en", "ko")]
    yield "  \n".join(text for text in told if text)
    listed = sorted(s for s in set(union.subjects(SKOS.inScheme, scheme)) if isinstance(s, URIRef))
    if listed:
        head = ("code", "한국어", "English", "definition")
        yield table(head, (_code(union, scheme, concept) for concept in listed))


def _code(union: Graph, scheme: URIRef, concept: URIRef) -> tuple[str, ...]:
    notation = str(union.value(concept, SKOS.notation) or "")
    last = concept.removeprefix(f"{scheme}/")
    code = f"`{notation}`" if notation == last else f"`{notation}` ({last})" if notation else last
    others = sorted(
        str(t) for t in union.objects(concept, SKOS.altLabel) if isinstance(t, Literal) and t.language == "ko"
    )
    korean = _in(union, concept, SKOS.prefLabel, "ko") + (f" ({', '.join(others)})" if others else "")
    meaning = [_in(union, concept, RDFS.comment, language) for language in ("ko", "en")]
    return code, korean, _in(union, concept, SKOS.prefLabel, "en"), "<br>".join(filter(None, meaning))


# --- checks ------------------------------------------------------------------------------------------


def checks() -> str:
    """Return what docs/checks.md says under "Every check": each shape by the part that explains it."""
    explained: dict[str, list[Any]] = {}
    for shape in our_shapes().named().values():
        explained.setdefault(shape.see.rpartition("#")[2], []).append(shape)
    parts = ["\n"]
    for anchor in sorted(explained):
        shapes = sorted((s for s in explained[anchor] if not s.id.endswith("-cut")), key=lambda s: s.id)
        rows = "\n".join(_shape(shape) for shape in shapes)
        head = "| shape | severity | says |\n| --- | --- | --- |"
        parts.append(f'\n<a id="{anchor}"></a>\n### {anchor}\n\n{head}\n{rows}\n')
    return "".join(parts)


def _shape(shape: Any) -> str:
    told = dict.fromkeys(
        text for text in (shape.message.ko or shape.name.ko, shape.message.en or shape.name.en) if text
    )
    says = "<br>".join(told).replace("{?", "‹").replace("}", "›").replace("|", "\\|")
    return f"| `{shape.id}` {shape.name.ko} · {shape.name.en} | {shape.severity.lower()} | {says} |"


# --- all ---------------------------------------------------------------------------------------------


def after(path: Path, heading: str, text: str) -> str:
    """Return a page with what follows its heading replaced."""
    before, mark, _ = path.read_text(encoding="utf-8").partition(f"{heading}\n")
    if not mark:
        raise ValueError(f"{path} has no heading {heading!r}")
    return before + heading + text


def pages() -> dict[Path, str]:
    """Return every page that is made, by its path."""
    union = ontology()
    reference = DOCS / "reference"
    return {
        reference / "cli.md": cli(),
        reference / "python.md": python(),
        reference / "tables.md": tables(),
        reference / "terms.md": terms(union),
        reference / "codes.md": codes(union),
        DOCS / "checks.md": after(DOCS / "checks.md", "## Every check", checks()),
        DOCS / "queries.md": after(DOCS / "queries.md", "## The questions", questions()),
    }


def write() -> None:
    """Write every page that differs."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
