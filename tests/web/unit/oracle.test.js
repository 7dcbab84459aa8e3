/* The oracle of the storms: it finds each fault that it is there for, and nothing in a life without. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { judge } from '../lib/oracle.js';

/* p1: three answers, the second shown as saved, the third as kept; p2: never answered. */
function life(changes = {}) {
    return {
        given: new Map([['p1', ['uno', 'dos', 'tres']], ['p2', []]]),
        promised: new Map([['p1', { saved: 1, kept: 2 }], ['p2', { saved: -1, kept: -1 }]]),
        counted: new Map([['p1', 'tres'], ['p2', undefined]]),
        uncounted: [],
        saves: [{ n: 3, seq: 1, entry: 10 }, { n: 3, seq: 2, entry: 12 }, { n: 3, seq: 2, entry: 12 }, { n: 3, seq: 3, entry: 15 }],
        ...changes,
    };
}

const counts = (value) => life({ counted: new Map([['p1', value], ['p2', undefined]]) });

function finds(found, rule) {
    assert.equal(found.length, 1);
    assert.match(found[0], rule);
}

test('a_life_without_a_fault', () => assert.deepEqual(judge(life()), []));

test('w1_a_saved_answer_that_does_not_count', () => finds(judge(counts('uno')), /^W1.*"dos" was saved, "uno" counts/));

test('w1_a_saved_answer_where_nothing_counts', () => finds(judge(counts(undefined)), /^W1.*"dos" was saved/));

test('w1_a_kept_answer_that_does_not_count_and_nothing_says_so', () => finds(judge(counts('dos')), /^W1.*"tres" was kept/));

test('w1_a_kept_answer_that_is_shown_as_not_counted_is_no_fault', () => {
    assert.deepEqual(judge({ ...counts('dos'), uncounted: ['p1'] }), []);
});

test('w1_an_answer_that_was_shown_as_saved_counts_whatever_is_shown_as_not_counted', () => {
    finds(judge({ ...counts('uno'), uncounted: ['p1'] }), /^W1/);
});

test('w2_an_answer_that_was_taken_twice', () => {
    finds(judge(life({ saves: [{ n: 3, seq: 1, entry: 10 }, { n: 3, seq: 1, entry: 11 }] })), /^W2: question 3: number 1/);
});

test('w2_entries_that_do_not_grow_with_the_numbers', () => {
    finds(judge(life({ saves: [{ n: 3, seq: 1, entry: 10 }, { n: 3, seq: 2, entry: 9 }] })), /^W2: number 2 is entry 9/);
});

test('w3_what_counts_was_never_given', () => finds(judge(counts('seis')), /^W3/));
