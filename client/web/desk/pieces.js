/* pieces.js - elements that several views have. */
import { el } from '../shared/dom.js';
import { _ } from '../shared/words.js';

/* A table that is read. heads: a text for each column, "" where it needs none; rows: elements. */
export function readTable(heads, rows, classes = 'plain') {
    const head = heads.map((text) =>
        text === '' ? el('td', {}) : el('th', { scope: 'col' }, text),
    );
    return el(
        'table',
        { class: classes },
        el('thead', {}, el('tr', {}, ...head)),
        el('tbody', {}, ...rows),
    );
}

/* The options of a choice among rooms: all, or one. */
export function roomOptions(rooms) {
    return [
        el('option', { value: '' }, _('all')),
        ...rooms.map((room) => el('option', { value: room }, room)),
    ];
}
