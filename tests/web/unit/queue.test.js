/* The queue of answers: Q4 to Q7. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Queue, STATE } from '../../../client/web/exam/queue.js';

const FAR = 1e9;

test('an_answer_waits_until_the_node_has_saved_it', () => {
    const queue = new Queue();
    queue.give(3, ['2'], 0);
    assert.deepEqual(queue.waiting(), [3]);
    assert.equal(queue.stateOf(3, true), STATE.SAVING);
    const flight = queue.next(0, FAR);
    assert.deepEqual([flight.n, flight.seq, flight.values], [3, 1, ['2']]);
    queue.saved(10, 9);
    assert.deepEqual(queue.waiting(), []);
    assert.equal(queue.stateOf(3, true), STATE.HERE);
    queue.heard({ seq: 1, held: 10 });
    assert.equal(queue.stateOf(3, true), STATE.BOTH);
});

test('one_is_on_its_way_at_a_time_in_the_order_of_changes', () => {
    const queue = new Queue();
    queue.give(2, ['1'], 0);
    queue.give(1, ['1'], 0);
    queue.give(2, ['3'], 0); /* changed: behind the other one now */
    assert.equal(queue.next(0, FAR).n, 1);
    assert.equal(queue.next(0, FAR), null);
    queue.saved(1, 0);
    assert.deepEqual(queue.next(0, FAR).values, ['3']);
});

test('lost_reply_is_repeated_with_its_number_and_a_change_gets_a_new_one', () => {
    const queue = new Queue();
    queue.give(1, ['1'], 0);
    assert.equal(queue.next(0, FAR).seq, 1);
    queue.later(0, 0);
    assert.equal(queue.next(0, FAR).seq, 1);
    queue.later(0, 0);
    queue.give(1, ['2'], 0);
    assert.equal(queue.next(0, FAR).seq, 2);
});

test('a_change_while_the_old_one_is_on_its_way_still_waits', () => {
    const queue = new Queue();
    queue.give(1, ['1'], 0);
    queue.next(0, FAR);
    queue.give(1, ['2'], 0);
    queue.saved(5, 0);
    assert.deepEqual(queue.waiting(), [1]);
    assert.deepEqual(queue.next(0, FAR).values, ['2']);
});

test('kept_is_said_only_while_nothing_is_sent_and_the_disk_has_it', () => {
    const queue = new Queue();
    queue.give(1, ['1'], 0);
    assert.equal(queue.stateOf(1, false), STATE.SAVING);
    queue.kept(1, queue.record(1).order);
    assert.equal(queue.stateOf(1, false), STATE.KEPT);
    assert.equal(queue.stateOf(1, true), STATE.SAVING);
    queue.give(1, ['2'], 0);
    assert.equal(queue.stateOf(1, false), STATE.SAVING);
});

test('typed_text_goes_when_it_is_due_or_the_question_is_left', () => {
    const queue = new Queue();
    queue.begin(1, 0);
    queue.give(1, ['a'], 100, true);
    assert.equal(queue.next(1000, FAR), null);
    assert.equal(queue.next(3100, FAR).n, 1);
    queue.saved(1, 0);
    queue.give(1, ['ab'], 3200, true);
    assert.equal(queue.next(3300, FAR), null);
    queue.flush(1);
    assert.deepEqual(queue.next(3300, FAR).values, ['ab']);
});

test('typing_on_does_not_put_the_first_save_off', () => {
    const queue = new Queue();
    queue.begin(1, 0);
    for (let i = 1; i <= 30; i++)
        queue.give(1, ['a'.repeat(i)], i * 100, true);
    assert.notEqual(queue.next(3100, FAR), null);
});

test('typed_text_that_was_overtaken_by_a_choice_still_has_a_newer_number', () => {
    const queue = new Queue();
    queue.begin(1, 0);
    queue.give(1, ['text'], 0, true);
    queue.give(2, ['1'], 10);
    assert.deepEqual([queue.next(10, FAR).n, queue.seq], [2, 1]);
    queue.saved(1, 0);
    queue.flush();
    assert.equal(queue.next(20, FAR).seq, 2);
});

