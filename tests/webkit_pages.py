"""Run by the system's Python: FOLDER URL WIDTH HEIGHT SECONDS... writes what WebKitGTK shows at each moment."""

import sys
import time

if __name__ == "__main__":
    import cairo  # noqa: F401 - for snapshots
    import gi

    gi.require_version("Gtk", "3.0")
    gi.require_version("WebKit2", "4.1")
    from gi.repository import GLib, Gtk, WebKit2

    folder, url, width, height, *moments = sys.argv[1:]
    window, view = Gtk.OffscreenWindow(), WebKit2.WebView()
    window.set_default_size(int(width), int(height))
    window.add(view)
    window.show_all()

    def shoot(at: int) -> bool:
        view.get_snapshot(
            WebKit2.SnapshotRegion.VISIBLE, WebKit2.SnapshotOptions.NONE, None, lambda _, task: save(at, task)
        )
        return False

    def save(at: int, task: object) -> None:
        view.get_snapshot_finish(task).write_to_png(f"{folder}/{at}.png")
        wait(at + 1)

    def wait(at: int) -> None:
        if at == len(moments):
            Gtk.main_quit()
            return
        left = started + float(moments[at]) - time.monotonic()
        GLib.timeout_add(max(1, round(1000 * left)), shoot, at)

    def loaded(_: object, event: object) -> None:
        global started
        if event == WebKit2.LoadEvent.FINISHED:
            started = time.monotonic()
            wait(0)

    view.connect("load-changed", loaded)
    view.load_uri(url)
    Gtk.main()
