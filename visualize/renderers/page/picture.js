/**
 * A figure whose every step Python has drawn: knows cells, frames and how to show one, and nothing of convolution.
 *
 * @typedef {object} Grid
 * @property {string} name the beginning of its cells' names
 * @property {number[]} rows the numbers of its rows in these
 * @property {number[]} columns the numbers of its columns
 * @property {string} tensor what it shows
 * @property {string} [part] which of several grids of that tensor
 * @property {boolean} [mute] whether its cells tell nothing: names, and enlarged cells of another grid
 *
 * @typedef {object} Data
 * @property {number} frames
 * @property {number} still
 * @property {number[]} [steps] the number of the step in each frame, as differences
 * @property {Grid[]} grids
 * @property {[string, string, string][]} roles its classes, those when it is pointed out, its kind
 * @property {number[][]} shapes
 * @property {number[]} first role, shade and number of cells, again and again
 * @property {number[][]} changes frames, cells, roles, shades
 * @property {number[][]} lit frames, first cells, roles, shapes
 * @property {any[][]} texts a cell, then frames and the texts that begin there
 * @property {{at: number[][], texts: string[][]}} notes frames, first cells, shapes, texts
 * @property {[number[], string[]][]} paths
 * @property {[number, number][]} strides
 * @property {{colours: string[], at: (0 | (number | string)[])[]}} lines
 * @property {number[][]} links own cells, first of the others, first of the weights, shapes of both
 * @property {number[]} [owns] the number of links of each step, if not one
 * @property {Record<string, string>} sums of cells that several steps add to
 * @property {number[][]} [copies] cells that show others once more, those others, and the weights that act there
 * @property {Record<string, [number, string, string][]>} areas of weights that meet many cells: grid, classes, path data
 * @property {Record<string, [string, number, number][]>} [answers]
 *
 * @typedef {{start: number, value: any}[]} Timeline
 * @typedef {{own: number, step: number, at: number, others: number[], weights: number[]}} Link a cell that a step is about
 */

const SVG = "http://www.w3.org/2000/svg";

/** @param {number[]} steps */
export function sums(steps) {
  let at = 0;
  return steps.map((step) => {
    at += step;
    return at;
  });
}

/**
 * The value of a timeline at a frame: that of the last entry that has begun.
 * @param {Timeline} timeline
 * @param {number} frame
 */
function valueAt(timeline, frame) {
  let low = 0;
  let high = timeline.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (timeline[middle].start <= frame) low = middle;
    else high = middle - 1;
  }
  return timeline[low].value;
}

export class Picture {
  /**
   * @param {SVGSVGElement} svg
   * @param {Data} data
   */
  constructor(svg, data) {
    this.svg = svg;
    this.data = data;
    this.frame = data.still;
    /** @type {number | null} the frame whose step is lit; null if chosen cells are lit instead */
    this.lit = data.still;
    this.steps = data.steps ? sums(data.steps) : null;
    /** @type {SVGElement[]} */ this.cells = [];
    /** @type {string[]} */ this.names = [];
    /** @type {Grid[]} */ this.gridOf = [];
    /** @type {number[]} */ this.placeOf = [];
    /** @type {SVGElement[]} */ this.marksOf = [];
    /** @type {Map<number, SVGElement>} */ this.textOf = new Map();
    /** @type {Map<number, SVGElement>} */ this.noteOf = new Map();
    this.groups = [...svg.querySelectorAll(".grid")];
    this.regions = [...svg.querySelectorAll(".regions")];
    this.groups.forEach((group, at) => {
      this.#register(group, data.grids[at]);
    });
    this.numberOf = new Map(this.names.map((name, cell) => [name, cell]));
    this.#readStates();
    this.#readTexts();
    this.#readSteps();
    this.#readOverlays();
    /** @type {Map<number, string>} */ this.litNow = this.litIn[this.frame] ?? new Map();
    this.shown = this.cells.map((cell) => cell.getAttribute("class"));
    this.#readLinks();
    this.owns = this.linksOf(this.step(this.frame)).map((link) => link.own);
    /** @type {Link | null} the only one of a step's that is lit */ this.only = null;
  }

