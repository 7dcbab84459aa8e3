/* table.js - people as a table or, with the same elements, as a grid of cards. A row is drawn again only
 * when it changed, and what counts by itself only where it is on the screen.
 *
 * Each row has a checkbox, and one of them takes the focus: arrows go on to the next, space chooses. */
import { el, setText } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { fill } from './fill.js';
import { NEED } from './need.js';
import { leftSeconds, savedSeconds, silentSeconds } from './rows.js';
import { sayEvent, sayState } from './said.js';
import { sayAgo, sayLeft } from './spans.js';

const COLUMNS = [
    ['name', () => _('Name')],
    ['id', () => _('ID')],
    ['state', () => _('State')],
    ['answered', () => _('Answered')],
    ['left', () => _('Time left')],
    ['seen', () => _('Last seen')],
    ['saved', () => _('Saved')],
    ['room', () => _('Room')],
];
const PAGE_ROWS = 10;

/* What a need is called, and its shape. */
export function sayNeed(need) {
    return {
        [NEED.TAKEN]: ['▲', _('another terminal')],
        [NEED.SILENT]: ['■', _('silent')],
        [NEED.UNSAVED]: ['◌', _('not copied yet')],
        [NEED.IRREGULAR]: ['✱', _('irregularity')],
        [NEED.NONE]: ['', ''],
    }[need];
}

export function sayAgoWords(seconds) {
    return sayAgo(seconds) || _('now');
}

/* "●● 12 s": how many disks have the last entry, and how long ago an answer was saved. */
function saySaved(row, now) {
    const seconds = savedSeconds(row, now);
    const shape = row.copies > 1 ? '●●' : '●';
    return seconds < 0 ? `${shape} –` : `${shape} ${sayAgoWords(seconds)}`;
}

export class Table {
    /* chosen: called when the choice or the row with the focus is another. */
    constructor({ chosen }) {
        this.chosen = chosen;
        this.lines = new Map(); /* key -> {element, cells, box, entry} */
        this.visible = new Set();
        this.keys = [];
        this.current = ''; /* the key of the row that takes the focus */
        this.touched = false; /* has somebody gone to that row? */
        this.body = el('tbody', { role: 'rowgroup' });
        this.all = el('input', {
            type: 'checkbox',
            'aria-label': _('Choose all that are shown'),
            onchange: () => this.chooseAll(this.all.checked),
        });
        const head = COLUMNS.map(([name, label]) =>
            el('th', { scope: 'col', role: 'columnheader', class: name }, label()),
        );
        this.element = el(
            'table',
            { class: 'people', role: 'table', 'aria-label': _('People') },
            el(
                'thead',
                { role: 'rowgroup' },
                el(
                    'tr',
                    { role: 'row' },
                    el('th', { scope: 'col', role: 'columnheader', class: 'box' }, this.all),
                    ...head,
                ),
            ),
            this.body,
        );
        this.element.addEventListener('keydown', (event) => this.#key(event));
        this.body.addEventListener('focusin', (event) => this.#focused(event.target));
        this.body.addEventListener('click', (event) => this.#clicked(event));
        this.body.addEventListener('change', () => this.#changed());
        this.alone = false;
        this.grid = false;
        this.narrow = matchMedia('(max-width: 760px)');
        this.narrow.addEventListener('change', () => this.#layOut());
        this.#layOut();
        this.seer = new IntersectionObserver((seen) => this.#seen(seen), { rootMargin: '100px' });
    }

    /* Shows these keys in this order; entry(key) gives what a line says. Lines that stay where they are
     * are not touched. */
    place(keys, entry, board, now) {
        const wanted = new Set(keys);
        for (const [key, line] of this.lines) if (!wanted.has(key)) this.#drop(key, line);
        let at = this.body.firstChild;
        for (const key of keys) {
            const line = this.lines.get(key) ?? this.#add(key, entry(key), board, now);
            if (line.element === at) at = at.nextSibling;
            else this.body.insertBefore(line.element, at);
        }
        this.keys = keys;
        if (!wanted.has(this.current)) {
            this.touched = false; /* whoever stands there now was not chosen by anybody */
            this.#setCurrent(keys[0] ?? '');
        }
        this.#sayAll();
    }

    /* Draws a line again. */
    draw(entry, board, now) {
        const line = this.lines.get(entry.key);
        if (line !== undefined) this.#fill(line, entry, board, now);
    }

    /* What counts by itself, of the lines on the screen. */
    tick(now) {
        for (const key of this.visible) this.#count(this.lines.get(key), now);
    }

    /* Entries that are chosen; of none the one that has the focus. */
    chosenEntries() {
        const boxes = [...this.lines.values()]
            .filter((line) => line.box.checked)
            .map((line) => line.entry);
        const current = this.lines.get(this.current);
        return boxes.length > 0
            ? boxes
            : this.touched && current !== undefined
              ? [current.entry]
              : [];
    }

    get count() {
        return [...this.lines.values()].filter((line) => line.box.checked).length;
    }

    chooseAll(on) {
        for (const line of this.lines.values()) line.box.checked = on;
        this.#changed();
    }

    /* Nobody is chosen, nor gone to. */
    clear() {
        this.touched = false;
        this.anchor = undefined;
        this.#setCurrent(this.current);
        this.chooseAll(false);
    }

    focus() {
        this.lines.get(this.current)?.box.focus();
    }

    /* The same for who did not go to that line: nobody is chosen by it. */
    focusAlone() {
        this.alone = true;
        this.focus();
        this.alone = false;
    }

    /* Goes to the line of a person. */
    goTo(key) {
        if (!this.lines.has(key)) return false;
        this.#setCurrent(key);
        this.lines.get(key).element.scrollIntoView({ block: 'center' });
        this.focus();
        return true;
    }

    setGrid(on) {
        this.grid = on;
        this.#layOut();
    }

    #layOut() {
        this.element.classList.toggle('cards', this.grid || this.narrow.matches);
    }

    /* --- lines --- */

    #add(key, entry, board, now) {
        const cells = Object.fromEntries(
            COLUMNS.map(([name, label]) => [
                name,
                el(name === 'name' ? 'th' : 'td', {
                    class: name,
                    role: name === 'name' ? 'rowheader' : 'cell',
                    scope: name === 'name' ? 'row' : null,
                    'data-label': label(),
                }),
            ]),
        );
        cells.word = el('span');
        cells.need = el('span', { class: 'need' });
        cells.state.append(cells.word, cells.need);
        const box = el('input', { type: 'checkbox', tabIndex: -1 });
        const element = el(
            'tr',
            { role: 'row' },
            el('td', { class: 'box', role: 'cell' }, box),
            ...COLUMNS.map(([name]) => cells[name]),
        );
        const line = { element, cells, box, entry };
        element.dataset.key = key;
        this.lines.set(key, line);
        this.#fill(line, entry, board, now);
        this.seer.observe(element);
        return line;
    }

    #fill(line, entry, board, now) {
        const { cells, element, box } = line,
            { row, need } = entry;
        const [shape, word] = sayNeed(need);
        line.entry = entry;
        setText(cells.name, row.name !== '' ? row.name : '–');
        setText(cells.id, row.id);
        setText(cells.word, sayState(row.state));
        setText(cells.need, need === NEED.NONE ? '' : `${shape} ${word}`);
        setText(cells.answered, `${row.answered}/${board.questions}`);
        setText(cells.room, row.room !== '' ? row.room : '–');
        element.dataset.state = row.state;
        element.dataset.need = String(need);
        element.title = row.event !== '' ? sayEvent(row.event) : '';
        box.ariaLabel = fill(_('Choose {name}, {id}'), { name: row.name, id: row.id });
        this.#count(line, now);
    }

    #count(line, now) {
        const {
            cells,
            entry: { row },
        } = line;
        setText(cells.left, sayLeft(leftSeconds(row, now)));
        setText(cells.seen, row.here === 'unknown' ? '?' : sayAgoWords(silentSeconds(row, now)));
        setText(cells.saved, saySaved(row, now));
    }

    #drop(key, line) {
        this.seer.unobserve(line.element);
        line.element.remove();
        this.lines.delete(key);
        this.visible.delete(key);
    }

    #seen(seen) {
        const now = performance.now();
        for (const { target, isIntersecting } of seen) {
            const { key } = target.dataset,
                line = this.lines.get(key);
            if (isIntersecting && line !== undefined) {
                this.visible.add(key);
                this.#count(line, now);
            } else {
                this.visible.delete(key);
            }
        }
    }

