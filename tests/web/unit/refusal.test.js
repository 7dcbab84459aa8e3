/* Every refusal is a sentence with its facts, in both languages. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { FORMS, readError } from '../../../client/web/shared/errors.js';
import { idNouns, moment, refusalInExam, refusalText, span } from '../../../client/web/shared/refusal.js';
import { _, _n, chooseLanguage, format, languageOf, useWords } from '../../../client/web/shared/words.js';

test('every_error_has_a_sentence_without_holes', () => {
    for (const [code, reason, facts] of FORMS.filter((form) => form[0] !== 'DENIED')) { /* the staff's */
        const values = { node: 'maracay', address: '10.0.0.2:4321', formats: 'cedula,passport', character: 'U+202E',
            bytes: '120', moment: '2027-03-01T08:00-04:00', seconds: '90', seq: '7' };
        const line = [code, reason, ...facts.map((name) => values[name]), 'THE WORDS'].filter(Boolean).join(' ');
        const text = refusalText(readError(line));
        assert.doesNotMatch(text, /[{}]|undefined|THE WORDS/, line);
    }
});

test('facts_stand_in_the_sentence', () => {
    assert.match(refusalText(readError('ELSEWHERE maracay 10.0.0.2:4321 x')), /: maracay\./);
    assert.match(refusalText(readError('BADID ambiguous cedula,passport x')), /V-12\.345\.678 or PAS-AB012345/);
    assert.match(refusalText(readError('CLOSED early 2027-03-01T08:00-04:00 5400 x')), /08:00 on 2027-03-01, in 1 h 30 min/);
    assert.match(refusalInExam(readError('ELSEWHERE maracay - x')), /^Your exam goes on at the other centre/);
});

test('unknown_reason_acts_by_the_code_and_unknown_code_says_the_words', () => {
    assert.equal(refusalText(readError('BUSY odd x')), 'The server is busy and saved nothing. Try again.');
    assert.equal(refusalText(readError('STRANGE thing happened')), 'thing happened');
});

test('spans_and_moments', () => {
    assert.equal(span(1), '1 second');
    assert.equal(span(61), '2 minutes');
    assert.equal(span(3 * 86400), '3 days');
    assert.equal(moment('soon'), 'soon');
    assert.equal(idNouns('cedula,passport'), 'National ID or passport');
});

test('texts_are_translated_with_plurals_and_places', () => {
    useWords({ es: { 'Centre: %s': 'Centro: %s', '%lu minute': ['%lu minuto', '%lu minutos'], '%1$02d:%2$02d': '%2$02d:%1$02d' } });
    chooseLanguage('es');
    assert.equal(_('Centre: %s', 'caracas'), 'Centro: caracas');
    assert.equal(_n('%lu minute', '%lu minutes', 2), '2 minutos');
    assert.equal(_('%1$02d:%2$02d', 8, 5), '05:08');
    assert.equal(_('not translated'), 'not translated');
    chooseLanguage('en');
    assert.equal(format('%lu h %02lu min, 100 %%', 1, 5), '1 h 05 min, 100 %');
});

test('language_of_the_browser', () => {
    assert.equal(languageOf(['pt-BR', 'en-GB', 'es']), 'en');
    assert.equal(languageOf(['es-VE']), 'es');
    assert.equal(languageOf(['de']), 'es');
});
