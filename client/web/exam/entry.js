/* entry.js - the first page: sign in with ID and access code; and the page that registers. What the
 * node refuses stands beside the field that it is about. */
import { drawAnew, el, paragraphs, focusOn } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { LineLost } from '../shared/link.js';
import { idExamples, idNouns, refusalText } from '../shared/refusal.js';
import { field, form } from './forms.js';

const NO_LINE = () => _('There is no connection to the centre at the moment, and nothing was sent. ' +
    'Try again; tell the staff if it lasts.');

function words(problem) {
    return problem instanceof LineLost ? NO_LINE() : refusalText(problem);
}

function idField(session) {
    const ids = session.hello?.ids ?? '';
    return field({
        id: 'id', label: idNouns(ids), maxLength: 64,
        hint: ids === '' ? '' : _('Like this: %s', idExamples(ids, false)),
    });
}

/* Beside which field does this problem belong? */
function place(problem, fields) {
    if (problem.code === 'BADID' || problem.code === 'NOTLISTED' && problem.reason === 'nowhere')
        return fields.id;
    if (problem.code === 'WRONGPASS' || problem.reason === 'secret')
        return fields.secret ?? fields.code ?? fields.id;
    if (problem.reason?.startsWith('name-'))
        return fields.name ?? fields.id;
    return fields.code ?? fields.id;
}

export function entryPage({ session }) {
    const node = el('div', { class: 'page' });
    let known = '', chosen = false;
    const signIn = () => {
        const id = idField(session);
        const code = field({
            id: 'code', label: _('Access code'), hint: _('Twelve letters and digits, such as K7QF-93HD-2MXT'),
            maxLength: 64, autocapitalize: 'characters',
        });
        const send = async () => {
            id.fault('');
            code.fault('');
            if (id.input.value.trim() === '')
                return id.fault(_('Type your ID.'));
            if (code.input.value.trim() === '')
                return code.fault(_('Type your access code.'));
            try {
                await session.signIn(id.input.value, code.input.value.trim());
            } catch (problem) {
                place(problem, { id, code }).fault(words(problem));
            }
        };
        draw([
            title(session), lastWords(session),
            el('h2', {}, _('Sign in')),
            form(send, id.node, code.node,
                el('div', { class: 'row' }, el('button', { class: 'main', type: 'submit' }, _('Sign in')))),
            registerPart(session, register),
        ]);
    };
    const register = () => {
        chosen = true;
        draw(registerForm(session, back));
        focusOn(node.querySelector('h1'));
    };
    const back = () => {
        chosen = false;
        signIn();
        focusOn(node.querySelector('h1'));
    };
    const draw = (parts) => node.replaceChildren(...parts.filter(Boolean));
    if (session.registered === null)
        signIn();
    else
        draw(codePart(session));
    return {
        node,
        /* The first HELLO says which IDs there are; what was typed stays. */
        update() {
            const now = JSON.stringify([session.hello?.ids, session.hello?.exam, session.hello?.registration,
                session.flow.refusal?.message]);
            if (known !== now && !chosen && session.registered === null && !typed(node))
                drawAnew(node, signIn);
            known = now;
        },
    };
}

const typed = (node) => [...node.querySelectorAll('input')].some((input) => input.value !== '');

function title(session) {
    return el('h1', { dir: 'auto' }, session.hello?.exam ?? 'Sinodo');
}

/* Why somebody is on this page again. */
function lastWords(session) {
    const { refusal } = session.flow;
    return refusal === null ? null : el('p', { class: 'wrong' }, refusalText(refusal));
}

function registerPart(session, register) {
    const how = session.hello?.registration;
    if (how === undefined)
        return null;
    const body = how === 'staff'
        ? el('p', {}, _('At this centre the staff register you. Go to their desk with your document.'))
        : el('button', { type: 'button', onclick: register }, _('Register'));
    return el('div', { class: 'final-part' }, el('h2', {}, _('No access code yet?')), body);
}

function registerForm(session, back) {
    const id = idField(session);
    const name = field({ id: 'name', label: _('Full name'), hint: _('As in your document'), maxLength: 160, dir: 'auto' });
    const secret = session.hello?.registration === 'secret'
        ? field({ id: 'secret', label: _('Key of your convocation letter'), maxLength: 64 }) : null;
    const fields = secret === null ? { id, name } : { id, name, secret };
    const node = form(async () => {
        Object.values(fields).forEach((f) => f.fault(''));
        if (id.input.value.trim() === '')
            return id.fault(_('Type your ID.'));
        try {
            await session.register(id.input.value, name.input.value, secret?.input.value.trim() ?? '');
            node.parentNode.replaceChildren(...codePart(session));
        } catch (problem) {
            place(problem, fields).fault(words(problem));
        }
    }, ...Object.values(fields).map((f) => f.node),
    el('div', { class: 'row' }, el('button', { class: 'main', type: 'submit' }, _('Register')),
        el('button', { type: 'button', onclick: back }, _('Back'))));
    return [title(session), el('h2', {}, _('Register')), node];
}

/* The code is shown this once. */
function codePart(session) {
    const made = session.registered;
    const fault = el('div');
    const goOn = async (event) => {
        event.target.disabled = true;
        try {
            await session.signIn(made.id, made.code);
        } catch (problem) {
            fault.replaceChildren(el('p', { class: 'wrong' }, words(problem)));
            event.target.disabled = false;
        }
    };
    const pending = made.state === 'pending'
        ? paragraphs(_('Your registration is saved, but the other centre has not confirmed it yet. The exam ' +
            'cannot start until then: wait a moment and try again.')) : [];
    const heading = el('h1', {}, _('Registration of %s. This is your access code:', made.id));
    setTimeout(() => focusOn(heading));
    return [
        heading, el('p', { class: 'code' }, made.code),
        el('p', {}, _('Write it down now: it is not shown again, and without it you cannot sit the exam.')),
        ...pending, fault,
        el('div', { class: 'row' },
            el('button', { class: 'main', type: 'button', onclick: goOn }, _('I have written it down: sign in')),
            el('button', { type: 'button', onclick: () => print() }, _('Print'))),
    ];
}

/* The code is needed again while the exam runs: the staff gave a new one, say. What waits in this page
 * is kept. */
export function codePage({ session, leave }) {
    const { refusal } = session.flow;
    const isNew = !refusal.is('NOAUTH', 'token');
    const code = field({
        id: 'code', label: isNew ? _('New access code') : _('Access code'), maxLength: 64,
        autocapitalize: 'characters',
    });
    const heading = el('h1', {}, isNew ? _('You need your new code') : _('Sign in again'));
    const node = el('div', { class: 'page' }, heading,
        el('p', {}, isNew ? _('Your code is no longer valid: the staff gave you a new one. Your saved answers are kept.')
            : refusalText(refusal)),
        form(async () => {
            code.fault('');
            try {
                await session.renew(code.input.value.trim());
            } catch (problem) {
                code.fault(words(problem));
            }
        }, code.node, el('div', { class: 'row' },
            el('button', { class: 'main', type: 'submit' }, _('Go on')),
            el('button', { type: 'button', onclick: leave }, _('Back to the first page')))));
    return { node, update() {}, focus: () => focusOn(heading) };
}
