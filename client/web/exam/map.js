/* map.js - the map of the questions: which are answered, to be reviewed, not saved; and the way to
 * each. In a narrow window it folds. */
import { drawFor, el, setAttribute, setText } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { isAsked } from './paper.js';
import { STATE } from './queue.js';
import { looksOf } from './states.js';

function mark(session, question) {
    const n = question.number;
    const flagged = session.view.flags.includes(n);
    if (!isAsked(question))
        return { shape: flagged ? '⚑' : '–', words: _('to read') };
    const { shape, words } = looksOf(session.stateOf(n));
    const state = session.queue.answered(n) || session.stateOf(n) !== STATE.BOTH && session.stateOf(n) !== STATE.HERE
        ? { shape, words } : looksOf(STATE.NONE);
    return { shape: flagged ? `${state.shape}⚑` : state.shape,
        words: flagged ? `${state.words}, ${_('to review')}` : state.words };
}

export class MapView {
    #session;
    #buttons = new Map();
    #current = 0; /* the question that was brought into sight in the list last */

    constructor(session, go, handIn) {
        this.#session = session;
        const list = el('ol');
        for (const question of session.questions()) {
            const shape = el('span', { 'aria-hidden': 'true' });
            const button = el('button', { type: 'button', onclick: () => go(question.number) },
                String(question.number), shape);
            this.#buttons.set(question.number, { button, shape });
            list.append(el('li', {}, button));
        }
        this.counts = el('ul');
        this.summary = el('summary', {}, _('Questions'));
        this.fold = el('details', { open: !matchMedia('(max-width: 640px)').matches }, this.summary, list, this.counts);
        this.node = el('nav', { class: 'card map', 'aria-label': _('Questions') }, this.fold,
            el('button', { type: 'button', onclick: handIn }, _('Hand in …')));
    }

    update() {
        const session = this.#session;
        let answered = 0, open = 0;
        for (const question of session.questions()) {
            const { button, shape } = this.#buttons.get(question.number);
            const now = mark(session, question);
            setText(shape, now.shape);
            setAttribute(button, 'aria-label', _('Question %zu: %s', question.number, now.words));
            setAttribute(button, 'aria-current', String(session.view.current === question.number));
            answered += isAsked(question) && session.queue.answered(question.number);
            open += isAsked(question) && !session.queue.answered(question.number);
        }
        const flags = session.view.flags.length, waiting = session.queue.waiting().length;
        const lines = [
            _('Answered: %lu', answered),
            _('Without an answer: %lu', open),
            ...(flags > 0 ? [_('To review: %lu', flags)] : []),
            ...(waiting > 0 ? [_('Not saved yet: %lu', waiting)] : []),
        ];
        drawFor(this.counts, lines.join(), () => lines.map((line) => el('li', {}, line)));
        this.#follow(session.view.current);
    }

    #follow(n) {
        if (n === this.#current || !this.node.isConnected)
            return;
        this.#current = n;
        const { button } = this.#buttons.get(n);
        this.fold.scrollTop = button.offsetTop - this.fold.offsetTop - this.fold.clientHeight / 2;
    }
}
