/* sitting.js - the exam while it runs: one question, or all of them, the map, and how to move. */
import { drawFor, el, focusOn, setAttribute, setText } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { refusalInExam } from '../shared/refusal.js';
import { QuestionView } from './question.js';
import { MapView } from './map.js';
import { looksOf } from './states.js';
import { STATE } from './queue.js';
import { speak } from './speak.js';

const HAND_IN_QUIET_MS = 700;

export function sittingPage({ session }) {
    const last = session.paper.size;
    const views = new Map();
    const place = el('div');
    let left = 0; /* the question that was left last, until its state was spoken */
    const go = (n) => {
        leaveQuestion();
        session.changeView({ current: Math.min(Math.max(n, 1), last) });
        draw();
        focusOn(views.get(session.view.current).heading);
    };
    const handIn = () => {
        leaveQuestion();
        session.toHandIn();
    };
    const map = new MapView(session, go, handIn);

    /* Leaving a question says how its answer stands, once that is known; each save does not. */
    function leaveQuestion() {
        left = session.view.current;
        session.flush(left);
    }

    function speakLeft() {
        const state = left > 0 ? session.stateOf(left) : STATE.SAVING;
        if (state === STATE.SAVING)
            return;
        if (state !== STATE.NONE)
            speak(_('Question %zu: %s', left, looksOf(state).words));
        left = 0;
    }

    function moves(n) {
        const flagged = session.view.flags.includes(n);
        const flag = el('button', { type: 'button', 'aria-pressed': String(flagged), onclick: () => {
            const flags = session.view.flags;
            const now = flags.includes(n) ? flags.filter((other) => other !== n) : [...flags, n];
            session.changeView({ flags: now });
            flag.setAttribute('aria-pressed', String(now.includes(n)));
            setText(flag, flagWords(now.includes(n)));
        } }, flagWords(flagged));
        if (session.view.all)
            return el('div', { class: 'row' }, flag);
        return el('div', { class: 'row' },
            el('button', { type: 'button', disabled: n === 1, onclick: () => go(n - 1) }, _('← Previous')),
            flag,
            n < last ? el('button', { type: 'button', class: 'main far', onclick: () => go(n + 1) }, _('Next →'))
                : el('button', { type: 'button', class: 'far', onclick: handIn }, _('Hand in …')));
    }

    const flagWords = (on) => (on ? _('⚑ To review: yes') : _('⚑ Review later'));

    function draw() {
        const { all, current } = session.view;
        if (all && views.size === last)
            return;
        views.clear();
        const numbers = all ? Array.from({ length: last }, (none, i) => i + 1) : [current];
        for (const n of numbers) {
            const view = new QuestionView(session, n);
            view.node.append(moves(n));
            view.node.addEventListener('focusin', () => {
                if (session.view.all && session.view.current !== n)
                    session.changeView({ current: n });
            });
            views.set(n, view);
        }
        place.replaceChildren(...[...views.values()].map((view) => view.node));
        update();
    }

    function update() {
        for (const view of views.values())
            view.update();
        map.update();
        speakLeft();
        document.title = `${_('Question %zu of %zu', session.view.current, last)} – ${session.flow.standing.title}`;
    }

    const node = el('div', { class: 'sitting' }, el('div', {}, place, choices(session, () => {
        views.clear();
        draw();
    })), map.node);
    session.view.current = Math.min(session.view.current, last);
    draw();
    return {
        node, update, keys: (event) => keys(event, session, views, go),
        focus: () => focusOn(views.get(session.view.current).heading),
    };
}

/* T4: no key hands in. 1 to 9 choose, the arrows move; never in a form control, nor with another key. */
function keys(event, session, views, go) {
    if (!session.view.keys || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey ||
        event.target.closest?.('input, textarea, select, summary'))
        return;
    const n = session.view.current;
    if (/^[1-9]$/.test(event.key) && views.get(n)?.press(Number(event.key)))
        event.preventDefault();
    else if (event.key === 'ArrowRight' && n < session.paper.size)
        go(n + 1);
    else if (event.key === 'ArrowLeft' && n > 1)
        go(n - 1);
}

