/* after.js - the end: what was received and saved, the result or when it will come, what is not
 * counted, the receipt as text and QR, printing, and leaving the computer. Where the plan shows the
 * right answers, a page with all of them. */
import { el, focusOn, setText } from '../shared/dom.js';
import { _, numberText } from '../shared/words.js';
import { qrOf } from './qr.js';
import { isWritten } from './paper.js';
import { tellNotCounted } from './tell.js';

const SVG = 'http://www.w3.org/2000/svg', QUIET = 4;

/* The terminal's texts begin and end with line ends; a space before "%" breaks no line here. */
const line = (text) => text.trim().replaceAll(' %', '\u00a0%');

function resultLines(r) {
    const lines = [];
    if (r.void === 'yes')
        lines.push(['bad', line(_('\nThe staff have voided this exam: it does not count.\n'))]);
    if (r.withheld === 'yes')
        return [...lines, ...receivedLines(r)];
    const score = [numberText(r.score), numberText(r.max), numberText(r.percent)];
    const open = r.unmarked !== undefined && r.unmarked !== '0';
    const passes = r.passed === 'yes';
    if (!open)
        lines.push(['score', line(_('\nResult: %s of %s points (%s %%), %s.\n', ...score, passes ? _('passed') : _('not passed')))]);
    else if (passes)
        lines.push(['score', line(_('\nProvisional result: %s of %s points (%s %%) so far, which is enough to pass.\n', ...score))]);
    else
        lines.push(['score', line(_('\nProvisional result: %s of %s points (%s %%) so far.\n', ...score))]);
    if (open)
        lines.push(['', line(_('Points not marked yet: %s (a person reads those answers).\n', numberText(r.unmarked)))]);
    if (r.publication > 0)
        lines.push(['', line(_('Published by the board (publication %lld).\n', r.publication))]);
    if (r.publication > 0 && r.corrected === 'yes')
        lines.push(['', line(_('This is a correction: it replaces the result that was published before.\n'))]);
    return lines;
}

function receivedLines(r) {
    const lines = [['score', r.questions > 0
        ? line(_('\nYour exam was received: %lld of %lld questions are answered.\n', r.answered, r.questions))
        : line(_('\nYour exam was received. Questions answered: %lld.\n', r.answered))]];
    if (r.void !== 'yes')
        lines.push(['', line(_('The board publishes the result. Until then it is not shown here.\n'))]);
    return lines;
}

function categories(r) {
    const list = r.categories ?? [];
    if (list.length < 6)
        return null; /* the only category has the total's score */
    const rows = [];
    for (let i = 0; i + 2 < list.length; i += 3)
        rows.push(el('tr', {}, el('th', { scope: 'row', dir: 'auto' }, list[i] || _('(other questions)')),
            el('td', {}, `${numberText(list[i + 1])} / ${numberText(list[i + 2])}`)));
    return el('table', {}, el('tbody', {}, rows));
}

/* A QR code is black on white in any light. */
function picture(text) {
    const square = qrOf(text);
    if (square === null)
        return null;
    const path = square.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join('');
    const side = square.length + 2 * QUIET;
    const svg = document.createElementNS(SVG, 'svg');
    const shape = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', `0 0 ${side} ${side}`);
    svg.setAttribute('class', 'qr');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', _('The receipt as a QR code'));
    shape.setAttribute('d', path);
    shape.setAttribute('fill', '#000000');
    svg.append(shape);
    return svg;
}

function receipt(text) {
    if (!text)
        return [];
    return [
        el('h2', {}, _('Receipt')),
        el('p', {}, line(_('\nReceipt, as proof of the answers that were received (it says no score):\n'))),
        el('p', { class: 'receipt' }, text), picture(text),
    ];
}

function lost({ queue }) {
    const out = tellNotCounted(queue);
    if (queue.refused().length > 0)
        out.push(_('Not saved, since the answer is not possible: %s. What was saved before counts.', queue.refused().join(', ')));
    return out.map((text) => el('p', { class: 'wrong' }, text));
}

function headings(r) {
    return { handed: _('Your exam was handed in'), ended: _('Your exam is over'), before: _('This exam is finished.') }[r.how];
}

