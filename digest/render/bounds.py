"""Bounds on what a theme may do: a mistake in one is a line to its author, and keeps no morning waiting.

No sandbox: themes come from the operator's disk. But Jinja itself counts no loop and measures no product, so the
environment rewrites both when it compiles: `for a in b` becomes `for a in b|_counted`, `a * b` becomes `a|_times(b)`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

ROUNDS_MAX = 1_000_000  # of all loops of one filling together; editions of thousands of stories make a tenth
RANGE_MAX = 10_000  # numbers in one `range`
REPEATED_MAX = 100_000  # letters or items that `*` may make
EXPONENT_MAX = 64
ROUNDS = "_rounds"


class TooMuchError(ValueError):
    """A theme asks for more than any mail needs."""


class Rounds:
    """How many rounds the loops of one filling have left."""

    def __init__(self) -> None:
        self._left = ROUNDS_MAX

    def take(self, rounds: int = 1) -> None:
        self._left -= rounds
        if self._left < 0:
            raise TooMuchError(f"loops go through more than {ROUNDS_MAX:,} rounds")


class Environment(jinja2.Environment):
    """A Jinja environment whose loops and products have an end."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  (jinja2's own options)
        super().__init__(**options)
        self.filters |= {"_counted": counted, "_times": times, "_power": power}
        self.globals.pop("lipsum")
        self.globals["range"] = numbers

    def _generate(self, source: nodes.Template, *rest: Any, **options: Any) -> str:  # noqa: ANN401  (jinja2's hook)
        return str(super()._generate(_Bounded().visit(source), *rest, **options))


class _Bounded(NodeTransformer):
    def visit_For(self, loop: nodes.For) -> nodes.Node:  # noqa: N802  (the visitor's names)
        self.generic_visit(loop)
        loop.iter = _filter("_counted", loop.iter)
        return loop

    def visit_Mul(self, product: nodes.Mul) -> nodes.Node:  # noqa: N802
        self.generic_visit(product)
        return _filter("_times", product.left, product.right)

    def visit_Pow(self, product: nodes.Pow) -> nodes.Node:  # noqa: N802
        self.generic_visit(product)
        return _filter("_power", product.left, product.right)


def _filter(name: str, value: nodes.Node, *more: nodes.Node) -> nodes.Filter:
    made = nodes.Filter(value, name, more, [], None, None, lineno=value.lineno)
    made.environment = value.environment
    return made


@jinja2.pass_context
def counted(context: Context, items: Iterable[Any]) -> Iterable[Any]:
    """`items`, each taken from the rounds that the filling has left."""
    rounds = context.get(ROUNDS) or Rounds()
    try:
        rounds.take(len(items))  # type: ignore[arg-type]
    except TypeError:
        return _one_by_one(items, rounds)
    return items


def _one_by_one(items: Iterable[Any], rounds: Rounds) -> Iterator[Any]:
    for item in items:
        rounds.take()
        yield item


def times(one: Any, other: Any) -> Any:  # noqa: ANN401  (whatever a theme multiplies)
    """`one * other`, unless it repeats a text or a list beyond use."""
    for repeated, how_often in ((one, other), (other, one)):
        if isinstance(how_often, int) and hasattr(repeated, "__len__") and len(repeated) * how_often > REPEATED_MAX:
            raise TooMuchError(f"* makes more than {REPEATED_MAX:,} letters or items")
    return one * other


def power(base: Any, exponent: Any) -> Any:  # noqa: ANN401
    if exponent > EXPONENT_MAX:
        raise TooMuchError(f"** has an exponent over {EXPONENT_MAX}")
    return base**exponent


def numbers(*bounds: int) -> range:
    """The built-in `range`, with an end."""
    made = range(*bounds)
    if len(made) > RANGE_MAX:
        raise TooMuchError(f"range counts through more than {RANGE_MAX:,} numbers")
    return made
