"""The report that SHACL engines give, sh:ValidationReport, written in Turtle from results and findings."""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from gyebo.check.findings import Finding
from gyebo.check.shapes import SH, SHAPES, Said
from gyebo.check.validate import Result
from gyebo.graph.terms import PREFIXES

_STEP = re.compile(r"(\^?)(<[^>]*>)")
_PREFIXES = {"gb": PREFIXES["gb"], "rdf": PREFIXES["rdf"], "sh": SH, "shapes": SHAPES, "xsd": PREFIXES["xsd"]}
# What gyebo computes itself breaks a constraint that SHACL has no component for.
_COMPUTED = "shapes:ComputedConstraintComponent"
Pair = tuple[str, str]


def report(results: Iterable[Result], findings: Iterable[Finding]) -> str:
    """Return a validation report: the results of shapes, then what rules have found besides."""
    shown = [*map(_of_result, results), *map(_of_finding, findings)]
    header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _PREFIXES.items())
    told = f"{header}\n[] a sh:ValidationReport ;\n  sh:conforms {'false' if shown else 'true'}"
    if shown:
        told += " ;\n  sh:result " + " , ".join(map(_block, shown))
    return told + " .\n"


def _block(pairs: Iterable[Pair]) -> str:
    lines = "".join(f"    sh:{name} {value} ;\n" for name, value in pairs)
    return f"[\n    a sh:ValidationResult ;\n{lines}  ]"


def _of_result(result: Result) -> Iterator[Pair]:
    focus = NamedNode(result.focus) if ":" in result.focus else BlankNode(result.focus)
    yield "focusNode", str(focus)
    if result.path:
        yield "resultPath", turtle_path(result.path)
    if result.value is not None:
        yield "value", str(result.value)
    yield from _said(result.shape, result.severity, result.message)
    yield "sourceConstraintComponent", f"<{result.component}>"


def _of_finding(finding: Finding) -> Iterator[Pair]:
    yield "focusNode", f"<{finding.targets[0]}>"
    yield "value", str(Literal(finding.printed))
    yield from _said(finding.rule, finding.severity.capitalize(), finding.message)
    yield "sourceConstraintComponent", _COMPUTED


def _said(shape: str, severity: str, message: Said) -> Iterator[Pair]:
    yield "sourceShape", f"shapes:{shape}"
    yield "resultSeverity", f"sh:{severity}"
    texts = [Literal(text, language=tag) for tag, text in (("ko", message.ko), ("en", message.en)) if text]
    if texts:
        yield "resultMessage", " , ".join(map(str, texts))


def turtle_path(path: str) -> str:
    """Return a path that SPARQL writes, as Turtle writes it for SHACL.

    >>> turtle_path("<http://a>"), turtle_path("^<http://a>/<http://b>")
    ('<http://a>', '( [ sh:inversePath <http://a> ] <http://b> )')
    """
    steps = [f"[ sh:inversePath {step} ]" if inverse else step for inverse, step in _STEP.findall(path)]
    return steps[0] if len(steps) == 1 else f"( {' '.join(steps)} )"
