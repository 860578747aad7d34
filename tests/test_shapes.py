"""The published shapes: other SHACL processors can read them."""

import pyshacl
import rdflib
from rdflib import RDF, Namespace

from gyebo.check.shapes import shape_files

SH = Namespace("http://www.w3.org/ns/shacl#")


def shapes_graph() -> rdflib.Graph:
    union = rdflib.Graph()
    for path in shape_files():
        union.parse(path)
    return union


def test_no_shape_is_a_node_shape_and_a_property_shape() -> None:
    union = shapes_graph()
    nodes = set(union.subjects(RDF.type, SH.NodeShape))
    assert nodes & set(union.subjects(RDF.type, SH.PropertyShape)) == set()
    assert [node for node in nodes if (node, SH.path, None) in union] == []


def test_shapes_are_shapes() -> None:
    """Hold the shapes against the W3C's shapes of shapes, which pySHACL brings along."""
    pyshacl.validate(rdflib.Graph(), shacl_graph=shapes_graph(), meta_shacl=True)
