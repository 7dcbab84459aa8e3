/* Orders: their words, who may give them, how they are sent again, undone, and what is answered. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { attentionOf } from '../../../client/web/desk/attention.js';
import {
    COMMANDS,
    commandNamed,
    commandOfLetter,
    mayDo,
} from '../../../client/web/desk/commands.js';
import {
    drawKey,
    missingIn,
    newOrder,
    orderAgain,
    requestsOf,
    undoOf,
} from '../../../client/web/desk/order.js';
import { fill, unfill } from '../../../client/web/desk/fill.js';
import { hearLine, sayAge, sayHeld, sayLine } from '../../../client/web/desk/line_words.js';
import { doneFor, outcomeOf, sayNoUndo } from '../../../client/web/desk/outcome.js';
import { addDone, readDone, readEntries } from '../../../client/web/desk/replies.js';
import {
    KINDS,
    NOTES,
    RESULTS,
    sayError,
    sayEvent,
    sayResult,
    sayStatus,
    SENTENCES,
} from '../../../client/web/desk/said.js';
import { askUntilAnswered, sendOrder } from '../../../client/web/desk/sending.js';
import { readError } from '../../../client/web/shared/errors.js';
import { LineLost } from '../../../client/web/shared/link.js';
import { chooseLanguage, useWords } from '../../../client/web/shared/words.js';

const root = new URL('../../../', import.meta.url);
const DONE = ['done', 1, 'refused', 0, 'why', []];

function read(path) {
    return readFileSync(new URL(path, root), 'utf8');
}

/* As in server/desk/desk.c: name, words, what it asks, whom it takes. */
function commandsOfNode() {
    const rows = read('server/desk/desk.c').matchAll(
        /\{\{"([A-Z-]+)", (\d), DESK_([A-Z]+), DESK_TAKES_([A-Z]+)\}, DUTY_([A-Z]+),/g,
    );
    return new Map(
        [...rows].map(([, name, words, asks, takes, duty]) => [
            name,
            { words: Number(words), asks, takes, duty },
        ]),
    );
}

test('each command has the words that the node wants', () => {
    const node = commandsOfNode();
    const takes = {
        none: 'NOBODY',
        typed: 'ONE',
        one: 'ONE',
        some: 'SOME',
        many: 'MANY',
        present: 'PRESENT',
    };
    for (const command of COMMANDS) {
        const row = node.get(command.request);
        assert.equal((command.fields ?? []).length, row.words, command.name);
        assert.equal(takes[command.people], row.takes, command.name);
        assert.equal(command.duty.toUpperCase(), row.duty, command.name);
        assert.equal(
            ['needed', 'text'].includes(command.reason),
            row.asks === 'EXPLAINS',
            command.name,
        );
    }
});

test('every command of the node that changes something is there', () => {
    const here = new Set([...COMMANDS.map((c) => c.request), 'GRADE-MARK' /* marking.js */]);
    for (const [name, row] of commandsOfNode())
        assert.ok(row.asks === 'LOOKS' || here.has(name), name);
});

test('letters are those of the board, each once', () => {
    const source = read('server/ctl/watching.c');
    for (const [, letter, name] of source.matchAll(/\{'(\w)', "([a-z]+)", (?:NULL|"")/g))
        assert.equal(commandOfLetter(letter)?.name, name, letter);
    const letters = COMMANDS.map((c) => c.letter).filter((l) => l !== undefined);
    assert.equal(new Set(letters).size, letters.length);
});

test('a role sees what it may do', () => {
    assert.ok(mayDo('invigilator', commandNamed('pause'), 40));
    assert.ok(mayDo('invigilator', commandNamed('end'), 1));
    assert.ok(!mayDo('invigilator', commandNamed('end'), 2));
    assert.ok(!mayDo('invigilator', commandNamed('void')));
    assert.ok(!mayDo('marker', commandNamed('pause')));
    assert.ok(mayDo('board', commandNamed('adopt')));
});

test('a request has key, reason, words, --yes and people', () => {
    const order = newOrder(
        commandNamed('extend'),
        { values: { minutes: ' 10 ' }, reason: 'noise', people: { ids: ['V1', 'V2'] } },
        'k',
    );
    assert.deepEqual(requestsOf(order, false), [
        ['DESK', 'EXTEND', 'k', 'noise', '10', 'V1', 'V2'],
    ]);
    assert.deepEqual(requestsOf(order, true), [
        ['DESK', 'EXTEND', 'k', 'noise', '10', '--yes', 'V1', 'V2'],
    ]);
    const room = newOrder(
        commandNamed('pause'),
        { people: { who: '--room', room: 'Aula 5' } },
        'k',
    );
    assert.deepEqual(requestsOf(room, false), [['DESK', 'PAUSE', 'k', '', '--room', 'Aula 5']]);
    const announce = newOrder(commandNamed('announce'), { values: { text: 'ten minutes' } }, 'k');
    assert.deepEqual(requestsOf(announce, false), [
        ['DESK', 'ANNOUNCE', 'k', '', '', 'ten minutes'],
    ]);
});

test('more than 50 people go in several requests with one key', () => {
    const ids = Array.from({ length: 120 }, (_, i) => `V${i}`);
    const requests = requestsOf(newOrder(commandNamed('admit'), { people: { ids } }, 'k'), false);
    assert.deepEqual(
        requests.map((r) => r.length - 4),
        [50, 50, 20],
    );
    assert.ok(requests.every((r) => r[2] === 'k'));
});

test('keys are random, and as the node takes them', () => {
    assert.match(drawKey(), /^[0-9a-f]{32}$/);
    assert.notEqual(drawKey(), drawKey());
});

test('what is missing is named', () => {
    const extend = (values, reason, ids = ['V1']) =>
        missingIn(newOrder(commandNamed('extend'), { values, reason, people: { ids } }));
    assert.equal(extend({}, 'noise'), 'minutes');
    assert.equal(extend({ minutes: 'ten' }, 'noise'), 'minutes');
    assert.equal(extend({ minutes: '-5' }, ''), 'reason');
    assert.equal(extend({ minutes: '5' }, 'noise', []), 'people');
    assert.equal(extend({ minutes: '5' }, 'noise'), '');
    assert.equal(
        missingIn(newOrder(commandNamed('reopen'), { reason: 'x', people: { ids: ['V1'] } })),
        '',
    );
});

function extended(people, minutes = '10') {
    return newOrder(commandNamed('extend'), { values: { minutes }, people }, 'k');
}

/* What the journal has of it. */
function ordered(count, ids) {
    return { count, entries: ids.map((id, i) => ({ n: i + 1, id })) };
}

test('undo is the other way round', () => {
    assert.deepEqual(undoOf(extended({ ids: ['V1', 'V2'] }), { ids: ['V1'] }), {
        command: commandNamed('extend'),
        values: { minutes: '-10' },
        people: { ids: ['V1'] },
    });
    assert.deepEqual(undoOf(extended({ who: '--all' }, '-5'), { who: '--all' }).values, {
        minutes: '5',
    });
    const of = (name) => newOrder(commandNamed(name), { people: { ids: ['V1'] } });
    assert.equal(undoOf(of('pause'), { ids: ['V1'] }).command.name, 'resume');
    assert.equal(undoOf(of('end'), { ids: ['V1'] }), null);
    assert.equal(undoOf(of('pause'), { ids: [] }), null);
    assert.equal(undoOf(of('pause'), null), null);
});

test('undo is for whom it was done, also of an order that was cut off', async () => {
    const ids = Array.from({ length: 120 }, (_, i) => `V${i}`);
    let count = 0;
    const ask = async () => {
        if (++count === 2) throw readError('DENIED role this account may not do that');
        return ['done', 49, 'refused', 1, 'why', ['V7', 'ERR this exam is over: reopen it first']];
    };
    const order = extended({ ids });
    const out = await sendOrder(order, ask);
    assert.equal(out.result, 'refused');
    const done = ids.slice(0, 50).filter((id) => id !== 'V7');
    const people = doneFor(order, out, ordered(49, done));
    assert.deepEqual(people.ids, done);
    assert.equal(requestsOf(newOrder(commandNamed('extend'), { people }), false).length, 1);
    assert.equal(doneFor(order, out, null), null, 'the journal was not heard');
});

test('undo is not for whom had it by an order of somebody else, also of many', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `V${i + 10}`);
    const order = newOrder(commandNamed('pause'), { people: { ids } }, 'k');
    const ask = (refused) => async (words) => {
        const why = words.includes('V15') && refused ? ['V15', 'ERR this exam is over'] : [];
        return ['done', words.length - 4 - why.length / 2, 'refused', why.length / 2, 'why', why];
    };
    const all = await sendOrder(order, ask(false));
    const first = ids.slice(0, 50);
    assert.deepEqual(doneFor(order, all, ordered(60, first)).ids, ids);
    /* V13 was paused before: there are 59 entries, and the node names 50 of them */
    const others = ids.filter((id) => id !== 'V13');
    const unknown = doneFor(order, all, ordered(59, others.slice(0, 50)));
    assert.equal(unknown, null);
    assert.equal(undoOf(order, unknown), null);
    assert.match(sayNoUndo(order, unknown), /no undo/);
    assert.equal(sayNoUndo(order, { ids }), '');
    assert.equal(sayNoUndo(newOrder(commandNamed('end'), { people: { ids } }), null), '');
    const some = await sendOrder(order, ask(true));
    assert.deepEqual(
        doneFor(order, some, ordered(59, first)).ids,
        ids.filter((id) => id !== 'V15'),
    );
    assert.equal(doneFor(order, { ...all, result: 'lost' }, ordered(60, first)), null);
});

