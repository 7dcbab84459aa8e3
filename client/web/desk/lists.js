/* lists.js - lists for print: by room, to sign, or as people stand. They have whom the board has, and with a
 * roster also who is listed here and has not registered. */
import { el, setText } from '../shared/dom.js';
import { _, chosenLanguage } from '../shared/words.js';
import { fill } from './fill.js';
import { absentOf, fetchListed } from './listed.js';
import { compareNames, roomsOf } from './need.js';
import { readTable, roomOptions } from './pieces.js';
import { sayFailure, sayNode, sayState } from './said.js';

function sayStanding(row) {
    return row.state === '' ? _('not registered') : sayState(row.state);
}

/* Behind a name, where staff must know it before the person sits down. */
function noteOf(row) {
    const note =
        row.state === '' ? _('not registered') : row.state === 'pending' ? _('not confirmed') : '';
    return note !== '' ? el('span', { class: 'note' }, ` (${note})`) : null;
}

export class Lists {
    constructor(desk) {
        this.desk = desk;
        this.listed = null; /* on the roster; null: it is being read */
        this.failure = ''; /* why nobody of the roster is known; "" */
        this.rooms = null; /* among which to choose, as one text */
        this.room = el('select', { id: 'list-room', onchange: () => this.#draw() });
        this.kind = el(
            'select',
            { id: 'list-kind', onchange: () => this.#draw() },
            el('option', { value: 'sign' }, _('to sign')),
            el('option', { value: 'state' }, _('as people stand now')),
        );
        this.message = el('p', { class: 'message', role: 'status' });
        this.pages = el('div', { class: 'pages' });
        this.element = el(
            'div',
            { class: 'sheet wide' },
            el('h1', {}, _('Lists')),
            el(
                'p',
                { class: 'hint screen' },
                _(
                    'Of the people of this centre: who is registered here, and who is on the roster and has not registered.',
                ),
            ),
            el(
                'div',
                { class: 'tools screen' },
                el('div', {}, el('label', { for: 'list-room' }, _('Room')), this.room),
                el('div', {}, el('label', { for: 'list-kind' }, _('List')), this.kind),
                el('button', { type: 'button', class: 'main', onclick: () => print() }, _('Print')),
            ),
            this.message,
            this.pages,
        );
    }

    async open() {
        this.#fill();
        try {
            const listed = await fetchListed((...words) => this.desk.node.desk(...words));
            this.listed = listed ?? [];
            this.failure =
                listed === null
                    ? _(
                          'The node gave no roster that this page knows: who has not registered is not on these lists. Load the page again.',
                      )
                    : '';
        } catch (error) {
            this.listed ??= [];
            this.failure = sayFailure(error);
        }
        this.#fill();
    }

    /* Rows of the board have changed, or the rest of it has come. */
    update({ changed, gone }) {
        if (changed.size + gone.size > 0 || this.whole !== this.#isWhole()) this.#fill();
    }

    #isWhole() {
        return this.listed !== null && !this.desk.board.more;
    }

    /* Entries of people in the order of the lists. Who has not registered has no state. */
    #people() {
        const absent = absentOf(this.listed ?? [], this.desk.board) ?? [];
        return this.desk
            .entries('own')
            .concat(absent.map((row) => ({ row: { ...row, state: '', answered: 0 } })))
            .sort(compareNames);
    }

    #fill() {
        const rooms = roomsOf(this.#people()),
            chosen = this.room.value,
            text = rooms.join('\n');
        if (text !== this.rooms) {
            this.rooms = text;
            this.room.replaceChildren(...roomOptions(rooms));
            this.room.value = rooms.includes(chosen) ? chosen : '';
        }
        this.#draw();
    }

    #draw() {
        const entries = this.#people();
        this.whole = this.#isWhole();
        setText(
            this.message,
            this.whole
                ? this.failure
                : _('People are still being read: who has not registered is added then.'),
        );
        const rooms = this.room.value !== '' ? [this.room.value] : [...roomsOf(entries), ''];
        this.pages.replaceChildren(
            ...rooms
                .map((room) => [room, entries.filter((e) => e.row.room === room)])
                .filter(([, people]) => people.length > 0)
                .map(([room, people]) => this.#page(room, people)),
        );
    }

    #page(room, entries) {
        const signs = this.kind.value === 'sign',
            { desk } = this;
        const title = [
            desk.status?.exam ?? '',
            sayNode(desk.node.node),
            room !== '' ? room : _('without a room'),
        ]
            .filter((t) => t !== '')
            .join(' · ');
        const heads = [
            _('No.'),
            _('ID'),
            _('Name'),
            ...(signs ? [_('Signature')] : [_('State'), _('Answered')]),
        ];
        const cells = ({ row }) =>
            signs ? [''] : [sayStanding(row), `${row.answered}/${desk.board.questions}`];
        const rows = entries.map((e, i) =>
            el(
                'tr',
                {},
                el('td', { class: 'whole' }, String(i + 1)),
                el('td', { class: 'whole' }, e.row.id),
                el('th', { scope: 'row' }, e.row.name, signs ? noteOf(e.row) : null),
                ...cells(e).map((text) => el('td', {}, text)),
            ),
        );
        return el(
            'section',
            { class: 'list' },
            el('h2', {}, title),
            el(
                'p',
                { class: 'hint' },
                fill(_('{n} people, {when}'), {
                    n: entries.length,
                    when: new Date().toLocaleString(chosenLanguage()),
                }),
            ),
            readTable(heads, rows, signs ? 'plain signs' : 'plain'),
            signs
                ? el(
                      'p',
                      { class: 'foot' },
                      fill(_('Present: ______ of {n}     Invigilator: ______________________'), {
                          n: entries.length,
                      }),
                  )
                : null,
        );
    }
}
