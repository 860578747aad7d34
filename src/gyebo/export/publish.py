"""Datasets into a CKAN portal: what is there is compared with what we have, and only what differs is changed.

A dataset is found by its name, a resource by its address. What others have added to a dataset of ours (resources,
extras, an organisation) stays. A portal that is busy or does not answer is asked again a few times; every
change may be repeated.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gyebo.errors import Unreadable, UsageProblem
from gyebo.export.ckan import FOLDER

TRIES = 4
_BUSY = (429, 502, 503, 504)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done for a dataset: create, update, nothing; which fields and resources differ; the new content."""

    name: str
    kind: str
    differences: tuple[str, ...]
    content: Json


class _Busy(Exception):
    """A portal that may answer the next time; `problem` is what to say if it does not."""

    def __init__(self, problem: Unreadable) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Portal:
    """A CKAN portal's action API at a web address; `key` is a user's API key, `seconds` bounds every request."""

    def __init__(self, url: str, key: str = "", seconds: float = 60, pause: float = 0.2) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageProblem(f"{url!r} is no web address", "say http://… of the portal")
        from ckanapi import RemoteCKAN

        self.url, self._seconds, self._pause = url, seconds, pause
        self._ckan = RemoteCKAN(url, apikey=key or None, user_agent="gyebo")

    def show(self, name: str) -> Json | None:
        """Return a dataset as the portal has it; None where there is none."""
        from ckanapi.errors import NotFound

        try:
            return self._ask("package_show", {"id": name})
        except NotFound:
            return None

    def act(self, change: Change) -> Json:
        """Create or update a dataset."""
        return self._ask("package_create" if change.kind == "create" else "package_update", change.content)

    def close(self) -> None:
        """End the connections."""
        self._ckan.close()

    def _ask(self, action: str, content: Json) -> Json:
        """Ask for an action, again a few times while the portal is busy or does not answer."""
        for left in reversed(range(TRIES)):
            try:
                return self._once(action, content, again=left < TRIES - 1)
            except _Busy as busy:
                if not left:
                    raise busy.problem from None
            time.sleep(self._pause * 2 ** (TRIES - 1 - left))
        raise AssertionError("the last try returns or raises")

    def _once(self, action: str, content: Json, again: bool) -> Json:
        """Ask for an action once; raise `_Busy` where it is worth asking again."""
        from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ValidationError
        from requests.exceptions import RequestException, Timeout

        try:
            answer: Json = self._ckan.call_action(action, content, requests_kwargs={"timeout": self._seconds})
        except NotFound:
            raise
        except NotAuthorized:
            step = "say the API key of a user who may: GYEBO_CKAN_KEY, and --organization where one is wanted"
            raise Unreadable(self.url, None, f"the portal does not allow {action}", step) from None
        except ValidationError as error:
            # A create whose answer was lost has been done all the same.
            there = self.show(content["name"]) if again and action == "package_create" else None
            if there is not None:
                return there
            what = f"the portal refuses {content.get('name')}: {_reason(error)}"
            raise Unreadable(self.url, None, what, "mend it, and publish again") from None
        except RequestException as error:
            what = f"the portal does not answer ({type(error).__name__})"
            problem = Unreadable(self.url, None, what, "check the address, or try again later")
            raise (problem if isinstance(error, Timeout) else _Busy(problem)) from None
        except CKANAPIError as error:
            status = _status(error)
            problem = self._refused(status)
            raise (_Busy(problem) if status in _BUSY else problem) from None
        return answer

    def _refused(self, status: int) -> Unreadable:
        if status in _BUSY:
            return Unreadable(self.url, None, f"the portal answers {status}", "it is busy: try again later")
        if status in (401, 403):
            return Unreadable(
                self.url, None, f"the portal answers {status}", "check the API key: GYEBO_CKAN_KEY"
            )
        return Unreadable(
            self.url,
            None,
            f"the portal answers {status or 'what is no CKAN answer'}",
            "is this a CKAN portal?",
        )


def _reason(error: Exception) -> str:
    """Return what a portal says is wrong, in one short line."""
    said = getattr(error, "error_dict", None) or {}
    about = {name: value for name, value in said.items() if not name.startswith("__")}
    return " ".join(json.dumps(about, ensure_ascii=False).split())[:300]


def _status(error: Exception) -> int:
    """Return the HTTP status that ckanapi tells only in the text of its error: ['url', status, 'body']."""
    import ast

    try:
        _, status, _ = ast.literal_eval(str(error))
    except (ValueError, SyntaxError, TypeError):
        return 0
    return status if isinstance(status, int) else 0


def packages_in(folder: Path) -> list[Json]:
    """Return the datasets that an export or a release has written for CKAN."""
    files = sorted((folder / FOLDER).glob("*.json"))
    if not files:
        raise Unreadable(folder, None, "no datasets for CKAN are here", "write them: gyebo export ckan OUT")
    return [_read(file) for file in files]


def _read(file: Path) -> Json:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(
            file, None, f"this is no dataset ({error})", "write it anew: gyebo export ckan OUT"
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("name"), str):
        raise Unreadable(file, None, "this is no dataset for CKAN", "write it anew: gyebo export ckan OUT")
    return found


def planned(portal: Portal, packages: list[Json], organization: str = "") -> Iterator[Change]:
    """Yield for each dataset what the portal lacks; `organization` owns datasets that are created."""
    for package in packages:
        yield change(package, portal.show(package["name"]), organization)


def change(package: Json, there: Json | None, organization: str = "") -> Change:
    """Return what is to be done so that a portal has a dataset as we have it."""
    owner = {"owner_org": organization} if organization else {}
    if there is None:
        return Change(package["name"], "create", tuple(_names(package["resources"])), {**package, **owner})
    differences = [name for name in package if name not in _JOINED and there.get(name) != package[name]]
    joined = {
        name: join(there.get(name) or [], package[name]) for name, join in _JOINED.items() if name in package
    }
    for name, (_, changed) in joined.items():
        differences += [f"{name}: {each}" for each in changed]
    content = {**there, **package, **{name: both for name, (both, _) in joined.items()}}
    return Change(package["name"], "update" if differences else "nothing", tuple(differences), content)


def _names(listed: list[Json]) -> list[str]:
    return [each["name"] for each in listed]


def _by(key: str, there: list[Json], ours: list[Json]) -> tuple[list[Json], list[str]]:
    """Lay our entries over those of a portal: those of others stay, and ours keep what the portal adds (an id)."""
    known = {each.get(key): each for each in there}
    wanted = {each[key] for each in ours}
    laid = [{**known.get(each[key], {}), **each} for each in ours]
    changed = [each[key] for each, full in zip(ours, laid, strict=True) if known.get(each[key]) != full]
    return [each for each in there if each.get(key) not in wanted] + laid, changed


def _tags(there: list[Json], ours: list[Json]) -> tuple[list[Json], list[str]]:
    return _by("name", there, ours)


def _extras(there: list[Json], ours: list[Json]) -> tuple[list[Json], list[str]]:
    return _by("key", there, ours)


def _resources(there: list[Json], ours: list[Json]) -> tuple[list[Json], list[str]]:
    return _by("url", there, ours)


_JOINED = {"tags": _tags, "extras": _extras, "resources": _resources}
