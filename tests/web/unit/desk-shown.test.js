/* Whom the admission shows: nobody by itself, and no key for whoever has only just appeared. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QUIET_MS, Shown } from '../../../client/web/desk/shown.js';

test('nobody is shown before somebody is searched or chosen', () => {
    const shown = new Shown();
    shown.follow(['ana', 'beatriz'], 0);
    assert.equal(shown.key, '');
    assert.ok(!shown.isTaken(10000), 'a key admits nobody');
    shown.choose('beatriz', 10000);
    shown.follow(['ana', 'beatriz'], 10100);
    assert.equal(shown.key, 'beatriz');
});

test('who is admitted by somebody else is followed by nobody', () => {
    const shown = new Shown();
    shown.choose('ana', 0);
    shown.follow(['ana', 'beatriz'], 1000);
    shown.follow(['beatriz'], 2000);
    assert.equal(shown.key, '');
    shown.search('a', 3000);
    shown.follow(['ana'], 3000);
    assert.equal(shown.key, 'ana');
    shown.follow(['beatriz'], 5000);
    shown.follow(['beatriz'], 6000);
    assert.equal(shown.key, '', 'not either of a search that finds another one');
});

test('a search shows the only one whom it finds, now or later, and no text shows nobody', () => {
    const shown = new Shown();
    shown.search('car', 0);
    shown.follow([], 0);
    assert.equal(shown.key, '');
    shown.follow(['carlos', 'carmen'], 1000);
    assert.equal(shown.key, '', 'nobody of several');
    shown.search('carm', 2000);
    shown.follow(['carmen'], 2000);
    assert.equal(shown.key, 'carmen');
    shown.search('', 3000);
    shown.follow(['ana', 'carmen'], 3000);
    assert.equal(shown.key, '');
});

test('no key is taken for a moment after somebody else is shown', () => {
    const shown = new Shown();
    shown.search('ana', 1000);
    shown.follow(['ana'], 1000);
    assert.ok(!shown.isTaken(1000 + QUIET_MS - 1));
    assert.ok(shown.isTaken(1000 + QUIET_MS));
    shown.search('ana a', 5000);
    shown.follow(['ana'], 5000);
    assert.ok(shown.isTaken(5000), 'it is the same person');
    shown.choose('beatriz', 6000);
    assert.ok(!shown.isTaken(6000 + QUIET_MS - 1));
    assert.ok(shown.isTaken(6000 + QUIET_MS));
});
