/* before.js - the pages on which somebody waits: who you are and what the exam is, before it starts;
 * and why an exam that runs is held up (T5: its questions are hidden). */
import { drawFor, el, focusOn, setText } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { refusalInExam, refusalText, span } from '../shared/refusal.js';
import { clockText } from './clock.js';
import { HOLD, holdOf, inSeconds, timeHasBegun } from './standing.js';
import { mayTake, tellHold, tellNotCounted, tellNotSaved, tellWaiting } from './tell.js';
import { speak } from './speak.js';

const now = () => performance.now();

function facts(rows) {
    return el('dl', { class: 'facts' }, rows.flatMap(([name, ...values]) => [
        el('dt', {}, name), el('dd', {}, ...values)]));
}

/* Text that counts down is not spoken; what is new in it is. */
function sentences(part, lines, spoken) {
    if (!drawFor(part, lines.join('\n'), () => lines.map((line) => el('p', { class: 'big' }, line))))
        return;
    if (spoken !== part.dataset.spoken)
        speak(spoken);
    part.dataset.spoken = spoken;
}

/* What the node said last, where it is about this page. */
function refusalPart(session) {
    const { refusal } = session.flow;
    const told = ['WAITING', 'PAUSED', 'INUSE', 'VOID'];
    return refusal === null || told.includes(refusal.code) ? [] : [refusalText(refusal)];
}

export function beforePage({ session, leave }) {
    const wait = el('div');
    const start = el('button', { class: 'main', type: 'button', onclick: () => session.want() }, _('Start the exam'));
    const s = session.flow.standing;
    const time = el('span');
    const heading = el('h1', {}, _('Before you start'));
    const node = el('div', { class: 'page' }, heading,
        el('p', { class: 'name', dir: 'auto' }, s.name || s.id),
        el('p', {}, _('ID:'), ' ', s.id),
        el('p', {}, _('If this is not your name, do not start: tell the staff.')),
        facts([
            [_('Exam'), el('span', { dir: 'auto' }, s.title)],
            [_('Questions'), String(s.questions)],
            [_('Time'), time],
            [_('A wrong answer'), _('Each question says how many points it gives, and what a wrong answer costs.')],
            [_('If the power or the line fails'),
                _('What you answered stays saved. Go on when the computer is back: with the same ID and code ' +
                    'you have everything again. Time in which the centre is down is given back.')],
        ]),
        wait,
        el('div', { class: 'row' }, start,
            el('button', { type: 'button', class: 'far', onclick: leave }, _('This is not me: leave'))));
    return {
        node,
        update() {
            const at = session.flow.standing, hold = holdOf(at);
            const opens_s = inSeconds(at, at.opens_in_s, now()), closes_s = inSeconds(at, at.closes_in_s, now());
            const ready = hold === HOLD.NONE && opens_s === 0;
            start.hidden = !ready || session.flow.wanted;
            setText(time, span(timeHasBegun(at) ? session.secondsLeft() : at.seconds));
            const lines = [...tellHold(at, now()), ...refusalPart(session)];
            if (ready && session.flow.wanted)
                lines.push(_('One moment...'));
            else if (ready)
                lines.push(timeHasBegun(at) ? _('The exam has begun, and your time runs with everybody\'s: start now.')
                    : _('The time begins to run when you start.'),
                    ...(closes_s > 0 ? [_('It can still be started for %s.', span(closes_s))] : []));
            else if (hold === HOLD.NONE)
                lines.push(`${_('It opens in')} ${clockText(opens_s)}`,
                    _('Wait here: when it opens you can start. Your time does not run before.'));
            sentences(wait, lines, hold === HOLD.NONE && !ready ? _('The exam has not opened yet.')
                : lines.slice(0, 1).join(' '));
        },
        focus: () => focusOn(heading),
    };
}

export function heldPage({ session, leave }) {
    const s = session.flow.standing;
    const names = {
        [HOLD.VOID]: _('The exam is void'), [HOLD.TERMINAL]: _('The exam is at another terminal'),
        [HOLD.PERSON]: _('Your exam is paused'), [HOLD.NODE]: _('The exam is paused'),
    };
    const heading = el('h1');
    const why = el('div'), waiting = el('p', { class: 'wait' });
    const take = el('button', { class: 'main', type: 'button', onclick: () => session.takeOver() }, _('Go on here'));
    const away = el('button', { type: 'button', class: 'far', onclick: leave }, _('Leave'));
    const node = el('div', { class: 'page' }, heading, el('p', { class: 'name', dir: 'auto' }, s.name || s.id),
        why, waiting, el('div', { class: 'row' }, take, away));
    return {
        node,
        update() {
            const at = session.flow.standing;
            setText(heading, names[holdOf(at)] ?? '');
            const lines = [...tellHold(at, now()), ...refusalPart(session), ...tellNotCounted(session.queue)];
            sentences(why, lines, lines[0] ?? '');
            setText(waiting, tellWaiting(at, session.queue.waiting().length));
            take.hidden = !mayTake(at, now());
            away.hidden = holdOf(at) !== HOLD.TERMINAL;
        },
        focus: () => focusOn(heading),
    };
}

/* Until the node has answered. */
export function momentPage({ session, leave }) {
    const heading = el('h1', {}, _('One moment...'));
    const why = el('div');
    const node = el('div', { class: 'page' }, heading, why,
        el('div', { class: 'row' }, el('button', { type: 'button', onclick: leave }, _('Leave'))));
    return {
        node,
        update() {
            const lines = refusalPart(session);
            if (session.page === 'loading')
                lines.push(_('The questions are coming.'));
            if (session.page === 'ending')
                lines.push(_('Your exam is over. What was saved is being counted.'));
            node.lastChild.hidden = session.page !== 'connecting';
            sentences(why, lines, lines.join(' '));
        },
        focus: () => focusOn(heading),
    };
}

/* The exam does not go on in this page. */
export function stopPage({ session, leave }) {
    const { why, refusal } = session.flow.stop;
    const texts = {
        resumed: [_('The exam goes on elsewhere'), refusal === null ? '' : refusalText(refusal)],
        away: [_('Your exam is at another centre'), refusal === null ? '' : refusalInExam(refusal)],
        another: [_('You have a new exam'), _('The staff have given you a new exam: sign in again to sit it. The old ' +
            'one stays on record and does not count.')],
        over: [_('Your exam is over'), _('It did not end at this terminal: sign in with your code to see what was saved.')],
    };
    const [title, text] = texts[why];
    const heading = el('h1', {}, title);
    const node = el('div', { class: 'page' }, heading, el('p', { class: 'big' }, text),
        why === 'another' ? null
            : [tellNotSaved(session.queue.waiting().length), ...tellNotCounted(session.queue)].filter(Boolean)
                .map((line) => el('p', { class: 'bad' }, line)),
        el('div', { class: 'row' }, el('button', { type: 'button', onclick: leave }, _('Back to the first page'))));
    return { node, update() {}, focus: () => focusOn(heading) };
}