test('undo is for whom the journal names, where it names all', () => {
    const done = { done: 3, refused: 0, why: [] };
    const out = { result: 'done', reply: null, done, ids: ['V1', 'V2', 'V3'], error: null };
    /* V2 was paused before: this order did nothing there */
    const named = newOrder(commandNamed('pause'), { people: { ids: out.ids } });
    assert.deepEqual(doneFor(named, out, ordered(2, ['V1', 'V3'])), { ids: ['V1', 'V3'] });
    const running = extended({ who: '--running' });
    assert.deepEqual(doneFor(running, out, ordered(2, ['V1', 'V3'])), { ids: ['V1', 'V3'] });
    assert.equal(doneFor(running, out, ordered(51, ['V1'])), null);
    assert.equal(doneFor(running, out, null), null);
});

test('undo of an order for the whole node is for the whole node', () => {
    const everybody = { who: '--all' };
    const out = (refused) => ({ result: 'done', done: { done: 1, refused, why: [] }, ids: [] });
    const pause = newOrder(commandNamed('pause'), { people: everybody });
    assert.deepEqual(doneFor(pause, out(0), ordered(1, [''])), everybody);
    assert.deepEqual(doneFor(extended(everybody), out(0), ordered(70, ['', 'V1'])), everybody);
    assert.equal(doneFor(extended(everybody), out(0), null), null);
    assert.equal(doneFor(extended(everybody), out(1), ordered(2, ['', 'V1'])), null);
    /* somebody else had paused it before */
    assert.deepEqual(doneFor(pause, out(0), ordered(0, [])), { ids: [] });
    const admit = newOrder(commandNamed('admit'), { people: everybody });
    assert.deepEqual(doneFor(admit, out(0), ordered(1, ['V1'])), { ids: ['V1'] });
});

