/* admission.js - people come to the desk one after the other: found by ID or name, shown with the name of
 * the roster large enough to compare with a document, and admitted with one key. */
import { el, setText, show } from '../shared/dom.js';
import { _, _n } from '../shared/words.js';
import { commandNamed } from './commands.js';
import { fill } from './fill.js';
import { compare, compareNames, filterEntries, GROUPS, isUnadmitted } from './need.js';
import { sayState } from './said.js';
import { Shown } from './shown.js';

const LISTED_MOST = 30;

/* Who may still be admitted: those who have asked to start first, then those who sit at their terminals. */
function waitingOf(entries) {
    const rank = ({ row }) => (!GROUPS.present(row) ? 0 : GROUPS.asks(row) ? 2 : 1);
    return entries
        .filter(({ row }) => isUnadmitted(row))
        .sort((a, b) => rank(b) - rank(a) || compareNames(a, b));
}

export class Admission {
    constructor(desk, giving) {
        Object.assign(this, { desk, giving });
        this.shown = new Shown();
        this.admitting = false;
        this.search = el('input', {
            type: 'search',
            id: 'admit-find',
            autocomplete: 'off',
            spellcheck: false,
            oninput: () => this.#find(),
            onkeydown: (event) => this.#key(event),
        });
        this.left = el('p', { class: 'hint' });
        this.heard = el('p', { class: 'heard', role: 'status' }); /* once, of what is searched */
        this.list = el('ul', { class: 'waiting' });
        this.name = el('p', { class: 'name' });
        this.id = el('p', { class: 'id' });
        this.facts = el('p', { class: 'hint' });
        this.admit = el(
            'button',
            { type: 'button', class: 'main', onclick: () => this.#admit() },
            _('Admit'),
        );
        this.next = el('button', { type: 'button', onclick: () => this.#next() }, _('Next'));
        this.other = el(
            'button',
            { type: 'button', onclick: () => this.#register() },
            _('Register somebody'),
        );
        this.all = el(
            'button',
            {
                type: 'button',
                onclick: () => giving.open(commandNamed('admit'), [], {}, '--present'),
            },
            _('Admit all who are signed in …'),
        );
        this.message = el('p', { class: 'message', role: 'status' });
        this.nobody = el(
            'p',
            { class: 'hint' },
            _('Type an ID or a name, or choose somebody from the list.'),
        );
        this.card = el(
            'section',
            { class: 'person', 'aria-label': _('Who is at the desk') },
            this.name,
            this.id,
            this.facts,
            el('div', { class: 'ends' }, this.admit, this.next),
        );
        this.element = el(
            'div',
            { class: 'admission' },
            el(
                'div',
                { class: 'find' },
                el('h1', {}, _('Admission')),
                el('label', { for: 'admit-find' }, _('ID or name')),
                this.search,
                this.left,
                this.heard,
                this.list,
                el('div', { class: 'ends' }, this.other, this.all),
            ),
            el('div', {}, this.nobody, this.card, this.message),
        );
    }

    open() {
        if (this.message.textContent !== '') this.kept();
        this.update();
        this.search.focus();
    }

    update() {
        const all = this.desk.entries('own'),
            waiting = waitingOf(all);
        const text = this.search.value.trim();
        const found =
            text === ''
                ? waiting
                : filterEntries([...all].sort(compare), { text, group: '', room: '' });
        this.found = found;
        this.shown.follow(
            found.map((e) => e.key),
            performance.now(),
        );
        setText(
            this.left,
            text === ''
                ? fill(
                      _n(
                          '{n} person is not admitted yet.',
                          '{n} people are not admitted yet.',
                          waiting.length,
                      ),
                      { n: waiting.length },
                  )
                : fill(_n('{n} person is found.', '{n} people are found.', found.length), {
                      n: found.length,
                  }),
        );
        this.#list(found.slice(0, LISTED_MOST));
        this.#show(found.find((e) => e.key === this.shown.key));
    }

    /* The buttons stay: one that has the focus keeps it. */
    #list(entries) {
        const have = new Map([...this.list.children].map((item) => [item.dataset.key, item]));
        const items = entries.map((entry) => have.get(entry.key) ?? this.#item(entry));
        entries.forEach((entry, i) => {
            items[i].firstChild.setAttribute('aria-pressed', String(entry.key === this.shown.key));
            setText(
                items[i].firstChild,
                `${entry.row.name !== '' ? entry.row.name : '–'} · ${entry.row.id}`,
            );
        });
        if (
            items.length !== this.list.children.length ||
            items.some((item, i) => item !== this.list.children[i])
        )
            this.list.replaceChildren(...items);
    }

    #item(entry) {
        const item = el(
            'li',
            {},
            el('button', { type: 'button', onclick: () => this.#choose(entry.key) }),
        );
        item.dataset.key = entry.key;
        return item;
    }

    #show(entry) {
        if (entry === undefined && this.card.contains(document.activeElement)) this.search.focus();
        show(this.card, entry !== undefined);
        show(this.nobody, entry === undefined);
        if (entry === undefined) return;
        const { row } = entry,
            present = GROUPS.present(row);
        setText(this.name, row.name !== '' ? row.name : _('No name is known.'));
        setText(this.id, row.id);
        setText(
            this.facts,
            [
                row.room,
                sayState(row.state),
                present ? _('signed in at a terminal') : _('not signed in'),
            ]
                .filter((t) => t !== '')
                .join(' · '),
        );
        this.admit.disabled = this.admitting || !isUnadmitted(row);
    }

    #find() {
        this.shown.search(this.search.value.trim(), performance.now());
        this.update();
        setText(this.heard, this.left.textContent);
    }

    #choose(key) {
        this.shown.choose(key, performance.now());
        this.update();
    }

    #next() {
        const at = this.found.findIndex((e) => e.key === this.shown.key);
        this.#choose(this.found[(at + 1) % this.found.length]?.key ?? '');
    }

    #key(event) {
        if (event.key === 'Enter' && !this.admit.disabled && !this.card.hidden) this.#admit();
        else if (event.key === 'ArrowDown') this.#next();
        else return;
        event.preventDefault();
    }

    /* One key, since a person stands there; it is undone beside it. */
    async #admit() {
        const entry = this.found.find((e) => e.key === this.shown.key);
        if (entry === undefined || this.admitting || !this.shown.isTaken(performance.now())) return;
        this.admitting = this.admit.disabled = true;
        try {
            await this.giving.give(commandNamed('admit'), [entry]);
        } finally {
            this.admitting = false;
        }
        if (this.shown.key === entry.key) {
            this.search.value = '';
            this.shown.search('', performance.now());
            this.update();
        }
        if (this.shown.key === '') this.search.focus();
    }

    /* What was done last, and no more: whose admission is taken back is not said to be admitted. */
    kept() {
        const [done, ...before] = this.desk.orders,
            { order, lines } = done;
        const whom = this.desk.entries('own').filter(({ row }) => order.people.ids?.includes(row.id));
        const words = [
            _(order.command.label),
            whom.length === 1 ? `${whom[0].row.name} ${whom[0].row.id}` : '',
            lines.join(' '),
        ];
        this.message.replaceChildren(
            `${words.filter((text) => text !== '').join(' · ')} `,
            this.giving.undoButton(done) ?? '',
            before.length > 0 ? this.#earlier(before.length) : '',
        );
    }

    #earlier(n) {
        const text = fill(_n('{n} order before it', '{n} orders before it', n), { n });
        return el('a', { href: '#given' }, text);
    }

    #register() {
        this.giving.open(commandNamed('register'), [], { id: this.search.value.trim() });
    }
}
