"""What kind of file a name stands for, in the words of IANA and of the EU's list of file types."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: the ending of names, IANA media type, EU file type, a short name, what it is."""

    ending: str
    type: str
    eu: str
    short: str
    ko: str
    en: str
    compressed: bool = False


# The first that fits: endings of several parts stand before shorter ones.
_KINDS = (
    Media(".ocds.json", "application/json", "JSON", "OCDS", "OCDS 1.1 계약 자료", "OCDS 1.1 release package"),
    Media("datapackage.json", "application/json", "JSON", "FDP", "재정 데이터 패키지", "Fiscal Data Package"),
    Media("csv-metadata.json", "application/json", "JSON", "CSVW", "표의 CSVW 메타데이터", "CSVW metadata"),
    Media(
        "records.jsonld",
        "application/ld+json",
        "JSON_LD",
        "JSON-LD",
        "사업마다 하나의 기록",
        "a record a program",
    ),
    Media(
        ".nq.gz", "application/n-quads", "RDF_N_QUADS", "N-Quads", "N-Quads, 압축", "N-Quads, gzipped", True
    ),
    Media(".nq", "application/n-quads", "RDF_N_QUADS", "N-Quads", "표준 N-Quads", "canonical N-Quads"),
    Media(".trig", "application/trig", "RDF_TRIG", "TriG", "이름 붙은 그래프, TriG", "named graphs, TriG"),
    Media(".ttl", "text/turtle", "RDF_TURTLE", "Turtle", "Turtle", "Turtle"),
    Media(".rdf", "application/rdf+xml", "RDF_XML", "RDF/XML", "RDF/XML", "RDF/XML"),
    Media(".jsonld", "application/ld+json", "JSON_LD", "JSON-LD", "JSON-LD", "JSON-LD"),
    Media(".csv", "text/csv", "CSV", "CSV", "CSV 표", "CSV table"),
    Media(
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
        "XLSX",
        "엑셀 통합 문서",
        "workbook",
    ),
    Media(".parquet", "application/vnd.apache.parquet", "OCTET", "Parquet", "Parquet 표", "Parquet table"),
    Media(".sqlite", "application/vnd.sqlite3", "OCTET", "SQLite", "SQLite 데이터베이스", "SQLite database"),
    Media(".graphml", "application/xml", "XML", "GraphML", "계보, GraphML", "lineages, GraphML"),
    Media(".gexf", "application/xml", "XML", "GEXF", "계보, GEXF", "lineages, GEXF"),
    Media(".mmd", "text/vnd.mermaid", "TXT", "Mermaid", "계보 그림, Mermaid", "lineages, Mermaid"),
    Media(".dot", "text/vnd.graphviz", "TXT", "DOT", "계보 그림, Graphviz", "lineages, Graphviz"),
    Media(".json", "application/json", "JSON", "JSON", "JSON", "JSON"),
)


def media(path: str) -> Media:
    """Return the kind of a file by its name; a kind that nobody has described is an error of ours."""
    return next(kind for kind in _KINDS if path.endswith(kind.ending))
