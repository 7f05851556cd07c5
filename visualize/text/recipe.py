"""A figure's recipe: the command that draws it, and a file name made of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from visualize.errors import unsupported
from visualize.operations import Conv, Layer
from visualize.operations.parameters import public, uneven_name
from visualize.options import OPTIONS


def command(layer: Layer, options: Mapping[str, Any], view: str) -> str:
    """The canonical command: all parameters that differ from the defaults, without the output's path.

    `options` holds every option by name; `view` is the view that the command draws by default.

    >>> from visualize.options import read
    >>> command(Conv(5, 3, stride=2, padding=1), read({"theme": "dark"}), "isometric")
    'python -m visualize --k 3 --p 1 --s 2 --theme dark'
    """
    words = ["python -m visualize"]
    if layer.name != Conv.name:
        words.append(f"--op {layer.name.replace('_', '-')}")
    for flag, value, default in _all(layer):
        if value != default:
            words.append(f"--{flag} {value}".rstrip())
    return " ".join([*words, *filter(None, [options["recipe_words"].strip()]), *_flags(options, view)])


def _all(layer: Layer) -> list[tuple[str, str, str]]:
    """Flag, value and default of all parameters, in a framework's words if the layer was given in these."""
    if layer.dialect is not None:
        from visualize.text.dialect_recipe import flags  # most layers are in nobody's words

        return flags(layer)
    return [*_parameters(layer), *_switches(layer), *_channels(layer)]


def _flags(options: Mapping[str, Any], view: str) -> Iterator[str]:
    """The flags of options that differ from the defaults, in the order of the table of options."""
    from shlex import quote

    defaults = {option.name: option.default for option in OPTIONS} | {"view": view}
    for option in OPTIONS:
        value = options.get(option.name)
        if option.recipe and value not in (None, defaults[option.name]):
            yield option.flag if option.kind is bool else f"{option.flag} {quote(_shortest(value))}"


MOST_WRITTEN = 64  # numbers of an array that a command still spells out


def values(given: Any) -> str:
    """The flags for a figure's values given as arrays.

    >>> import numpy
    >>> from visualize.story import Values
    >>> values(Values(numpy.arange(4).reshape(2, 2), bias=1))
    "--input '0 1; 2 3' --bias 1"
    """
    if given.pointwise is not None:
        return stage_arrays(given)
    kernel = {} if given.kernel is None else {"kernel": given.kernel}
    return arrays({"input": given.input} | kernel, given.bias)


def arrays(values: Mapping[str, Any], bias: Any) -> str:
    """The flags for values given as arrays; for large arrays a note in place of the numbers.

    >>> import numpy
    >>> arrays({"input": numpy.arange(4).reshape(2, 2)}, 1)
    "--input '0 1; 2 3' --bias 1"
    """
    if any(array.size > MOST_WRITTEN for array in values.values()):
        return "(with values given in Python)"
    texts = {name: _rows(array.tolist(), array.ndim) for name, array in values.items()}
    words = [f"--{name.replace('_', '-')} '{_as_rows(text)}'" for name, text in texts.items()]
    if not any(bias if isinstance(bias, tuple) else (bias,)):
        return " ".join(words)
    return " ".join(
        [*words, f"--bias {','.join(map(_shortest, bias)) if isinstance(bias, tuple) else _shortest(bias)}"]
    )


def stack_arrays(values: Sequence[Any]) -> str:
    """The flags for the values of a stack's layers, those of kernels once if they are all the same.

    >>> import numpy
    >>> from visualize.story import Values
    >>> stack_arrays([Values(numpy.array([1, 2]), numpy.array([3, 4]))])
    "--input '1 2' --kernel '3 4'"
    """
    kernels = [one.kernel for one in values if one.kernel is not None]
    if any(array.size > MOST_WRITTEN for array in (values[0].input, *kernels)) or any(one.bias for one in values):
        return "(with values given in Python)"
    texts = [_rows(kernel.tolist(), kernel.ndim) for kernel in kernels]
    kernel = " || ".join(texts if len(set(texts)) > 1 else texts[:1])
    return arrays({"input": values[0].input}, 0) + (f" --kernel '{_as_rows(kernel)}'" if texts else "")


