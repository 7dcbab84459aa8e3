/* Who sits here (Q11, Q12), and how answers travel, against a node and a disk that are made up here. */
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { Who } from '../../../client/web/exam/who.js';
import { Answers } from '../../../client/web/exam/answers.js';
import { readError } from '../../../client/web/shared/errors.js';
import { LineLost } from '../../../client/web/shared/link.js';

const EXAM = (terminal) => ['title', 'T', 'terminal', terminal];

/* Asked in order; each answer is a reply, or a problem to throw. Stored: what lay in sessionStorage then. */
class Node {
    asked = [];
    stored = [];

    constructor(...replies) {
        this.replies = replies;
    }

    ask(...words) {
        this.asked.push(words);
        this.stored.push(sessionStorage.getItem('sinodo'));
        const reply = this.replies.shift();
        return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
    }
}

class Disk {
    parts = new Map();
    works = true;

    masterFor() { return Promise.resolve(new Uint8Array(32)); }
    use() { return Promise.resolve(); }
    read() { return Promise.resolve(new Map(this.parts)); }
    forget() { this.parts.clear(); return Promise.resolve(); }
    put(part, value) {
        if (this.works)
            this.parts.set(part, structuredClone(value));
        return Promise.resolve(this.works);
    }
}

const stored = () => JSON.parse(sessionStorage.getItem('sinodo'));
const nothing = async () => {};

beforeEach(() => {
    const items = new Map();
    globalThis.sessionStorage = {
        getItem: (name) => items.get(name) ?? null,
        setItem: (name, value) => items.set(name, value),
        clear: () => items.clear(),
    };
});

test('code_lies_in_the_browser_only_until_the_exam_has_begun', async () => {
    const who = new Who(new Disk(), nothing), node = new Node('OK', EXAM('free'), 'OK', EXAM('yours'));
    await who.signIn(node, 'V1', 'K7QF');
    assert.equal(stored().code, 'K7QF');
    who.begun();
    assert.equal(stored().code, '');
    await who.again(node); /* a lost line: from memory, and no token is renewed */
    assert.deepEqual(node.asked[2].slice(0, 3), ['AUTH', 'V1', 'K7QF']);
});

test('loaded_again_it_resumes_and_renews_with_both_tokens_stored_before', async () => {
    const disk = new Disk(), first = new Who(disk, nothing);
    await first.signIn(new Node('OK', EXAM('free')), 'V1', 'K7QF');
    first.begun();
    const { token } = stored();
    const who = new Who(disk, nothing), node = new Node(EXAM('yours'));
    assert.ok(await who.restore());
    await who.again(node);
    const [command, id, old, next] = node.asked[0];
    assert.deepEqual([command, id, old], ['RESUME', 'V1', token]);
    assert.deepEqual([JSON.parse(node.stored[0]).token, JSON.parse(node.stored[0]).next], [token, next]);
    assert.deepEqual([stored().token, stored().next], [next, '']);
    assert.deepEqual(disk.parts.get('who'), { token: next, next: '' });
});

test('resume_whose_reply_was_lost_is_repeated_with_the_same_new_token', async () => {
    const disk = new Disk();
    sessionStorage.setItem('sinodo', JSON.stringify({ id: 'V1', code: '', token: 'a', next: '', key: '' }));
    const who = new Who(disk, nothing), node = new Node(new LineLost(), EXAM('yours'));
    await who.restore();
    await assert.rejects(who.again(node), LineLost);
    await who.again(node);
    assert.deepEqual(node.asked[0], node.asked[1]);
});

test('the_new_token_is_tried_where_the_old_one_was_already_replaced', async () => {
    sessionStorage.setItem('sinodo', JSON.stringify({ id: 'V1', code: '', token: 'a', next: 'b', key: '' }));
    const who = new Who(new Disk(), nothing), node = new Node(readError('INUSE resumed x'), EXAM('yours'));
    await who.restore();
    await who.again(node);
    assert.deepEqual([node.asked[0].slice(1), node.asked[1].slice(1, 3)], [['V1', 'a', 'b'], ['V1', 'b']]);
});

