/* incidents.js - who needs somebody, and what is wrong with the node, beside the people. No filter
 * hides them. Each has what is usually done about it. */
import { el, focusOn, setText, show } from '../shared/dom.js';
import { _, _n } from '../shared/words.js';
import { commandNamed, mayDo } from './commands.js';
import { fill } from './fill.js';
import { Hold } from './hold.js';
import { NEED, placeKeys } from './need.js';
import { silentSeconds } from './rows.js';
import { sayEvent } from './said.js';
import { sayAgoWords, sayNeed } from './table.js';

export class Incidents {
    /* goTo(key): shows the person among the people. ticked(): one was seen. */
    constructor(desk, giving, which, { goTo, ticked }) {
        Object.assign(this, { desk, giving, which, goTo, ticked });
        this.items = new Map(); /* key -> {element, parts, entry} */
        this.keys = [];
        this.entries = []; /* of those that still need somebody */
        this.heading = el('h2', {});
        this.node = el('ul', { class: 'lines' });
        this.list = el('ul', { class: 'needs' });
        this.none = el('p', { class: 'quiet' }, _('Nobody needs somebody now.'));
        this.spoken = el('p', { class: 'heard', role: 'status' });
        this.element = el(
            'section',
            { class: 'incidents', 'aria-label': _('Who needs somebody') },
            this.heading,
            this.spoken,
            this.node,
            this.none,
            this.list,
        );
        this.hold = new Hold(this.list);
    }

    /* Lines about the node itself. */
    setNode(lines) {
        if (this.node.textContent === lines.join('')) return;
        this.node.replaceChildren(...lines.map((line) => el('li', {}, '▲ ' + line)));
    }

    /* The entries that need somebody, in order. */
    set(entries, now) {
        const byKey = new Map(entries.map((entry) => [entry.key, entry]));
        const { keys } = placeKeys(this.keys, entries, this.hold.holds(now));
        const fresh = keys.filter((key) => !this.items.has(key));
        const focused = this.list.contains(document.activeElement);
        this.entries = entries;
        this.#drop(new Set(keys));
        let at = this.list.firstChild;
        for (const key of keys) {
            const item = this.items.get(key) ?? this.#add(key);
            if (byKey.has(key)) this.#fill(item, byKey.get(key), now);
            else this.#settle(item);
            if (item.element === at) at = at.nextSibling;
            else this.list.insertBefore(item.element, at);
        }
        this.keys = keys;
        if (focused && document.activeElement?.closest('.needs li:not([inert])') === null)
            focusOn(this.heading);
        this.#sayCount();
        this.#speak(fresh);
    }

    tick(now) {
        const settled = this.keys.length > this.entries.length;
        if (settled && !this.hold.holds(now)) this.set(this.entries, now);
        for (const item of this.items.values()) this.#count(item, now);
    }

    #drop(wanted) {
        for (const [key, item] of this.items)
            if (!wanted.has(key)) {
                item.element.remove();
                this.items.delete(key);
            }
    }

    /* Needs nobody any more, and keeps its place until the pointer has left: what stands below would
     * slide under it. */
    #settle(item) {
        if (item.element.inert) return;
        item.element.inert = true;
        item.element.dataset.need = String(NEED.NONE);
        setText(item.parts.word, `✓ ${_('settled')}`);
        setText(item.parts.detail, '');
    }

    #add(key) {
        const parts = {
            word: el('span', { class: 'word' }),
            name: el('b'),
            place: el('span', { class: 'quiet' }),
            detail: el('span', { class: 'detail' }),
            buttons: el('span', { class: 'buttons' }),
        };
        const item = {
            parts,
            need: -1,
            entry: null,
            element: el(
                'li',
                {},
                el(
                    'span',
                    { class: 'first' },
                    parts.word,
                    ' ',
                    el('span', { class: 'detail' }, parts.detail),
                ),
                el('span', { class: 'second' }, parts.name, ' ', parts.place),
                parts.buttons,
            ),
        };
        this.items.set(key, item);
        return item;
    }

    #fill(item, entry, now) {
        const { parts } = item,
            { row, need } = entry;
        const [shape, word] = sayNeed(need);
        item.entry = entry;
        item.element.inert = false;
        item.element.dataset.need = String(need);
        setText(parts.word, `${shape} ${word}`);
        setText(parts.name, row.name);
        setText(parts.place, [row.id, row.room].filter((t) => t !== '').join(' · '));
        this.#count(item, now);
        if (item.need === need) return;
        item.need = need;
        parts.buttons.replaceChildren(...this.#buttons(item).filter((button) => button !== null));
    }

    #count(item, now) {
        if (item.element.inert) return;
        const { row, need } = item.entry;
        const silent = silentSeconds(row, now);
        setText(
            item.parts.detail,
            need === NEED.SILENT && silent >= 0
                ? fill(_('for {ago}'), { ago: sayAgoWords(silent) })
                : need === NEED.IRREGULAR
                  ? sayEvent(row.event)
                  : '',
        );
    }

    #buttons(item) {
        const give = (name, label, preset) =>
            this.which === 'own' && mayDo(this.desk.node.role, commandNamed(name))
                ? el(
                      'button',
                      {
                          type: 'button',
                          onclick: () =>
                              this.giving.open(commandNamed(name), [item.entry], preset?.()),
                      },
                      label,
                  )
                : null;
        const silentMinutes = () => ({
            minutes: String(
                Math.max(1, Math.ceil(silentSeconds(item.entry.row, performance.now()) / 60)),
            ),
        });
        const go = el(
            'button',
            { type: 'button', onclick: () => this.goTo(item.entry.key) },
            _('Show'),
        );
        switch (item.need) {
            case NEED.TAKEN:
                return [
                    give('move', _('Its answers count'), () => ({ answers: 'keep' })),
                    give('move', _('They do not count'), () => ({ answers: 'drop' })),
                    go,
                ];
            case NEED.SILENT:
                return [give('extend', _('More time'), silentMinutes), give('move', _('Free')), go];
            case NEED.IRREGULAR:
                return [
                    el('button', { type: 'button', onclick: () => this.#tick(item) }, _('Seen')),
                    go,
                ];
            default:
                return [go];
        }
    }

    #tick(item) {
        this.desk.seen.set(item.entry.key, item.entry.row.entry);
        this.hold.touch(); /* a second press finds nothing else there */
        this.ticked();
    }

    #sayCount() {
        const count = this.entries.length;
        setText(
            this.heading,
            fill(_n('{n} person needs somebody', '{n} people need somebody', count), { n: count }),
        );
        show(this.none, count === 0);
    }

    /* Who is new, once. */
    #speak(fresh) {
        if (this.began !== undefined && fresh.length > 0) {
            const { row, need } = this.items.get(fresh[0]).entry;
            const text = `${row.name} ${row.id}: ${sayNeed(need)[1]}`;
            setText(
                this.spoken,
                fresh.length === 1
                    ? text
                    : fill(_('{first}, and {n} more'), { first: text, n: fresh.length - 1 }),
            );
        }
        this.began = true;
    }
}