test('what was done before a question that was answered no is said, and undone', async () => {
    const ids = Array.from({ length: 70 }, (_, i) => `V${i}`);
    let count = 0;
    const ask = async () => {
        if (++count === 2) throw readError('CONFIRM the link is down');
        return ['done', 50, 'refused', 0, 'why', []];
    };
    const order = extended({ ids });
    const out = await sendOrder(order, ask, { confirm: async () => false });
    assert.equal(out.result, 'left');
    assert.deepEqual(outcomeOf(order, out), [
        'Done for 50 people.',
        'For 20 people nothing was changed.',
    ]);
    assert.deepEqual(doneFor(order, out, ordered(50, ids.slice(0, 50))).ids, ids.slice(0, 50));
});

test('an order that is given again unchanged keeps its key', () => {
    const first = newOrder(commandNamed('end'), { people: { ids: ['V1'] }, reason: 'time' });
    const again = (ids, reason) => newOrder(commandNamed('end'), { people: { ids }, reason });
    assert.equal(orderAgain(again(['V1'], 'time'), first).key, first.key);
    for (const other of [again(['V1'], 'noise'), again(['V2'], 'time')])
        assert.equal(orderAgain(other, first).key, other.key);
    const pause = newOrder(commandNamed('pause'), { people: { ids: ['V1'] }, reason: 'time' });
    assert.notEqual(orderAgain(pause, first).key, first.key);
    assert.equal(orderAgain(first, null), first);
});

