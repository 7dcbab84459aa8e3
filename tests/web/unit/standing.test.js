/* How the exam stands, what has changed, which page is shown: T5 to T8, and the clock. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { HOLD, holdOf, inSeconds, newsOf, readStanding, timeHasBegun, wantsStart } from '../../../client/web/exam/standing.js';
import { START, pageOf, step } from '../../../client/web/exam/flow.js';
import { clockText, minutesToSpeak, secondsLeft } from '../../../client/web/exam/clock.js';
import { draftDue } from '../../../client/web/exam/draft.js';
import { mayTake, tellHold, tellNews, tellWaiting } from '../../../client/web/exam/tell.js';

const reply = (more = {}) => ({ title: 'T', questions: 3, seconds: 600, state: 'running', remaining: 600, sitting: 1,
    terminal: 'yours', ...more });
const standing = (more, now = 0) => readStanding(reply(more), now);

test('reply_that_the_protocol_does_not_allow_is_none', () => {
    for (const more of [{ title: 4 }, { state: 'x' }, { questions: 0 }, { remaining: -1 }, { seconds: 'a' }])
        assert.equal(standing(more), null);
    assert.equal(readStanding(null, 0), null);
});

test('who_comes_after_the_begin_is_told_that_the_time_runs', () => {
    const ready = (remaining, now) => standing({ state: 'ready', remaining }, now);
    assert.ok(!timeHasBegun(ready(600, 0)));
    assert.ok(timeHasBegun(ready(500, 0)));
    assert.ok(!timeHasBegun(standing({ remaining: 500 })));
    assert.equal(newsOf(ready(500, 0), ready(440, 60000)).more_s, 0, 'the line was lost for a minute');
    assert.equal(newsOf(ready(600, 0), ready(540, 3000)).more_s, -60, 'the staff took a minute');
    assert.equal(newsOf(ready(500, 0), ready(797, 3000)).more_s, 300);
});

test('what_holds_the_exam_up', () => {
    assert.equal(holdOf(standing()), HOLD.NONE);
    assert.equal(holdOf(standing({ void: 'yes', terminal: 'other' })), HOLD.VOID);
    assert.equal(holdOf(standing({ terminal: 'other', paused: 'node' })), HOLD.TERMINAL);
    assert.equal(holdOf(standing({ paused: 'person' })), HOLD.PERSON);
    assert.equal(holdOf(standing({ paused: 'node' })), HOLD.NODE);
    assert.equal(holdOf(standing({ state: 'ready', waiting: 'admission' })), HOLD.ADMISSION);
    assert.equal(holdOf(standing({ state: 'ready', waiting: 'begin' })), HOLD.BEGIN);
    assert.equal(holdOf(standing({ state: 'finished', void: 'yes' })), HOLD.NONE);
    assert.ok(wantsStart(standing({ terminal: 'free' })));
    assert.ok(!wantsStart(standing({ terminal: 'free', paused: 'node' })));
});

test('time_that_the_staff_gave_is_said_and_that_of_a_node_that_was_down_is_not', () => {
    const before = standing({}, 0);
    assert.equal(newsOf(before, standing({ remaining: 597 }, 3000)).more_s, 0);
    assert.equal(newsOf(before, standing({ remaining: 897 }, 3000)).more_s, 300);
    assert.equal(newsOf(before, standing({ remaining: 297 }, 3000)).more_s, -300);
    assert.equal(newsOf(before, standing({ remaining: 600 }, 120000)).more_s, 0);
    assert.equal(newsOf(standing({ paused: 'node' }, 0), standing({ paused: 'node', remaining: 660 }, 9000)).more_s, 60);
});

test('news', () => {
    const held = standing({ paused: 'node' });
    assert.ok(newsOf(standing(), held).held);
    assert.ok(newsOf(held, standing()).goesOn);
    assert.ok(newsOf(standing(), standing({ ended: 'yes' })).ended);
    assert.ok(newsOf(standing({ state: 'finished' }), standing()).reopened);
    assert.ok(newsOf(standing(), standing({ sitting: 2 })).another);
    assert.ok(newsOf(standing({ sitting: 0 }), standing()).another === false);
    assert.ok(newsOf(standing(), standing({ announced: 5 })).announced);
    assert.ok(newsOf(standing(), standing({ terminal: 'provisional' })).provisional);
    assert.ok(newsOf(standing({ terminal: 'provisional' }), standing()).settled);
    assert.equal(newsOf(null, standing({ announced: 5 })).announced, true);
});

test('words_for_each_hold_and_news', () => {
    for (const more of [{ void: 'yes' }, { paused: 'person' }, { paused: 'node' }, { terminal: 'other', terminal_in: -1 },
        { terminal: 'other', terminal_in: 9 }, { terminal: 'other', terminal_in: 0 }, { state: 'ready', waiting: 'admission' },
        { state: 'ready', waiting: 'begin', begin_in: 61 }, { state: 'ready', waiting: 'begin' }])
        assert.ok(tellHold(standing(more), 0).length > 0, JSON.stringify(more));
    assert.deepEqual(tellHold(standing(), 0), []);
    assert.match(tellHold(standing({ state: 'ready', waiting: 'begin', begin_in: 61 }), 0)[1], /1:01/);
    assert.ok(mayTake(standing({ terminal: 'other', terminal_in: 5 }), 5000));
    assert.ok(!mayTake(standing({ terminal: 'other', terminal_in: -1 }), 5000));
    assert.deepEqual(tellNews({ more_s: 300 }, standing(), 0),
        ['5 minutes more. The staff have changed your time. Time left: 10:00.']);
    assert.match(tellWaiting(standing({ terminal: 'other' }), 2), /NOT saved: give them again/);
    assert.match(tellWaiting(standing({ paused: 'node' }), 1), /kept at this terminal/);
    assert.equal(tellWaiting(standing(), 0), '');
});

test('clock_runs_stands_and_speaks', () => {
    const s = standing();
    assert.equal(secondsLeft(s, 1000), 599);
    assert.equal(secondsLeft(s, 1e7), 0);
    assert.equal(secondsLeft(standing({ paused: 'node' }), 60000), 600);
    assert.equal(clockText(2530), '42:10');
    assert.equal(clockText(7152), '1:59:12');
    assert.equal(clockText(5), '0:05');
    assert.equal(minutesToSpeak(1801, 1800), 30);
    assert.equal(minutesToSpeak(1800, 1799), 0);
    assert.equal(minutesToSpeak(2000, 50), 1);
    assert.equal(minutesToSpeak(2000, 1150), 20, 'the staff took time: what is left, and not what was passed');
    assert.equal(minutesToSpeak(301, 0), 0);
    assert.equal(minutesToSpeak(0, 1200), 0, 'the first look');
    assert.equal(inSeconds(s, 10, 2500), 8);
    assert.equal(inSeconds(s, -1, 0), -1);
});

test('drafts_as_the_terminal_saves_them', () => {
    const far = 1e9;
    assert.ok(!draftDue({ changed: 0, sent: 0 }, 10, 2999, far));
    assert.ok(draftDue({ changed: 0, sent: 0 }, 10, 3000, far));
    assert.ok(!draftDue({ changed: 0, sent: 0 }, 1280, 9000, far));
    assert.ok(draftDue({ changed: 0, sent: 0 }, 1280, 10000, far));
    assert.ok(draftDue({ changed: 89500, sent: 80000 }, 100, 90000, 100000)); /* T3: early */
    assert.ok(draftDue({ changed: 97100, sent: 96900 }, 100, 97200, 100000)); /* late */
    assert.ok(draftDue({ changed: 98550, sent: 98450 }, 100, 98600, 100000)); /* at the last */
    assert.ok(!draftDue({ changed: 98700, sent: 98600 }, 100, 98800, 100000));
});