test('refused_and_uncounted_are_never_sent_again', () => {
    const queue = new Queue();
    queue.give(1, ['x'], 0);
    queue.next(0, FAR);
    queue.refuse({ code: 'BADANSWER', reason: 'number' });
    assert.equal(queue.stateOf(1, true), STATE.REFUSED);
    queue.give(2, ['1'], 0);
    queue.next(0, FAR);
    queue.uncount();
    assert.equal(queue.stateOf(2, true), STATE.UNCOUNTED);
    assert.equal(queue.next(0, FAR), null);
    assert.deepEqual([queue.refused(), queue.uncounted(), queue.waiting()], [[1], [2], []]);
    queue.give(1, ['1'], 0); /* corrected */
    assert.equal(queue.next(0, FAR).n, 1);
});

test('refusal_of_what_was_changed_meanwhile_is_not_of_the_change', () => {
    const queue = new Queue();
    queue.give(1, ['x'], 0, true);
    queue.flush();
    queue.next(0, FAR);
    queue.give(1, ['1'], 0, true);
    queue.refuse({ code: 'BADANSWER', reason: 'number' });
    assert.deepEqual(queue.waiting(), [1]);
});

test('what_waits_when_another_terminal_had_the_exam_is_not_counted', () => {
    const queue = new Queue();
    queue.give(1, ['1'], 0);
    queue.next(0, FAR);
    queue.saved(1, 0);
    queue.give(2, ['1'], 0);
    queue.giveUp();
    assert.deepEqual(queue.uncounted(), [2]);
    assert.equal(queue.stateOf(1, true), STATE.HERE);
});

test('stale_answer_goes_again_behind_the_newest_unless_the_node_has_it', () => {
    const queue = new Queue();
    queue.give(1, ['1'], 0);
    queue.next(0, FAR);
    queue.stale(40);
    assert.equal(queue.next(0, FAR).seq, 41);
    queue.stale(50);
    queue.same(1, ['1']);
    assert.deepEqual(queue.waiting(), []);
});

test('answer_that_waits_is_newer_than_what_the_node_has', () => {
    const queue = new Queue();
    queue.give(1, ['2'], 0);
    queue.load(1, ['1']);
    queue.load(2, ['3']);
    assert.deepEqual(queue.item(1).values, ['2']);
    assert.deepEqual(queue.item(2).values, ['3']);
    assert.equal(queue.stateOf(2, true), STATE.HERE);
});

test('answer_of_unknown_entry_is_at_both_centres_when_a_later_one_is', () => {
    const queue = new Queue();
    queue.load(2, ['3']);
    queue.give(1, ['2'], 0);
    queue.next(0, FAR);
    queue.saved(20, 0);
    queue.heard({ seq: 1, held: 19 });
    assert.equal(queue.stateOf(2, true), STATE.HERE);
    queue.heard({ seq: 1, held: 20 });
    assert.equal(queue.stateOf(2, true), STATE.BOTH);
});

test('numbers_never_become_less_and_held_is_as_the_node_says', () => {
    const queue = new Queue();
    queue.heard({ seq: 4, held: 9 });
    queue.heard({ seq: 2, held: 3 });
    assert.deepEqual([queue.seq, queue.held], [4, 3]);
});

const give = (queue, n, values, entry, held) => {
    queue.give(n, values, 0);
    queue.next(0, FAR);
    queue.saved(entry, held);
};