    /* --- choosing --- */

    #setCurrent(key) {
        const before = this.lines.get(this.current),
            after = this.lines.get(key);
        if (before !== undefined) before.box.tabIndex = -1;
        if (after !== undefined) after.box.tabIndex = 0;
        before?.element.classList.remove('current');
        after?.element.classList.toggle('current', this.touched);
        this.current = key;
    }

    #focused(target) {
        const key = target.closest('tr')?.dataset.key;
        if (key === undefined) return;
        this.touched ||= !this.alone;
        this.#setCurrent(key);
        this.chosen();
    }

    /* Anywhere in a line takes it; with shift all up to it. */
    #clicked(event) {
        const key = event.target.closest('tr')?.dataset.key;
        if (key === undefined) return;
        const from = this.keys.indexOf(this.anchor ?? this.current),
            to = this.keys.indexOf(key);
        if (event.shiftKey && from >= 0)
            for (const k of this.keys.slice(Math.min(from, to), Math.max(from, to) + 1))
                this.lines.get(k).box.checked = true;
        this.anchor = key;
        if (event.target.type !== 'checkbox')
            this.lines.get(key).box.focus({ preventScroll: true });
        this.#changed();
    }

    #changed() {
        this.#sayAll();
        this.chosen();
    }

    #sayAll() {
        const { count } = this;
        this.all.checked = count > 0 && count === this.lines.size;
        this.all.indeterminate = count > 0 && count < this.lines.size;
    }

    #key(event) {
        const step = {
            ArrowDown: 1,
            ArrowUp: -1,
            PageDown: PAGE_ROWS,
            PageUp: -PAGE_ROWS,
            Home: -Infinity,
            End: Infinity,
        }[event.key];
        if (
            step === undefined ||
            event.ctrlKey ||
            event.metaKey ||
            event.altKey ||
            this.keys.length === 0
        )
            return;
        event.preventDefault();
        const at = this.keys.indexOf(this.current) + step;
        const key = this.keys[Math.max(0, Math.min(this.keys.length - 1, at))];
        this.#setCurrent(key);
        if (event.shiftKey) this.lines.get(key).box.checked = true;
        this.lines.get(key).element.scrollIntoView({ block: 'nearest' });
        this.focus();
    }
}
