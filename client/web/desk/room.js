/* room.js - the people of a centre: counts, who needs somebody, filters, the table, and the bar with the
 * orders for whom is chosen. Of the other centre it says how old what we see is. */
import { el, setText, show } from '../shared/dom.js';
import { _, _n } from '../shared/words.js';
import { attentionOf } from './attention.js';
import { Bar } from './bar.js';
import { fill } from './fill.js';
import { Hold } from './hold.js';
import { Incidents } from './incidents.js';
import { sayAge, sayHeld } from './line_words.js';
import { ABOUT, countsOf, filterEntries, incidentsOf, placeKeys, roomsOf } from './need.js';
import { roomOptions } from './pieces.js';
import { sayCount } from './said.js';
import { Table } from './table.js';

/* The groups of need.js in the order of the page. Those of RARE are there once they have had somebody. */
const COUNTED = [
    ['before', (n) => _n('has not started', 'have not started', n)],
    ['asks', (n) => _n('waits for admission', 'wait for admission', n)],
    ['ready', (n) => _n('is ready to begin', 'are ready to begin', n)],
    ['running', () => _('running')],
    ['paused', () => _('paused')],
    ['waits', (n) => _n('waits for a terminal', 'wait for a terminal', n)],
    ['finished', (n) => _n('has finished', 'have finished', n)],
    ['void', (n) => _n('void exam', 'void exams', n)],
    ['moves', () => _('on the way to the other centre')],
    ['present', () => _('in use')],
    ['silent', () => _('silent')],
];
const RARE = ['asks', 'ready', 'paused', 'waits', 'void', 'moves'];

/* Is something typed or chosen in it? */
function isField(node) {
    return node.matches('input:not([type=checkbox]), select, textarea');
}

export class Room {
    /* which: own or other. */
    constructor(desk, giving, which) {
        this.desk = desk;
        this.which = which;
        this.filter = { text: '', group: '', room: '' };
        this.entries = new Map();
        this.table = new Table({
            chosen: () => this.bar.setPeople(this.table.chosenEntries(), this.table.count),
        });
        this.bar = new Bar(desk, giving, which);
        this.incidents = new Incidents(desk, giving, which, {
            goTo: (key) => this.#goTo(key),
            ticked: () => this.redraw(),
        });
        this.element = el('div', { class: 'room' });
        this.element.append(...this.#parts(which));
        this.hold = new Hold(this.table.element, this.table.body);
        this.onKey = (event) => this.#key(event);
    }

    #parts(which) {
        this.age = el('p', { class: 'age' });
        this.held = el('p', { class: 'quiet' });
        this.counts = new Map(
            COUNTED.map(([name, label]) => [name, this.#countButton(name, label)]),
        );
        this.total = el('span', { class: 'total' });
        const buttons = (about) =>
            COUNTED.filter(([name]) => ABOUT.includes(name) === about).map(([name]) =>
                this.counts.get(name),
            );
        this.shown = el('p', { class: 'shown' });
        this.heard = el('p', { class: 'heard', role: 'status' }); /* once, of a filter */
        this.reorder = el('button', {
            type: 'button',
            hidden: true,
            onclick: () => this.redraw(true),
        });
        return [
            ...(which === 'other' ? [el('div', { class: 'ages' }, this.age, this.held)] : []),
            el(
                'div',
                { class: 'counts', role: 'group', 'aria-label': _('How many; press to filter') },
                el('div', {}, this.total, ...buttons(false)),
                el('div', {}, el('span', { class: 'total' }, `${_('Terminals')}:`), ...buttons(true)),
            ),
            el(
                'div',
                { class: 'split' },
                this.incidents.element,
                el(
                    'section',
                    { class: 'crowd', 'aria-label': _('People') },
                    this.#tools(),
                    this.table.element,
                ),
            ),
            this.bar.element,
        ];
    }

    #countButton(name, label) {
        const number = el('b', {}, '0'),
            words = el('span');
        const button = el(
            'button',
            {
                type: 'button',
                class: 'count',
                'aria-pressed': 'false',
                'data-group': name,
                hidden: RARE.includes(name),
                onclick: () => this.#setFilter({ group: this.filter.group === name ? '' : name }),
            },
            number,
            ' ',
            words,
        );
        button.say = (n) => {
            setText(number, String(n));
            setText(words, label(n));
            if (n > 0) show(button, true);
        };
        button.say(0);
        return button;
    }

    #tools() {
        this.search = el('input', {
            type: 'search',
            id: `find-${this.which}`,
            autocomplete: 'off',
            spellcheck: false,
            oninput: () => this.#setFilter({ text: this.search.value }),
        });
        this.rooms = el('select', {
            id: `rooms-${this.which}`,
            onchange: () => this.#setFilter({ room: this.rooms.value }),
        });
        this.grid = el(
            'button',
            {
                type: 'button',
                class: 'layout',
                'aria-pressed': 'false',
                onclick: () => this.#setGrid(),
            },
            _('Grid'),
        );
        return el(
            'div',
            { class: 'tools' },
            el('div', {}, el('label', { for: `find-${this.which}` }, _('Find (/)')), this.search),
            el('div', {}, el('label', { for: `rooms-${this.which}` }, _('Room')), this.rooms),
            this.grid,
            this.reorder,
            this.shown,
            this.heard,
        );
    }

