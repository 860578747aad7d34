r"""Amounts and rates in sentences: one case a line in tests/cases/prose.tsv, in words of our own.

`\n` stands for a line feed. Expected are the figures in order, joined with " ; ": raw=value, then line, kind,
year, round and operation, then every attribute that is not empty. "none" is none.
"""

from pathlib import Path

import pytest

from gyebo.model.document import Document
from gyebo.model.figure import Figure
from gyebo.reading.files import make_document
from gyebo.reading.labels import About
from gyebo.reading.places.subjects import subjects_of
from gyebo.reading.prose.mentions import names_of
from gyebo.reading.prose.paragraphs import masked
from gyebo.reading.prose.phrases import load_phrases
from gyebo.reading.prose.sentences import Known, Remark, prose_figures
from gyebo.reading.vocabulary import Vocabulary, load_items
from gyebo.resources import folder
from gyebo.text.names import key

CASES = Path(__file__).parent / "cases" / "prose.tsv"
KINDS = {
    "proposal": ("review_report", "0"), "supplementary": ("review_report", "2"), "settlement": ("settlement_report", "S"),
    "diversion": ("diversion_report", ""),
}  # fmt: skip
PROGRAMS = ("마을 지도 구축", "숲길 안내 운영", "구간 정비")
DEPARTMENTS = ("누리담당관", "바람담당관")
SHOWN = ("bureau", "department", "account", "program", "sub_program", "item", "revenue_item")


def document(report: str, text: str) -> Document:
    """Return a document of the kind that `report` names, about the year 2030."""
    kind, budget_round = KINDS[report]
    return make_document(
        text, id="case", title="case", kind=kind, bureau="강변국", fiscal_year=2030, round=budget_round
    )


def read(report: str, text: str) -> list[Figure]:
    """Return the figures of a text in which nothing is a table."""
    made = document(report, text)
    vocabulary = Vocabulary(
        load_items(folder("loaders") / "items.csv"),
        {key(name): name for name in DEPARTMENTS},
        {key(name): name for name in PROGRAMS},
    )
    names = names_of(vocabulary, (), text=" ".join(DEPARTMENTS))
    known = Known(load_phrases(folder("loaders") / "phrases.csv"), names, subjects_of(made, vocabulary))
    return prose_figures(made, masked(made, ()), frozenset(), known)


def shown(figure: Figure) -> str:
    """Return a figure as the cases write it."""
    value = figure.amount_krw if figure.percent is None else f"{figure.percent}%"
    first = f"{figure.raw}={value} @{figure.line} {figure.kind} {figure.fiscal_year} r{figure.round} {figure.operation}"
    named = {name: getattr(figure, name) for name in SHOWN}
    if named["bureau"] == "강변국":
        del named["bureau"]
    return " ".join([first, *(f"{name}={value}" for name, value in named.items() if value)])


def _cases() -> list[object]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines[1:], start=2)]
    return [pytest.param(*row[:3], id=f"prose.tsv:{number}") for number, row in rows]


@pytest.mark.parametrize(("report", "text", "expected"), _cases() if CASES.exists() else [])
def test_prose(report: str, text: str, expected: str) -> None:
    found = read(report, text.replace("\\n", "\n"))
    assert (" ; ".join(shown(figure) for figure in found) or "none") == expected


@pytest.mark.parametrize(("report", "text", "expected"), _cases() if CASES.exists() else [])
def test_raw_stands_on_its_lines(report: str, text: str, expected: str) -> None:
    text = text.replace("\\n", "\n")
    lines = text.split("\n")
    for figure in read(report, text):
        rest = "".join(lines[figure.line - 1 :])[figure.column - 1 :]
        assert "".join(rest.split()).startswith("".join(figure.raw.split()))


def test_unknown_place_of_a_phrase_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "phrases.csv"
    path.write_text("where,words,measure,report,kind\nbeside,예산,money,,other\n", encoding="utf-8")
    with pytest.raises(ValueError, match="beside"):
        load_phrases(path)


def test_a_remark_is_about_its_row() -> None:
    text = "연구 383 313 70 -해외여비 전액 감액(7백만원)\n-회의비 감액(63백만원)"
    made = document("supplementary", text)
    row = About(label="물길 연구", program="마을 지도 구축", sub_program="물길 연구", department="강변재단")
    remark = Remark(row, column=4)
    known = Known(load_phrases(folder("loaders") / "phrases.csv"), remarks={1: remark, 2: remark})
    found = prose_figures(made, masked(made, ()), frozenset({1}), known)
    assert [(f.raw, f.label, f.program, f.sub_program, f.department) for f in found] == [
        (
            "7백만원",
            "물길 연구>연구 383 313 70 -해외여비 전액 감액",
            "마을 지도 구축",
            "물길 연구",
            "강변재단",
        ),
        ("63백만원", "물길 연구>회의비 감액", "마을 지도 구축", "물길 연구", "강변재단"),
    ]


def test_words_before_a_row_belong_to_the_row_above() -> None:
    made = document("supplementary", "20백만원 감액 다음 줄 1,158 20")
    rows = {1: Remark(About(program="아래"), column=13, above=About(program="위"))}
    known = Known(load_phrases(folder("loaders") / "phrases.csv"), remarks=rows)
    (figure,) = prose_figures(made, masked(made, ()), frozenset(), known)
    assert figure.program == "위"


def test_a_number_broken_over_a_page_end_is_read_once() -> None:
    text = "○ 총예산은 크고 많은 사람을 위한 것으로 총예산(15억\n\n1) 각주의 글\n\n\n\n8천6백만원) 중 일부임."
    (figure,) = read("settlement", text)
    assert (figure.raw, figure.line, figure.amount_krw) == ("15억8천6백만원", 1, 1_586_000_000)


def test_a_line_without_end_is_cut_in_no_number() -> None:
    found = read("settlement", "○ “마을 지도 구축” 사업(1억 2천만원, 3.5% 증액), " * 500)
    assert {figure.raw for figure in found} == {"1억 2천만원", "3.5%"}
    assert len(found) == 1000
