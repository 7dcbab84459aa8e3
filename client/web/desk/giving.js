/* giving.js - an order is given: what it will do and to how many, what it needs to know, why, the node's
 * question back, and after it the reply, the entry in the journal and how it is undone. One dialog. */
import { el, setText, show } from '../shared/dom.js';
import { pairs } from '../shared/resp.js';
import { _, _n } from '../shared/words.js';
import { Announced } from './announced.js';
import { concerned, sayBefore, sayButton, sayPeople, sayWhom } from './before.js';
import { choicesOf, isAboutPeople, TASKS } from './commands.js';
import { entriesList } from './entries.js';
import { fieldOf, reasonField } from './fields.js';
import { fill } from './fill.js';
import { focusBack } from './focus.js';
import { missingIn, newOrder, orderAgain, undoOf } from './order.js';
import { readEntries } from './replies.js';
import { doneFor, outcomeOf, sayNoUndo, sayOthers } from './outcome.js';
import { capital, sayCount, sayWords } from './said.js';
import { sendOrder } from './sending.js';
import { Slip } from './slip.js';

export class Giving {
    /* given(): an order was carried out, and its dialog is still there. kept(): desk.orders has another one. */
    constructor(desk, { given, kept }) {
        Object.assign(this, { desk, given, kept });
        this.slip = new Slip(desk);
        this.before = null; /* what the order will do, of a form that was opened */
        this.title = el('h2', { id: 'giving-title' });
        this.content = el('div', { class: 'content' });
        this.dialog = el(
            'dialog',
            { class: 'giving', 'aria-labelledby': 'giving-title', onclose: () => this.#closed() },
            this.title,
            this.content,
        );
        this.element = el('div', {}, this.dialog, this.slip.dialog);
    }

    /* Which of these orders? */
    choose(commands, people) {
        setText(this.title, _('All orders'));
        const groups = Object.entries(TASKS).map(([task, label]) => [
            _(label),
            commands.filter((c) => c.task === task),
        ]);
        this.#put(
            people.length > 0
                ? el('p', {}, fill(_('For: {people}.'), { people: sayPeople(people) }))
                : null,
            ...groups
                .filter(([, list]) => list.length > 0)
                .map(([label, list]) =>
                    el(
                        'section',
                        {},
                        el('h3', {}, label),
                        el(
                            'div',
                            { class: 'orders' },
                            ...list.map((command) =>
                                el(
                                    'button',
                                    { type: 'button', onclick: () => this.open(command, people) },
                                    _(command.label),
                                    command.letter !== undefined
                                        ? el('kbd', { 'aria-hidden': 'true' }, command.letter)
                                        : null,
                                ),
                            ),
                        ),
                    ),
                ),
            this.#leave(_('Close')),
        );
        this.#show();
    }

