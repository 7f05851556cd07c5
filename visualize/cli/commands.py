"""The command line: words to calls. The only room that prints or exits."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from visualize.budget import LONG, check_layer
from visualize.cli import arguments, parser
from visualize.cli.arguments import number
from visualize.errors import VisualizeError, escaped, invalid, missing, shown, unsupported
from visualize.export.targets import folder
from visualize.figure import Figure, figure, stack_figure
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.options import BY_NAME, OPTIONS, Option
from visualize.text import phrases, recipe


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0, or after one line on standard error 2, and 70 where the fault is ours."""
    told = list(sys.argv[1:] if argv is None else argv)
    try:
        _answered([word for word in told if word != parser.DEBUG])
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(_complained(error, parser.DEBUG in told))
    sys.exit(0)


def _complained(error: Exception, debug: bool) -> int:
    """Say on one line what went wrong; returns the code to exit with."""
    line, code = judged(error)
    if sys.stderr is not None:
        with suppress(OSError):  # whoever reads our lines may be gone
            if debug:
                import traceback

                traceback.print_exception(error)
            print(f"visualize: {line}", file=sys.stderr)
    return code


def judged(error: Exception) -> tuple[str, int]:
    """What is said of an error, and whether it is the user's or the system's, 2, or ours, 70."""
    if isinstance(error, VisualizeError):
        return str(error), 2
    if isinstance(error, OSError):
        return str(_unreached(error)), 2
    if isinstance(error, MemoryError):
        return "unsupported figure: it takes more memory than there is; use a smaller --i, --k or --cell", 2
    if isinstance(error, RecursionError):
        return "unsupported figure: what was given is nested too deeply", 2
    return f"unforeseen {type(error).__name__}: {shown(error)}; please report it with the command", 70


def _unreached(error: OSError) -> VisualizeError:
    """Whatever the system refused that was not refused where it was asked for."""
    try:
        os.getcwd()
    except OSError:
        return missing("folder", "the working folder does not exist any more; change to another one")
    return invalid("file", error.filename or "", f"cannot be reached: {error.strerror or error}")


def _say(text: str) -> None:
    """Print an answer; whoever reads our lines may have enough, or no room for them."""
    if sys.stdout is None:
        return
    try:
        print(text, flush=True)
    except OSError as error:
        # Python would complain once more on closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            advice = f"what is said here cannot be written: {error.strerror}"
            raise VisualizeError(f"invalid output: {shown(advice)}") from error


def _answered(argv: list[str]) -> None:
    try:
        _run(argv)
    except parser.Answer as answer:
        _say(str(answer))


def _run(argv: list[str]) -> None:
    commands = {"shape": _shape, "gallery": _gallery, "stack": _stack, "formula": _formula}
    if argv and argv[0] in commands:
        commands[argv[0]](argv[1:])
    elif not argv:
        _say(parser.drawing_parser().format_help().rstrip())
    elif argv[0].startswith("-"):
        _draw(argv)
    else:
        _draw_named(argv)


def _draw_named(argv: list[str]) -> None:
    from visualize.cli import gallery

    named = gallery.BY_NAME.get(argv[0])
    if named is None:
        _draw(argv)  # which says what is wrong
    else:
        _draw([*named.flags, *argv[1:]], argv[0])


def _draw(argv: list[str], name: str = "") -> None:
    """Draw one figure; a named one is written under its name."""
    options = _parsed(parser.drawing_parser(), argv)
    drawn = figure_from(options)
    names = options.output or [(name or recipe.file_stem(drawn.operation)) + ".gif"]
    size = _save(drawn, names, options)
    _say(_result(drawn, names, size, drawn.language))
    if _is_coloured(drawn):
        _say(phrases.phrase("coloured", drawn.language))


def _is_coloured(drawn: Figure) -> bool:
    """Whether colours stand for numbers that somebody may have hoped to read; nobody does in the smallest cells."""
    grid = next(iter(drawn.film.placements.values()))
    has_numbers = drawn.story is not None and bool(drawn.story.numbers)
    return has_numbers and not drawn.film.cell_texts and grid.right[0] >= SMALLEST_NUMBERED


def _save(drawn: Figure, names: Sequence[str], options: argparse.Namespace) -> int:
    if any(name.lower().endswith(".pdf") for name in names):
        _hush()
    work = drawn.estimate(*names, pptx=options.pptx)
    if work.seconds >= LONG and sys.stderr is not None:
        size, steps = f"{work.size / 1e6:,.0f} MB", drawn.film.frame_count
        told = phrases.phrase("long", drawn.language).format(steps=steps, time=_duration(work.seconds), size=size)
        print(f"visualize: {told}", file=sys.stderr, flush=True)
    progress = _progress(drawn, len(names))
    sources = [getattr(options, name, None) or "" for name in ("input", "kernel")]
    return drawn.save(*names, pptx=options.pptx, gif_compat=options.gif_compat, progress=progress, sources=sources)


def _duration(seconds: float) -> str:
    """In two digits.

    >>> _duration(47.3), _duration(620)
    ('50 s', '10 min')
    """
    return f"{round(seconds, -1):.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _hush() -> None:
    """What matplotlib and its helpers log is no answer to a user."""
    import logging

    logging.lastResort = logging.NullHandler()  # to which everything goes where nobody has said otherwise


