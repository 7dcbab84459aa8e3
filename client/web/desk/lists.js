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
        this.listed = []; /* on the roster */
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
            const ask = (...words) => this.desk.node.desk(...words);
            this.listed = (await fetchListed(ask)) ?? [];
            setText(this.message, '');
        } catch (error) {
            setText(this.message, sayFailure(error));
            return;
        }
        this.#fill();
    }

    /* Entries of people in the order of the lists. Who has not registered has no state. */
    #people() {
        const absent = absentOf(this.listed, this.desk.entries(''));
        return this.desk
            .entries('own')
            .concat(absent.map((row) => ({ row: { ...row, state: '', answered: 0 } })))
            .sort(compareNames);
    }

    #fill() {
        const rooms = roomsOf(this.#people());
        const chosen = this.room.value;
        this.room.replaceChildren(...roomOptions(rooms));
        this.room.value = rooms.includes(chosen) ? chosen : '';
        this.#draw();
    }

    #draw() {
        const entries = this.#people();
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
                el('td', {}, String(i + 1)),
                el('td', {}, e.row.id),
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
