"""The framework in whose words a layer was given, and what follows from them."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

# The names on the command line, and those that the frameworks give themselves.
FRAMEWORKS = {
    "torch": "PyTorch",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "jax": "JAX",
    "onnx": "ONNX",
    "caffe": "Caffe",
    "d2l": "d2l",
}


class Dialect(NamedTuple):
    """A framework and the words that it was given, in the order of the command line.

    `make` is the function that reads them. `rules` say how it does, as remarks do. `strict` is PyTorch's limit: a
    pool's padding is at most half of its kernel.
    """

    framework: str
    words: tuple[tuple[str, Any], ...]
    make: Callable[..., Any] | None = None
    rules: tuple[tuple[str, ...], ...] = ()
    strict: bool = True

    @property
    def name(self) -> str:
        """The framework's own name.

        >>> Dialect("tensorflow", ()).name
        'TensorFlow'
        """
        return FRAMEWORKS[self.framework]

    def word(self, name: str) -> Any:
        """A word as it was given; None if it was not.

        >>> Dialect("keras", (("padding", "same"),)).word("padding")
        'same'
        """
        return dict(self.words).get(name)

    def again(self, op: str) -> Callable[[], Any]:
        """A function that makes a layer of these words again; it can be pickled."""
        assert self.make is not None
        return partial(self.make, self.framework, op=op, **dict(self.words))

    def call(self, op: str) -> str:
        """The call that makes a layer of these words again.

        >>> Dialect("keras", (("input_size", 6), ("kernel_size", 3), ("padding", "same"))).call("conv")
        "like('keras', input_size=6, kernel_size=3, padding='same')"
        """
        words = dict(self.words) | ({} if op == "conv" else {"op": op})
        return f"like({', '.join([repr(self.framework), *(f'{name}={value!r}' for name, value in words.items())])})"