test('answers_that_a_node_has_lost_with_its_disk_are_sent_again_with_new_numbers', () => {
    const queue = new Queue();
    give(queue, 1, ['1'], 10, 10);
    give(queue, 2, ['2'], 11, 10);
    give(queue, 3, ['3'], 12, 10);
    assert.equal(queue.heard({ seq: 3, held: 10 }), false);
    assert.equal(queue.heard({ seq: 1, held: 12 }), true); /* its new journal has other entries by these numbers */
    assert.deepEqual([1, 2, 3].map((n) => queue.stateOf(n, true)), [STATE.BOTH, STATE.SAVING, STATE.SAVING]);
    queue.load(2, []);
    for (const [n, seq] of [[2, 4], [3, 5]]) {
        const flight = queue.next(0, FAR);
        assert.deepEqual([flight.n, flight.seq, flight.values], [n, seq, [String(n)]]);
        queue.saved(20 + n, 12);
    }
    assert.equal(queue.heard({ seq: 5, held: 23 }), false);
    assert.equal(queue.stateOf(3, true), STATE.BOTH);
});

test('a_killed_browser_knows_what_the_node_has_lost_meanwhile', () => {
    const before = new Queue(), after = new Queue();
    give(before, 1, ['1'], 10, 10);
    give(before, 2, ['2'], 11, 11);
    for (const n of [1, 2])
        after.restore(n, JSON.parse(JSON.stringify(before.record(n))));
    after.heard({ seq: 1, held: 10 });
    assert.deepEqual(after.waiting(), [2]);
});

test('what_is_on_its_way_while_older_ones_are_lost_is_saved_as_ever', () => {
    const queue = new Queue();
    give(queue, 1, ['1'], 10, 10);
    queue.give(1, ['2'], 0);
    queue.next(0, FAR);
    queue.heard({ seq: 0, held: 0 });
    queue.saved(5, 0);
    assert.deepEqual([queue.waiting(), queue.heard({ seq: 2, held: 0 })], [[], false]);
});

test('records_bring_everything_back_after_a_crash', () => {
    const before = new Queue(), after = new Queue();
    before.give(1, ['1'], 0);
    before.next(0, FAR);
    before.saved(7, 7);
    before.give(2, ['a'], 0, true);
    for (const n of [1, 2])
        after.restore(n, JSON.parse(JSON.stringify(before.record(n))));
    assert.deepEqual(after.waiting(), [2]);
    assert.equal(after.stateOf(2, false), STATE.KEPT);
    after.heard({ seq: 1, held: 7 });
    assert.equal(after.stateOf(1, true), STATE.BOTH);
    assert.equal(after.next(0, FAR).seq, 2);
});

test('nothing_is_sent_before_the_node_can_take_it', () => {
    const queue = new Queue();
    queue.give(1, ['1'], 0);
    queue.next(0, FAR);
    queue.later(0, 5000);
    assert.ok(queue.isHeldBack(4999));
    assert.equal(queue.next(4999, FAR), null);
    assert.equal(queue.next(5000, FAR).n, 1);
});

test('the_same_answer_again_is_no_change', () => {
    const queue = new Queue();
    queue.load(1, ['1']);
    queue.give(1, ['1'], 0);
    assert.deepEqual(queue.waiting(), []);
});

test('what_is_refused_or_not_counted_stays_as_it_was_given_and_may_be_given_again', () => {
    const queue = new Queue();
    give(queue, 1, ['5'], 1, 0);
    queue.give(1, ['x'], 0);
    queue.next(0, FAR);
    queue.refuse({ code: 'BADANSWER', reason: 'number' });
    queue.give(2, ['1'], 0);
    queue.next(0, FAR);
    queue.uncount();
    queue.load(1, ['5']); /* on a new connection */
    queue.load(2, []);
    assert.deepEqual([queue.item(1).values, queue.item(2).values], [['x'], ['1']]);
    queue.give(1, ['5'], 0);
    queue.give(2, ['1'], 0);
    assert.deepEqual([queue.refused(), queue.uncounted(), queue.waiting()], [[], [], [1, 2]]);
    queue.next(0, FAR);
    queue.refuse({ code: 'BADANSWER', reason: 'number' });
    queue.give(1, ['5'], 0);
    assert.deepEqual(queue.waiting(), [2, 1]);
});