  /** @param {Element} group @param {Grid} grid */
  #register(group, grid) {
    const drawn = group.querySelector(".cells");
    const cells = [...(drawn?.querySelectorAll("path") ?? [])];
    if (drawn?.classList.contains("backwards")) cells.reverse();
    const first = this.cells.length;
    const marks = /** @type {SVGElement} */ (group.querySelector(".marks"));
    cells.forEach((cell, place) => {
      const row = Math.floor(place / grid.columns.length);
      const name = `${grid.name}/${grid.rows[row]}/${grid.columns[place % grid.columns.length]}`;
      cell.dataset.cell = name;
      this.cells.push(cell);
      this.names.push(name);
      this.gridOf.push(grid);
      this.placeOf.push(place);
      this.marksOf.push(marks);
    });
    for (const [kind, found] of /** @type {const} */ ([
      ["texts", this.textOf],
      ["notes", this.noteOf],
    ])) {
      group.querySelectorAll(`.${kind} text`).forEach((text, place) => {
        const element = /** @type {SVGElement} */ (text);
        if (kind === "texts") element.dataset.text = this.names[first + place];
        found.set(first + place, element);
      });
    }
  }

  /** What cells are for longer than a step, and which change in which frame. */
  #readStates() {
    const { first, changes, roles } = this.data;
    /** @type {{role: number, shade: number}[]} */ this.firstState = [];
    for (let at = 0; at < first.length; at += 3) {
      const state = { role: first[at], shade: first[at + 1] };
      for (let count = first[at + 2]; count > 0; count--) this.firstState.push(state);
    }
    /** @type {Map<number, Timeline>} */ this.states = new Map();
    /** @type {number[][]} */ this.changed = Array.from({ length: this.data.frames }, () => []);
    const [frames, cells] = [sums(changes[0]), sums(changes[1])];
    frames.forEach((start, at) => {
      const cell = cells[at];
      if (!this.states.has(cell)) this.states.set(cell, [{ start: 0, value: this.firstState[cell] }]);
      this.states.get(cell)?.push({ start, value: { role: changes[2][at], shade: changes[3][at] } });
      this.changed[start].push(cell);
    });
    this.roles = roles;
  }

  #readTexts() {
    /** @type {Map<number, Timeline>} */ this.texts = new Map();
    for (const [cell, ...parts] of this.data.texts) {
      /** @type {Timeline} */ const timeline = [];
      for (let at = 0; at < parts.length; at += 2) {
        timeline.push({ start: parts[at], value: parts[at + 1] });
        this.changed[parts[at]].push(cell);
      }
      this.texts.set(cell, timeline);
    }
  }

  /** The cells that are lit in each frame, each with its classes, and their small texts. */
  #readSteps() {
    const { lit, notes, shapes, roles } = this.data;
    /** @type {Map<number, string>[]} */ this.litIn = Array.from({ length: this.data.frames }, () => new Map());
    /** @type {Map<number, string>[]} */ this.notesIn = Array.from({ length: this.data.frames }, () => new Map());
    const [frames, cells] = [sums(lit[0]), sums(lit[1])];
    frames.forEach((frame, at) => {
      for (const place of shapes[lit[3][at]]) this.litIn[frame].set(cells[at] + place, roles[lit[2][at]][0]);
    });
    const [noted, first] = [sums(notes.at[0]), sums(notes.at[1])];
    noted.forEach((frame, at) => {
      const texts = notes.texts[notes.at[3][at]];
      shapes[notes.at[2][at]].forEach((place, number) => {
        this.notesIn[frame].set(first[at] + place, texts[number]);
      });
    });
  }

  #readOverlays() {
    const slots = [...this.svg.querySelectorAll(".slot")];
    this.paths = this.data.paths.map(([starts, values], at) => ({
      slot: slots[at],
      shown: slots[at].getAttribute("d"),
      timeline: sums(starts).map((start, entry) => ({ start, value: values[entry] })),
    }));
    this.strides = [...this.svg.querySelectorAll(".stride")];
    this.lineTexts = [...this.svg.querySelectorAll(".line text")];
    /** @type {Timeline} */ this.lines = [];
    this.data.lines.at.forEach((value, start) => {
      if (value || !start) this.lines.push({ start, value: value || [] });
    });
  }

  /** For every cell the steps that it belongs to. A step's own cell is the one that it is about. */
  #readLinks() {
    const { links, shapes } = this.data;
    const [own, first, weights] = [sums(links[0]), sums(links[1]), sums(links[2])];
    const set = (/** @type {number} */ shape, /** @type {number} */ from) =>
      shape < 0 ? [] : shapes[shape].map((place) => from + place);
    const owns = this.data.owns ?? own.map(() => 1);
    const places = owns.flatMap((count, step) => Array.from({ length: count }, (_, at) => ({ step, at })));
    /** @type {Link[]} */ this.links = own.map((cell, at) => ({
      own: cell,
      ...places[at],
      others: set(links[3][at], first[at]),
      weights: set(links[4][at], weights[at]),
    }));
    /** @type {Link[][]} */ this.linksIn = owns.map(() => []);
    for (const link of this.links) this.linksIn[link.step].push(link);
    /** @type {Map<number, Link>} */ this.linkOf = new Map(this.links.map((link) => [link.own, link]));
    const [copies, shown, acting] = this.data.copies ?? [[], [], []];
    /** @type {Map<number, number>} */ this.shownBy = new Map(copies.map((copy, at) => [copy, shown[at]]));
    /** @type {Map<number, number>} */ this.weightOn = new Map(copies.map((copy, at) => [copy, acting[at]]));
    /** @type {Map<number, number[]>} */ this.copiesOf = new Map();
    for (const [copy, cell] of this.shownBy) this.#append(this.copiesOf, cell, copy);
    /** @type {Map<number, number[]>} */ this.ownsOf = new Map();
    /** @type {Map<number, number[]>} */ this.metBy = new Map();
    for (const link of this.links) {
      link.others.forEach((other, at) => {
        this.#append(this.ownsOf, other, link.own);
        if (link.weights.length) this.#append(this.metBy, link.weights[at], other);
      });
    }
  }

  /** @param {Map<number, number[]>} lists @param {number} key @param {number} value */
  #append(lists, key, value) {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
  }

  /** What a step is about. @param {number} step */
  linksOf(step) {
    return this.linksIn[step] ?? [];
  }

  /** The step that a frame shows. @param {number} frame */
  step(frame) {
    return this.steps ? this.steps[frame] : frame;
  }

  /** The frames of a step: a question comes before its answer. @param {number} step */
  framesOf(step) {
    if (!this.steps) return step < this.data.frames ? [step] : [];
    return this.steps.flatMap((one, frame) => (one === step ? [frame] : []));
  }

  /** Whether a frame asks what the next one answers. @param {number} frame */
  asks(frame) {
    return this.steps !== null && frame + 1 < this.data.frames && this.steps[frame] === this.steps[frame + 1];
  }

  /** @param {number} cell @param {number} frame */
  stateAt(cell, frame) {
    const timeline = this.states.get(cell);
    return timeline ? valueAt(timeline, frame) : this.firstState[cell];
  }

  /** @param {number} cell @param {number} [frame] */
  textAt(cell, frame = this.#frameOf(cell)) {
    const timeline = this.texts.get(cell);
    return timeline ? valueAt(timeline, frame) : (this.textOf.get(cell)?.textContent ?? "");
  }

  /** The text of a frame's line; that of one of several links of its step, if each has a line. @param {number} frame @param {Link} [link] */
  lineAt(frame, link) {
    const lines = this.#linesAt(frame).map((line) => line.filter((_, at) => at % 2).join(""));
    return (link && lines.length === this.linksOf(link.step).length ? lines[link.at] : lines.join(" ")) ?? "";
  }

  /** The lines of a frame, each as colours and texts. @param {number} frame @returns {(number | string)[][]} */
  #linesAt(frame) {
    /** @type {(number | string)[][]} */ const lines = [[]];
    const parts = valueAt(this.lines, frame);
    for (let at = 0; at < parts.length; at += 2) {
      if (parts[at] < 0) lines.push([]);
      else lines[lines.length - 1].push(parts[at], parts[at + 1]);
    }
    return lines;
  }

  /**
   * Show a frame; with the step of another one lit, or one of its links only, or with chosen cells lit in place of a step.
   * @param {number} frame
   * @param {number | number[]} [lit]
   * @param {Link | null} [only]
   */
  show(frame, lit = frame, only = null) {
    const dirty = new Set([...this.litNow.keys(), ...this.litIn[frame].keys(), ...this.litIn[this.frame].keys()]);
    const [low, high] = frame < this.frame ? [frame, this.frame] : [this.frame, frame];
    for (let at = low + 1; at <= high; at++) for (const cell of this.changed[at]) dirty.add(cell);
    this.frame = frame;
    if (typeof lit === "number") {
      this.lit = lit;
      this.litNow = only ? this.#litFor(only, this.litIn[lit]) : this.litIn[lit];
    } else {
      this.lit = null;
      this.litNow = new Map(lit.map((cell) => [cell, this.roles[this.stateAt(cell, frame).role][1]]));
    }
    this.only = only;
    for (const cell of this.owns) dirty.add(cell);
    const links = this.lit === null ? [] : only ? [only] : this.linksOf(this.step(this.lit));
    this.owns = links.map((link) => link.own);
    for (const cell of [...this.litNow.keys(), ...this.owns]) dirty.add(cell);
    dirty.delete(-1);
    for (const cell of dirty) this.#draw(cell);
    this.#drawOverlays();
  }

  /** Of the cells that a step lights those of one link, and words. @param {Link} link @param {Map<number, string>} lit */
  #litFor(link, lit) {
    const cells = [link.own, ...link.others, ...link.weights];
    const mine = new Set(cells.flatMap((cell) => [cell, ...(this.copiesOf.get(cell) ?? [])]));
    return new Map([...lit].filter(([cell]) => this.gridOf[cell].mute || mine.has(cell)));
  }

  /**
   * The copies of a cell that are there, all or those on which a weight acts.
   * @param {number} cell
   * @param {number} [weight]
   */
  copies(cell, weight) {
    const meets = (/** @type {number} */ copy) =>
      weight === undefined || [weight, -1].includes(this.weightOn.get(copy) ?? -1);
    const isThere = (/** @type {number} */ copy) =>
      !this.roles[this.stateAt(copy, this.frame).role][0].endsWith("pending");
    return (this.copiesOf.get(cell) ?? []).filter((copy) => meets(copy) && isThere(copy));
  }

  /** The frame from which a cell is drawn. @param {number} cell */
  #frameOf(cell) {
    if (this.litNow.has(cell) || this.owns.includes(cell)) return this.lit ?? this.frame;
    // What a step alone did to a cell, such as the colour of a weight, is gone where another step is lit.
    if (this.lit === this.frame || !this.litIn[this.frame].has(cell)) return this.frame;
    if (this.gridOf[cell].tensor === "output" || !this.states.has(cell)) return this.frame;
    for (let away = 1; away < this.data.frames; away++) {
      // A copy that is written in a step was not there before.
      for (const frame of [...(this.shownBy.has(cell) ? [] : [this.frame - away]), this.frame + away]) {
        if (this.litIn[frame] && !this.litIn[frame].has(cell)) return frame;
      }
    }
    return this.frame;
  }

  /** @param {number} cell */
  #draw(cell) {
    const frame = this.#frameOf(cell);
    const { role, shade } = this.stateAt(cell, frame);
    const name = (this.litNow.get(cell) ?? this.roles[role][0]) + (shade ? ` s${shade}` : "");
    const text = this.textOf.get(cell);
    if (text && this.texts.has(cell)) {
      const content = this.textAt(cell, frame);
      if (text.textContent !== content) text.textContent = content;
    }
    const note = this.noteOf.get(cell);
    if (note) {
      const content = this.lit === null ? "" : (this.notesIn[this.lit].get(cell) ?? "");
      if (note.textContent !== content) note.textContent = content;
    }
    if (this.shown[cell] === name) return;
    this.shown[cell] = name;
    this.cells[cell].setAttribute("class", name);
    text?.setAttribute("class", name);
    note?.setAttribute("class", name);
  }

  #drawOverlays() {
    const frame = this.lit;
    const grids =
      this.only &&
      new Set([...this.only.others, ...this.only.weights, this.only.own].map((cell) => this.marksOf[cell]));
    for (const path of this.paths) {
      const marks = path.slot.closest(".grid")?.querySelector(".marks");
      const hidden = frame === null || (grids && marks && !grids.has(/** @type {SVGElement} */ (marks)));
      const value = hidden ? "" : valueAt(path.timeline, frame);
      if (value !== path.shown) {
        path.shown = value;
        path.slot.setAttribute("d", value);
      }
    }
    this.strides.forEach((stride, at) => {
      const [start, end] = this.data.strides[at];
      stride.toggleAttribute("display", false);
      if (frame === null || frame < start || frame >= end) stride.setAttribute("display", "none");
    });
    const lines = frame === null ? [] : this.#linesAt(frame);
    const { only } = this;
    const alone = only !== null && lines.length === this.linksOf(only.step).length;
    this.lineTexts.forEach((text, at) => {
      this.#drawLine(text, (!alone || at === only.at) && lines[at] ? lines[at] : []);
    });
  }

  /** @param {Element} text @param {(number | string)[]} parts colours and texts */
  #drawLine(text, parts) {
    const runs = [];
    for (let at = 0; at < parts.length; at += 2) {
      const run = document.createElementNS(SVG, "tspan");
      run.setAttribute("fill", this.data.lines.colours[Number(parts[at])]);
      run.textContent = String(parts[at + 1]);
      runs.push(run);
    }
    text.replaceChildren(...runs);
  }

  /** The picture as it is, as a document of its own: what the page's style says is written into its elements. */
  document() {
    const copy = /** @type {SVGSVGElement} */ (this.svg.cloneNode(true));
    const drawn = [...this.svg.querySelectorAll(".cells path, .texts text, .notes text, .marks path")];
    copy.querySelectorAll(".cells path, .texts text, .notes text, .marks path").forEach((element, at) => {
      const style = getComputedStyle(drawn[at]);
      for (const name of ["fill", "stroke", "stroke-width"]) element.setAttribute(name, style.getPropertyValue(name));
      for (const name of ["tabindex", "role", "aria-pressed", "aria-label"]) element.removeAttribute(name);
    });
    return `${new XMLSerializer().serializeToString(copy)}\n`;
  }

  /** Light the cells that a weight meets, which are too many to be lit one by one. @param {number | null} weight */
  area(weight) {
    for (const regions of this.regions) regions.replaceChildren();
    for (const [grid, kind, d] of this.data.areas[weight ?? -1] ?? []) {
      const area = document.createElementNS(SVG, "path");
      area.setAttribute("d", d);
      area.setAttribute("class", kind);
      this.regions.find((regions) => regions.parentElement === this.groups[grid])?.append(area);
    }
  }

  /**
   * Draw rings around cells, over their grids.
   * @param {number[]} cells
   * @param {boolean} kept
   */
  ring(cells, kept) {
    for (const group of this.groups) group.lastElementChild?.replaceChildren();
    for (const cell of cells) {
      for (const kind of ["casing", kept ? "ring kept" : "ring"]) {
        const ring = document.createElementNS(SVG, "path");
        ring.setAttribute("d", this.cells[cell].getAttribute("d") ?? "");
        ring.setAttribute("transform", this.cells[cell].parentElement?.getAttribute("transform") ?? "");
        ring.setAttribute("class", kind);
        this.marksOf[cell].append(ring);
      }
    }
  }
}