/* What the deadline, or the staff, found saved. */
function endLines({ flow: { result, standing } }) {
    if (result.how !== 'ended')
        return [];
    return [
        standing.ended ? line(_('The staff ended the exam.\n')) : line(_('The time ran out.\n')),
        ...(result.questions > 0
            ? [line(_('Saved: the answers to %zu of %zu questions.\n', result.answered, result.questions))] : []),
    ];
}

export function afterPage({ session, leave }) {
    const { result, standing } = session.flow;
    const heading = el('h1', {}, headings(result));
    const told = el('p', { class: 'hint', role: 'status' });
    const review = result.reveals !== 'yes' ? null : el('button', { type: 'button', onclick: async () => {
        review.disabled = true;
        if (!await session.review())
            setText(told, session.line.up ? _('This exam does not show the right answers.')
                : _('There is no connection at the moment. Try again.'));
        review.disabled = false;
    } }, _('See the right answers'));
    const node = el('div', { class: 'page' }, heading,
        el('p', { class: 'name', dir: 'auto' }, standing.name || standing.id),
        el('p', {}, `${standing.id} · `, el('span', { dir: 'auto' }, standing.title)),
        endLines(session).map((text) => el('p', {}, text)),
        resultLines(result).map(([look, text]) => el('p', { class: look }, text)),
        categories(result),
        el('p', { class: 'good' }, result.copies >= 2 ? _('It is saved at both centres.') : _('It is saved at this centre.')),
        lost(session),
        el('div', { class: 'row' }, review,
            el('button', { type: 'button', onclick: () => print() }, _('Print')),
            el('button', { type: 'button', class: 'main far', onclick: leave }, _('Leave this computer'))),
        told,
        el('p', { class: 'hint screen' }, _('Nothing of you stays in this browser once you leave or close this page.')),
        receipt(result.receipt));
    return { node, update() {}, focus: () => focusOn(heading) };
}

/* --- the right answers --- */

/* A range of numbers as a bank writes it ("1.4142:0.0001", "1..5"), as people do. */
function rangeText(text) {
    const [middle, off] = text.split(':'), [low, high] = text.split('..');
    if (off !== undefined)
        return `${numberText(middle.trim())} ± ${numberText(off.trim())}`;
    return high === undefined ? numberText(text) : _('%s to %s', numberText(low.trim()), numberText(high.trim()));
}

function words(q, values) {
    if (values.length === 0)
        return _('no answer');
    if (q.kind === 'matching')
        return values.map((position, i) => `${q.prompts[i]}: ${q.options[Number(position) - 1] ?? '–'}`).join('\n');
    if (q.kind === 'truefalse')
        return values.map((position) => (position === '1' ? _('True') : _('False'))).join(', ');
    if (isWritten(q))
        return values.join('\n');
    return values.map((position) => q.options[Number(position) - 1] ?? position).join('\n');
}

/* Of matching, a bank may give its partners as texts. */
function rightWords(q) {
    if (q.kind === 'numeric')
        return q.right.map(rangeText).join('\n');
    if (q.kind === 'matching' && Number.isNaN(Number(q.right[0])))
        return q.right.join('\n');
    return words(q, q.right);
}

function answered(q) {
    const text = (value) => el('dd', { class: 'text', dir: 'auto' }, value);
    const right = q.kind === 'essay' || q.kind === 'description' || q.right.length === 0 ? []
        : [el('dt', {}, _('Right:')), text(rightWords(q))];
    return el('section', { class: 'card' },
        el('div', { class: 'over' }, el('h2', {}, _('Question %zu', q.number)),
            el('p', {}, q.kind === 'description' ? _('to read') : q.open ? _('A person has yet to mark this answer.')
                : _('Points: %s of %s', numberText(q.earned), numberText(q.points)))),
        el('p', { class: 'asked', dir: 'auto' }, q.text),
        q.kind === 'description' ? null
            : el('dl', { class: 'facts' }, el('dt', {}, _('Your answer:')), text(words(q, q.answer)), right),
        q.feedback === '' ? null : el('p', { class: 'text', dir: 'auto' }, q.feedback));
}

export function reviewPage({ session }) {
    const heading = el('h1', {}, _('The right answers'));
    const back = () => el('div', { class: 'row' },
        el('button', { type: 'button', onclick: () => session.back() }, _('Back to the result')));
    const node = el('div', {}, heading, back(), el('p'), session.questions().map(answered), back());
    return { node, update() {}, focus: () => focusOn(heading) };
}
