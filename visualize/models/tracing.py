"""Runs a model of PyTorch once, without numbers, and notes its layers in the order of their calls.

The run is on the device `meta`, where tensors have shapes only: no size is too large, and nothing of the model changes.
Layers are seen by hooks, functions between them by a mode of torch; both know the tensors that they take, so that a
branch shows. Tracing the code in place of a run (torch.fx) would fail where a model asks for a shape.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from visualize.errors import VisualizeError, invalid, missing, one_line, unsupported
from visualize.models.kinds import FLAT, PARAMETERS, PASSING, RESHAPING, SHOWN, kind_of, layer_of_function
from visualize.operations import Operation
from visualize.operations.layers import from_layer
from visualize.operations.torch import KINDS

Shape = tuple[int, ...]
MOST_CALLS = 1_000
CHAIN = "a model must be one chain of layers; give a part of it that is one"


class Call(NamedTuple):
    """A layer, or a function that does the same, as it was called; shapes are without the batch.

    `operation` is the layer's geometry, None if there is none or PyTorch alone knows it.
    """

    name: str
    kind: str
    layer: Any
    input_shape: Shape
    output_shape: Shape
    parameters: int
    operation: Operation | None


def library() -> Any:
    """PyTorch; raises VisualizeError if it is not there."""
    try:
        import torch
    except ImportError as error:
        raise missing("torch", "models need PyTorch: pip install 'conv-visualize[torch]'") from error
    return torch


def calls(module: Any, shape: Shape) -> list[Call]:
    """The calls of a model for an input of that shape; raises VisualizeError if it is no chain, or fails."""
    torch = library()
    _check_ready(module, torch)
    trace = _Trace(module, torch)
    try:
        _run(module, shape, trace, torch)
    except VisualizeError:
        raise
    except Exception as error:  # a model's own code can raise anything
        told = "x".join(map(str, shape))
        raise invalid("input_size", told, f"the model fails at {trace.place}: {one_line(error)}") from error
    if not trace.calls:
        raise invalid("model", type(module).__name__, "has no layers")
    return trace.calls


def _run(module: Any, shape: Shape, trace: "_Trace", torch: Any) -> None:
    """Run a model once, with tensors that have shapes only in place of its own."""
    arrays = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    on_meta = {name: one.detach().to("meta") for name, one in arrays.items()}
    number = next((one.dtype for one in arrays.values() if one.is_floating_point()), None)
    with _evaluating(module), trace.hooked(), torch.no_grad(), torch.device("meta"):
        image = trace.begin(torch.empty(1, *shape, dtype=number))
        with _mode(torch, trace.function):
            torch.func.functional_call(module, on_meta, (image,))


def _check_ready(module: Any, torch: Any) -> None:
    """Raise VisualizeError for a lazy layer, which learns its sizes, for good, when it is first called."""
    for name, one in module.named_modules():
        if any(torch.nn.parameter.is_lazy(each) for each in one.parameters(recurse=False)):
            raise unsupported("layer", name or type(one).__name__, "is lazy; call the model once before")


@contextmanager
def _evaluating(module: Any) -> Iterator[None]:
    """Evaluation, in which dropout and normalisation need no batch; afterwards each module is as it was."""
    training = [one for one in module.modules() if one.training]
    try:
        for one in training:
            one.training = False
        yield
    finally:
        for one in training:
            one.training = True


def _mode(torch: Any, watch: Callable[..., Any]) -> Any:
    """A mode in which every function of torch goes through `watch`."""

    class Mode(torch.overrides.TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(
            self, function: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
        ) -> Any:
            return watch(function, args, kwargs or {})

    return Mode()


class _Trace:
    """The calls so far, and which tensor the last of them gave."""

    def __init__(self, module: Any, torch: Any) -> None:
        self.calls: list[Call] = []
        self._torch, self._whole = torch, module
        self._names = {one: name for name, one in module.named_modules()}
        self._kinds = {one: kind_of(one, torch.nn) for one in self._names}
        self._places: list[Any] = []  # the modules that are running, outermost first
        self._inside = 0  # of known layers, whose own functions are theirs
        self._makers: dict[int, int] = {}  # a tensor -> the number of calls when it was made
        self._kept: list[Any] = []  # tensors, so that no other gets the same id
        self._counted: set[int] = set()
        self._used: dict[str, int] = {}

    @property
    def place(self) -> str:
        """The module that is running, by its path and class."""
        module = self._places[-1] if self._places else self._whole
        name, kind = self._names[module], type(module).__name__
        return f"{name} ({kind})" if name else kind

    def begin(self, image: Any) -> Any:
        """The input, from which the chain starts."""
        self._made(image)
        return image

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """Hooks on all modules, for one run."""
        with ExitStack() as stack:
            for one in self._names:
                stack.callback(one.register_forward_pre_hook(self._enter).remove)
                stack.callback(one.register_forward_hook(self._leave, with_kwargs=True).remove)
            yield

    def _enter(self, module: Any, given: Any) -> None:
        self._places.append(module)
        if not self._inside and self._kinds[module] is None and _is_a_layer(module):
            raise unsupported("layer", self.place, f"known ones are {', '.join(SHOWN)} and their like")
        self._inside += self._kinds[module] is not None

    def _leave(self, module: Any, args: Sequence[Any], kwargs: Mapping[str, Any], output: Any) -> None:
        kind = self._kinds[module]
        if kind is not None:
            self._inside -= 1
            if not self._inside:
                given = [*args, *kwargs.values()]
                self._noted(self._names[module] or kind, kind, module, given, output, module.parameters())
        self._places.pop()

    def function(self, function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call a function of torch, and note it if the chain goes through it."""
        output = function(*args, **kwargs)
        given = [*args, *kwargs.values()]
        if self._inside or not isinstance(output, self._torch.Tensor) or not self._traced(given):
            return output
        name = getattr(function, "__name__", "function")
        kind = layer_of_function(name)
        if name in PASSING and self._joined(name, given).shape == output.shape:
            self._made(output)
        elif name in RESHAPING:
            self._reshaped(name, given, output)
        elif kind is None:
            self._joined(name, given)
            raise unsupported("function", name, f"in {self.place}; known are layers of torch.nn and their functions")
        else:
            self._noted(self._path(name), kind, self._layer(kind, args, kwargs), given, output, ())
        return output

    def _path(self, name: str) -> str:
        """A function's name behind that of the module that calls it."""
        return ".".join(filter(None, (self._names[self._places[-1]], name.rstrip("_"))))

    def _layer(self, kind: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The layer that does what a function does with these arguments."""
        names = PARAMETERS.get(kind)
        if names is None:
            return None
        found = dict(zip(names, args[1:], strict=False)) | {name: kwargs[name] for name in names if name in kwargs}
        return getattr(self._torch.nn, kind)(**found)

    def _reshaped(self, name: str, given: Sequence[Any], output: Any) -> None:
        image = self._joined(name, given)
        if output.shape == image.shape:
            self._made(output)
        elif output.ndim <= 2:
            self._noted(self._path(name), FLAT, None, given, output, ())
        else:
            raise unsupported("function", name, f"in {self.place} from {_by(image)} to {_by(output)}; only to a row")

    def _traced(self, given: Sequence[Any]) -> list[Any]:
        """The tensors of the chain among what a function is given."""
        nested = (one for each in given for one in (each if isinstance(each, tuple | list) else (each,)))
        return [one for one in nested if id(one) in self._makers]

    def _joined(self, name: str, given: Sequence[Any]) -> Any:
        """The one tensor that goes on; raises VisualizeError if there are others, or if it went on elsewhere."""
        images = {id(one): one for one in self._traced(given)}
        makers = {self._makers[one] for one in images}
        if len(images) > 1 or makers != {len(self.calls)}:
            where = self.place if self._inside or self.place.startswith(name) else f"{name} in {self.place}"
            raise unsupported("branch", where, CHAIN)
        return next(iter(images.values()))

    def _made(self, tensor: Any) -> None:
        self._kept.append(tensor)
        self._makers[id(tensor)] = len(self.calls)

    def _noted(self, name: str, kind: str, layer: Any, given: Sequence[Any], output: Any, weights: Any) -> None:
        """A call; what it gives goes on."""
        if not self._traced(given):
            return
        image = self._joined(name, given)
        if isinstance(output, tuple):  # a pooling that gives its places too
            output = output[0]
        if len(self.calls) == MOST_CALLS:
            raise unsupported("model", f"{MOST_CALLS:,} layers", "no more are told of")
        shapes = tuple(image.shape[1:]), tuple(output.shape[1:])
        own = [one for one in weights if id(one) not in self._counted]
        self._counted |= {id(one) for one in own}
        self._kept += own
        counted = sum(one.numel() for one in own)
        self.calls.append(Call(self._unique(name), kind, layer, *shapes, counted, _operation(kind, layer, *shapes)))
        self._made(output)

    def _unique(self, name: str) -> str:
        """The name, numbered if it was called before."""
        number = self._used.get(name, 0)
        self._used[name] = number + 1
        return f"{name}_{number}" if number else name


def _is_a_layer(module: Any) -> bool:
    """Whether a module is one of torch.nn, but no container of others."""
    home = str(type(module).__module__)
    return home.startswith("torch.nn.modules.") and not home.endswith(".container")


def _by(tensor: Any) -> str:
    return "x".join(map(str, tensor.shape[1:]))


def _operation(kind: str, layer: Any, given: Shape, made: Shape) -> Operation | None:
    """A layer's geometry, without its weights, as these are on the device meta now."""
    if kind not in KINDS or len(given) != KINDS[kind][1] + 1:
        return None
    try:
        found = from_layer(layer, given[1:] if len(given) > 2 else given[1])
        arguments = found.arguments()
        if not found.weighted:
            arguments["in_channels"] = given[0]
        found = type(found)(**arguments)
    except VisualizeError:
        return None
    return found if tuple(found.out)[-len(made) + 1 :] == made[1:] else None
