/* question.js - one question: its text, the form of its kind, and how its answer stands. What is given
 * goes to the session at once; what the node says is put in where nobody is typing. */
import { el, setAttribute, setText, show } from '../shared/dom.js';
import { _, _n, numberText } from '../shared/words.js';
import { refusalText } from '../shared/refusal.js';
import { bytesOf, costs, fitText, isAsked, isWritten, pairsAnswer, textsOf } from './paper.js';
import { STATE } from './queue.js';
import { looksOf } from './states.js';

function advice(q) {
    switch (q.kind) {
    case 'single':
    case 'truefalse':
        return _('Choose one.');
    case 'multiple':
        return _('More than one may be right; choose all that are.');
    case 'matching':
        return _('Choose its partner for each line.');
    case 'numeric':
        return _('Type a number, such as 2.5 or 2,5, without letters or a unit.');
    case 'short':
        return _('Type your answer in a few words.');
    case 'essay':
        return _('Type your text.');
    default:
        return _('There is nothing to answer here: go on to the next question.');
    }
}

function pointsText(q) {
    if (!isAsked(q))
        return _('to read');
    return _n('%s point', '%s points', Number(q.points), numberText(q.points));
}

const folded = new Set(); /* numbers of texts to read that somebody folded away */

/* A text to read, with each question that it belongs to. */
function textPart(q) {
    const part = el('details', { class: 'reading', open: !folded.has(q.number), ontoggle: () => {
        if (part.open)
            folded.delete(q.number);
        else
            folded.add(q.number);
    } }, el('summary', {}, _('Text to read')), el('p', { class: 'asked', dir: 'auto' }, q.text));
    return part;
}

export class QuestionView {
    #session;
    #q;
    #inputs = [];
    #typing = false;

    constructor(session, number) {
        this.#session = session;
        this.#q = session.paper.get(number);
        this.number = number;
        const q = this.#q;
        this.id = `q${number}`;
        this.shape = el('span', { class: 'shape', 'aria-hidden': 'true' });
        this.words = el('span');
        this.state = el('p', { class: 'state' }, this.shape, this.words);
        this.fault = el('p', { class: 'wrong', id: `${this.id}-fault`, hidden: true });
        this.room = el('p', { class: 'hint', id: `${this.id}-room` });
        this.clear = el('button', { type: 'button', class: 'plain', onclick: () => this.#clear() }, _('clear the answer'));
        this.heading = el('h2', {}, _('Question %zu of %zu', number, session.paper.size));
        const cost = costs(q) ? [_('A wrong answer costs %s.', numberText(q.penalty))] : [];
        this.node = el('section', { class: 'card', 'aria-label': _('Question %zu of %zu', number, session.paper.size) },
            el('div', { class: 'over' }, this.heading, el('p', {}, pointsText(q))),
            session.view.all || !isAsked(q) ? null : textsOf(q, session.questions()).map(textPart), /* they stand above it there */
            this.#form(q, el('span', { class: 'hint' }, [advice(q), ...cost].join(' '))),
            this.fault,
            isAsked(q) ? el('div', { class: 'beside' }, this.state, isWritten(q) ? null : this.clear) : null);
    }

    #form(q, hint) {
        const text = el('span', { class: 'asked', dir: 'auto' }, q.text);
        switch (q.kind) {
        case 'single':
        case 'truefalse':
        case 'multiple':
            return el('fieldset', {}, el('legend', {}, text, hint), this.#options(q));
        case 'matching':
            return el('fieldset', {}, el('legend', {}, text, hint), this.#pairs(q));
        case 'description':
            return el('div', {}, text, hint);
        default:
            return this.#written(q, text, hint);
        }
    }

    /* A click on what is chosen already gives an answer again that was not counted. */
    #options(q) {
        const type = q.kind === 'multiple' ? 'checkbox' : 'radio';
        return q.options.map((option, i) => {
            const input = el('input', {
                type, name: this.id, value: String(i + 1), autocomplete: 'off', onchange: () => this.#choose(),
                onclick: () => this.#choose(),
            });
            this.#inputs.push(input);
            const words = q.kind === 'truefalse' ? (i === 0 ? _('True') : _('False')) : option;
            return el('label', { class: 'option' }, input,
                el('span', { class: 'key', 'aria-hidden': 'true' }, `${i + 1}`),
                el('span', { class: 'text', dir: 'auto' }, words));
        });
    }

    #pairs(q) {
        return q.prompts.map((prompt, i) => {
            const id = `${this.id}-${i}`;
            const select = el('select', { id, autocomplete: 'off', onchange: () => this.#choose() },
                el('option', { value: '0' }, _('Choose...')),
                q.options.map((option, k) => el('option', { value: String(k + 1), dir: 'auto' }, option)));
            this.#inputs.push(select);
            return el('div', { class: 'pair' }, el('label', { htmlFor: id, dir: 'auto' }, prompt), select);
        });
    }

    #written(q, text, hint) {
        const properties = {
            id: this.id, dir: 'auto', autocomplete: 'off', spellcheck: false,
            'aria-describedby': `${this.id}-hint ${this.id}-fault ${this.id}-room`,
            oninput: () => this.#type(), onfocus: () => this.#begin(), onblur: () => this.#end(),
        };
        const input = q.kind === 'essay' ? el('textarea', properties)
            : el('input', { type: 'text', class: 'short', inputMode: q.kind === 'numeric' ? 'decimal' : 'text', ...properties });
        hint.id = `${this.id}-hint`;
        this.#inputs.push(input);
        return el('div', {}, el('label', { htmlFor: this.id }, text), hint, input, this.room);
    }

    #values() {
        const q = this.#q;
        if (q.kind === 'matching')
            return pairsAnswer(this.#inputs.map((select) => select.value));
        if (isWritten(q))
            return this.#inputs[0].value.trim() === '' ? [] : [this.#inputs[0].value];
        return this.#inputs.filter((input) => input.checked).map((input) => input.value);
    }

    #choose() {
        this.#session.give(this.number, this.#values());
    }