test('what a node puts off is asked again with the same key', async () => {
    for (const error of [
        'BUSY stopping the node is stopping, nothing was saved: try again soon',
        'IOERR unsaved the node could not save this',
        'NOAUTH first sign in first: AUTH or RESUME',
    ]) {
        const sent = [];
        const ask = async (words) => {
            sent.push(words);
            if (sent.length < 3) throw readError(error);
            return DONE;
        };
        const out = await sendOrder(extended({ ids: ['V1'] }), ask, { again_ms: 1 });
        assert.equal(out.result, 'done', error);
        assert.deepEqual(sent[0], sent[2]);
    }
});

test('it is not asked for ever, and no longer when it is left', async () => {
    let count = 0;
    const ask = async () => {
        count++;
        throw readError('BUSY load too much to do');
    };
    const order = extended({ ids: ['V1'] });
    const out = await sendOrder(order, ask, { again_ms: 1 });
    assert.equal(out.result, 'refused');
    assert.ok(count > 5 && count < 20, `${count} times`);
    const stop = new AbortController();
    count = 0;
    const left = await sendOrder(order, ask, {
        again_ms: 1,
        signal: stop.signal,
        onLost: () => stop.abort(),
    });
    assert.equal(left.result, 'refused');
    assert.equal(count, 1);
});

test('nothing is asked of whom has left the order', async () => {
    const stop = new AbortController();
    const ask = async () => {
        stop.abort();
        throw readError('CONFIRM the link is down');
    };
    const out = await sendOrder(extended({ ids: ['V1'] }), ask, {
        signal: stop.signal,
        confirm: () => assert.fail('asked'),
    });
    assert.equal(out.result, 'left');
});

test('what is no word of the node and no lost line ends it', async () => {
    let count = 0;
    const ask = async () => {
        count++;
        throw new TypeError('a mistake of this page');
    };
    await assert.rejects(askUntilAnswered(ask, ['DESK'], { again_ms: 1 }), TypeError);
    assert.equal(count, 1);
});

test('an order is sent with the same key until there is a reply', async () => {
    const sent = [];
    let lost = 0;
    const ask = async (words) => {
        sent.push(words);
        if (sent.length === 1) throw new LineLost();
        return DONE;
    };
    const order = newOrder(commandNamed('pause'), { people: { ids: ['V1'] } });
    const out = await sendOrder(order, ask, { onLost: () => lost++ });
    assert.equal(out.result, 'done');
    assert.deepEqual(sent[0], sent[1]);
    assert.equal(lost, 1);
});

test('a question of the node is asked back, and sent with --yes and the same key', async () => {
    const sent = [];
    const ask = async (words) => {
        sent.push(words);
        if (!words.includes('--yes')) throw readError('CONFIRM the link is down');
        return DONE;
    };
    const order = newOrder(commandNamed('transfer'), {
        values: { node: 'maracay' },
        people: { ids: ['V1'] },
    });
    let asked = '';
    const out = await sendOrder(order, ask, { confirm: async (text) => ((asked = text), true) });
    assert.equal(asked, 'the link is down');
    assert.equal(out.result, 'done');
    assert.equal(sent[0][2], sent[1][2]);
    assert.equal((await sendOrder(order, ask, { confirm: async () => false })).result, 'left');
});

