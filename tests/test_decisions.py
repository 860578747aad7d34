"""Decisions say why in both languages: nothing is left untranslated, and both say the same numbers."""

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from gyebo.check.judgements import read_judgements
from gyebo.cli import main
from gyebo.errors import Unreadable
from gyebo.facts.decisions import read_decisions
from gyebo.query.library import run
from gyebo.resources import folder
from gyebo.store.embedded import Embedded

DECISIONS = folder("data") / "decisions"
TABLES = sorted(path.stem for path in DECISIONS.glob("*.csv"))
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)*")
SIGNED = re.compile(r"[△±−+] ?\d[\d,.]*\d|[△±−+] ?\d")


def rows(table: str) -> list[dict[str, str]]:
    with (DECISIONS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(table: str) -> str:
    return "judgement_note" if table == "programs" else "reason"


def both(table: str) -> list[tuple[str, str]]:
    """Return the reasons of a table in English and Korean, those that are given."""
    name = column(table)
    return [(row[name], row[f"{name}_ko"]) for row in rows(table) if row[name] or row[f"{name}_ko"]]


def numbers(text: str) -> Counter[str]:
    return Counter(number.rstrip(",.") for number in NUMBER.findall(text))


@pytest.mark.parametrize("table", TABLES)
def test_the_korean_reason_is_korean_and_one_for_each_english_reason(table: str) -> None:
    reasons = both(table)
    assert reasons and all(english and re.search("[가-힣]", korean) for english, korean in reasons)
    known: dict[str, str] = {}
    assert all(known.setdefault(english, korean) == korean for english, korean in reasons)


@pytest.mark.parametrize("table", TABLES)
def test_both_reasons_say_the_same_numbers(table: str) -> None:
    """Numbers spelt out in English (two, May) may be figures in Korean; no other number is won or lost."""
    for english, korean in both(table):
        spelt = Counter(
            str(value)
            for names in (WORDS, MONTHS)
            for value, name in enumerate(names, start=1)
            for _ in re.findall(rf"\b{name}\b", english)
        )
        lost, won = numbers(english) - numbers(korean), numbers(korean) - numbers(english) - spelt
        assert not lost and set(won) <= {"0", "1"}, (english, korean)
        assert all(sign in korean for sign in SIGNED.findall(english)), (english, korean)


@pytest.mark.parametrize("table", TABLES)
def test_names_that_are_quoted_stand_in_both_reasons(table: str) -> None:
    for english, korean in both(table):
        assert all(name in korean for name in re.findall(r"[가-힣㉮-㉴]+", english)), (english, korean)


def read(decisions: Path) -> None:
    read_decisions(decisions)
    read_judgements(decisions / "judgements.csv")


@pytest.mark.parametrize("language", ["", "_ko"])
@pytest.mark.parametrize("table", TABLES)
def test_a_reason_in_one_language_only_is_told_with_file_and_line(
    tmp_path: Path, table: str, language: str
) -> None:
    shutil.copytree(DECISIONS, tmp_path / "decisions")
    read(tmp_path / "decisions")
    found, name = rows(table), column(table)
    place = next(i for i, row in enumerate(found) if row[name])
    found[place][name + language] = ""
    path = tmp_path / "decisions" / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    with pytest.raises(Unreadable) as caught:
        read(tmp_path / "decisions")
    assert f"{path}:{place + 2}: " in str(caught.value)


REASONS = """SELECT ?thing ?said WHERE {
  ?thing <https://w3id.org/gyebo/def#reason>|<http://purl.org/dc/terms/description> ?said .
  FILTER(STRSTARTS(STR(?thing), "https://w3id.org/gyebo/id/"))
}"""


def test_every_reason_in_the_graph_stands_in_both_languages(engine: Embedded) -> None:
    languages: dict[str, list[str]] = {}
    for thing, said in engine.select(REASONS).rows:
        languages.setdefault(str(thing), []).append(getattr(said, "language", None) or "")
    assert len(languages) > 800
    assert {tuple(sorted(found)) for found in languages.values()} == {("en", "ko")}


@pytest.mark.parametrize(("table", "rows"), [("export/changes", 250), ("export/discrepancies", 150)])
def test_tables_have_a_korean_reason_beside_the_english_one(engine: Embedded, table: str, rows: int) -> None:
    found = list(run(engine, table).records())
    assert all(bool(row["reason"]) == bool(re.search("[가-힣]", row["reason_ko"])) for row in found)
    assert sum(bool(row["reason"]) for row in found) > rows


@pytest.mark.parametrize(
    ("words", "korean", "english"),
    [
        (["why", "P0052", "P0088"], "427행도 그렇게 밝힌다.", "also said at line 427"),
        (["why", "P0026", "P0027"], "같은 금액이나 통계목은 없다.", "no shared amount or item"),
        (
            ["check", "--document", "2021-q4-diversion-report"],
            "표지(8행)는 스마트도시정책관이므로",
            "the cover (line 8)",
        ),
    ],
)
def test_commands_tell_reasons_in_korean(
    store: Path, capsys: pytest.CaptureFixture[str], words: list[str], korean: str, english: str
) -> None:
    assert main([*words, "--store", str(store)]) == 0
    told = capsys.readouterr().out
    assert korean in told and english not in told


CORRECTIONS = """PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?document ?line ?printed ?read_as ?reason ?reason_ko WHERE {
  ?correction a gb:Correction , oa:Annotation ; oa:motivatedBy oa:editing ; oa:bodyValue ?read_as ;
    prov:wasQuotedFrom ?place ; oa:hasTarget ?place ; gb:reason ?reason , ?reason_ko .
  ?place gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document .
  FILTER(LANG(?reason) = "en" && LANG(?reason_ko) = "ko")
  OPTIONAL { ?correction gb:printedValue ?printed }
}"""
READ_THROUGH = """PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?read_as ?raw ?won WHERE {
  ?correction a gb:Correction ; oa:bodyValue ?read_as ; oa:hasTarget ?target .
  { ?target gb:rawValue ?raw ; gb:amountWon ?won } UNION
  { ?target a gb:SourceTable . ?figure gb:inTable ?target ; gb:rawValue ?raw ; gb:amountWon ?won }
}"""


def test_the_graph_holds_every_correction(engine: Embedded) -> None:
    found = [dict(record) for record in engine.select(CORRECTIONS).records()]
    assert sorted(found, key=str) == sorted(
        ({name: row[name] for name in found[0]} for row in rows("corrections")), key=str
    )


def test_what_is_read_through_a_correction_leads_from_it_and_keeps_what_is_printed(engine: Embedded) -> None:
    found = list(engine.select(READ_THROUGH).records())
    digit = [(row["raw"], row["won"]) for row in found if row["read_as"] == "1,177,000천원"]
    assert digit == [(",177,000천원", "1177000000")]
    unit = {row["raw"]: row["won"] for row in found if row["read_as"] == "(단위 : 천원)"}
    assert unit["1,120,000"] == "1120000000"
    assert all(int(won) == int(raw.replace(",", "")) * 1000 for raw, won in unit.items())


def test_the_graph_holds_what_reading_left_open(engine: Embedded) -> None:
    listed = []
    for path in sorted((folder("data") / "facts").glob("*/issues.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            listed += [
                (row["document"], row["line"], row["code"], row["message"]) for row in csv.DictReader(file)
            ]
    asked = """PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?document ?line ?code ?message WHERE {
  ?issue a gb:ReadingIssue ; gb:issueKind/skos:notation ?code ; oa:bodyValue ?message ; prov:wasQuotedFrom ?place .
  ?place gb:lineNumber ?line ; dct:isPartOf/dct:identifier ?document .
}"""
    found = [tuple(record.values()) for record in engine.select(asked).records()]
    assert sorted(found) == sorted(listed) and listed