def stage_arrays(values: Any) -> str:
    """The flags for the values of a separable layer: its kernels by channel, then the weights of each filter in rows.

    >>> import numpy
    >>> from visualize.story import Values
    >>> stage_arrays(Values(numpy.ones((2, 1, 1), int), numpy.ones((2, 1, 1, 1), int), 0, numpy.array([[3, 4]])))
    "--input '1 | 1' --kernel '1 | 1 || 3 4'"
    """
    kernels = values.kernel.squeeze(1)
    if max(values.input.size, kernels.size, values.pointwise.size) > MOST_WRITTEN:
        return "(with values given in Python)"
    kernel = f"{_rows(kernels.tolist(), kernels.ndim)} || {_rows(values.pointwise.tolist(), 2)}"
    given, *bias = arrays({"input": values.input}, values.bias).partition(" --bias ")
    return f"{given} --kernel '{kernel}'{''.join(bias)}"


def _as_rows(text: str) -> str:
    """The text of an array, which a single number would not be."""
    return text if set(" ;|") & set(text) else text + ";"


def _rows(values: Any, axes: int) -> str:
    """Rows of numbers as the command line reads them, with | between channels and || between filters.

    >>> _rows([[[0, 1], [2, 3]], [[4, 5], [6, 7]]], 3)
    '0 1; 2 3 | 4 5; 6 7'
    """
    if axes == 1:
        return " ".join(map(_shortest, values))
    return ("; ", " | ", " || ")[axes - 2].join(_rows(part, axes - 1) for part in values)


def stack_command(layers: Sequence[Layer], options: Mapping[str, Any], view: str) -> str:
    """The command that draws a stack of layers.

    >>> from visualize.options import read
    >>> stack_command([Conv(5, 3, padding=1), Conv(5, 3)], read({}), "isometric")
    "python -m visualize stack --i 5 --layers '3+1 3'"
    """
    from shlex import quote

    words = [f"python -m visualize stack --i {_joined(layers[0].input_size)}"]
    words += ["--dims 1"] * (layers[0].dims == 1)
    words.append(f"--layers {quote(' '.join(map(layer_word, layers)))}")
    values = options.get("recipe_words", "").strip()
    return " ".join([*words, *filter(None, [values]), *_flags(options, view)])


def comparison(recipes: Sequence[str], align: str, arrange: str) -> str:
    """The command that compares figures; without a title of its own one is not named by its flags.

    >>> comparison(["python -m visualize --k 3 --title a", "python -m visualize --k 3 --p 1"], "output", "auto")
    "python -m visualize compare '--k 3 --title a' '--k 3 --p 1 --title=' --align output"
    """
    from shlex import quote, split

    plain = [one.removeprefix("python -m visualize ") for one in recipes]
    titled = [one if "--title" in split(one) else f"{one} --title=" for one in plain]
    words = ["python -m visualize compare", *map(quote, titled)]
    words += [f"--align {align}"] * (align != "step") + [f"--arrange {arrange}"] * (arrange != "auto")
    return " ".join(words)


POOLS = {"max_pool": "max", "avg_pool": "avg"}


def layer_word(layer: Layer) -> str:
    """A layer of a stack as the command line writes it.

    >>> from visualize.operations import MaxPool, ReLU
    >>> layer_word(Conv(5, 3, stride=2, padding=1)), layer_word(ReLU(5)), layer_word(MaxPool(4, 2, 1))
    ('3/2+1', 'relu', 'max2/1')
    """
    if layer.floors:
        return layer.name
    usual = (1,) * layer.dims if layer.weighted else layer.kernel_size
    signs = (("/", layer.stride, usual), ("*", layer.dilation, (1,) * layer.dims))
    stride, dilation = ("" if pair == default else sign + _joined(pair) for sign, pair, default in signs)
    padding = f"+{_padding_word(layer)}" if any(layer.padding) else ""
    return f"{POOLS.get(layer.name, '')}{_joined(layer.kernel_size)}{stride}{padding}{dilation}"


