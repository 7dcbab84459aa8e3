/* One person's exam, against a node and a disk that are made up here: Q13, T5 and T6 over a new code, a lost
 * line and a page that is loaded again. */
import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { Session } from '../../../client/web/exam/session.js';
import { readError } from '../../../client/web/shared/errors.js';

const EXAM = { title: 'T', questions: 1, seconds: 600, state: 'running', remaining: 600, sitting: 1, terminal: 'yours',
    id: 'V1', name: 'Ana', seq: 0, held: 0 };
const QUESTION = { number: 1, kind: 'single', text: 'Q', prompts: [], options: ['a', 'b'], answer: [], points: '1',
    penalty: '0', bytes: 0 };

/* Answers each command by `says`: an object is pairs, a text a status, "-…" a refusal, a function is called. */
class Node {
    up = true;
    asked = [];
    says = {
        HELLO: { node: 'caracas', exam: 'T', ids: '', registration: 'open' }, AUTH: 'OK', EXAM, START: EXAM, RESUME: EXAM,
        QUESTION, SAVE: { entry: 5, copies: 1, held: 0 }, FINISH: { score: '1' }, RESULT: { score: '1' },
    };

    async ask(...words) {
        this.asked.push(words.slice(0, words[0] === 'SAVE' ? 4 : 1).join(' '));
        let reply = this.says[words[0]];
        if (typeof reply === 'function')
            reply = reply(words);
        if (typeof reply === 'string' && reply.startsWith('-'))
            throw readError(reply.slice(1));
        return typeof reply === 'string' ? reply : Object.entries(reply).flat();
    }

    close() {
        this.up = false;
    }
}

class Disk {
    parts = new Map();
    #open = false;
    written = [];