const walk = (...events) => pageOf(events.reduce(step, START));
const exam = (more) => ({ type: 'exam', standing: standing(more) });
const signed = { type: 'signed' }, loaded = { type: 'loaded' };

test('pages_follow_the_exam', () => {
    assert.equal(walk(), 'entry');
    assert.equal(walk(signed), 'connecting');
    assert.equal(walk(signed, exam({ state: 'ready' })), 'before');
    assert.equal(walk(signed, exam()), 'loading');
    assert.equal(walk(signed, exam(), loaded), 'exam');
    assert.equal(walk(signed, exam(), loaded, { type: 'handin' }), 'handin');
    assert.equal(walk(signed, exam(), loaded, { type: 'handin' }, { type: 'back' }), 'exam');
    assert.equal(walk(signed, exam(), loaded, exam({ paused: 'node' })), 'held');
    assert.equal(walk(signed, exam(), loaded, exam({ paused: 'node' }), exam()), 'exam');
    assert.equal(walk(signed, exam({ state: 'finished' })), 'ending');
    assert.equal(walk(signed, exam(), loaded, { type: 'lapsed' }), 'code');
    assert.equal(walk(signed, exam(), loaded, { type: 'lapsed' }, { type: 'renewed' }), 'exam');
    assert.equal(walk(signed, exam(), { type: 'stopped', why: 'resumed' }), 'stop');
    assert.equal(walk(signed, exam(), { type: 'left' }), 'entry');
});

test('who_waited_for_the_begin_and_missed_it_starts_without_a_press', () => {
    const waits = { state: 'ready', waiting: 'begin' };
    const wanted = (...events) => events.reduce(step, START).wanted;
    assert.ok(wanted(signed, exam(waits), exam({ state: 'ready' })));
    assert.ok(!wanted(signed, exam(waits), exam(waits)));
    assert.ok(!wanted(signed, exam({ state: 'ready' }), exam({ state: 'ready' })), 'who came after it presses start');
    assert.ok(!wanted(signed, exam(waits), exam({ ...waits, waiting: 'admission' })));
    assert.ok(!wanted(signed, exam(waits), exam({ state: 'ready' }), exam()));
});

test('a_finished_exam_that_is_reopened_goes_on_with_a_new_paper', () => {
    const end = [signed, exam(), loaded, exam({ state: 'finished' }), { type: 'result', result: {} }];
    assert.equal(walk(...end), 'after');
    assert.equal(walk(...end, { type: 'review' }), 'review');
    assert.equal(walk(...end, { type: 'review' }, exam()), 'loading');
});

test('a_refusal_is_shown_where_it_was_and_not_in_another_moment', () => {
    const refused = { type: 'refused', refusal: { code: 'PENDING' } };
    const flow = [signed, exam({ state: 'ready' }), refused].reduce(step, START);
    assert.equal(step(flow, exam({ state: 'ready' })).refusal.code, 'PENDING');
    assert.equal(step(flow, exam()).refusal, null);
    assert.throws(() => step(flow, { type: 'unknown' }));
});
