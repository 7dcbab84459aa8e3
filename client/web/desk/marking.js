/* marking.js - essays are marked: one answer at a time, large, with the question and what markers are to
 * look for beside it; points by keys; nobody's name. The node remembers where the marker was. */
import { el, paragraphs, setText, show } from '../shared/dom.js';
import { Refusal } from '../shared/errors.js';
import { _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { markOf, readEssay, readGrade, readPoints, stepsOf } from './marks.js';
import { readTable } from './pieces.js';
import { sayFailure, sayRefusal } from './said.js';
import { askUntilAnswered } from './sending.js';
import { wait } from './spans.js';

const PAUSE_MS = 200;

/* What the question of a row of GRADE or of an essay is called. */
function nameOf({ name, question }) {
    return name !== '' ? name : fill(_('Question {n}'), { n: question });
}

export class Marking {
    constructor(desk) {
        this.desk = desk;
        this.essay = null; /* the one that is shown */
        this.back = false; /* it is one that was marked before */
        this.sending = false; /* its mark is on its way: it stays until there is an answer */
        this.after = '';
        this.message = el('p', { class: 'message', role: 'status' });
        this.overview = el('div', {});
        this.sheet = el('div', { class: 'essay', hidden: true });
        this.element = el(
            'div',
            { class: 'marking' },
            el('h1', {}, _('Marking')),
            this.message,
            this.overview,
            this.sheet,
        );
        this.onKey = (event) => this.#key(event);
    }

    async open() {
        document.addEventListener('keydown', this.onKey);
        if (this.essay === null) await this.#list();
    }

    hide() {
        document.removeEventListener('keydown', this.onKey);
    }

    /* --- asking --- */

    /* The reply, read; asks again while the node reads its journals. null: it is said why not. */
    async #ask(read, ...words) {
        try {
            for (;;) {
                const out = read(await this.desk.node.desk(...words));
                if (out === null || out.read >= 100) return out;
                setText(
                    this.message,
                    fill(_('The node reads its journals: {n} %.'), { n: out.read }),
                );
                await wait(PAUSE_MS);
            }
        } catch (error) {
            setText(this.message, sayFailure(error));
            return null;
        }
    }

    async #list() {
        if (this.sending) return;
        const all = [];
        let after = '';
        for (;;) {
            const some = await this.#ask(readGrade, 'GRADE', after);
            if (some === null) return;
            all.push(...some.questions);
            if (some.questions.length === 0) break;
            after = String(some.questions.at(-1).question);
        }
        if (this.sending) return;
        setText(this.message, '');
        this.essay = null;
        this.back = false;
        show(this.sheet, false);
        show(this.overview, true);
        this.#showList(all);
    }

    #showList(all) {
        const open = all.reduce((sum, q) => sum + q.open, 0);
        const start = el(
            'button',
            { type: 'button', class: 'main', onclick: () => this.#begin('') },
            _('Go on marking'),
        );
        const rows = all.map((q) =>
            el(
                'tr',
                {},
                el('th', { scope: 'row' }, nameOf(q)),
                ...[q.answers, q.marked, q.open].map((n) =>
                    el('td', { class: 'number' }, String(n)),
                ),
                el('td', {}, this.#waits(q)),
                el(
                    'td',
                    {},
                    q.open > 0
                        ? el(
                              'button',
                              { type: 'button', onclick: () => this.#begin(String(q.question)) },
                              _('Mark'),
                          )
                        : null,
                ),
            ),
        );
        const last = el(
            'button',
            { type: 'button', onclick: () => this.#earlier() },
            _('Look at my last mark'),
        );
        const heads = [_('Question'), _('Answers'), _('Marked'), _('Left for you'), _('Waits'), ''];
        const parts = [
            el(
                'p',
                {},
                open > 0
                    ? fill(
                          _n('{n} answer is left for you.', '{n} answers are left for you.', open),
                          { n: open },
                      )
                    : _('There is nothing for you to mark now.'),
            ),
            el('div', { class: 'ends' }, open > 0 ? start : null, last),
            all.length > 0 ? readTable(heads, rows) : null,
        ];
        this.overview.replaceChildren(...parts.filter((part) => part !== null));
        if (open > 0) start.focus();
    }

    #waits(q) {
        return [
            q.reserved > 0 ? fill(_('with others: {n}'), { n: q.reserved }) : '',
            q.unlinked > 0 ? fill(_('for the line: {n}'), { n: q.unlinked }) : '',
            q.third > 0 ? fill(_('for a third person: {n}'), { n: q.third }) : '',
        ]
            .filter((t) => t !== '')
            .join(', ');
    }

    /* --- one after the other --- */

    async #begin(question) {
        this.question = question;
        this.after = '';
        await this.#next();
    }

    async #next() {
        let essay = await this.#ask(readEssay, 'GRADE-NEXT', this.question, this.after, '');
        if (essay?.ref === '' && this.after !== '')
            /* those that were skipped */
            essay = await this.#ask(readEssay, 'GRADE-NEXT', this.question, '', '');
        if (essay === null || this.sending) return;
        if (essay.ref === '') {
            await this.#list();
            setText(this.message, _('Nothing is left for you here.'));
            return;
        }
        this.back = false;
        this.#show(essay);
    }

    async #earlier() {
        if (this.sending) return;
        const essay = await this.#ask(
            readEssay,
            'GRADE-NEXT',
            '',
            this.back ? this.essay.ref : '',
            'back',
        );
        if (essay === null || this.sending) return;
        if (essay.ref === '') {
            setText(this.message, _('There is no earlier mark of yours.'));
            return;
        }
        this.back = true;
        this.#show(essay);
    }

    #skip() {
        if (this.sending) return;
        if (!this.back) this.after = this.essay.ref;
        void this.#next();
    }

    #show(essay) {
        this.essay = essay;
        this.mark = null; /* the words of the one that was sent last */
        setText(this.message, '');
        this.points = el('input', {
            id: 'points',
            autocomplete: 'off',
            inputMode: 'decimal',
            class: 'short',
            value: essay.mark,
        });
        this.comment = el('input', {
            id: 'comment',
            autocomplete: 'off',
            maxLength: 200,
            value: essay.comment,
        });
        const steps = stepsOf(essay.points).map((text) =>
            el('button', { type: 'button', onclick: () => this.#choose(text) }, text),
        );
        this.save = el('button', { type: 'submit', class: 'main' }, _('Save and next'));
        const left = this.back
            ? _('An answer that you have marked.')
            : fill(_n('{n} is left for you.', '{n} are left for you.', essay.left), {
                  n: essay.left,
              });
        const third =
            essay.part === 3 && !this.back
                ? el(
                      'p',
                      { class: 'hint' },
                      _('Two people have marked this answer differently: your points decide.'),
                  )
                : null;
        this.answer = el(
            'div',
            { class: 'answer', tabIndex: -1, lang: '', dir: 'auto' },
            ...paragraphs(essay.answer),
        );
        this.sheet.replaceChildren(
            el(
                'section',
                { 'aria-label': _('Answer') },
                el('p', { class: 'remaining' }, left),
                third,
                this.answer,
            ),
            el(
                'section',
                { class: 'beside', 'aria-label': _('Question and mark') },
                el('h2', {}, nameOf(essay)),
                ...paragraphs(essay.text, { dir: 'auto' }),
                essay.graders !== ''
                    ? el(
                          'div',
                          { class: 'rubric' },
                          el('h3', {}, _('For markers:')),
                          ...paragraphs(essay.graders, { dir: 'auto' }),
                      )
                    : null,
                el(
                    'form',
                    { onsubmit: (event) => this.#send(event) },
                    el(
                        'label',
                        { for: 'points' },
                        fill(_('Points, 0 to {most}'), { most: essay.points }),
                    ),
                    this.points,
                    el(
                        'div',
                        { class: 'steps', role: 'group', 'aria-label': _('Points') },
                        ...steps,
                    ),
                    el('label', { for: 'comment' }, _('Comment (may stay empty)')),
                    this.comment,
                    el(
                        'div',
                        { class: 'ends' },
                        this.save,
                        el(
                            'button',
                            { type: 'button', onclick: () => this.#skip() },
                            _('Skip'),
                            el('kbd', { 'aria-hidden': 'true' }, 's'),
                        ),
                        el(
                            'button',
                            { type: 'button', onclick: () => this.#earlier() },
                            _('Back'),
                            el('kbd', { 'aria-hidden': 'true' }, 'b'),
                        ),
                        el(
                            'button',
                            { type: 'button', onclick: () => this.#list() },
                            _('Overview'),
                        ),
                    ),
                ),
                el(
                    'p',
                    { class: 'hint' },
                    _('Keys: digits for the points, Enter saves, s skips, b goes back.'),
                ),
            ),
        );
        show(this.overview, false);
        show(this.sheet, true);
        this.answer.focus();
    }

    #choose(text) {
        this.points.value = text;
        this.save.focus();
    }

    async #send(event) {
        event.preventDefault();
        if (this.sending) return;
        const points = readPoints(this.points.value);
        if (Number.isNaN(points) || points > readPoints(this.essay.points)) {
            setText(
                this.message,
                fill(_('Type a number from 0 to {most}, such as 1 or 0.75.'), {
                    most: this.essay.points,
                }),
            );
            this.points.focus();
            return;
        }
        const said = await this.#mark(String(points / 1000), this.comment.value.trim());
        if (said === '') await this.#next();
        else setText(this.message, said);
    }

    /* With the same key until there is an answer: it never counts twice. "" or why it was not saved. */
    async #mark(points, comment) {
        const mark = markOf(this.essay.ref, points, comment, this.mark);
        this.mark = mark;
        this.sending = this.save.disabled = true;
        try {
            await askUntilAnswered((words) => this.desk.node.desk(...words), mark, {
                onLost: () =>
                    setText(
                        this.message,
                        _('No answer yet: the mark is sent again, and never counts twice.'),
                    ),
            });
            return '';
        } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            return sayRefusal(error);
        } finally {
            this.sending = this.save.disabled = false;
        }
    }

    /* Digits go to the points from anywhere but a field. */
    #key(event) {
        if (
            this.essay === null ||
            event.ctrlKey ||
            event.metaKey ||
            event.altKey ||
            event.target.matches('input, textarea, select')
        )
            return;
        if (/^[0-9]$/.test(event.key)) {
            this.points.value = event.key;
            this.points.focus();
        } else if (event.key === 's') this.#skip();
        else if (event.key === 'b' || event.key === 'a') void this.#earlier();
        else return;
        event.preventDefault();
    }
}