function choices(session, drawAnew) {
    const box = (checked, words, change) => el('label', {},
        el('input', { type: 'checkbox', checked, autocomplete: 'off', onchange: (event) => change(event.target.checked) }), words);
    return el('details', { class: 'choices' }, el('summary', {}, _('How this page works')),
        el('p', {}, _('Each answer is saved by itself as you give it, and can be changed until you hand in; beside it stands ' +
            'where it is saved. You may answer in any order: the numbers lead to each question.')),
        el('p', {}, _('If the line or the power fails, go on: this page keeps your answers and sends them by itself. At another ' +
            'computer you sign in with your ID and your access code, and have everything that was saved.')),
        box(session.view.all, _('All questions on one page'), (all) => {
            session.changeView({ all });
            drawAnew();
        }),
        box(session.view.keys, _('Keys outside of fields: 1 to 9 choose an option, ← and → move'),
            (on) => session.changeView({ keys: on })));
}

/* Before handing in: what is open, and a second, different button, which takes no click that was meant
 * for the first, or for what stood in its place before something above it changed. */
export function handInPage({ session }) {
    let shown = performance.now();
    const isQuiet = () => performance.now() - shown < HAND_IN_QUIET_MS;
    const heading = el('h1', {}, _('Hand in the exam'));
    const open = el('div'), fault = el('div', { role: 'status' });
    const go = (n) => {
        session.changeView({ current: n });
        session.back();
    };
    const final = el('button', { type: 'button', class: 'final far', onclick: async () => {
        if (isQuiet())
            return;
        if (!session.mayHandIn())
            return focusOn(heading);
        final.disabled = true;
        await session.handIn();
        final.disabled = false;
    } }, _('Hand in now'));
    const node = el('div', { class: 'page' }, heading, open, fault,
        el('p', {}, _('Once you have handed in, nothing can be changed.')),
        el('div', { class: 'row final-part' },
            el('button', { type: 'button', onclick: () => session.back() }, _('Back to the questions')), final));
    return {
        node,
        update() {
            const words = mayNot(session);
            const said = drawFor(fault, words, () => (words === '' ? [] : [el('p', { class: 'wrong' }, words)]));
            if (drawOpen(open, session, go) || said)
                shown = performance.now();
            setAttribute(final, 'aria-disabled', String(!session.mayHandIn() || isQuiet()));
        },
        focus: () => focusOn(heading),
    };
}

function mayNot(session) {
    const { refusal } = session.flow;
    if (!session.line.up)
        return _('There is no connection: you can hand in when it is back. If the time runs out before, what ' +
            'is saved counts.');
    if (session.queue.waiting().length > 0)
        return _('Some answers are still being saved: hand in when they are.');
    return refusal === null ? '' : refusalInExam(refusal);
}

/* True: it was drawn anew. */
function drawOpen(open, session, go) {
    const flags = [...session.view.flags].sort((a, b) => a - b);
    const parts = [
        ['open', _('Without an answer'), session.unanswered()],
        ['flag', _('To review'), flags],
        ['wait', _('Not saved yet'), session.queue.waiting().sort((a, b) => a - b)],
        ['refused', _('Not saved, since the answer is not possible'), session.queue.refused()],
        ['late', _('Not counted'), session.queue.uncounted()],
    ].filter(([, , numbers]) => numbers.length > 0);
    return drawFor(open, JSON.stringify(parts), () => (parts.length === 0
        ? [el('p', { class: 'big' }, _('All questions have an answer, and all answers are saved.'))]
        : parts.flatMap(([list, name, numbers]) => [
            el('h2', {}, `${name}: ${numbers.length}`),
            el('ul', { class: 'list' }, numbers.map((n) => el('li', {}, el('button', {
                type: 'button', id: `${list}-${n}`, 'aria-label': _('Go to question %zu', n), onclick: () => go(n),
            }, String(n))))),
        ])));
}
