"""The steps that review reports take between reading their tables and making figures of them, in order."""

from gyebo.reading.read import Refine

from .basis_cells import basis_cells
from .leading_departments import leading_departments
from .record_fields import record_fields
from .revenue_above import revenue_above
from .strays import adopt_strays
from .tree_levels import tree_levels

STEPS: tuple[Refine, ...] = (
    tree_levels,
    basis_cells,
    revenue_above,
    record_fields,
    leading_departments,
    adopt_strays,
)
