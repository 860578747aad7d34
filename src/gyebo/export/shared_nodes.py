"""What every dataset of a catalogue names and other publishers own: licence, languages, themes, place, algorithm."""

from pyoxigraph import Literal

from gyebo.export.catalogue import Said
from gyebo.export.statements import EU, NAMES, SHA256, Statements, concept, iri
from gyebo.export.tables import LICENCE
from gyebo.graph.terms import en

CUBE_STANDARD = "http://www.w3.org/TR/vocab-data-cube/"
PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
SEOUL = "https://sws.geonames.org/1835848/"
CENTRE, BOX = (126.978, 37.566), (126.764, 37.428, 127.184, 37.702)  # of Seoul, west south east north
THEMES = {
    "GOVE": Said("정부·공공 부문", "Government and public sector"),
    "ECON": Said("경제·재정", "Economy and finance"),
}


def say_shared(graph: Statements) -> None:
    """Describe what all datasets name: licence, languages, themes, place, checksum algorithm, availability."""
    licences = "http://purl.org/adms/licencetype/"
    graph.say(
        LICENCE, a="dct:LicenseDocument", dct_type=f"{licences}Attribution",
        dct_title=Said("크리에이티브 커먼즈 저작자표시 4.0 국제", "Creative Commons Attribution 4.0 International"),
    )  # fmt: skip
    concept(graph, f"{licences}Attribution", f"{licences}1.0", Said("저작자표시", "Attribution"))
    for code, name in (("KOR", Said("한국어", "Korean")), ("ENG", Said("영어", "English"))):
        concept(graph, f"{EU}language/{code}", f"{EU}language", name)
        graph.say(f"{EU}language/{code}", a="dct:LinguisticSystem")
    for code, name in THEMES.items():
        concept(graph, f"{EU}data-theme/{code}", f"{EU}data-theme", name)
    concept(graph, f"{EU}planned-availability/STABLE", f"{EU}planned-availability", Said("안정적", "stable"))
    concept(graph, f"{EU}access-right/PUBLIC", f"{EU}access-right", Said("공개", "public"))
    graph.say(f"{EU}access-right/PUBLIC", a="dct:RightsStatement")
    west, south, east, north = BOX
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    graph.say(
        SEOUL, a="dct:Location", skos_prefLabel=Said("서울특별시", "Seoul"),
        dcat_centroid=_wkt("POINT({} {})".format(*CENTRE)),
        dcat_bbox=_wkt(f"POLYGON(({','.join(f'{x} {y}' for x, y in corners)}))"),
    )  # fmt: skip
    graph.say(
        SHA256, a="spdx:ChecksumAlgorithm", owl_sameAs=f"{NAMES['spdx']}checksumAlgorithm_sha256",
        skos_prefLabel=en("SHA-256"),
    )  # fmt: skip
    for standard in (CUBE_STANDARD, PROTOCOL):
        graph.say(standard, a="dct:Standard")


def _wkt(text: str) -> Literal:
    return Literal(text, datatype=iri("geo:wktLiteral"))