    #clear() {
        this.#session.give(this.number, []);
        this.#inputs[0]?.focus();
    }

    #begin() {
        this.#typing = true;
        this.#session.begin(this.number);
    }

    #type() {
        const input = this.#inputs[0];
        const { value, selectionStart } = input;
        const fits = fitText(value, selectionStart, this.#q.bytes);
        this.tooLong = fits !== value;
        if (this.tooLong) {
            const at = Math.max(0, selectionStart - value.length + fits.length);
            input.value = fits;
            input.setSelectionRange(at, at);
        }
        this.#session.give(this.number, this.#values(), true);
        this.update();
    }

    #end() {
        this.#typing = false;
        this.tooLong = false;
        this.#session.flush(this.number);
        this.update();
    }

    /* Chooses an option by its number, from 1. */
    press(number) {
        const input = this.#inputs[number - 1];
        if (isWritten(this.#q) || this.#q.kind === 'matching' || input === undefined)
            return false;
        input.checked = input.type === 'checkbox' ? !input.checked : true;
        this.#choose();
        return true;
    }

    /* What the session has, where nobody is typing; and how it stands. */
    update() {
        const { queue } = this.#session;
        const item = queue.items.get(this.number);
        if (!this.#typing)
            this.#put(item?.values ?? []);
        const state = this.#session.stateOf(this.number);
        const { shape, words, look } = looksOf(state);
        setText(this.shape, shape);
        setText(this.words, words);
        setAttribute(this.state, 'class', `state ${look}`);
        show(this.clear, (item?.values.length ?? 0) > 0);
        this.#updateFault(item, state);
        this.#updateRoom();
    }

    #put(values) {
        const q = this.#q;
        if (q.kind === 'matching') {
            this.#inputs.forEach((select, i) => { select.value = values[i] ?? '0'; });
        } else if (isWritten(q)) {
            if (this.#inputs[0].value !== (values[0] ?? ''))
                this.#inputs[0].value = values[0] ?? '';
        } else {
            for (const input of this.#inputs)
                input.checked = values.includes(input.value);
        }
    }

    /* A number that is being typed is no mistake yet. */
    #updateFault(item, state) {
        let text = '';
        if (state === STATE.REFUSED && !this.#typing)
            text = refusalText({ ...item.refused, facts: {} });
        if (state === STATE.UNCOUNTED)
            text = _('This answer came when the exam was over or another terminal had it: it is not counted.');
        setText(this.fault, text);
        show(this.fault, text !== '');
        for (const input of this.#inputs)
            setAttribute(input, 'aria-invalid', String(text !== ''));
    }

    #updateRoom() {
        if (this.#q.kind !== 'essay' && this.#q.kind !== 'short')
            return;
        const left = this.#q.bytes - bytesOf(this.#inputs[0].value);
        setText(this.room, this.tooLong
            ? _('It is full: the end of what you typed or pasted did not fit.')
            : _('Letters left: %zu; one with an accent counts as two.', left));
        this.room.classList.toggle('bad', Boolean(this.tooLong));
    }
}