test('a_tab_whose_copy_goes_on_is_told', async () => {
    sessionStorage.setItem('sinodo', JSON.stringify({ id: 'V1', code: '', token: 'a', next: '', key: '' }));
    const who = new Who(new Disk(), nothing);
    const node = new Node(readError('INUSE resumed x'), readError('NOAUTH token x'));
    await who.restore();
    await assert.rejects(who.again(node), (problem) => problem.is('INUSE', 'resumed'));
    assert.equal(node.asked.length, 1, 'a token that was never sent is not tried');
});

test('a_killed_browser_signs_in_as_the_terminal_that_it_was', async () => {
    const disk = new Disk();
    disk.parts.set('who', { token: 'a', next: 'b' });
    const node = new Node('OK', EXAM('other'), 'OK', EXAM('yours'), EXAM('yours'));
    const { isAnother } = await new Who(disk, nothing).signIn(node, 'V1', 'K');
    assert.equal(isAnother, false);
    assert.deepEqual(node.asked.filter((words) => words[0] === 'AUTH').map((words) => words[3]), ['a', 'b']);
});

test('of_two_tabs_that_sign_in_with_the_token_that_lies_here_the_second_is_the_terminal', async () => {
    const disk = new Disk();
    disk.parts.set('who', { token: 'a', next: '' });
    const node = new Node('OK', EXAM('yours'), EXAM('yours'));
    await new Who(disk, nothing).signIn(node, 'V1', 'K');
    const [command, id, old, next] = node.asked[2];
    assert.deepEqual([command, id, old], ['RESUME', 'V1', 'a']);
    assert.deepEqual([disk.parts.get('who'), stored().token], [{ token: next, next: '' }, next]);
});

test('a_token_that_cannot_be_renewed_for_the_moment_is_a_sign_in_all_the_same', async () => {
    const disk = new Disk(), who = new Who(disk, nothing);
    disk.parts.set('who', { token: 'a', next: '' });
    const { exam } = await who.signIn(new Node('OK', EXAM('yours'), readError('BUSY resumed 60 x')), 'V1', 'K');
    assert.deepEqual([exam, who.isThere, disk.parts.get('who').token], [EXAM('yours'), true, 'a']);
});

test('where_the_exam_went_to_another_terminal_it_comes_as_a_new_one', async () => {
    const disk = new Disk();
    disk.parts.set('who', { token: 'a', next: '' });
    const node = new Node('OK', EXAM('other'), 'OK', EXAM('other'));
    const { isAnother } = await new Who(disk, nothing).signIn(node, 'V1', 'K');
    assert.ok(isAnother && node.asked[2][3] !== 'a');
});

test('exam_that_is_refused_for_the_moment_is_a_sign_in_all_the_same', async () => {
    const who = new Who(new Disk(), nothing);
    const { exam } = await who.signIn(new Node('OK', readError('PENDING unconfirmed x')), 'V1', 'K');
    assert.equal(exam, null);
    assert.ok(who.isThere);
    const wrong = new Who(new Disk(), nothing);
    await assert.rejects(wrong.signIn(new Node(readError('WRONGPASS wrong x')), 'V1', 'K'));
    assert.ok(!wrong.isThere);
});

const answersOf = (node, disk = new Disk()) => {
    const refused = [];
    const answers = new Answers({ link: node, keep: disk, changed() {}, refused: (problem) => refused.push(problem.code) });
    return { answers, disk, refused, send: () => answers.send(() => true, () => 1e9) };
};

