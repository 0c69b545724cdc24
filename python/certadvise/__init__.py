"""Which IT credential next, and why; and whether a team holds what it must.

The functions run the program that is installed with this package and read its JSON. Nothing is sent anywhere.

    >>> import certadvise
    >>> certadvise.recommend(role="devops", env="hybrid").recommendations[0].id
    'cka'
"""

from ._answers import (
    Advice,
    Axis,
    Cost,
    Excluded,
    Finding,
    Hours,
    Item,
    Recommendation,
    Requirement,
    Verdict,
)
from ._api import coverage, recommend
from ._program import CertadviseError, find_program

__all__ = [
    "Advice",
    "Axis",
    "CertadviseError",
    "Cost",
    "Excluded",
    "Finding",
    "Hours",
    "Item",
    "Recommendation",
    "Requirement",
    "Verdict",
    "coverage",
    "find_program",
    "recommend",
]
