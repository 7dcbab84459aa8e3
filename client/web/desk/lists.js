/* lists.js - lists for print, of the people that the board has: by room, to sign, or as they stand. */
import { el } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { fill } from './fill.js';
import { compareNames, roomsOf } from './need.js';
import { readTable, roomOptions } from './pieces.js';
import { sayNode, sayState } from './said.js';

export class Lists {
    constructor(desk) {
        this.desk = desk;
        this.room = el('select', { id: 'list-room', onchange: () => this.#draw() });
        this.kind = el(
            'select',
            { id: 'list-kind', onchange: () => this.#draw() },
            el('option', { value: 'sign' }, _('to sign')),
            el('option', { value: 'state' }, _('as people stand now')),
        );
        this.pages = el('div', { class: 'pages' });
        this.element = el(
            'div',
            { class: 'sheet wide' },
            el('h1', {}, _('Lists')),
            el(
                'p',
                { class: 'hint screen' },
                _(
                    'Of the people who are registered at this centre. Those who are on the roster alone are in the lists that sinodoctl writes.',
                ),
            ),
            el(
                'div',
                { class: 'tools screen' },
                el('div', {}, el('label', { for: 'list-room' }, _('Room')), this.room),
                el('div', {}, el('label', { for: 'list-kind' }, _('List')), this.kind),
                el('button', { type: 'button', class: 'main', onclick: () => print() }, _('Print')),
            ),
            this.pages,
        );
    }

    open() {
        const rooms = roomsOf(this.desk.entries('own'));
        const chosen = this.room.value;
        this.room.replaceChildren(...roomOptions(rooms));
        this.room.value = rooms.includes(chosen) ? chosen : '';
        this.#draw();
    }

    #draw() {
        const entries = this.desk.entries('own').sort(compareNames);
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
            signs ? [''] : [sayState(row.state), `${row.answered}/${desk.board.questions}`];
        const rows = entries.map((e, i) =>
            el(
                'tr',
                {},
                el('td', {}, String(i + 1)),
                el('td', {}, e.row.id),
                el('th', { scope: 'row' }, e.row.name),
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
                    when: new Date().toLocaleString(),
                }),
            ),
            readTable(heads, rows, signs ? 'plain signs' : 'plain'),
        );
    }
}