test('a refusal ends an order, and says what was done before', async () => {
    let count = 0;
    const ask = async () => {
        if (++count === 2)
            throw readError('DENIED role this account may not do that: ask the board');
        return ['done', 50, 'refused', 0, 'why', []];
    };
    const ids = Array.from({ length: 60 }, (_, i) => `V${i}`);
    const out = await sendOrder(newOrder(commandNamed('admit'), { people: { ids } }), ask);
    assert.equal(out.result, 'refused');
    assert.equal(out.done.done, 50);
    assert.equal(out.error.code, 'DENIED');
});

test('replies about many say who was refused, and why', () => {
    const one = readDone([
        'done',
        3,
        'refused',
        2,
        'why',
        [
            'V1',
            'ERR this exam is over: reopen it first',
            'V2',
            'ERR this exam is over: reopen it first',
        ],
    ]);
    assert.deepEqual(one.why, [
        { error: 'ERR this exam is over: reopen it first', ids: ['V1', 'V2'] },
    ]);
    assert.deepEqual(addDone(one, one).done, 6);
    assert.equal(readDone('OK'), null);
    assert.equal(readDone(['id', 'V1', 'code', 'X']), null);
});

test('entries of the journal', () => {
    assert.deepEqual(
        readEntries([
            'count',
            1,
            'entries',
            [[7, 'extend', 'V1', '2027-03-01T08:00-04:00', 'ana@caracas', 'noise']],
        ]),
        {
            count: 1,
            entries: [
                {
                    n: 7,
                    kind: 'extend',
                    id: 'V1',
                    at: '2027-03-01T08:00-04:00',
                    by: 'ana@caracas',
                    reason: 'noise',
                },
            ],
        },
    );
    assert.equal(readEntries('OK'), null);
});

test('the sentences are those that the node writes', () => {
    const files = [
        'common/errors.c',
        ...['desk', 'door', 'core'].flatMap((room) =>
            readdirSync(new URL(`server/${room}/`, root))
                .filter((f) => f.endsWith('.c'))
                .map((f) => `server/${room}/${f}`),
        ),
    ];
    const source = files
        .map(read)
        .join('\n')
        .replace(/"\s*\n\s*"/g, '');
    for (const sentence of SENTENCES) assert.ok(source.includes(`"${sentence}"`), sentence);
});

/* The English words that a function of a report gives: of pairs with Spanish the first ones. */
function wordsOf(file, name) {
    const body = read(`server/report/${file}.c`).split(`${name}(`)[1].split('\n}\n')[0];
    return [...body.matchAll(/(?:\{|\] = )"([^"]+)"/g)].map(([, word]) => word);
}

test('each word that the reports write into results is known', () => {
    const written = {
        state: wordsOf('people', 'people_state_text'),
        standing: [
            ...wordsOf('results_sheet', 'results_bar_text'),
            ...wordsOf('results_sheet', 'place_text'),
        ],
    };
    assert.deepEqual(
        Object.values(written).map((words) => words.length),
        [6, 12],
    );
    for (const [column, words] of Object.entries(written))
        for (const word of words) assert.ok(word in RESULTS[column], `${column}: ${word}`);
    const words = {
        absent: 'ausente',
        running: 'en examen',
        admitted: 'con admisión',
        'admitted to a place': 'admitido',
        yes: 'sí',
    };
    inSpanish(words, () => {
        assert.equal(sayResult('standing', 'absent'), 'ausente');
        assert.equal(sayResult('standing', 'admitted'), 'admitido');
        assert.equal(sayResult('state', 'running'), 'en examen');
        assert.equal(sayResult('passed', 'yes'), 'sí');
        assert.equal(sayResult('name', 'absent'), 'absent');
        assert.equal(sayResult('centre', 'caracas'), 'Caracas');
    });
});

