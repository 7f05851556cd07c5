"""The commands: they parse arguments, call the package, print results and errors, and exit."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from errno import EINVAL
from typing import Any, NoReturn

from visualize.budget import LONG, check_layer
from visualize.cli import arguments, parser, results
from visualize.cli.numerals import biases, number
from visualize.drawing import figure, stack_figure
from visualize.errors import VisualizeError, invalid, missing, one_line, unsupported
from visualize.export.targets import folder
from visualize.figure import Figure
from visualize.options import BY_NAME, OPTIONS, Option, read
from visualize.text import phrases, recipe


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with 0; after an error, which is one line on standard error, with 2, or 70 for a bug."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        _run_and_print([word for word in words if word != parser.DEBUG])
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(_print_error(error, parser.DEBUG in words))
    sys.exit(0)


def _print_error(error: Exception, debug: bool) -> int:
    """Print an error on one line; returns the exit code."""
    line, code = message_and_code(error)
    if sys.stderr is not None:
        with suppress(OSError):  # the reader of a pipe may have exited
            if debug:
                import traceback

                traceback.print_exception(error)
            print(f"visualize: {line}", file=sys.stderr)
    return code


def message_and_code(error: Exception) -> tuple[str, int]:
    """The message of an error, and its exit code: 2 for errors of the user or the system, 70 for a bug."""
    if isinstance(error, VisualizeError):
        return str(error), 2
    if isinstance(error, OSError):
        return str(_unhandled(error)), 2
    if isinstance(error, MemoryError):
        return "unsupported figure: it takes more memory than there is; use a smaller --i, --k or --cell", 2
    if isinstance(error, RecursionError):
        return "unsupported figure: what was given is nested too deeply", 2
    return f"unforeseen {type(error).__name__}: {one_line(error)}; please report it with the command", 70


def _unhandled(error: OSError) -> VisualizeError:
    """The error for a failed system call that the calling code did not handle."""
    try:
        os.getcwd()
    except OSError:
        return missing("folder", "the working folder does not exist any more; change to another one")
    return invalid("file", error.filename or "", f"cannot be reached: {error.strerror or error}")


def _print(text: str) -> None:
    """Print a result; the reader of a pipe may have exited, or the disk may be full."""
    if sys.stdout is None:
        return
    try:
        print(text, flush=True)
    except OSError as error:  # for a reader that has exited Windows has a number of its own
        # Python would report the error again when it closes the stream at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == EINVAL):
            advice = f"what is said here cannot be written: {error.strerror}"
            raise VisualizeError(f"invalid output: {one_line(advice)}") from error


def _run_and_print(argv: list[str]) -> None:
    try:
        _run(argv)
    except parser.Answer as answer:
        _print(str(answer))


def _run(argv: list[str]) -> None:
    commands = {"shape": _shape, "gallery": _gallery, "stack": _stack, "formula": _formula, "embed": _embed}
    commands["compare"] = _compare
    if argv and argv[0] in commands:
        commands[argv[0]](argv[1:])
    elif not argv:
        _print(parser.drawing_parser().format_help().rstrip())
    elif argv[0].startswith("-"):
        _draw(argv)
    else:
        _draw_named(argv)


def _draw_named(argv: list[str]) -> None:
    from visualize.cli import gallery

    named = gallery.BY_NAME.get(argv[0])
    if named is None:
        _draw(argv)  # the parser reports the error
    else:
        _draw([*named.flags, *argv[1:]], argv[0])


def _draw(argv: list[str], name: str = "") -> None:
    """Draw a figure; the default file name is that of a gallery figure, else made of the parameters."""
    options = _parsed(parser.drawing_parser(), argv)
    drawn = figure_from(options)
    suffix = ".svg" if drawn.theme.clear else ".gif"
    names = options.output or [(name or recipe.file_stem(drawn.operation)) + suffix]
    size = _save(drawn, names, options)
    _print_result(drawn, names, size, options)


def _print_result(drawn: Figure, names: Sequence[str], size: int, options: argparse.Namespace) -> None:
    _print(results.result(drawn, names, size))
    for remark in results.remarks(drawn, names, options):
        _print(remark)


def _save(drawn: Figure, names: Sequence[str], options: argparse.Namespace) -> int:
    if any(name.lower().endswith(".pdf") for name in names):
        _silence_logging()
    work = drawn.estimate(*names, pptx=options.pptx)
    if work.seconds >= LONG and sys.stderr is not None:
        size, steps = f"{work.size / 1e6:,.0f} MB", drawn.film.frame_count
        warning = phrases.phrase("long", drawn.language).format(
            steps=steps, time=results.duration(work.seconds), size=size
        )
        print(f"visualize: {warning}", file=sys.stderr, flush=True)
    progress = results.progress(drawn, len(names), _show) if _has_terminal() else _nothing
    sources = [getattr(options, name, None) or "" for name in ("input", "kernel")]
    return drawn.save(*names, pptx=options.pptx, gif_compat=options.gif_compat, progress=progress, sources=sources)


def _has_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _show(bar: str) -> None:
    print(bar, end="", file=sys.stderr, flush=True)


def _nothing(steps: int) -> None:
    """Show no progress."""


def _silence_logging() -> None:
    """Discard what matplotlib and its libraries log; it means nothing to users of the command."""
    import logging

    logging.lastResort = logging.NullHandler()  # used for loggers without handlers


def figure_from(options: argparse.Namespace) -> Figure:
    """The figure that the flags describe."""
    pixels, kernel = arguments.values_with_sizes(options)
    operation = arguments.operation(options)
    check_layer(operation, options.reading or BY_NAME["reading"].default, bool(options.input or options.kernel))
    seed = number("seed", options.seed, int)
    if seed and not arguments.is_random(options):
        raise unsupported("seed", seed, "nothing here is random; give --input random or --kernel random")
    chosen = _given_options(options, OPTIONS) | {"recipe_words": arguments.recipe_flags(options)}
    if options.bias is not None:
        chosen["bias"] = biases(options.bias, operation.out_channels)
    return figure(operation, **(chosen | arguments.arrays(options, pixels, kernel, operation, seed)))


def _given_options(options: argparse.Namespace, rows: Iterable[Option]) -> Any:
    """The options given as flags, with numbers parsed."""
    found = ((one, _read(one, getattr(options, one.name, None))) for one in rows)
    return {
        one.name: value for one, value in found if value is not None and not (one.kind is bool and value is one.default)
    }


def _read(one: Option, word: Any) -> Any:
    if one.kind in (int, float):
        return number(one.name, word, one.kind)
    return arguments.spelled(word) if one.name == "title" and word else word


def _parsed(parser: argparse.ArgumentParser, argv: list[str]) -> argparse.Namespace:
    return parser.parse_args(arguments.with_negative_values(argv))


def _named_layer(found: argparse.ArgumentParser, argv: list[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """A parser of a layer and its arguments; a figure's name at their beginning becomes the parser's defaults."""
    from visualize.cli import gallery

    named = gallery.BY_NAME.get(argv[0]) if argv else None
    if named is None:
        return found, argv
    options = _parsed(parser.figure_parser(), list(named.flags))
    arguments.values_with_sizes(options)
    shared = {action.dest for action in found._actions} - {"output"}
    found.set_defaults(**{name: value for name, value in vars(options).items() if name in shared and value is not None})
    return found, argv[1:]


def _shape(argv: list[str]) -> None:
    """`python -m visualize shape ...`: print sizes and formulas."""
    from visualize.text import separable_report, shape_report, shuffle_report

    options = _parsed(*_named_layer(parser.shape_parser(), argv))
    operation, language = arguments.operation(options), arguments.language(options)
    reports: Any = shuffle_report if operation.moves else separable_report if operation.stages else shape_report
    _print_report(options.json, reports.report(operation), reports.text(operation, language))


def _print_report(as_json: bool, data: dict[str, Any], text: str) -> None:
    if as_json:
        import json

        # Escape the signs of formulas if standard output cannot encode them.
        has_letters = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
        _print(json.dumps(data, ensure_ascii=not has_letters))
    else:
        _print(text)


def _stack(argv: list[str]) -> None:
    """`python -m visualize stack --i 32 --layers "3 3/2+1"`: print sizes and receptive fields, or draw the stack."""
    from visualize.cli import stacks
    from visualize.operations import receptive_field
    from visualize.text import stack_table

    options = _parsed(parser.stack_parser(), argv)
    stack = stacks.stack(options)
    if options.output:
        rows = [one for one in OPTIONS if one.stack]
        chosen = _given_options(options, rows) | stacks.values(options, stack)
        drawn = stack_figure(stack.layers, **chosen)
        written = _save(drawn, options.output, options)
        _print_result(drawn, options.output, written, options)
        return
    language = arguments.language(options)
    text = stack_table.table(stack.layers, language)
    if options.until is not None:
        text += "\n" + stack_table.until(stack.layers, language)
    _print_report(options.json, receptive_field.data(stack.layers), text)


def _gallery(argv: list[str]) -> None:
    """`python -m visualize gallery`: list the named figures, or draw all of them with --output."""
    from visualize.cli import gallery

    options = _parsed(parser.gallery_parser(), argv)
    language = arguments.language(options)
    if options.output is None:
        _print(gallery.listing(language))
        return
    output = folder(options.output)
    for named in gallery.FIGURES:
        drawn = figure_from(_parsed(parser.drawing_parser(), [*named.flags, "--lang", language]))
        names = [os.path.join(output, named.name + suffix) for suffix in (".gif", ".svg")]
        size = drawn.save(*names)
        _print(results.result(drawn, names, size))


def _formula(argv: list[str]) -> None:
    """`python -m visualize formula ... -o formula.svg`: typeset the output-size formula."""
    from visualize.cli import formula

    options = _parsed(*_named_layer(parser.formula_parser(), argv))
    operation, language = arguments.operation(options), arguments.language(options)
    names = options.output or ["formula.svg"]
    _silence_logging()
    written = formula.lines(operation, options.convention, options.form, options.product, language)
    formula.save(written, options.theme, read({"ground": options.ground})["ground"], names, language)
    _print(results.listed(names))


def _compare(argv: list[str]) -> None:
    """`python -m visualize compare "--k 3" "--k 3 --p 1"`: draw figures in step."""
    from visualize.cli.comparison import compared

    options = _parsed(parser.compare_parser(), argv)
    drawn = compared(options, lambda words: _parsed(parser.figure_parser(), words), figure_from)
    names = options.output or ["compared" + (".svg" if drawn.theme.clear else ".gif")]
    _print_result(drawn, names, _save(drawn, names, options), options)


def _embed(argv: list[str]) -> None:
    """`python -m visualize embed figure.svg --for marp`: print the lines to paste into a deck or a page."""
    from visualize.cli import embed

    options = _parsed(parser.embed_parser(), argv)
    _print(embed.lines(options.file, options.venue))