test('answers_are_numbered_sent_and_kept', async () => {
    const node = new Node(['entry', 5, 'copies', 1, 'held', 4], ['entry', 6, 'copies', 2, 'held', 6]);
    const { answers, disk, send } = answersOf(node);
    answers.give(2, ['1', '3'], false);
    answers.give(1, ['x'], false);
    await send();
    assert.deepEqual(node.asked, [['SAVE', 2, 1, '1', '3'], ['SAVE', 1, 2, 'x']]);
    assert.deepEqual([answers.queue.stateOf(2, true), answers.queue.stateOf(1, true)], ['both', 'both']);
    await new Promise(setImmediate);
    const after = answersOf(new Node()).answers;
    after.takeKept(disk.parts);
    assert.deepEqual([after.queue.waiting(), after.queue.item(2).values], [[], ['1', '3']]);
});

test('a_lost_line_ends_sending_though_it_seems_to_be_there', async () => {
    let asked = 0;
    const { answers } = answersOf({
        async ask() {
            asked++;
            throw new LineLost();
        },
    });
    answers.give(1, ['1'], false);
    answers.give(2, ['1'], false);
    await answers.send(() => asked < 9, () => 1e9);
    assert.equal(asked, 1);
    assert.deepEqual(answers.queue.waiting(), [1, 2]);
});

test('an_answer_is_kept_with_its_number_before_it_is_sent', async () => {
    const disk = new Disk(), numbers = [];
    const { answers } = answersOf({
        async ask() {
            numbers.push(disk.parts.get('a/1').seq);
            throw new LineLost();
        },
    }, disk);
    answers.give(1, ['1'], false);
    let left = 1;
    await answers.send(() => left-- > 0, () => 1e9);
    assert.deepEqual(numbers, [1]);
});

test('refusals_of_an_answer', async () => {
    const cases = [['TIMEUP deadline x', 'uncounted', ['TIMEUP']], ['INUSE resumed x', 'uncounted', ['INUSE']],
        ['BADANSWER number x', 'refused', []], ['BUSY often 9 x', 'kept', ['BUSY']], ['PAUSED node x', 'kept', ['PAUSED']]];
    for (const [line, state, told] of cases) {
        const { answers, refused, send } = answersOf(new Node(readError(line)));
        answers.give(1, ['1'], false);
        await send();
        await new Promise(setImmediate);
        assert.equal(answers.queue.stateOf(1, false), state, line);
        assert.deepEqual(refused, told, line);
    }
});

test('stale_answer_is_sent_behind_the_newest', async () => {
    const question = ['number', 1, 'kind', 'short', 'text', 'T', 'prompts', [], 'options', [], 'answer', ['old'], 'points', '1',
        'penalty', '0', 'bytes', 9];
    const node = new Node(readError('STALE newer 9 x'), question, ['entry', 7, 'copies', 1, 'held', 0]);
    const { answers, send } = answersOf(node);
    answers.give(1, ['new'], false);
    await send();
    assert.deepEqual(node.asked[2], ['SAVE', 1, 10, 'new']);
});

test('a_disk_that_keeps_nothing_is_said', async () => {
    const disk = new Disk();
    disk.works = false;
    const { answers } = answersOf(new Node(), disk);
    answers.give(1, ['1'], false);
    await new Promise(setImmediate);
    assert.ok(answers.keptFails);
    assert.equal(answers.queue.stateOf(1, false), 'saving');
});

test('what_could_not_be_kept_is_said_until_it_is', async () => {
    const disk = new Disk();
    const { answers } = answersOf(new Node(), disk);
    disk.put = async (part) => part !== 'a/1'; /* it has no room for the first */
    answers.give(1, ['a long text'], false);
    await new Promise(setImmediate);
    answers.give(2, ['1'], false);
    await new Promise(setImmediate);
    assert.ok(answers.keptFails);
    delete disk.put;
    answers.give(2, ['2'], false);
    await new Promise(setImmediate);
    assert.ok(!answers.keptFails);
    assert.deepEqual([answers.queue.stateOf(1, false), disk.parts.get('a/1').values], ['kept', ['a long text']]);
});
