/* rows.js - the board as this page knows it: a fold of the replies to BOARD (common/PROTOCOL.md "The
 * board"). The node may be anybody's: a reply of another shape is not taken. Pure. */
import { pairs } from '../shared/resp.js';

const TEXT = 'string',
    NUMBER = 'number';
/* The fields of a row, in the order of the wire. */
const FIELDS = [
    ['id', TEXT],
    ['name', TEXT],
    ['node', TEXT],
    ['room', TEXT],
    ['state', TEXT],
    ['answered', NUMBER],
    ['left', NUMBER],
    ['runs', TEXT],
    ['here', TEXT],
    ['silent', NUMBER],
    ['saved', NUMBER],
    ['copies', NUMBER],
    ['attention', NUMBER],
    ['event', TEXT],
    ['entry', NUMBER],
];
const HEAD = [
    ['cursor', TEXT],
    ['node', TEXT],
    ['peer', TEXT],
    ['link', TEXT],
    ['heard', NUMBER],
    ['time', TEXT],
    ['questions', NUMBER],
];

/* Numbers that a node may not tell yet: -1. */
const MAYBE = ['down', 'told', 'not_at_peer', 'answers_not_at_peer', 'backlog', 'not_here'];

/* An empty board. `rows` is by rowKey(); `came` is when the last reply came, in milliseconds. */
export function newBoard() {
    return {
        rows: new Map(),
        cursor: '',
        node: '',
        peer: '',
        link: 'none',
        heard: -1,
        time: 'runs',
        questions: 0,
        more: true,
        came: 0,
    };
}

/* The same ID may be on its way between the nodes, and so have a row of each. */
export function rowKey(row) {
    return row.node + '/' + row.id;
}

/* A row of the wire; null when it has another shape. Fields behind the known ones are not read. */
function readRow(values, now) {
    if (!Array.isArray(values) || values.length < FIELDS.length) return null;
    const row = { came: now };
    for (const [i, [name, type]] of FIELDS.entries()) {
        if (typeof values[i] !== type) return null;
        row[name] = values[i];
    }
    row.runs = row.runs === 'yes';
    return row.id === '' ? null : row;
}

function isBoard(head) {
    return (
        head !== null &&
        head !== undefined &&
        Array.isArray(head.rows) &&
        HEAD.every(([name, type]) => typeof head[name] === type)
    );
}

/* Takes a reply. Returns the keys of the rows that are new or other than before, and of those that
 * are gone; null: the reply has another shape, and nothing was taken. */
export function takeBoard(board, reply, now) {
    const head = pairs(reply);
    const read = isBoard(head) ? head.rows.map((values) => readRow(values, now)) : [null];
    if (read.includes(null)) return null;
    const changed = new Set(),
        gone = new Set();
    if (head.fresh === 'yes') {
        for (const key of board.rows.keys()) gone.add(key);
        board.rows.clear();
    }
    for (const row of read) {
        const key = rowKey(row);
        if (row.state === 'gone') {
            board.rows.delete(key);
            changed.delete(key);
            gone.add(key);
        } else {
            row.since = sinceOf(board.rows.get(key), row, now);
            board.rows.set(key, row);
            gone.delete(key);
            changed.add(key);
        }
    }
    for (const [name] of HEAD) board[name] = head[name];
    for (const name of MAYBE) board[name] = Number.isInteger(head[name]) ? head[name] : -1;
    board.more = head.more === 'yes';
    board.came = now;
    return { changed, gone };
}

/* Two changes, one after the other. */
export function addChange(first, second) {
    const changed = new Set([...first.changed].filter((key) => !second.gone.has(key)));
    const gone = new Set([...first.gone].filter((key) => !second.changed.has(key)));
    return {
        changed: new Set([...changed, ...second.changed]),
        gone: new Set([...gone, ...second.gone]),
    };
}

/* Since when the last entry about the person is on one disk alone. */
function sinceOf(before, row, now) {
    return before !== undefined && before.copies < 2 && row.copies < 2 ? before.since : now;
}

/* --- numbers now: the program counts on by itself --- */

/* Seconds since a row or the board came. */
function passed({ came }, now) {
    return Math.max(0, Math.floor((now - came) / 1000));
}

/* Seconds left of the exam; -1: none runs. */
export function leftSeconds(row, now) {
    if (row.left < 0 || !row.runs) return row.left;
    return Math.max(0, row.left - passed(row, now));
}

/* Seconds since the terminal was heard; -1: nobody is signed in, or it is not known. */
export function silentSeconds(row, now) {
    if (row.here === 'no' || row.here === 'unknown' || row.silent < 0) return -1;
    return row.silent + (row.here === 'silent' ? passed(row, now) : 0);
}

/* Seconds since an answer was saved; -1: never. */
export function savedSeconds(row, now) {
    return row.saved < 0 ? -1 : row.saved + passed(row, now);
}

/* Seconds since the other centre last told about its terminals; -1: it has not. */
export function toldSeconds(board, now) {
    return board.told < 0 ? -1 : board.told + passed(board, now);
}

/* Seconds since the last entry of the other centre came; -1: none has. */
export function heardSeconds(board, now) {
    return board.heard < 0 ? -1 : board.heard + passed(board, now);
}