def figure_from(options: argparse.Namespace) -> Figure:
    """The figure that the flags describe."""
    pixels, kernel = arguments.sized_by_values(options)
    operation = arguments.operation(options)
    given = options.input is not None or options.kernel is not None
    check_layer(operation, options.reading or BY_NAME["reading"].default, given)
    seed = number("seed", options.seed, int)
    if seed and "random" not in (options.input, options.kernel):
        raise unsupported("seed", seed, "nothing here is random; give --input random or --kernel random")
    asked = _asked(options, OPTIONS) | {"recipe_words": arguments.told_values(options)}
    made = {"input": pixels, "kernel": kernel}
    values = {name: arguments.made(name, options, one, operation, seed) for name, one in made.items()}
    return figure(operation, **(asked | values))


def _asked(options: argparse.Namespace, rows: Iterable[Option]) -> Any:
    """The options that flags were given for, numbers read."""
    found = {one.name: _read(one, getattr(options, one.name, None)) for one in rows}
    return {name: value for name, value in found.items() if value is not None and value is not False}


def _read(one: Option, word: Any) -> Any:
    if one.kind in (int, float):
        return number(one.name, word, one.kind)
    return arguments.spelled(word) if one.name == "title" and word else word


def _parsed(parser: argparse.ArgumentParser, argv: list[str]) -> argparse.Namespace:
    return parser.parse_args(arguments.with_negative_values(argv))


def _shape(argv: list[str]) -> None:
    """`python -m visualize shape ...`: sizes and formulas, no picture."""
    from visualize.text import shape_report

    options = _parsed(parser.telling_parser("shape", "Tell the sizes of a layer."), argv)
    operation = arguments.operation(options)
    _answer(options.json, shape_report.report(operation), shape_report.text(operation))


def _answer(as_json: bool, data: dict[str, Any], text: str) -> None:
    if as_json:
        import json

        # A terminal without letters for a formula's signs gets their numbers, which are JSON as well.
        has_letters = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
        _say(json.dumps(data, ensure_ascii=not has_letters))
    else:
        _say(text)


def _stack(argv: list[str]) -> None:
    """`python -m visualize stack --i 32 --layers "3 3/2+1"`: sizes and receptive fields, layer by layer."""
    from visualize.operations import receptive_field

    options = _parsed(parser.stack_parser(), argv)
    if options.layers is None:
        raise missing("layers", 'give them, as in --layers "3 3/2+1"')
    layers = receptive_field.parse(options.layers)
    size = receptive_field.input_pair(arguments.numbers(options.input_size))
    if options.until is not None:
        layers = receptive_field.repeated(size, layers, number("until", options.until, int))
    if options.output:
        stacked = [one for one in OPTIONS if one.stack]
        drawn = stack_figure(receptive_field.operations(size, layers), **_asked(options, stacked))
        written = _save(drawn, options.output, options)
        _say(_result(drawn, options.output, written, drawn.language))
        return
    text = receptive_field.table(size, layers)
    if options.until is not None:
        text += f"\n{len(layers)} layer{'s' * (len(layers) != 1)} until {options.until}x{options.until}"
    _answer(options.json, receptive_field.data(size, layers), text)


def _gallery(argv: list[str]) -> None:
    """`python -m visualize gallery`: the named figures; with --output all of them drawn."""
    from visualize.cli import gallery

    options = _parsed(parser.gallery_parser(), argv)
    if options.output is None:
        _say(gallery.listing(options.lang))
        return
    for named in gallery.FIGURES:
        drawn = figure_from(_parsed(parser.drawing_parser(), [*named.flags, "--lang", options.lang]))
        with folder(options.output):
            names = [os.path.join(options.output, named.name + suffix) for suffix in (".gif", ".svg")]
            size = drawn.save(*names)
        _say(_result(drawn, names, size, options.lang))


def _formula(argv: list[str]) -> None:
    """`python -m visualize formula ... -o formula.svg`: the output-size formula, typeset."""
    from visualize.cli import formula

    options = _parsed(parser.formula_parser(), argv)
    operation = arguments.operation(options)
    names = options.output or ["formula.svg"]
    _hush()
    formula.save(operation, options.convention, options.theme, names)
    _say(_listed(names))


def _listed(names: Sequence[str]) -> str:
    return escaped(", ".join(map(arguments.spelled, names)))


def _result(drawn: Figure, names: Sequence[str], size: int, language: str) -> str:
    sizes = [operation.input_size for operation in drawn.operations] + [drawn.operations[-1].output_size]
    steps = len(drawn.steps)
    told = phrases.phrase("result" if steps != 1 else "result of one", language)
    grown = " -> ".join("x".join(map(str, size)) for size in sizes)
    return told.format(files=_listed(names), sizes=grown, steps=steps, bytes=f"{size:,}")


def _progress(drawn: Figure, targets: int) -> Callable[[int], None]:
    """Tells how far a long job is, on a terminal only."""
    total, done, started = drawn.film.frame_count * targets, 0, time.monotonic()
    told = started + 1.0
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda steps: None

    def progress(steps: int) -> None:
        nonlocal done, told
        done += steps
        now = time.monotonic()
        if now < told and (done < total or told == started + 1.0):
            return
        told = now + 0.1
        share = min(1.0, done / total)
        bar = "█" * round(30 * share)
        end = "\r\033[K" if done >= total else ""
        print(f"\r{bar:30} {share:4.0%} of {total} steps{end}", end="", file=sys.stderr, flush=True)

    return progress
