/* What is typed into a question. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { fitText } from '../../../client/web/exam/paper.js';

test('what_does_not_fit_is_missing_where_it_was_typed', () => {
    assert.equal(fitText('abcdef', 6, 6), 'abcdef');
    assert.equal(fitText('abcdefg', 7, 6), 'abcdef', 'at the end');
    assert.equal(fitText('abXcdef', 3, 6), 'abcdef', 'in the middle');
    assert.equal(fitText('aPASTEDbcdef', 7, 8), 'aPAbcdef');
    assert.equal(fitText('Xabcdef', 1, 6), 'abcdef');
});

test('no_character_is_cut_in_two', () => {
    assert.equal(fitText('aéb', 2, 3), 'ab');
    assert.equal(fitText('año', 3, 4), 'año');
    assert.equal(fitText('año', 3, 2), 'a');
    assert.equal(fitText('a😀', 3, 4), 'a');
    assert.equal(fitText('a😀b', 3, 5), 'ab');
    assert.equal(fitText('ñandú', 5, 6), 'ñand');
});

test('a_text_that_is_too_long_behind_the_caret_is_cut_at_its_end', () => {
    assert.equal(fitText('abcdef', 0, 3), 'abc');
    assert.equal(fitText('abcdef', 1, 3), 'bcd');
});