test('each kind of entry that an order writes has words', () => {
    const rows = read('server/core/entry.c').matchAll(/\{"([a-z]+)", ENTRY_OF_[A-Z]+, true\}/g);
    assert.deepEqual(Object.keys(KINDS).sort(), [...rows].map(([, kind]) => kind).sort());
});

test('notes of results are in the language of the page, but for the words of the staff', () => {
    const source = read('server/report/people.c').replaceAll(/"\s+"/g, '');
    const written = [...source.matchAll(/{\s*{"([^"]+)",\s*"([^"]+)"}}/g)]
        .map(([, english, spanish]) => [english, spanish]);
    assert.deepEqual(written.map(([english]) => english).sort(), [...NOTES].sort());
    for (const [english, spanish] of written)
        assert.ok(read('client/po/es.po').includes(`msgid "${english}"\nmsgstr "${spanish}"`), english);
    inSpanish({ void: 'anulado', 'not void': 'ya no anulado' }, () => {
        assert.equal(
            sayResult('notes', 'un teléfono; void: ayuda: de otro; not void: void; voids'),
            'un teléfono; anulado: ayuda: de otro; ya no anulado: void; voids',
        );
    });
});

test('errors are sentences', () => {
    assert.equal(
        sayError('ERR this exam is over: reopen it first'),
        'This exam is over: reopen it first',
    );
    assert.match(
        sayError('ELSEWHERE maracay maracay.example:1234 this ID'),
        /maracay\.example:1234/,
    );
    assert.equal(sayError('NEW something else'), 'Something else');
    assert.equal(sayEvent('note: spoke (ana@caracas)'), 'Note: spoke (ana@caracas)');
    assert.equal(sayEvent('something new'), 'something new');
});

/* The word stands for its translation. */
function inSpanish(words, check) {
    useWords({ es: words });
    chooseLanguage('es');
    try {
        check();
    } finally {
        chooseLanguage('en');
        useWords({});
    }
}

test('answers that came too late, behind what the staff said', () => {
    const board = read('server/desk/board.c') + read('server/core/late.c');
    for (const when of [
        'after the end',
        'while the exam was void',
        'from a terminal that had lost the exam',
    ]) {
        assert.ok(board.includes(`"${when}"`), when);
        const [one, two] = [`1 answer came ${when}`, `2 answers came ${when}`];
        const key = `{n} answer came ${when}: not counted`;
        inSpanish({ [key]: ['{n} llegó', '{n} llegaron'], reopened: 'reabierto' }, () => {
            assert.equal(sayEvent(`${one}: not counted`), '1 llegó');
            assert.equal(
                sayEvent(`reopened: a; b (ana@caracas); ${two}: not counted`),
                'Reabierto: a; b (ana@caracas); 2 llegaron',
            );
        });
    }
    assert.ok(board.includes('"%s%u answer%s came %s: not counted"'));
});

test('the words of STATUS', () => {
    assert.ok(read('db/hours_table.c').includes('"from %s to %s"'));
    const words = {
        'at any time': 'a cualquier hora',
        'from {opens} on': 'desde {opens}',
        open: 'abierto',
        work: 'sin fallas',
    };
    inSpanish(words, () => {
        assert.equal(sayStatus('hours', 'at any time'), 'a cualquier hora');
        assert.equal(sayStatus('peer_hours', 'from 2027-03-01 08:00 on'), 'desde 2027-03-01 08:00');
        assert.equal(sayStatus('standing', 'open'), 'abierto');
        assert.equal(sayStatus('writes', 'work'), 'sin fallas');
        assert.equal(sayStatus('exam', 'open'), 'open');
        assert.equal(sayStatus('running', 4), '4');
    });
});

test('templates', () => {
    assert.equal(fill('{a} and {b}', { a: 1 }), '1 and {b}');
    assert.deepEqual(unfill('the link to {node} is down', 'the link to maracay is down'), {
        node: 'maracay',
    });
    assert.equal(unfill('the link to {node} is down', 'another'), null);
});

