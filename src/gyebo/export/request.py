"""What a caller wants exported, and what a writer says while it writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """The part of the graph that is wanted; empty means all of it.

    `graph` is the last part of a named graph's IRI (a document's id, decisions, cube, ontology); `program`
    is the id of a program; `since` is the folder of an earlier release, to say what has changed.
    """

    graph: str = ""
    program: str = ""
    since: str = ""


ALL = Request()


@dataclass(frozen=True, slots=True)
class Step:
    """How far a writer is: so many `unit`s of the file `name` so far, which is empty where there is only one."""

    name: str
    count: int
    unit: str