def _padding_word(layer: Layer) -> str:
    """The padding by its sides, or by the first of its names if the two ends of an axis differ."""
    before, after = layer.padding[::2], layer.padding[1::2]
    if before == after:
        return _joined(public((before[0], before[1]), layer.dims))
    name = uneven_name(layer)
    if name is None:
        raise unsupported("layers", layer, "a stack has padding of the same size at both ends, or one with a name")
    return name


def file_stem(layer: Layer) -> str:
    """A file name, without suffix, made of the layer's parameters.

    >>> file_stem(Conv((5, 7), 3, dilation=2))
    'conv_i5x7_k3_p0_s1_d2'
    """
    parts = [layer.name]
    for flag, value, default in _parameters(layer):
        if flag != "d" or value != default:
            parts.append(flag + value)
    for flag, value, default in _switches(layer):
        if value != default and flag != "dims":
            parts.append(
                {"output-padding": "op", "no-count-include-pad": "no-pad"}.get(flag, flag).split("-mode")[0] + value
            )
    if not layer.single:
        parts.append(f"c{layer.in_channels}x{layer.out_channels}")
    if layer.weighted and layer.groups > 1:
        parts.append(f"g{layer.groups}")
    if layer.dialect is not None:
        parts.append(layer.dialect.framework)
    return "_".join(parts) + ("_1d" if layer.dims == 1 else "")


def _parameters(layer: Layer) -> list[tuple[str, str, str]]:
    """Flag, value and default of the parameters with one-letter flags, of a pixel shuffle the size and the factor."""
    if layer.moves:
        return [("i", _joined(layer.input_size), ""), ("factor", str(layer.factor), "")]
    kernel = _joined(layer.kernel_size)
    return [
        ("i", _joined(layer.input_size), "5"),
        ("k", kernel, ""),
        ("p", padding_text(layer.padding, layer.dims), "0"),
        ("s", _joined(layer.stride), "1" if layer.weighted else kernel),
        ("d", _joined(layer.dilation), "1"),
    ]


def _channels(layer: Layer) -> list[tuple[str, str, str]]:
    """Flag, value and default of the numbers of channels and groups; a pooling has as many out as in."""
    names = ["in_channels", "out_channels", "groups"] if layer.weighted else ["in_channels"]
    if layer.moves:
        names = [name for name in names if name in layer.arguments()]
    return [(name.replace("_", "-"), str(getattr(layer, name)), "1") for name in names]


def _switches(layer: Layer) -> list[tuple[str, str, str]]:
    """Flag, value and default of the other parameters; a switch has the value "" if it is set, else "no"."""
    rest = (name for name in layer.extras if name not in ("dilation", "factor"))
    return [("dims", str(layer.dims), "2"), *(_switch(layer, name) for name in rest)]


def _switch(layer: Layer, name: str) -> tuple[str, str, str]:
    flag, value, default = name.replace("_", "-"), getattr(layer, name), getattr(Layer, name)
    if isinstance(default, bool):
        return f"{'no-' * default}{flag}", "no" if value == default else "", "no"
    if isinstance(default, tuple):
        return flag, _joined(public(value, layer.dims)), _joined(default)
    return flag, value, default


def padding_text(padding: tuple[int, int, int, int], dims: int) -> str:
    """The shortest form of the sides of a padding.

    >>> padding_text((1, 1, 1, 1), 2), padding_text((2, 2, 1, 1), 2), padding_text((0, 1, 0, 1), 2)
    ('1', '2x1', '0x1x0x1')
    """
    top, bottom, left, right = padding
    if dims == 1:
        return _joined((left, right))
    return _joined((top, left)) if (top, left) == (bottom, right) else "x".join(map(str, padding))


def _joined(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(set(values)) == 1 else "x".join(map(str, values))


def _shortest(value: Any) -> str:
    """A number in its shortest form; the numbers of a list joined by commas."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    if not isinstance(value, float):
        return str(value)
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
