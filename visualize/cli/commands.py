"""The commands: they parse arguments, call the package, print results and errors, and exit."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from visualize.cli import arguments, parser, results
from visualize.cli.delivery import deliver, silence_logging
from visualize.cli.drawing import compared_from, figure_from, stack_from, words_to_figure
from visualize.cli.parser_kind import DEBUG, JSON_ERRORS, Answer
from visualize.cli.terminal import complain, notify, say, use_json
from visualize.errors import VisualizeError, message_and_code, missing, unsupported
from visualize.export.targets import folder
from visualize.options import read
from visualize.text import recipe


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with 0; after an error, which is one line on standard error, with 2, or 70 for a bug."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        use_json(JSON_ERRORS in words)
        code = _run_and_print([word for word in words if word not in (DEBUG, JSON_ERRORS)])
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(_print_error(error, DEBUG in words))
    sys.exit(code or 0)


def _print_error(error: Exception, debug: bool) -> int:
    """Print an error on one line; returns the exit code."""
    line, code = message_and_code(error)
    if debug and sys.stderr is not None:
        import traceback

        with suppress(OSError):  # the reader of a pipe may have exited
            traceback.print_exception(error)
    facts = error.facts if isinstance(error, VisualizeError) else VisualizeError(line).facts
    complain(line, {"exit_code": code, **facts})
    return code


def _run_and_print(argv: list[str]) -> int | None:
    try:
        return _run(argv)
    except Answer as answer:
        say(str(answer))
    return None


def _run(argv: list[str]) -> int | None:
    if argv and argv[0] in COMMANDS:
        return COMMANDS[argv[0]](argv[1:])
    if not argv:
        say(parser.drawing_parser().format_help().rstrip())
    elif argv[0].startswith("-"):
        _draw(argv)
    else:
        _draw_named(argv)
    return None


def _draw_named(argv: list[str]) -> None:
    from visualize.cli import gallery

    named = gallery.NAMED.get(argv[0])
    if named is None:
        _draw(argv)  # the parser reports the error
    elif named.flags[0] in COMMANDS:
        _compare([*named.flags[1:], *argv[1:]], argv[0])
    else:
        _draw([*named.flags, *argv[1:]], argv[0])


def _draw(argv: list[str], name: str = "") -> None:
    """Draw a figure; the default file name is that of a gallery figure, else made of the parameters."""
    options = _parsed(parser.drawing_parser(), argv)
    if options.vary:
        say(_vary(options, argv))
        return
    drawn = figure_from(options)
    suffix = ".svg" if drawn.theme.clear else ".gif"
    names = options.output or [(name or recipe.file_stem(drawn.operation)) + suffix]
    deliver(drawn, names, options)


def _vary(options: argparse.Namespace, argv: list[str]) -> str:
    """Draw a family; the size and the time are told before. Returns the result."""
    from visualize.cli import vary

    flags, name = parser.drawing_parser().flags, vary.page_name(options.output)
    planned = vary.planned(options, flags, lambda more: figure_from(_parsed(parser.drawing_parser(), argv + more)))
    notify(planned.told())
    return vary.saved(planned.draw(), name)


def _parsed(parser: argparse.ArgumentParser, argv: list[str]) -> argparse.Namespace:
    return parser.parse_args(arguments.with_negative_values(argv))


def _named_layer(found: argparse.ArgumentParser, argv: list[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """A parser of a layer and its arguments; a figure's name at their beginning becomes the parser's defaults."""
    from visualize.cli import gallery

    named = gallery.NAMED.get(argv[0]) if argv else None
    if named is None:
        return found, argv
    if named.name not in gallery.BY_NAME:
        raise unsupported("figure", named.name, "it has several layers; give the flags of one of them")
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
        say(json.dumps(data, ensure_ascii=not has_letters))
    else:
        say(text)


def _stack(argv: list[str]) -> None:
    """`python -m visualize stack --i 32 --layers "3 3/2+1"`: print sizes and receptive fields, or draw the stack."""
    from visualize.cli import stacks
    from visualize.operations import receptive_field
    from visualize.text import stack_table

    options = _parsed(parser.stack_parser(), argv)
    if options.torch is not None:
        _model(options)
        return
    stack = stacks.stack(options)
    if options.output:
        deliver(stack_from(options), options.output, options)
        return
    language = arguments.language(options)
    text = stack_table.table(stack.layers, language)
    if options.until is not None:
        text += "\n" + stack_table.until(stack.layers, language)
    _print_report(options.json, receptive_field.data(stack.layers), text)


def _model(options: argparse.Namespace) -> None:
    """`python -m visualize stack --torch module:name`: print the table of a model, or write its deck."""
    from visualize.cli import torch_models

    found = torch_models.model(options)
    if options.output:
        silence_logging()
        pages = found.save(*options.output)
        say(f"{results.listed(options.output)}: {pages} pages")
        for line in torch_models.refusals(found):
            say(line)
    else:
        _print_report(options.json, found.data, found.table)


def _gallery(argv: list[str]) -> None:
    """`python -m visualize gallery`: list the named figures, or draw all of them with --output."""
    from visualize.cli import gallery

    options = _parsed(parser.gallery_parser(), argv)
    language = arguments.language(options)
    if options.output is None:
        say(gallery.listing(language))
        return
    output = folder(options.output)
    for named in gallery.NAMED.values():
        drawn = words_to_figure([*named.flags, "--lang", language])
        names = [os.path.join(output, named.name + suffix) for suffix in (".gif", ".svg")]
        size = drawn.save(*names)
        say(results.result(drawn, names, size))


def _formula(argv: list[str]) -> None:
    """`python -m visualize formula ... -o formula.svg`: typeset the output-size formula."""
    from visualize.cli import formula

    options = _parsed(*_named_layer(parser.formula_parser(), argv))
    operation, language = arguments.operation(options), arguments.language(options)
    names = options.output or ["formula.svg"]
    silence_logging()
    written = formula.lines(operation, options.convention, options.form, options.product, language)
    formula.save(written, options.theme, read({"ground": options.ground})["ground"], names)
    say(results.listed(names))


def _compare(argv: list[str], name: str = "compared") -> None:
    """`python -m visualize compare "--k 3" "--k 3 --p 1"`: draw figures in step."""
    options = _parsed(parser.compare_parser(), argv)
    drawn = compared_from(options)
    names = options.output or [name + (".svg" if drawn.theme.clear else ".gif")]
    deliver(drawn, names, options)


def _embed(argv: list[str]) -> None:
    """`python -m visualize embed figure.svg --for marp`: print the lines to paste into a deck or a page."""
    from visualize.cli import embed

    options = _parsed(parser.embed_parser(), argv)
    say(embed.lines(options.file, options.venue))


def _player(argv: list[str]) -> None:
    """`python -m visualize player --output FOLDER`: write the element for pages of others."""
    from visualize.cli import player

    options = _parsed(parser.player_parser(), argv)
    if options.output is None:
        raise missing("output", "give a folder, as in --output player")
    names, size = player.write_player(folder(options.output))
    say(f"{results.listed(names)}: {size:,} bytes")


def _batch(argv: list[str]) -> int:
    """`python -m visualize batch figures.toml --output DIR`: draw a table of figures."""
    from visualize.cli import batch

    return batch.run(_parsed(parser.batch_parser(), argv))


def _deck(argv: list[str]) -> int:
    """`python -m visualize deck lecture.toml -o lecture.pptx`: make a deck of a table."""
    from visualize.cli import deck

    silence_logging()
    return deck.run(_parsed(parser.deck_parser(), argv))


def _verify(argv: list[str]) -> int:
    """`python -m visualize verify conv.gif`: say whether files are what their recipes draw."""
    from visualize.cli import verify

    return verify.run(_parsed(parser.verify_parser(), argv))


def _exercise(argv: list[str]) -> None:
    """`python -m visualize exercise -o sheet.pdf`: write exercises."""
    from visualize.cli import exercise

    silence_logging()
    exercise.run(_parsed(parser.exercise_parser(), argv))


def _schema(argv: list[str]) -> None:
    """`python -m visualize schema`: print the JSON Schema of a figure."""
    import json

    from visualize.cli.schema import schema

    _parsed(parser.schema_parser(), argv)
    say(json.dumps(schema(), indent=2))


COMMANDS: Mapping[str, Callable[[list[str]], int | None]] = {
    "shape": _shape,
    "gallery": _gallery,
    "stack": _stack,
    "formula": _formula,
    "embed": _embed,
    "batch": _batch,
    "deck": _deck,
    "verify": _verify,
    "exercise": _exercise,
    "schema": _schema,
    "player": _player,
    "compare": _compare,
}
