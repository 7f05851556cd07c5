"""Names that Windows would not give to a file, though it may seem to."""

from __future__ import annotations

from visualize.errors import VisualizeError, invalid

NUMBERED = ("COM", "LPT")  # with one digit, which may be a superscript
DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "CONIN$",
    "CONOUT$",
    *(port + digit for port in NUMBERED for digit in "123456789¹²³"),
}
FORBIDDEN = '<>:"|?*'
# Windows' numbers for access denied and for a file that another program has opened, locked or mapped into its memory.
SHARING_FAULTS = (5, 32, 33, 1224)


def check_windows_name(name: str) -> None:
    """Refuse a path with a part that Windows takes for a device, cuts short or cannot store.

    >>> check_windows_name("frames/console.gif")
    """
    from ntpath import splitdrive

    for part in splitdrive(name)[1].replace("\\", "/").split("/"):
        if part in ("", ".", ".."):
            continue
        if part.partition(".")[0].rstrip(" ").upper() in DEVICES:
            raise invalid("output", name, f"{part} is a device of Windows; give another name")
        if part[-1] in ". ":
            raise invalid("output", name, "Windows drops dots and spaces at the end of a name; leave them out")
        if any(letter in FORBIDDEN or letter < " " for letter in part):
            raise invalid("output", name, f"names on Windows cannot hold control characters nor any of {FORBIDDEN}")


def in_use(name: str, error: OSError) -> VisualizeError | None:
    """The error for a file that Windows does not replace because a program shows it, or None for another cause."""
    if getattr(error, "winerror", None) not in SHARING_FAULTS:
        return None
    return invalid(
        "output", name, "cannot be replaced: it may be open in another program; close it there and try again"
    )
