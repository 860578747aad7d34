"""`ckan`: what CKAN's `package_create` wants, a file for each dataset, by the field names of ckanext-dcat.

CKAN keeps what it has no field for in `extras`. Lists stand there as JSON, as ckanext-dcat writes them. The
resources are the files that lie beside, by the address where a release puts them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gyebo.export.catalogue import GRAPH, RELEASE, Catalogue, Dataset, File
from gyebo.export.catalogue import described as catalogue_of
from gyebo.export.dcat import CONTRIBUTORS, KEYWORDS, write_catalogue
from gyebo.export.media import media
from gyebo.export.parts import core, written
from gyebo.export.request import ALL, Request, Step
from gyebo.export.shared_nodes import BOX, SEOUL, THEMES
from gyebo.export.statements import EU
from gyebo.export.tables import LICENCE
from gyebo.store.engine import Engine

FOLDER = "ckan"
Json = dict[str, Any]


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write a few files of the data, the catalogue, and the datasets as CKAN takes them."""
    files: list[tuple[str, str]] = []
    yield from written(engine, place, core(engine), files)
    catalogue = catalogue_of(engine, place, files)
    yield from write_catalogue(catalogue, place)
    yield from write_packages(catalogue, place)


def write_packages(catalogue: Catalogue, place: Path) -> Iterator[Step]:
    """Write each dataset of a catalogue as CKAN takes it."""
    (place / FOLDER).mkdir(exist_ok=True)
    for package in packages(catalogue):
        path = f"{FOLDER}/{package['name']}.json"
        text = json.dumps(package, ensure_ascii=False, indent=1)
        (place / path).write_text(f"{text}\n", encoding="utf-8", newline="\n")
        yield Step(path, len(package["resources"]), "resources")


def packages(catalogue: Catalogue) -> list[Json]:
    """Return every dataset of a catalogue as CKAN's `package_create` takes it."""
    return [_package(catalogue, dataset) for dataset in catalogue.datasets]


def _package(catalogue: Catalogue, dataset: Dataset) -> Json:
    """Return a dataset; its name is its address within a portal, and stays the same."""
    landing = catalogue.base if dataset.key == GRAPH else dataset.iri.partition("#")[0]
    return {
        "name": f"gyebo-{dataset.key}", "title": dataset.title.ko, "notes": f"{dataset.about.ko}\n\n{dataset.about.en}",
        "url": landing, "version": catalogue.version, "author": CONTRIBUTORS.en, "license_id": "cc-by",
        "tags": [{"name": keyword.ko} for keyword in KEYWORDS],
        "extras": [{"key": key, "value": value} for key, value in sorted(_extras(catalogue, dataset).items()) if value],
        "resources": [_resource(catalogue, dataset, file) for file in catalogue.of(dataset.key)],
    }  # fmt: skip


def _extras(catalogue: Catalogue, dataset: Dataset) -> dict[str, str]:
    years = {} if not dataset.first_year else {
        "temporal_start": f"{dataset.first_year}-01-01", "temporal_end": f"{dataset.last_year}-12-31"
    }  # fmt: skip
    source = dataset.source
    return {
        **years, "uri": dataset.iri, "identifier": dataset.iri, "issued": catalogue.created, "modified": catalogue.modified,
        "language": _list(f"{EU}language/KOR"), "theme": _list(*(f"{EU}data-theme/{code}" for code in THEMES)),
        "publisher_uri": f"{catalogue.base}id/contributors", "publisher_name": CONTRIBUTORS.en,
        "publisher_url": catalogue.base, "publisher_type": "http://purl.org/adms/publishertype/PrivateIndividual(s)",
        "contact_name": CONTRIBUTORS.en, "contact_uri": catalogue.part("contact"),
        "access_rights": f"{EU}access-right/PUBLIC", "spatial_uri": SEOUL, "spatial": _box(),
        "in_series": catalogue.part("documents") if source else "",
        "provenance": f"{source.publisher.ko}, {source.title.ko} (SHA-256 {source.sha256})" if source else "",
    }  # fmt: skip


def _list(*values: str) -> str:
    return json.dumps(values)


def _box() -> str:
    """Return the bounding box of Seoul as GeoJSON."""
    west, south, east, north = BOX
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _resource(catalogue: Catalogue, dataset: Dataset, file: File) -> Json:
    kind, url = media(file.path), f"{catalogue.base}{RELEASE}{file.path}"
    return {
        "uri": f"{url}#file", "url": url, "access_url": url, "download_url": url, "name": file.path,
        "description": f"{dataset.title.ko}: {kind.ko} · {kind.en}", "format": kind.short, "mimetype": kind.type,
        "size": file.bytes, "hash": file.sha256, "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
        "license": LICENCE, "availability": f"{EU}planned-availability/STABLE", "language": _list(f"{EU}language/KOR"),
        "issued": catalogue.created, "modified": catalogue.modified,
    }  # fmt: skip
