/* What an order will do and to how many, before it is given, and the reasons that fit it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concerned, sayBefore, sayButton, sayWhom } from '../../../client/web/desk/before.js';
import { COMMANDS, commandNamed } from '../../../client/web/desk/commands.js';
import { newOrder, requestsOf } from '../../../client/web/desk/order.js';
import { sayOthers } from '../../../client/web/desk/outcome.js';
import { REASONS, reasonsFor } from '../../../client/web/desk/reasons.js';
import { atToday } from '../../../client/web/desk/spans.js';

/* A person in that state; left: of an exam that has begun. */
function entry(id, state, left = -1, fields = {}) {
    return { key: `caracas/${id}`, row: { id, name: '', state, left, here: 'yes', room: 'A', ...fields } };
}

const ALL = [
    entry('V1', 'running', 600),
    entry('V2', 'paused', 600),
    entry('V3', 'void', 600),
    entry('V4', 'void'),
    entry('V5', 'finished'),
    entry('V6', 'ready'),
    entry('V7', 'ready', -1, { here: 'no' }),
    entry('V8', 'asks'),
    entry('V9', 'registered', -1, { here: 'no' }),
];

function orderFor(name, who, values = {}) {
    const order = newOrder(commandNamed(name), { values, people: { who, room: 'A' } });
    return [order, concerned(order.command, order.people, ALL)];
}

test('of many people those are counted whom the order changes', () => {
    const ids = (name, who) => orderFor(name, who)[1].map(({ row }) => row.id).join(' ');
    assert.equal(ids('end', '--running'), 'V1 V2 V3');
    assert.equal(ids('end', '--room'), 'V1 V2 V3');
    assert.equal(ids('pause', '--room'), 'V1 V2 V3 V6 V7 V8 V9');
    assert.equal(ids('admit', '--present'), 'V8');
    assert.equal(ids('admit', '--all'), 'V8 V9');
    assert.equal(ids('unadmit', '--all'), 'V6 V7');
});

test('void exams that go on are named as such', () => {
    assert.equal(sayWhom(...orderFor('end', '--running')), '3 people, 1 of them with a void exam');
    assert.equal(sayWhom(...orderFor('admit', '--present')), '1 person');
});

test('an order for the whole centre is not only for who is there', () => {
    const [order, entries] = orderFor('pause', '--all');
    assert.equal(sayWhom(order, entries), 'the whole centre, 7 people now, and who comes later');
    assert.equal(sayButton(order, entries.length), 'Pause: the whole centre');
    assert.equal(sayButton(orderFor('end', '--running')[0], 3), 'End the exam: 3 people');
});

test('minutes are more or less, and one or several', () => {
    const says = (minutes) => {
        const [order, entries] = orderFor('extend', '--running', { minutes });
        return sayBefore(order, entries.slice(0, 1), ALL);
    };
    assert.equal(says('1'), '1 minute more for: 1 person.');
    assert.equal(says('+10'), '10 minutes more for: 1 person.');
    assert.equal(says('-5'), '5 minutes less for: 1 person.');
    assert.equal(says(''), '… minutes more for: 1 person.');
    assert.equal(says('-'), '… minutes less for: 1 person.');
});

test('a beginning says who starts with it: who asked, and is still there', () => {
    const says = (at, all = ALL) =>
        sayBefore(newOrder(commandNamed('begin'), { values: { at } }), [], all);
    assert.match(says(''), /1 person is ready now; 3 are not ready\. Who still waits at a terminal at that moment starts\.$/);
    assert.match(says('+10'), /^At \d\d:\d\d \(in 10 minutes\), .*1 person is ready now; 3 are not ready\.$/);
    assert.match(says('tomorrow'), /^At tomorrow, /);
    assert.match(says('', []), /0 people are ready now; 0 are not ready\./);
});

test('reasons fit the order', () => {
    const fits = (name) => reasonsFor(commandNamed(name));
    for (const name of ['pause', 'extend', 'resume', 'announce'])
        assert.ok(fits(name).includes('fire alarm'), name);
    assert.ok(!fits('void').includes('the power failed'));
    assert.ok(!fits('extend').includes('was caught with help that is not allowed'));
    assert.deepEqual(fits('note'), []);
    const names = new Set(COMMANDS.map(({ name }) => name));
    for (const [reason, commands] of REASONS)
        for (const name of commands) assert.ok(names.has(name), `${reason}: ${name}`);
});

test('an order that needs a reason for people offers some', () => {
    for (const command of COMMANDS.filter((c) => c.reason === 'needed' && c.name !== 'note'))
        assert.ok(reasonsFor(command).length > 0, command.name);
});

test('a time of day is that of this computer, whatever the zone of the node', () => {
    const now = new Date(2027, 2, 1, 7, 30);
    const sent = atToday('09:30', now);
    assert.match(sent, /^2027-03-01 09:30 [+-]\d\d:\d\d$/);
    assert.equal(Date.parse(sent.replace(/^(\S+) (\S+) /, '$1T$2')), new Date(2027, 2, 1, 9, 30).getTime());
    assert.equal(atToday(' +10 ', now), '+10');
    assert.equal(atToday('25:00', now), '25:00');
    const [words] = requestsOf(newOrder(commandNamed('begin'), { values: { at: '09:30' } }), false);
    assert.match(words.at(-1), / 09:30 [+-]\d\d:\d\d$/);
});

test('of whom it holds, those are counted for whom it was written down', () => {
    assert.equal(sayOthers({ done: { done: 7 } }, { ids: ['V1'] }), 'Written down for 1 person; the others had it already.');
    assert.equal(sayOthers({ done: { done: 1 } }, { ids: ['V1'] }), '');
    assert.equal(sayOthers({ done: { done: 7 } }, null), '');
    assert.equal(sayOthers({ done: null }, { ids: [] }), '');
});
