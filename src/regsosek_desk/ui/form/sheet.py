"""The sheet: the whole questionnaire as one long paper that scrolls. Shows and points, never changes an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.ui.form.blocks import Block, Brush, Placed
from regsosek_desk.ui.form.look import Desk, Keyer, Scene, no_name
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.paper import Paper, Window
from regsosek_desk.ui.theme import Theme

FRAME = 2
"""Pixels that the frame of the cursor may stand out of the zone of its place."""
RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)


class SheetView(QAbstractScrollArea):
    """A questionnaire on the screen as on paper.

    It reads a desk (the document) and a keyer (the cursor) and paints what they hold; after each change the
    screen that owns it calls `refresh`. Keys go on to that screen.
    """

    place_clicked = Signal(Place)

    def __init__(self, program: FormProgram, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.program = program
        self._scene: Callable[[], Scene] | None = None
        self._names: Callable[[Place], str] = no_name
        self._paper: Paper | None = None
        self._shape: tuple[tuple[int, int], ...] = ()
        self._states: dict[str, str] = {}
        self._cursor = Place("")  # where it was when last painted
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    # --- what the screen calls ------------------------------------------------------------------------

    def show_document(self, desk: Desk, keyer: Keyer) -> None:
        """Show another document, from its beginning on."""
        self._scene = lambda: Scene(desk, keyer, self._names)
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self.refresh()

    def set_names(self, names: Callable[[Place], str]) -> None:
        """Where the names of areas come from: given a place, the name that goes with its code, "" if unknown."""
        self._names = names

    def refresh(self, places: Iterable[Place] | None = None) -> None:
        """Repaint these places and what hangs on them (cursor, block states); everything when None."""
        if self._scene is None:
            return
        scene = self._scene()
        if places is None or self._paper is None or scene.shape() != self._shape:
            self._arrange(scene)
            self.viewport().update()
        else:
            self.viewport().update(self._touched(set(places), scene))
        self._remember(scene)

    def ensure_visible(self, place: Place) -> None:
        """Scroll so that the place with its heading is comfortably in view, below a header that stays."""
        if self._scene is None or self._paper is None:
            return
        found = self._paper.find(place, self._scene())
        if found is not None:
            self._show_line(*found)
            self._show_column(*found)

    def rect_of(self, place: Place) -> QRect:
        """The boxes or the line of a place, in coordinates of the viewport; null while its row isn't shown."""
        found = self._paper.find(place, self._scene()) if self._scene is not None and self._paper is not None else None
        if found is None or self._paper is None:
            return QRect()
        block, placed = found
        return self._paper.in_view(block, placed.box.frame.translated(placed.corner), self._window())

    # --- what has to be painted anew --------------------------------------------------------------------

    def _touched(self, places: set[Place], scene: Scene) -> QRegion:
        """The places, what is worked out, the cursor's old and new surroundings, the block states that changed."""
        region = QRegion()
        lit = {scene.cursor, self._cursor}
        computed = {Place(question) for roster, question in self.program.bound.calculated if roster is None}
        for place in places | lit | computed:
            for rect in self._rects(place, scene, around=len(lit) > 1 and place in lit):
                region += rect
        for rect in self._changed_states(scene):
            region += rect
        return region

    def _rects(self, place: Place, scene: Scene, *, around: bool) -> Iterator[QRect]:
        """Where a place shows, in coordinates of the viewport."""
        if self._paper is None:
            return
        window, found = self._window(), self._paper.find(place, scene)
        if found is not None:
            block, placed = found
            frame = placed.zone.adjusted(-FRAME, -FRAME, FRAME, FRAME)
            for rect in [frame, *(block.around(placed) if around else ())]:
                yield self._paper.in_view(block, rect, window)
        for block in self._paper.blocks:
            for rect in block.copies(place, scene):
                yield self._paper.in_view(block, rect, window)

    def _changed_states(self, scene: Scene) -> Iterator[QRect]:
        for block in self._paper.blocks if self._paper is not None else ():
            for section, where in block.states.items():
                if scene.desk.section_state(section) != self._states.get(section):
                    yield where.translated(0, block.top - self._window().y)

    def _remember(self, scene: Scene) -> None:
        self._cursor, self._shape = scene.cursor, scene.shape()
        sections = (s.section for s in self.program.bound.form.sections)
        self._states = {name: scene.desk.section_state(name) for name in sections}

    # --- layout -----------------------------------------------------------------------------------------

    def _arrange(self, scene: Scene) -> None:
        if self._paper is None:
            brush = Brush(Theme.from_palette(self.palette()), Metrics.from_font(self.font(), self.devicePixelRatioF()))
            self._paper = Paper(self.program.bound, self.viewport().width(), brush, self.devicePixelRatioF())
        self._paper.arrange(scene)
        view = self.viewport().size()
        line = self._paper.brush.m.line
        bars = ((self.verticalScrollBar(), self._paper.height, view.height()),
                (self.horizontalScrollBar(), self._paper.width, view.width()))  # fmt: skip
        for bar, whole, shown in bars:
            bar.setRange(0, max(0, whole - shown))
            bar.setPageStep(shown)
            bar.setSingleStep(3 * line)

    def _window(self) -> Window:
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        grid = self._paper.brush.m.grid if self._paper is not None else 1
        return Window(x - x % grid, y - y % grid, self.viewport().size())

    def _show_line(self, block: Block, placed: Placed) -> None:
        window, margin = self._window(), 2 * (self._paper.brush.m.line if self._paper else 0)
        line = block.line_of(placed)
        top, bottom = block.top + line.top(), block.top + line.bottom()
        header = block.header.height() if not block.header.isNull() else 0
        room = window.size.height() - header
        if top < window.y + header + margin // 2:
            self.verticalScrollBar().setValue(top - header - room // 3)
        elif bottom > window.y + window.size.height() - margin:
            self.verticalScrollBar().setValue(max(bottom + margin - window.size.height(), top - header - room // 3))

    def _show_column(self, block: Block, placed: Placed) -> None:
        bar, zone, width = self.horizontalScrollBar(), placed.zone, self.viewport().width()
        if block.width <= width or zone.left() < block.frozen:
            return
        if zone.left() - bar.value() < block.frozen:
            bar.setValue(zone.left() - block.frozen)
        elif zone.right() - bar.value() >= width:
            bar.setValue(zone.right() + 1 - width)

    # --- events -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._scene is None or self._paper is None:
            painter.fillRect(event.rect(), self.palette().window())
            return
        scene, window = self._scene(), self._window()
        for rect in event.region():  # type: ignore[attr-defined]
            self._paper.paint(painter, rect, window, scene)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._paper is not None and self._paper.view_width != self.viewport().width():
            self._paper = None
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in RESTYLED:
            self._paper = None
            self.refresh()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._scene is None or self._paper is None:
            return
        place = self._paper.place_at(event.position().toPoint(), self._window(), self._scene())
        if place is not None:
            self.place_clicked.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
