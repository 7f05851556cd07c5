"""A sheet of exercises to print: numbered questions with figures, choices to tick and lines to write on; the answers.

The answers are on pages of their own, behind the questions.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from visualize.exercise.pictures import picture
from visualize.exercise.values import Exercise
from visualize.figure import Figure
from visualize.layout.lines import wrapped
from visualize.renderers.display import Lines, Text
from visualize.renderers.mpl import worksheet
from visualize.renderers.mpl.worksheet import SIZE, Page
from visualize.style.borders import Stroke
from visualize.style.fonts import drawn_width
from visualize.text.exercise_phrases import exercise_phrase

LETTERS = "ABCD"
# All lengths are points.
MARGIN, FOOT = 56, 30
INDENT = 26  # of a block, behind its number
WIDTH = SIZE[0] - 2 * MARGIN - INDENT
TITLE, TEXT, SMALL = 17, 11, 9
LEADING, ROW = 1.45, 1.9  # from a line of words to the next, from a row of choices to the next, in sizes of letters
BESIDE, BELOW = (215, 150), (WIDTH, 135)  # the most that a figure takes at the right of the words, below them
SMALLEST, LARGEST = 0.36, 0.5  # points of a figure's pixel, at which its words are legible, and no larger than others
GAP = 16  # between words and figure
BETWEEN, CLOSE = 25, 15  # two questions, two answers
LINE, LINES = 20, 3  # from a line to write on to the next, how many there are
INK, QUIET, PALE = "#16303f", "#5b6b75", "#b8c4ca"
RULE, BOX = Stroke(PALE, 0.7, (1.0, 3.0), "round"), Stroke(QUIET, 0.9)


class Block(NamedTuple):
    """A numbered block: words, then a figure and choices with lines to write on, or a computation and notes."""

    number: str
    text: str
    shown: Figure | None = None
    choices: Sequence[tuple[str, str]] = ()
    computation: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def told(self) -> str:
        """All words, for readers who cannot see them."""
        choices = [f"{letter} {text}" for letter, text in self.choices]
        described = [self.shown.alt_text] if self.shown else []
        return "\n".join([f"{self.number} {self.text}", *described, *choices, *self.computation, *self.notes])

    @property
    def beside(self) -> bool:
        """Whether the figure stands at the right of the words."""
        return self.shown is not None and self._scale(BESIDE) >= SMALLEST

    def _scale(self, room: tuple[float, float]) -> float:
        assert self.shown is not None
        return min(room[0] / self.shown.film.width, room[1] / self.shown.film.height, LARGEST)

    @property
    def figure_size(self) -> tuple[float, float]:
        """The width and height of the figure."""
        if self.shown is None:
            return 0.0, 0.0
        film, by = self.shown.film, self._scale(BESIDE if self.beside else BELOW)
        return film.width * by, film.height * by

    @property
    def column(self) -> float:
        """The width of the words."""
        return WIDTH - (BESIDE[0] + GAP if self.beside else 0)

    @property
    def lines(self) -> list[tuple[str, int, str]]:
        """The words in lines, each with its size and colour."""
        texts = [(self.text, TEXT, INK), *((one, SMALL, INK) for one in self.computation)]
        texts += [(one, SMALL, QUIET) for one in self.notes]
        return [(line, size, ink) for text, size, ink in texts for line in _broken(text, size, self.column)]

    @property
    def heights(self) -> tuple[float, float, float, float]:
        """The heights of the words, of the figure below them, of the choices, of the lines to write on."""
        words = sum(size * LEADING for _, size, _ in self.lines)
        below = 0.0 if self.beside or self.shown is None else self.figure_size[1] + GAP / 2
        rows = -(-len(self.choices) // (2 if self.beside else 4))
        return words, below, rows * TEXT * ROW, LINES * LINE + 6 if self.choices else 0

    @property
    def height(self) -> float:
        """The height of the block."""
        return max(sum(self.heights), self.figure_size[1] if self.beside else 0)


class Part(NamedTuple):
    """Blocks that begin on a page of their own, under a title and fields to fill in; how far they are apart."""

    title: str
    fields: Sequence[str]
    blocks: Sequence[Block]
    between: int


def pdf(stream: BinaryIO, exercises: Sequence[Exercise], title: str, language: str) -> None:
    """Write the sheet, A4; the same bytes every time."""
    pages = [page for part in _parts(exercises, title, language) for page in _pages(part)]
    for number, page in enumerate(pages, 1):
        name = exercise_phrase("page", language).format(number, len(pages))
        page.marks.append(Text("label", name, (SIZE[0] / 2, SIZE[1] - FOOT), SMALL, QUIET))
    worksheet.pdf(stream, pages, title, language)


def _parts(exercises: Sequence[Exercise], title: str, language: str) -> tuple[Part, Part]:
    """The questions and the answers, the letters of all of them first."""
    numbered = list(enumerate(exercises, 1))
    fields = [exercise_phrase(key, language) for key in ("name", "date")]
    headed = exercise_phrase("titled", language).format(exercise_phrase("key", language), title)
    questions, answers = [_question(*one) for one in numbered], [_key(*one) for one in numbered]
    right = [f"{number}\u00a0{LETTERS[exercise.right]}" for number, exercise in numbered]
    letters = Block("", exercise_phrase("comma", language).join(right))
    return Part(title, fields, questions, BETWEEN), Part(headed, (), [letters, *answers], CLOSE)


def _question(number: int, exercise: Exercise) -> Block:
    choices = [(letter, choice.text) for letter, choice in zip(LETTERS, exercise.choices, strict=False)]
    return Block(f"{number}.", exercise.question, picture(exercise), choices)


def _key(number: int, exercise: Exercise) -> Block:
    """The answer with its computation, then the mistake behind each wrong choice."""
    answer = f"{LETTERS[exercise.right]}  {exercise.answer}"
    return Block(f"{number}.", answer, computation=exercise.computation, notes=list(_mistakes(exercise)))


def _mistakes(exercise: Exercise) -> Iterator[str]:
    for letter, choice in zip(LETTERS, exercise.choices, strict=False):
        if choice.mistake:
            titled = exercise_phrase("titled", exercise.language)
            yield titled.format(f"{letter}  {choice.text}", choice.feedback)


def _pages(part: Part) -> Iterator[Page]:
    """The pages of a part; no block is divided."""
    page, y = _opened(part)
    for block in part.blocks:
        if y + block.height > SIZE[1] - MARGIN:
            yield page
            page, y = Page([], [], []), float(MARGIN)
        _place(page, block, y)
        y += block.height + part.between
    yield page


def _opened(part: Part) -> tuple[Page, float]:
    """The first page with the title and the fields, and where its blocks begin."""
    page, y = Page([], [], [part.title, *part.fields]), float(MARGIN)
    for line in _broken(part.title, TITLE, SIZE[0] - 2 * MARGIN):
        page.marks.append(_text(line, MARGIN, y + TITLE, TITLE, INK))
        y += TITLE * LEADING
    y += 14 if part.fields else 0
    x, each = float(MARGIN), (SIZE[0] - 2 * MARGIN + GAP) / max(1, len(part.fields))
    for field in part.fields:
        page.marks.append(_text(field, x, y + TEXT, TEXT, QUIET))
        start = x + drawn_width(field, TEXT) + 8
        page.marks.append(_rule([(start, y + TEXT + 2), (x + each - GAP, y + TEXT + 2)]))
        x += each
    return page, y + BETWEEN + TEXT


def _text(text: str, x: float, y: float, size: int, colour: str) -> Text:
    return Text("label", text, (x, y), size, colour, anchor="start")


def _rule(line: Sequence[tuple[float, float]]) -> Lines:
    return Lines("rules", None, RULE, [line])


def _place(page: Page, block: Block, top: float) -> None:
    """Put a block on a page, from `top` on."""
    page.told.append(block.told)
    page.marks.append(_text(block.number, MARGIN, top + TEXT, TEXT, INK))
    left, y = float(MARGIN + INDENT), top
    words, below, choices, _ = block.heights
    for line, size, ink in block.lines:
        page.marks.append(_text(line, left, y + size, size, ink))
        y += size * LEADING
    if block.shown is not None:
        width, height = block.figure_size
        box = (SIZE[0] - MARGIN - width, top) if block.beside else (left, top + words + GAP / 4)
        page.figures.append((block.shown.film, block.shown.theme, (*box, width, height)))
    if block.choices:
        _choices(page, block, left, top + words + below)
        _writing_lines(page, left, left + block.column, top + words + below + choices + LINE, top + block.height)


def _choices(page: Page, block: Block, left: float, top: float) -> None:
    columns = 2 if block.beside else 4
    for at, (letter, text) in enumerate(block.choices):
        x, y = left + at % columns * block.column / columns, top + at // columns * TEXT * ROW + 6
        _choice(page, f"{letter}   {text}", x, y)


def _choice(page: Page, text: str, x: float, y: float) -> None:
    """A box to tick with its text."""
    side = TEXT - 1.0
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    page.marks.append(Lines("rules", None, BOX, [corners], closed=True))
    page.marks.append(_text(text, x + side + 7, y + side - 0.7, TEXT, INK))


def _writing_lines(page: Page, left: float, right: float, first: float, bottom: float) -> None:
    y = first
    while y <= bottom:
        page.marks.append(_rule([(left, y), (right, y)]))
        y += LINE


def _broken(text: str, size: int, width: float) -> Iterator[str]:
    """The lines of a text; a word that is wider than a line is broken anywhere."""
    for line in wrapped(text, size, width):
        while drawn_width(line, size) > width and len(line) > 1:
            fitting = next((at for at in range(len(line), 1, -1) if drawn_width(line[:at], size) <= width), 1)
            yield line[:fitting]
            line = line[fitting:]
        yield line