test('the line between the centres, in words', () => {
    const board = {
        node: 'caracas',
        peer: 'maracay',
        link: 'up',
        heard: 1,
        came: 0,
        down: -1,
        told: 2,
        not_at_peer: 0,
        answers_not_at_peer: 0,
        backlog: 0,
        not_here: 0,
    };
    const now = { mono: 1000, wall: new Date(2027, 2, 1, 10, 43).getTime() };
    assert.deepEqual(sayLine(board, now), {
        state: 'up',
        text: 'Maracay: connected, everything copied.',
    });
    assert.equal(sayLine({ ...board, not_at_peer: 2 }, now).state, 'waits');
    assert.equal(hearLine({ ...board, not_at_peer: 2 }), hearLine(board));
    assert.notEqual(hearLine({ ...board, link: 'down' }), hearLine(board));
    const down = sayLine(
        { ...board, link: 'down', down: 59, not_at_peer: 40, answers_not_at_peer: 31 },
        now,
    );
    assert.deepEqual(down, {
        state: 'down',
        text: 'Maracay: no line since 10:42; 31 answers of this centre are only here.',
    });
    assert.match(
        sayLine({ ...board, link: 'down', not_at_peer: 3 }, now).text,
        /last heard at 10:42; 3 changes/,
    );
    assert.match(
        sayLine({ ...board, link: 'down', heard: -1, not_at_peer: -1 }, now).text,
        /no line yet; what is saved stays/,
    );
    assert.equal(sayLine({ ...board, link: 'none' }, now).state, 'alone');
    assert.equal(
        sayHeld(board, { journal: 10, not_at_peer: 3, peer_journal: 5 }),
        'Maracay holds 7 of the 10 entries of this centre. This centre holds 5 entries of Maracay.',
    );
    assert.equal(sayHeld(board, null), '');
    assert.match(
        sayAge({ ...board, heard: 60 }, now),
        /came 61 s ago. How its terminals are was told a moment ago/,
    );
    assert.match(sayAge({ ...board, link: 'down' }, now), /is not known here/);
});

test('what needs attention at the node', () => {
    const well = {
        standing: 'open',
        waiting: 'no',
        retired: '',
        contested: '',
        missing_here: 0,
        incidents: 0,
        writes: 'work',
        exams_agree: 'yes',
        rules_differ: '',
        rosters_agree: 'yes',
        hours_agree: 'yes',
        peer_clock_ahead_ms: 0,
        forked: 0,
        in_transit: 0,
        link: 'up',
        pending: 0,
        unmarked: 0,
        running: 1,
        finished: 0,
        free_bytes: 1e12,
        registration: 'staff',
        listed: 4,
        web_cert_days: null,
    };
    assert.deepEqual(attentionOf(well), []);
    assert.deepEqual(attentionOf({ ...well, writes: 'fail', free_bytes: 1048576 }), [
        'the last write to the disk failed: nothing is saved, and the exam clock stands',
        'the disk has only 1 MiB left',
    ]);
    assert.deepEqual(attentionOf({ ...well, web_cert_days: 14 }), []);
    assert.deepEqual(attentionOf({ ...well, web_cert_days: 2, web_cert_until: '2027-03-03T00:00:00Z' }), [
        'the certificate that browsers are shown ends on 2027-03-03: renew it (keygen --web, or your own), and start the node again',
    ]);
});

test('a centre whose people are at the other one says so', () => {
    const fine = { waiting: 'no', retired: '', contested: '', rules_differ: '', peer: 'maracay' };
    assert.deepEqual(attentionOf({ ...fine, standing: 'open' }), []);
    assert.deepEqual(attentionOf({ ...fine, standing: 'adopted' }), [
        'Maracay has taken over the people of this node, which is closed for good',
    ]);
    assert.deepEqual(attentionOf({ ...fine, standing: 'open', to_take_over: 3 }), [
        '3 people of Maracay are yet to be taken over',
    ]);
    assert.deepEqual(attentionOf({ ...fine, standing: 'open', to_take_over: 1 }), [
        '1 person of Maracay is yet to be taken over',
    ]);
});