    /* Prepares an order. people: entries, for an order that is about people; preset: of its fields; who: an
     * option for many. */
    open(command, people = [], preset = {}, who = '') {
        this.stop?.abort();
        this.command = command;
        this.entries = isAboutPeople(command) ? people : [];
        this.last = null; /* the order that this form gave last */
        setText(
            this.title,
            this.undoing !== undefined
                ? fill(_('Undo: {order}'), { order: _(this.undoing.order.command.label) })
                : _(command.label),
        );
        this.fields = (command.fields ?? []).map((field) =>
            this.#newField(field, preset[field.name]),
        );
        this.reason = reasonField(command, () => this.#say(), preset.reason ?? '');
        this.typed =
            command.people === 'typed'
                ? this.#newField({ name: 'id', kind: 'text', label: _('ID') }, preset.id)
                : null;
        this.twice =
            command.twice !== undefined
                ? this.#newField({ name: 'twice', kind: 'text', label: _('Type its name again') })
                : null;
        this.who = this.#whoField(command, who);
        this.stands =
            command.stands === true ? new Announced(this.desk, (text) => this.#again(text)) : null;
        this.before = el('p', { class: 'before', role: 'status' });
        this.message = el('p', { class: 'message', role: 'alert' });
        this.button = el('button', { type: 'submit', class: 'main' });
        this.#put(
            el(
                'form',
                { method: 'dialog', novalidate: true, onsubmit: (event) => this.#submit(event) },
                this.who?.element ?? null,
                this.typed?.element ?? null,
                ...this.fields.map((f) => f.element),
                this.stands?.element ?? null,
                this.reason.element,
                this.twice?.element ?? null,
                this.before,
                this.message,
                el('div', { class: 'ends' }, this.button, this.#leave(_('Leave it'))),
            ),
        );
        this.#say();
        this.#show();
        const first =
            this.typed ??
            this.fields.find((f) => f.kind !== 'room') ??
            (command.reason !== undefined ? this.reason : null);
        (first?.input ?? this.button).focus();
    }

    /* What takes an order back; null: nothing does, or it was taken back. */
    undoButton(done) {
        return !done.undone && undoOf(done.order, done.people) !== null
            ? el('button', { type: 'button', onclick: () => this.undo(done) }, _('Undo'))
            : null;
    }

    /* The same the other way round, for whom it was done. */
    undo(done) {
        const back = undoOf(done.order, done.people);
        const ids = new Set(back.people.ids ?? []);
        const entries = this.desk.entries('').filter((e) => ids.has(e.row.id));
        this.undoing = done;
        this.open(
            back.command,
            entries,
            { ...back.values, reason: _('taken back') },
            back.people.who ?? '',
        );
    }

    /* --- before --- */

    #newField(field, value = '') {
        return fieldOf(field, value, this.desk, () => this.#say());
    }

    #whoField(command, wanted) {
        const many = choicesOf(command);
        if (many.length === 0) return null;
        const labels = {
            '': fill(
                _n('{n} person who is chosen', '{n} people who are chosen', this.entries.length),
                { n: this.entries.length },
            ),
            '--running': _('whose exam runs'),
            '--present': _('who is signed in'),
            '--room': _('a room'),
            '--all': _('everybody of this centre'),
        };
        const choices = [...(this.entries.length > 0 ? [''] : []), ...many].map((who) => [
            who,
            labels[who],
        ]);
        const who = this.#newField(
            { name: 'who', kind: 'radio', label: _('For whom'), choices },
            wanted || (this.entries.length > 0 || command.final !== undefined ? '' : many[0]),
        );
        const room = this.#newField({
            name: 'whoroom',
            kind: 'room',
            needed: true,
            label: _('Room'),
        });
        return { element: el('div', {}, who.element, room.element), who, room };
    }

    /* The people of the order, as the wire has them, and who they are as far as this page knows. */
    #people() {
        const who = this.who?.who.value() ?? '';
        if (this.typed !== null)
            return {
                people: { ids: [this.typed.value().trim()].filter((id) => id !== '') },
                entries: null,
            };
        if (who === '')
            return { people: { ids: this.entries.map((e) => e.row.id) }, entries: this.entries };
        const room = this.who.room.value();
        const people = { who, room };
        return { people, entries: concerned(this.command, people, this.desk.entries('own')) };
    }

    #order(people) {
        const values = Object.fromEntries(this.fields.map((field) => [field.name, field.value()]));
        return newOrder(this.command, {
            values,
            reason: this.reason.value(),
            people,
        });
    }

    #say() {
        const { entries, people } = this.#people(),
            order = this.#order(people);
        if (this.who !== null) show(this.who.room.element, this.who.who.value() === '--room');
        const count = entries?.length ?? people.ids?.length ?? 0;
        void this.stands?.look(order.values.room);
        setText(this.before, sayBefore(order, entries, this.desk.entries('own')));
        setText(
            this.button,
            this.undoing !== undefined ? _('Undo') : sayButton(order, count),
        );
    }

    /* The board has changed: what the order will do is another thing now. */
    update() {
        if (this.content.contains(this.before) && !this.button.disabled) this.#say();
    }

    /* The announcement that stands is given once more. */
    #again(text) {
        this.fields.find((f) => f.name === 'text').input.value = text;
        this.#say();
        this.content.querySelector('form').requestSubmit();
    }

    /* What the dialog shows; null: nothing there. */
    #put(...nodes) {
        this.content.replaceChildren(...nodes.filter((node) => node !== null));
    }

    #leave(label) {
        return el('button', { type: 'button', onclick: () => this.dialog.close() }, label);
    }

    #show() {
        if (!this.dialog.open) {
            this.from = document.activeElement;
            this.dialog.showModal();
        }
    }

    #closed() {
        this.stop?.abort();
        this.undoing = undefined;
        this.content.replaceChildren();
        focusBack(this.from);
    }

    /* --- on its way --- */

    #missing(order) {
        const name = missingIn(order);
        if (name === 'people')
            return this.typed !== null
                ? _('Type the ID.')
                : _('Nobody is chosen: choose people in the table, or say for whom.');
        if (name === 'reason') return _('Say why: the journal keeps it.');
        if (name !== '')
            return fill(_('This is missing, or is no such value: {field}.'), {
                field: this.fields.find((f) => f.name === name).label,
            });
        if (this.command.people === 'one' && order.people.ids.length > 1)
            return _('This is for one person at a time.');
        if (this.who?.who.value() === '--room' && order.people.room === '')
            return _('Choose a room.');
        if (this.twice !== null && this.twice.value().trim() !== order.values[this.command.twice])
            return _('The name that is typed again is another one.');
        return '';
    }

    #fieldOf(name) {
        return name === 'reason'
            ? this.reason
            : name === 'people'
              ? this.typed
              : this.fields.find((f) => f.name === name);
    }

    async #submit(event) {
        event.preventDefault();
        const order = orderAgain(this.#order(this.#people().people), this.last),
            missing = this.#missing(order);
        setText(this.message, missing);
        if (missing !== '') {
            this.#fieldOf(missingIn(order))?.input?.focus();
            return;
        }
        this.last = order;
        const stop = new AbortController();
        if (!(await this.#isMeant(stop))) return;
        await this.#give(order, stop);
    }

    /* What comes of it is for this form, which may be left meanwhile, and for no other. */
    async #give(order, stop) {
        const { button, message, undoing } = this,
            { signal } = stop;
        this.stop = stop;
        button.disabled = true;
        const out = await sendOrder(order, (words) => this.desk.node.order(words), {
            signal,
            confirm: (words) => this.#confirm(capital(sayWords(words)), signal),
            onLost: () =>
                setText(
                    message,
                    _(
                        'No answer yet: the order is sent again, and never done twice. You can leave: it may have been done.',
                    ),
                ),
        });
        button.disabled = false;
        const nothing = out.ids.length === 0 && ['left', 'refused'].includes(out.result);
        if (nothing && !signal.aborted) {
            setText(message, outcomeOf(order, out)[0]);
            return;
        }
        if (undoing !== undefined && out.result === 'done') undoing.undone = true;
        const done = await this.#keep(order, out);
        if (signal.aborted) {
            this.#keepUnseen(done, out);
            return;
        }
        if (out.result === 'refused')
            setText(
                message,
                [
                    ...done.lines,
                    _('Give the order again for the others: nothing is done twice.'),
                ].join(' '),
            );
        else this.#finish(done, out);
    }

    /* It ended when its dialog was left already. */
    #keepUnseen(done, out) {
        if (done.order.command.shows === 'code' && out.result === 'done')
            done.lines.push(
                _('Its code came when the dialog was closed, and is not shown: give a new one.'),
            );
        this.kept();
    }

    async #isMeant(stop) {
        const { entries, people } = this.#people();
        if (this.command.final === undefined || entries === null || entries.length < 2) return true;
        this.stop = stop;
        const whom =
            people.who === undefined
                ? sayCount(entries.length)
                : sayWhom({ command: this.command, people }, entries);
        return this.#confirm(fill(_(this.command.final), { people: whom }), stop.signal);
    }

    /* Somebody must say whether this is meant. */
    #confirm(text, signal) {
        setText(this.message, '');
        return new Promise((answer) => {
            const form = this.content.querySelector('form');
            const end = (meant) => {
                question.remove();
                form.hidden = false;
                answer(meant);
            };
            const yes = el(
                'button',
                { type: 'button', class: 'final', onclick: () => end(true) },
                _('Yes, do it'),
            );
            const question = el(
                'div',
                { class: 'question', role: 'alertdialog', 'aria-labelledby': 'question' },
                el('p', { id: 'question' }, text),
                el(
                    'div',
                    { class: 'ends' },
                    yes,
                    el('button', { type: 'button', onclick: () => end(false) }, _('No, leave it')),
                ),
            );
            form.hidden = true;
            signal.addEventListener('abort', () => end(false));
            this.content.append(question);
            question.lastChild.lastChild.focus();
        });
    }

    /* --- after --- */

    /* An order that needs nothing to be asked: what came of it. */
    async give(command, entries) {
        const order = newOrder(command, { people: { ids: entries.map((e) => e.row.id) } });
        const out = await sendOrder(order, (words) => this.desk.node.order(words), {
            confirm: async () => false,
        });
        return this.#keep(order, out);
    }

    /* One order, however often it was given with the same key. */
    async #keep(order, out) {
        const ordered = await this.#entries(order);
        const people = doneFor(order, out, ordered);
        const done = {
            order,
            at: Date.now(),
            lines: [
                ...outcomeOf(order, out),
                sayOthers(out, people),
                sayNoUndo(order, people),
            ].filter((line) => line !== ''),
            people,
            entries: ordered?.entries ?? [],
        };
        this.desk.orders = [done, ...this.desk.orders.filter((d) => d.order.key !== order.key)];
        this.kept();
        return done;
    }

    #finish(done, out) {
        this.given();
        const reply =
            done.order.command.shows === 'code' && out.reply !== null ? pairs(out.reply) : null;
        if (reply?.code !== undefined) {
            this.dialog.close();
            this.slip.open({ name: this.entries[0]?.row.name, ...reply }, this.from);
            return;
        }
        this.#showDone(done);
    }

    /* What the journal has of it; a node that cannot tell it is no fault of the order. */
    async #entries(order) {
        try {
            return readEntries(await this.desk.node.desk('ORDERED', order.key));
        } catch {
            return null;
        }
    }

    #showDone(done) {
        setText(this.title, _(done.order.command.label));
        const close = this.#leave(_('Close'));
        this.#put(
            el(
                'div',
                { class: 'done', role: 'status' },
                ...done.lines.map((line) => el('p', {}, line)),
            ),
            entriesList(done.entries, this.desk.node.node),
            el('div', { class: 'ends' }, close, this.undoButton(done)),
        );
        close.focus();
    }
}
