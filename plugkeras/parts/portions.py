"""Some of the variables that lie in a Flat, as a Flat of their own: for optimizers that share a model."""

from collections.abc import Iterator, Sequence

from plugkeras.engine import Array, Flat, Laid, current
from plugkeras.engine.variable import Variable


class Share(Laid):
    """What lies at the places ``numbers`` of something laid out, one array a variable."""

    def __init__(self, whole: Laid, numbers: Sequence[int]) -> None:
        self.whole, self.numbers = whole, numbers

    @property
    def arrays(self) -> list[Array]:  # type: ignore[override]
        """The arrays, one by one: they need not lie next to each other."""
        return self.each()

    def each(self) -> list[Array]:
        """The arrays."""
        found = self.whole.each()
        return [found[number] for number in self.numbers]

    def take(self, arrays: Sequence[Array | None]) -> None:
        """Have them written where they lie; the others stay."""
        found: list[Array | None] = list(self.whole.each())
        for number, array in zip(self.numbers, arrays, strict=True):
            found[number] = array
        self.whole.take(found)


class Portion(Share, Flat):
    """The variables of these numbers, and their gradients."""

    def __init__(self, whole: Flat, numbers: Sequence[int]) -> None:
        super().__init__(whole, numbers)
        self.flat = whole
        self.variables = tuple(whole.variables[number] for number in numbers)
        self.grads: Laid = Share(whole.grads, numbers)

    def intact(self) -> bool:
        """Whether the whole lies where it did."""
        return self.flat.intact()

    def beside(self, variables: Sequence[Variable]) -> Laid:
        """One array a variable, as here."""
        return Share(current().flat(variables), range(len(variables)))

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables)

    def __len__(self) -> int:
        return len(self.variables)
