/* tell.js - how the exam stands, in sentences. Pure. The sentences are those of the terminal
 * (client/tell.c), so that both have one translation. */
import { _, _n } from '../shared/words.js';
import { span } from '../shared/refusal.js';
import { clockText, secondsLeft } from './clock.js';
import { HOLD, holdOf, inSeconds } from './standing.js';

/* May this page take the exam over from another terminal, which is silent? */
export function mayTake(s, now) {
    return holdOf(s) === HOLD.TERMINAL && inSeconds(s, s.terminal_in_s, now) === 0;
}

function otherTerminal(s, now) {
    const seconds = inSeconds(s, s.terminal_in_s, now);
    if (seconds === 0)
        return [_('This exam was open at another terminal, which has fallen silent. You can go on ' +
            'here, with all the answers that were saved. If the other terminal is not yours, tell ' +
            'the staff.')];
    const open = _('This exam is open at another terminal. If that one is yours, go on there. If ' +
        'you know of no other terminal, tell the staff at once.');
    if (seconds < 0)
        return [open, _('Only the staff can move the exam to this terminal: ask for it, and wait ' +
            'here. If this screen does not go on once they have done it, leave it and sign in again.')];
    return [open, _('If the other terminal has failed, wait here: you can go on in %s, unless it ' +
        'is heard before then. The staff can move the exam here at once.', span(seconds))];
}

function pause(s) {
    const why = holdOf(s) === HOLD.PERSON
        ? _('The staff have paused your exam. Wait here, and ask the staff if you do not know why.')
        : _('The exam is paused for everybody at this centre. Listen to the staff and do what they ' +
            'say. If you must leave the room, leave this terminal as it is.');
    return [why, s.state === 'running'
        ? _('Your time stands still, and what was saved stays saved. When the staff resume it, the ' +
            'exam goes on here by itself, with the same time left.')
        : _('Your time does not run. When the staff resume it, this screen goes on by itself.')];
}

function begin(s, now) {
    const seconds = inSeconds(s, s.begin_in_s, now);
    return [
        _('You are ready. Everybody starts at the same time: wait here. Your exam begins by itself, ' +
            'and your time does not run before.'),
        seconds < 0 ? _('The staff give the sign.') : _('It begins in %s.', clockText(seconds)),
    ];
}

/* What holds the exam up, what it means and what to do; empty: nothing does. */
export function tellHold(s, now) {
    switch (holdOf(s)) {
    case HOLD.VOID:
        return [_('The staff have voided this exam: it does not count. What you saved stays on ' +
            'record. Stay here and talk to the staff.')];
    case HOLD.TERMINAL:
        return otherTerminal(s, now);
    case HOLD.PERSON:
    case HOLD.NODE:
        return pause(s);
    case HOLD.ADMISSION:
        return [_('Wait here: the staff are admitting people. Have your ID ready. Your time does ' +
            'not run. Once you are admitted, this screen says how it goes on.')];
    case HOLD.BEGIN:
        return begin(s, now);
    default:
        return [];
    }
}

/* Answers that the exam, which goes on elsewhere, does not have; '': none. */
export function tellNotSaved(count) {
    return count === 0 ? '' : _n('%lu answer was NOT saved: give it again where the exam goes on.',
        '%lu answers were NOT saved: give them again where the exam goes on.', count);
}

/* Answers that wait while the exam is held up; '': none. */
export function tellWaiting(s, count) {
    if (count === 0 || holdOf(s) === HOLD.TERMINAL)
        return tellNotSaved(count);
    return _n('%lu answer is NOT saved yet: it is kept at this terminal.',
        '%lu answers are NOT saved yet: they are kept at this terminal.', count);
}

/* Q7 */
export function tellNotCounted(queue) {
    const numbers = queue.uncounted().join(', ');
    return numbers === '' ? [] : [_('Not counted: your last answers to these questions came when the exam was over, or another ' +
        'terminal had it: %s. What was saved before counts.', numbers)];
}

function timeGiven(more_s, left_s) {
    const minutes = Math.round(Math.abs(more_s) / 60);
    const how = more_s < 0 ? _n('%lu minute less.', '%lu minutes less.', minutes)
        : _n('%lu minute more.', '%lu minutes more.', minutes);
    return `${how} ${_('The staff have changed your time. Time left: %s.', clockText(left_s))}`;
}

function tellProvisional() {
    return _('The exam was taken over from another terminal. Go on: for a few minutes the other one ' +
        'can still take it back, and then the answers given there count. It cannot be finished ' +
        'here before they have passed.');
}

/* What has changed (standing.js), a sentence each. */
export function tellNews(news, s, now) {
    const left_s = secondsLeft(s, now);
    const out = [];
    if (news.reopened)
        out.push(_('The staff have reopened your exam: it goes on.'));
    else if (news.goesOn)
        out.push(_('The exam goes on. Time left: %s.', clockText(left_s)));
    if (news.more_s !== 0)
        out.push(timeGiven(news.more_s, left_s));
    if (news.ended)
        out.push(_('The staff end the exam now. What you have written is being saved.'));
    if (news.provisional)
        out.push(tellProvisional());
    if (news.settled)
        out.push(_('The exam stays at this terminal: you can finish it here.'));
    return out;
}