    async masterFor() { return new Uint8Array(32); }
    async use() { this.#open = true; }
    async read() { return new Map(this.parts); }
    async forget() {
        this.#open = false;
        this.parts.clear();
    }
    async move() { return true; }
    async put(part, value) {
        if (!this.#open)
            return false;
        this.written.push(part);
        this.parts.set(part, structuredClone(value));
        return true;
    }
}

const settled = async () => {
    for (let i = 0; i < 20; i++)
        await new Promise(setImmediate);
};
const here = () => sessionStorage.getItem('sinodo');
let now = 0;

beforeEach(() => {
    mock.restoreAll();
    const items = new Map();
    globalThis.sessionStorage = {
        getItem: (name) => items.get(name) ?? null,
        setItem: (name, value) => items.set(name, value),
        clear: () => items.clear(),
    };
    now = 1e6;
    mock.method(performance, 'now', () => now);
    mock.method(Date, 'now', () => now);
});

const sessionOf = (link, keep = new Disk()) => new Session({ link, keep, prove: async () => {}, changed() {} });

/* Ticks of the page, so many milliseconds apart. */
async function goOn(session, ms = 3000) {
    now += ms;
    session.tick();
    await settled();
}

async function sits(node, disk) {
    const session = sessionOf(node, disk);
    await session.opened();
    await session.signIn('V1', 'K7QF');
    await goOn(session);
    assert.equal(session.page, 'exam');
    return session;
}

test('a_new_code_during_the_exam_sends_what_waits_once_the_terminal_has_the_exam_again', async () => {
    const node = new Node(), session = await sits(node, new Disk());
    node.says.EXAM = node.says.SAVE = '-NOAUTH lapsed x';
    session.give(1, ['2']);
    await settled();
    assert.equal(session.page, 'code');
    let started = false;
    Object.assign(node.says, {
        EXAM: () => ({ ...EXAM, terminal: started ? 'yours' : 'free' }),
        START: () => {
            started = true;
            return EXAM;
        },
        SAVE: () => (started ? { entry: 6, copies: 1, held: 0 } : '-INUSE staff x'),
    });
    node.asked = [];
    await session.renew('NEWC');
    for (let i = 0; i < 4; i++)
        await goOn(session, 1500);
    assert.equal(session.stateOf(1), 'here');
    assert.ok(node.asked.indexOf('START') < node.asked.indexOf('SAVE 1 1 2'), node.asked.join());
});

test('nothing_of_the_person_comes_back_after_handing_in', async () => {
    const disk = new Disk();
    await sits(new Node(), disk);
    const node = new Node(), session = sessionOf(node, disk);
    await session.restore(); /* loaded again: the code is not there any more */
    await session.opened();
    await session.handIn();
    await settled();
    assert.deepEqual([session.page, here(), disk.parts.size], ['after', null, 0]);
    node.says.RESUME = { ...EXAM, state: 'finished' };
    await session.opened(); /* the line was lost */
    await settled();
    assert.deepEqual([session.page, here(), disk.parts.size], ['after', null, 0]);
    node.says.EXAM = EXAM; /* the staff reopen it */
    await goOn(session, 10000);
    await goOn(session);
    assert.equal(session.page, 'exam');
    assert.notEqual(here(), null);
    assert.ok(disk.parts.has('who'));
});

test('what_a_node_lost_with_its_disk_is_sent_again', async () => {
    const node = new Node(), session = await sits(node, new Disk());
    session.give(1, ['2']);
    await settled();
    assert.equal(session.stateOf(1), 'here');
    node.asked = [];
    node.says.SAVE = () => {
        node.says.EXAM = { ...EXAM, seq: 2 };
        return { entry: 6, copies: 1, held: 0 };
    };
    await session.opened(); /* it knows of no answer */
    await goOn(session);
    await goOn(session);
    assert.deepEqual(node.asked.filter((words) => words.startsWith('SAVE')), ['SAVE 1 2 2']);
});

test('what_lies_on_the_disk_is_as_old_as_what_changed_last', async () => {
    const node = new Node(), disk = new Disk();
    let left_s = 600;
    const session = await sits(node, disk);
    const says = (more) => { node.says.EXAM = { ...EXAM, remaining: left_s, ...more }; };
    for (let i = 0; i < 10; i++) {
        says({ remaining: left_s -= 3 });
        await goOn(session);
    }
    assert.equal(disk.written.filter((part) => part === 'exam').length, 1, 'a clock that runs');
    says({ paused: 'node' });
    await goOn(session);
    assert.equal(disk.parts.get('exam').standing.paused, 'node');
    for (let i = 0; i < 10; i++)
        await goOn(session);
    assert.equal(disk.written.filter((part) => part === 'exam').length, 2, 'a clock that stands');
    node.up = false;
    const after = sessionOf(node, disk); /* loaded again while the node is away */
    await after.restore();
    assert.deepEqual([after.page, after.secondsLeft()], ['held', left_s]);
    for (let i = 0; i < 4; i++) { /* the clock is slowly late: the sum counts */
        says({ remaining: left_s -= 1 });
        node.up = true;
        await goOn(session);
    }
    assert.ok(Math.abs(disk.parts.get('exam').standing.left_ms / 1000 - left_s) <= 5);
});

test('how_the_exam_stands_is_kept_under_the_new_code_as_well', async () => {
    const disk = new Disk(), session = await sits(new Node(), disk);
    await session.renew('NEWC');
    await settled();
    assert.ok(disk.parts.has('exam'));
});

test('an_exam_that_was_handed_in_elsewhere_shows_no_result_on_the_computer_that_stands_alone', async () => {
    for (const [refusal, seen] of [['-NOAUTH token x', []], ['-INUSE resumed x', []], ['-NOAUTH token x', ['other']]]) {
        const node = new Node(), disk = new Disk(), session = await sits(node, disk);
        for (const terminal of seen) {
            node.says.EXAM = { ...EXAM, terminal };
            await goOn(session);
            assert.equal(session.page, 'held');
        }
        node.says.SAVE = '-FINISHED done x';
        Object.assign(node.says, { EXAM: { ...EXAM, state: 'finished', terminal: 'free' }, RESUME: refusal });
        session.give(1, ['2']);
        await goOn(session);
        await goOn(session);
        assert.deepEqual([session.page, session.flow.stop?.why, here(), disk.parts.size], ['stop', 'over', null, 0], refusal);
        assert.ok(node.asked.includes('SAVE 1 1 2') && !node.asked.includes('RESULT'), 'what waits is sent, and no more');
    }
});

test('an_exam_that_the_node_ends_shows_its_result_at_its_terminal_and_to_who_signs_in_after_it', async () => {
    const node = new Node(), session = await sits(node, new Disk());
    node.says.EXAM = { ...EXAM, remaining: 3 };
    await goOn(session);
    node.says.EXAM = { ...EXAM, state: 'finished', terminal: 'free' };
    await goOn(session);
    await goOn(session);
    assert.deepEqual([session.page, session.flow.result.how], ['after', 'ended']);
    node.says.RESUME = '-NOAUTH token x';
    const other = sessionOf(node);
    await other.opened();
    await other.signIn('V1', 'K7QF');
    await goOn(other);
    assert.deepEqual([other.page, other.flow.result.how], ['after', 'before']);
});

test('who_handed_in_is_told_so_and_nobody_else', async () => {
    const disk = new Disk(), node = new Node(), session = await sits(node, disk);
    node.says.FINISH = '-PAUSED person x';
    await session.handIn();
    session.back();
    node.says.EXAM = { ...EXAM, remaining: 2 };
    await goOn(session);
    node.says.EXAM = { ...EXAM, state: 'finished', remaining: 0 };
    await goOn(session);
    await goOn(session);
    assert.deepEqual([session.page, session.flow.result.how], ['after', 'ended'], 'refused, and then the time ran out');

    const other = new Disk();
    await sits(new Node(), other);
    const late = new Node(), loaded = sessionOf(late, other); /* loaded again before the reply to FINISH */
    late.says.RESUME = late.says.EXAM = { ...EXAM, state: 'finished', remaining: 0 };
    await loaded.restore();
    await loaded.opened();
    await goOn(loaded);
    assert.deepEqual([loaded.page, loaded.flow.result.how], ['after', 'before'], 'its time had not run out');
});

test('an_older_answer_does_not_follow_one_of_a_terminal_that_is_gone', async () => {
    const node = new Node(), disk = new Disk();
    await sits(node, disk);
    disk.parts.set('a/1', { values: ['2'], order: 1, saved: 0, seq: 1, acked: 0, entry: 0, typed: false, refused: null, uncounted: false });
    const other = new Node(), session = sessionOf(other, disk); /* its browser was killed; another terminal saved three answers */
    other.says.EXAM = { ...EXAM, terminal: 'free', seq: 3 };
    other.says.START = { ...EXAM, seq: 3 };
    other.says.QUESTION = { ...QUESTION, answer: ['1'] };
    await session.opened();
    await session.signIn('V1', 'K7QF');
    other.says.EXAM = { ...EXAM, seq: 3 };
    for (let i = 0; i < 3; i++)
        await goOn(session);
    assert.equal(session.stateOf(1), 'uncounted');
    assert.deepEqual(other.asked.filter((words) => words.startsWith('SAVE')), []);
});

test('an_exam_that_is_reopened_while_answers_are_refused_goes_on', async () => {
    const node = new Node(), session = await sits(node, new Disk());
    let over = false;
    const exam = () => (over ? { ...EXAM, state: 'finished', remaining: 0 } : EXAM);
    Object.assign(node.says, { EXAM: exam, RESUME: exam });
    node.up = false;
    session.give(1, ['2']);
    await settled();
    over = node.up = true;
    let answer;
    const slow = node.ask.bind(node);
    node.ask = async (...words) => {
        const reply = slow(...words);
        if (words[0] !== 'SAVE')
            return reply;
        await new Promise((resolve) => { answer = resolve; });
        throw readError('FINISHED done x');
    };
    await goOn(session);
    await goOn(session);
    assert.notEqual(session.page, 'after', 'the result waits for what is on its way');
    answer();
    await settled();
    await goOn(session);
    await goOn(session);
    assert.deepEqual([session.page, session.stateOf(1)], ['after', 'uncounted']);
    over = false;
    node.ask = slow;
    node.says.SAVE = { entry: 5, copies: 1, held: 0 };
    await goOn(session, 10000);
    await goOn(session);
    session.give(1, ['1']);
    await settled();
    assert.equal(session.stateOf(1), 'here');
});

test('a_page_at_which_the_exam_does_not_go_on_shows_none_of_it_when_it_is_loaded_again', async () => {
    const node = new Node(), disk = new Disk(), session = await sits(node, disk);
    node.says.EXAM = '-ELSEWHERE maracay 127.0.0.1:1 x';
    await goOn(session);
    assert.deepEqual([session.page, here()], ['stop', null]);
    const after = sessionOf(node, disk);
    await after.restore();
    assert.deepEqual([after.page, after.paper.size], ['entry', 0]);
    assert.ok(disk.parts.has('paper'), 'sealed, for who signs in');
});

test('a_terminal_renews_its_token_once_on_each_line', async () => {
    const disk = new Disk();
    await sits(new Node(), disk);
    const node = new Node();
    let proved = false;
    const session = new Session({ link: node, keep: disk, changed() {}, prove: async () => {
        for (let i = 0; i < 8; i++) { /* a slow line: the page's ticks go on */
            now += 500;
            session.tick();
            await settled();
        }
        proved = true;
    } });
    node.says.EXAM = () => (proved ? EXAM : '-NOAUTH first x');
    await session.restore();
    await session.opened();
    await goOn(session);
    proved = false;
    node.asked = [];
    await session.opened();
    await goOn(session);
    assert.equal(node.asked.filter((words) => words === 'RESUME').length, 1, node.asked.join());
    assert.equal(JSON.parse(here()).token.length, 43);
});

test('a_browser_that_remembers_nothing_asks_for_the_code_again', async () => {
    const forbidden = () => { throw new Error('SecurityError'); };
    globalThis.sessionStorage = { getItem: forbidden, setItem: forbidden, clear: forbidden };
    const session = sessionOf(new Node());
    await session.restore();
    assert.equal(session.page, 'entry');
    await session.opened();
    await session.signIn('V1', 'K7QF');
    await goOn(session);
    assert.equal(session.page, 'exam');
});

test('a_wall_clock_that_was_set_back_says_nothing_of_the_time', async () => {
    const disk = new Disk();
    await sits(new Node(), disk);
    mock.method(Date, 'now', () => now - 3600000);
    const node = new Node(), session = sessionOf(node, disk);
    await session.restore();
    assert.equal(session.flow.standing.isUnsure, true);
    await session.opened();
    await goOn(session);
    assert.ok(!session.flow.standing.isUnsure, 'the node has said it');
});
