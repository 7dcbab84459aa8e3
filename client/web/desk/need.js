/* need.js - who needs somebody, in which order people are shown, how many there are of each, and which
 * of them a filter leaves. Pure. */
import { leftSeconds } from './rows.js';

/* The need of a person, the most urgent first. */
export const NEED = { TAKEN: 0, SILENT: 1, UNSAVED: 2, IRREGULAR: 3, NONE: 4 };

/* An entry that is on this disk alone for so long while the line is up: something holds it back. */
const UNSAVED_MS = 10000;

/* seen: the entries of irregularities that somebody of the staff has ticked off on this page, by rowKey(). */
export function needOf(row, key, board, seen, now) {
    if (row.attention === 3) return NEED.TAKEN;
    if (row.attention === 2) return NEED.SILENT;
    if (
        board.link === 'up' &&
        row.node === board.node &&
        row.left >= 0 &&
        row.copies < 2 &&
        now - row.since >= UNSAVED_MS
    )
        return NEED.UNSAVED;
    if (row.attention === 1 && seen.get(key) !== row.entry) return NEED.IRREGULAR;
    return NEED.NONE;
}

const names = new Intl.Collator(['es', 'en'], { sensitivity: 'base', numeric: true });

/* By need, then as compareNames() does. */
export function compare(a, b) {
    return a.need - b.need || compareNames(a, b);
}

/* By name, then ID; who has no name comes last. */
export function compareNames(a, b) {
    if ((a.row.name === '') !== (b.row.name === '')) return a.row.name === '' ? 1 : -1;
    return names.compare(a.row.name, b.row.name) || names.compare(a.row.id, b.row.id);
}

/* Entries {key, row, need} of one centre, or of both (node ""). */
export function entriesOf(board, node, seen, now) {
    const out = [];
    for (const [key, row] of board.rows)
        if (node === '' || row.node === node)
            out.push({ key, row, need: needOf(row, key, board, seen, now) });
    return out;
}

/* Those that need somebody, in order. No filter is asked: an incident is always shown. */
export function incidentsOf(entries) {
    return entries.filter((e) => e.need < NEED.NONE).sort(compare);
}

/* --- counts --- */

/* The groups that are counted above the table. Each person is in one of the first ones, and perhaps in
 * those of ABOUT as well. */
export const GROUPS = {
    before: (row) => ['pending', 'registered', 'admitted'].includes(row.state),
    asks: (row) => row.state === 'asks',
    ready: (row) => row.state === 'ready',
    running: (row) => row.state === 'running',
    paused: (row) => row.state === 'paused',
    waits: (row) => row.state === 'waits',
    finished: (row) => row.state === 'finished',
    void: (row) => row.state === 'void',
    moves: (row) => row.state === 'transit',
    present: (row) => row.here === 'yes' || row.here === 'silent',
    silent: (row) => row.attention === 2 || row.here === 'silent',
};
export const ABOUT = ['present', 'silent'];

/* May the staff still admit this person? */
export function isUnadmitted(row) {
    return row.state === 'registered' || row.state === 'asks' || row.state === 'pending';
}

export function countsOf(entries) {
    const out = { people: entries.length };
    for (const name of Object.keys(GROUPS)) out[name] = 0;
    for (const { row } of entries)
        for (const [name, holds] of Object.entries(GROUPS)) out[name] += holds(row) ? 1 : 0;
    return out;
}

/* The rooms that there are, in order. */
export function roomsOf(entries) {
    return [...new Set(entries.map((e) => e.row.room).filter((room) => room !== ''))].sort(
        names.compare,
    );
}

/* --- filters --- */

/* Without case and accents: who types "perez" finds Pérez. */
export function plain(text) {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/* filter: {text, group, room}, "" for any. An ID is also found without the dots that people write. */
export function filterEntries(entries, filter) {
    const text = plain(filter.text.trim()),
        digits = text.replace(/[.\s-]/g, '');
    const group = GROUPS[filter.group];
    return entries.filter(
        ({ row }) =>
            (filter.room === '' || row.room === filter.room) &&
            (group === undefined || group(row)) &&
            (text === '' ||
                plain(row.name + '\n' + row.room + '\n' + row.event).includes(text) ||
                (digits !== '' && plain(row.id).includes(digits))),
    );
}

/* --- places that hold still --- */

/* The keys in the order to show. While `held` (the pointer or the focus is among them) those that are
 * shown keep their places, also those without an entry: nothing slides under a pointer. Who is new comes
 * last, and `stale` counts who would stand elsewhere. */
export function placeKeys(shown, entries, held) {
    const wanted = [...entries].sort(compare).map((e) => e.key);
    if (!held) return { keys: wanted, stale: 0 };
    const there = new Set(shown);
    const keys = shown.concat(wanted.filter((key) => !there.has(key)));
    return { keys, stale: keys.filter((key, i) => key !== wanted[i]).length };
}

/* People of a choice: "running", "all", "present" or a room's, as the node would take them. */
export function peopleOf(entries, who, room) {
    const is = {
        '--running': (row) => row.left >= 0 && leftSeconds(row, row.came) >= 0,
        '--present': GROUPS.present,
        '--all': () => true,
        '--room': (row) => row.room === room,
    };
    return entries.filter(({ row }) => is[who](row));
}