    /* --- what changes --- */

    open() {
        document.addEventListener('keydown', this.onKey);
        this.redraw(true);
    }

    hide() {
        document.removeEventListener('keydown', this.onKey);
    }

    update(change) {
        const now = performance.now(),
            needs = this.#read();
        for (const key of new Set([...change.changed, ...needs]))
            if (this.entries.has(key)) this.table.draw(this.entries.get(key), this.desk.board, now);
        if (change.changed.size > 0 || change.gone.size > 0 || needs.length > 0)
            this.#draw(this.hold.holds(now));
    }

    tick(now) {
        this.table.tick(now.mono);
        this.incidents.tick(now.mono);
        if (this.which === 'other') setText(this.age, sayAge(this.desk.board, now));
    }

    statusChanged() {
        const { desk } = this;
        if (this.which === 'other') setText(this.held, sayHeld(desk.board, desk.status));
        else this.incidents.setNode(desk.status !== null ? attentionOf(desk.status) : []);
    }

    given() {
        this.table.chooseAll(false);
    }

    /* fresh: in the right order, whoever is pointed at. */
    redraw(fresh = false) {
        const now = performance.now();
        this.#read();
        for (const entry of this.entries.values()) this.table.draw(entry, this.desk.board, now);
        this.#draw(!fresh && this.hold.holds(now));
        this.statusChanged();
        this.tick(this.desk.now());
    }

    /* The people now; returns who needs something else than before. */
    #read() {
        const before = this.entries;
        this.entries = new Map(this.desk.entries(this.which).map((entry) => [entry.key, entry]));
        return [...this.entries.keys()].filter(
            (key) => before.get(key)?.need !== this.entries.get(key).need,
        );
    }

    #draw(held) {
        const { board } = this.desk,
            all = [...this.entries.values()],
            now = performance.now();
        const left = filterEntries(all, this.filter);
        const { keys, stale } = placeKeys(this.table.keys, left, held);
        const there = keys.filter((key) => this.entries.has(key));
        this.table.place(there, (key) => this.entries.get(key), board, now);
        show(this.reorder, stale > 0);
        setText(
            this.reorder,
            fill(_n('New order ({n} has moved)', 'New order ({n} have moved)', stale), {
                n: stale,
            }),
        );
        this.incidents.set(incidentsOf(all), now);
        this.#say(all, there.length);
        this.#sayRooms(all);
        this.bar.setPeople(this.table.chosenEntries(), this.table.count);
    }

    #say(all, shown) {
        const counts = countsOf(all);
        for (const [name, button] of this.counts) button.say(counts[name]);
        setText(this.total, `${sayCount(all.length)}:`);
        const filtered = shown !== all.length;
        setText(
            this.shown,
            filtered
                ? fill(_('Shown: {shown} of {people}; who needs somebody stays in the list.'), {
                      shown,
                      people: sayCount(all.length),
                  })
                : '',
        );
    }

    #sayRooms(all) {
        const rooms = roomsOf(all),
            have = [...this.rooms.options].slice(1).map((o) => o.value);
        if (this.rooms.options.length > 0 && rooms.join('\n') === have.join('\n')) return;
        this.rooms.replaceChildren(...roomOptions(rooms));
        this.rooms.value = this.filter.room;
    }

    /* --- what somebody does --- */

    #setFilter(some) {
        Object.assign(this.filter, some);
        for (const [name, button] of this.counts)
            button.setAttribute('aria-pressed', String(this.filter.group === name));
        this.#draw(false);
        setText(this.heard, this.shown.textContent);
    }

    #setGrid() {
        const on = this.grid.getAttribute('aria-pressed') !== 'true';
        this.grid.setAttribute('aria-pressed', String(on));
        this.table.setGrid(on);
    }

    #goTo(key) {
        if (this.table.goTo(key)) return;
        this.search.value = this.rooms.value = '';
        this.#setFilter({ text: '', group: '', room: '' });
        this.table.goTo(key);
    }

    /* What is searched goes first, then the choice of people. Another field has its own use for Esc. */
    #escape(target) {
        if (target === this.search && this.search.value !== '') {
            this.search.value = '';
            this.#setFilter({ text: '' });
            this.table.focusAlone();
        } else if (target === this.search || !isField(target)) {
            this.table.clear();
        }
    }

    /* Letters act while no field is being typed in; they can be switched off. */
    #key(event) {
        if (
            event.ctrlKey ||
            event.metaKey ||
            event.altKey ||
            document.querySelector('dialog[open]') !== null ||
            event.target.closest('details') !== null
        )
            return;
        if (event.key === 'Escape') this.#escape(event.target);
        if (!this.desk.letters || isField(event.target)) return;
        if (event.key === '/') {
            event.preventDefault();
            this.search.focus();
        } else if (this.bar.takeLetter(event.key)) {
            event.preventDefault();
        }
    }
}
