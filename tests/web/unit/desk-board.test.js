/* The rows of the board, who needs somebody, the order, filters and places that hold still. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { absentOf, fetchListed } from '../../../client/web/desk/listed.js';
import {
    ABOUT,
    compare,
    countsOf,
    entriesOf,
    filterEntries,
    incidentsOf,
    NEED,
    needOf,
    peopleOf,
    placeKeys,
    roomsOf,
} from '../../../client/web/desk/need.js';
import {
    addChange,
    heardSeconds,
    leftSeconds,
    newBoard,
    rowKey,
    savedSeconds,
    silentSeconds,
    takeBoard,
    toldSeconds,
} from '../../../client/web/desk/rows.js';
import { sayState } from '../../../client/web/desk/said.js';
import { sayAgo, sayLeft } from '../../../client/web/desk/spans.js';

const FIELDS = {
    id: 'V1',
    name: 'Ana Rojas',
    node: 'caracas',
    room: 'Aula 1',
    state: 'running',
    answered: 3,
    left: 600,
    runs: 'yes',
    here: 'yes',
    silent: 0,
    saved: 5,
    copies: 2,
    attention: 0,
    event: '',
    entry: 0,
};

function row(fields = {}) {
    return Object.values({ ...FIELDS, ...fields });
}

function reply(rows, head = {}) {
    const all = {
        cursor: 'a-1',
        fresh: 'no',
        more: 'no',
        node: 'caracas',
        peer: 'maracay',
        link: 'up',
        heard: 2,
        time: 'runs',
        questions: 7,
        ...head,
        rows,
    };
    return Object.entries(all).flat();
}

function boardOf(rows, head) {
    const board = newBoard();
    assert.notEqual(takeBoard(board, reply(rows, head), 0), null);
    return board;
}

function entries(board, now = 0) {
    return entriesOf(board, '', new Map(), now);
}

test('a reply changes only the rows that it has', () => {
    const board = boardOf([row(), row({ id: 'V2' })], { fresh: 'yes' });
    const change = takeBoard(board, reply([row({ id: 'V2', answered: 4 })]), 1000);
    assert.deepEqual([...change.changed], ['caracas/V2']);
    assert.equal(board.rows.get('caracas/V1').answered, 3);
    assert.equal(board.rows.get('caracas/V2').answered, 4);
    assert.equal(board.cursor, 'a-1');
});

test('a row that is gone goes, and a fresh reply forgets all', () => {
    const board = boardOf([row(), row({ id: 'V2' })]);
    assert.deepEqual(
        [...takeBoard(board, reply([row({ state: 'gone' })]), 0).gone],
        ['caracas/V1'],
    );
    const fresh = takeBoard(board, reply([row({ id: 'V3' })], { fresh: 'yes' }), 0);
    assert.deepEqual([...board.rows.keys()], ['caracas/V3']);
    assert.deepEqual([...fresh.gone], ['caracas/V2']);
});

test('changes add up', () => {
    const sets = (changed, gone) => ({ changed: new Set(changed), gone: new Set(gone) });
    assert.deepEqual(
        addChange(sets(['a', 'b'], ['c']), sets(['c'], ['b'])),
        sets(['a', 'c'], ['b']),
    );
});

test('a reply of another shape is not taken', () => {
    const board = boardOf([row()]);
    for (const wrong of [
        null,
        'OK',
        [],
        ['rows', []],
        reply([['V1']]),
        reply([row({ answered: '3' })]),
        reply('none'),
        reply([], { heard: 'x' }),
        reply([row({ id: '' })]),
    ])
        assert.equal(takeBoard(board, wrong, 0), null);
    assert.equal(board.rows.size, 1);
});

test('fields behind the known ones do no harm', () => {
    const board = boardOf([[...row(), 'more']]);
    assert.equal(board.rows.size, 1);
});

test('the page counts on between two replies', () => {
    const board = boardOf(
        [
            row(),
            row({ id: 'V2', runs: 'no' }),
            row({ id: 'V3', here: 'silent', silent: 12 }),
            row({ id: 'V4', here: 'no', silent: -1, saved: -1 }),
            row({ id: 'V5', here: 'unknown', silent: -1 }),
        ],
        { told: 2 },
    );
    const [one, two, three, four, five] = [...board.rows.values()];
    assert.equal(leftSeconds(one, 10500), 590);
    assert.equal(leftSeconds(one, 700000), 0);
    assert.equal(leftSeconds(two, 10500), 600);
    assert.equal(silentSeconds(one, 10500), 0);
    assert.equal(silentSeconds(three, 10500), 22);
    assert.equal(silentSeconds(four, 10500), -1);
    assert.equal(silentSeconds(five, 10500), -1);
    assert.equal(toldSeconds(board, 3000), 5);
    assert.equal(board.not_at_peer, -1);
    assert.equal(savedSeconds(one, 10500), 15);
    assert.equal(savedSeconds(four, 10500), -1);
    assert.equal(heardSeconds(board, 3000), 5);
});

test('need: a take-over before silence before what is not copied before an irregularity', () => {
    const board = boardOf([
        row({ attention: 3 }),
        row({ id: 'V2', attention: 2 }),
        row({ id: 'V3', copies: 1 }),
        row({ id: 'V4', attention: 1, event: 'note: spoke' }),
        row({ id: 'V5' }),
    ]);
    const needs = entries(board, 20000).map((e) => e.need);
    assert.deepEqual(needs, [NEED.TAKEN, NEED.SILENT, NEED.UNSAVED, NEED.IRREGULAR, NEED.NONE]);
});

test('what is on one disk alone needs somebody only while the line is up, and after a while', () => {
    const board = boardOf([row({ copies: 1 })]);
    const one = board.rows.get('caracas/V1');
    assert.equal(needOf(one, rowKey(one), board, new Map(), 5000), NEED.NONE);
    takeBoard(board, reply([row({ copies: 1, answered: 4 })]), 9000);
    assert.equal(
        needOf(board.rows.get('caracas/V1'), 'caracas/V1', board, new Map(), 12000),
        NEED.UNSAVED,
    );
    takeBoard(board, reply([], { link: 'down' }), 13000);
    assert.equal(
        needOf(board.rows.get('caracas/V1'), 'caracas/V1', board, new Map(), 13000),
        NEED.NONE,
    );
});

test('an irregularity that was seen needs nobody until there is another one', () => {
    const board = boardOf([row({ attention: 1, event: 'note: spoke', entry: 7 })]);
    const seen = new Map([['caracas/V1', 7]]);
    const one = board.rows.get('caracas/V1');
    assert.equal(needOf(one, 'caracas/V1', board, seen, 0), NEED.NONE);
    assert.equal(
        needOf({ ...one, entry: 9 }, 'caracas/V1', board, seen, 0),
        NEED.IRREGULAR,
        'the same words of a later entry',
    );
    assert.equal(
        needOf({ ...one, entry: 9, attention: 0 }, 'caracas/V1', board, seen, 0),
        NEED.NONE,
        'an order of the staff',
    );
});

test('people are ordered by need, then name, then ID', () => {
    const board = boardOf([
        row({ id: 'V9', name: '' }),
        row({ id: 'V3', name: 'Zoe' }),
        row({ id: 'V2', name: 'álvaro' }),
        row({ id: 'V1', name: 'Zoe' }),
        row({ id: 'V4', name: 'Zz', attention: 2 }),
    ]);
    const order = entries(board)
        .sort(compare)
        .map((e) => e.row.id);
    assert.deepEqual(order, ['V4', 'V2', 'V1', 'V3', 'V9']);
});

test('counts and rooms', () => {
    const board = boardOf([
        row(),
        row({ id: 'V2', state: 'ready', left: -1 }),
        row({ id: 'V3', state: 'finished', here: 'no', room: '' }),
        row({ id: 'V4', state: 'void', here: 'no', room: 'Aula 10' }),
        row({ id: 'V5', here: 'silent', attention: 2, room: 'Aula 2' }),
        row({ id: 'V6', state: 'asks', left: -1 }),
        row({ id: 'V7', state: 'waits', here: 'no' }),
    ]);
    const counts = countsOf(entries(board));
    assert.deepEqual(counts, {
        people: 7,
        before: 0,
        asks: 1,
        ready: 1,
        running: 2,
        paused: 0,
        waits: 1,
        finished: 1,
        void: 1,
        moves: 0,
        present: 4,
        silent: 1,
    });
    assert.deepEqual(roomsOf(entries(board)), ['Aula 1', 'Aula 2', 'Aula 10']);
});

test('each state is counted once, so that the counts add up to the people', () => {
    const text = readFileSync(new URL('../../../server/desk/board.c', import.meta.url), 'utf8');
    const states = [...text.matchAll(/\[BOARD_\w+\] = "(\w+)"/g)].map(([, state]) => state);
    assert.equal(states.length, 12);
    for (const state of states.filter((s) => s !== 'gone')) {
        const counts = countsOf(entries(boardOf([row({ state })])));
        const once = Object.keys(counts).filter((name) => name !== 'people' && !ABOUT.includes(name));
        assert.equal(once.reduce((sum, name) => sum + counts[name], 0), 1, state);
        if (state !== 'asks') assert.equal(sayState(state), state);
    }
});

test('filters find without accents and dots', () => {
    const board = boardOf([
        row({ id: 'V12345678', name: 'José Pérez' }),
        row({ id: 'V2', room: 'Aula 2', state: 'finished' }),
    ]);
    const find = (filter) =>
        filterEntries(entries(board), { text: '', group: '', room: '', ...filter }).map(
            (e) => e.row.id,
        );
    assert.deepEqual(find({ text: 'perez' }), ['V12345678']);
    assert.deepEqual(find({ text: '12.345.678' }), ['V12345678']);
    assert.deepEqual(find({ group: 'finished' }), ['V2']);
    assert.deepEqual(find({ room: 'Aula 1', group: 'finished' }), []);
    assert.equal(find({}).length, 2);
});

test('no filter hides an incident', () => {
    const board = boardOf([row({ attention: 2, room: 'Aula 2' }), row({ id: 'V2' })]);
    assert.deepEqual(
        incidentsOf(entries(board)).map((e) => e.row.id),
        ['V1'],
    );
});

test('rows keep their places while the pointer is among them', () => {
    const board = boardOf([row({ id: 'V1', name: 'A' }), row({ id: 'V2', name: 'B' })]);
    const first = placeKeys([], entries(board), false);
    assert.deepEqual(first, { keys: ['caracas/V1', 'caracas/V2'], stale: 0 });
    takeBoard(
        board,
        reply([row({ id: 'V2', name: 'B', attention: 3 }), row({ id: 'V0', name: 'AA' })]),
        0,
    );
    const held = placeKeys(first.keys, entries(board), true);
    assert.deepEqual(held.keys, ['caracas/V1', 'caracas/V2', 'caracas/V0']);
    assert.equal(held.stale, 2);
    assert.deepEqual(placeKeys(held.keys, entries(board), false).keys, [
        'caracas/V2',
        'caracas/V1',
        'caracas/V0',
    ]);
});

test('who is gone keeps the place too while the pointer is there', () => {
    const keys = ['caracas/V1', 'caracas/V2'];
    const board = boardOf([row({ id: 'V2', name: 'B' })]);
    assert.deepEqual(placeKeys(keys, entries(board), true).keys, keys);
    assert.deepEqual(placeKeys(keys, entries(board), false).keys, ['caracas/V2']);
});

test('people of a choice', () => {
    const board = boardOf([
        row(),
        row({ id: 'V2', here: 'no', left: -1, state: 'registered', room: 'Aula 2' }),
    ]);
    const ids = (who, room) => peopleOf(entries(board), who, room).map((e) => e.row.id);
    assert.deepEqual(ids('--running'), ['V1']);
    assert.deepEqual(ids('--present'), ['V1']);
    assert.deepEqual(ids('--all'), ['V1', 'V2']);
    assert.deepEqual(ids('--room', 'Aula 2'), ['V2']);
});

test('spans are as short as on the terminal', () => {
    assert.deepEqual([-1, 5, 725, 3753].map(sayLeft), ['–', '0:05', '12:05', '1:02:33']);
    assert.deepEqual([-1, 4, 40, 720, 10800].map(sayAgo), ['–', '', '40 s', '12 min', '3 h']);
});

test('who is on the roster and has not registered is read page by page', async () => {
    const pages = { '': [['V1', 'Ana', 'Aula 5']], V1: [['V2', '', '']], V2: [] };
    const ask = async (command, after) => pages[after];
    const listed = await fetchListed(ask);
    assert.deepEqual(listed, [
        { id: 'V1', name: 'Ana', room: 'Aula 5' },
        { id: 'V2', name: '', room: '' },
    ]);
    assert.equal(await fetchListed(async () => [['V1', 7, '']]), null);
    assert.equal(await fetchListed(async () => 'OK'), null);
});

test('nobody is called absent before all of the board is there', () => {
    const listed = ['V1', 'V2', 'V3'].map((id) => ({ id, name: '', room: '' }));
    const board = newBoard();
    assert.equal(absentOf(listed, board), null, 'nothing has come');
    takeBoard(board, reply([row({ id: 'V1' })], { more: 'yes' }), 0);
    assert.equal(absentOf(listed, board), null, 'a part has come');
    takeBoard(board, reply([row({ id: 'V2', node: 'maracay' })]), 0);
    assert.deepEqual(absentOf(listed, board), [listed[2]]);
    takeBoard(board, reply([row({ id: 'V1' })], { fresh: 'yes', more: 'yes' }), 0);
    assert.equal(absentOf(listed, board), null, 'the node was started again');
});
