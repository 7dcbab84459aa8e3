/* fields.js - what an order needs to know, as form fields: {element, name, kind, label, value()}. */
import { el } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { roomsOf } from './need.js';
import { reasonsFor } from './reasons.js';
import { sayNode } from './said.js';

let last = 0;

/* changed(): another value. */
export function fieldOf(field, value, desk, changed) {
    const id = `field-${++last}`,
        label = _(field.label);
    if (field.kind === 'radio') return radios(field, label, value, changed);
    const choices = choicesOf(field, desk);
    const input =
        choices !== null
            ? el(
                  'select',
                  { id, onchange: changed },
                  ...choices.map(([word, text]) => el('option', { value: word }, text)),
              )
            : typed(field, id, changed);
    input.value = value === '' && choices !== null ? (choices[0]?.[0] ?? '') : value;
    return {
        name: field.name,
        kind: field.kind,
        label,
        input,
        value: () => (field.kind === 'words' ? oneLine(input.value) : input.value),
        element: el('div', { class: 'field' }, el('label', { for: id }, label), input),
    };
}

function typed(field, id, changed) {
    if (field.kind === 'words') return el('textarea', { id, rows: 4, oninput: changed });
    return el('input', {
        id,
        autocomplete: 'off',
        inputMode: field.kind === 'minutes' ? 'numeric' : 'text',
        class: field.kind === 'minutes' ? 'short' : null,
        oninput: changed,
    });
}

/* The wire has no line breaks. */
function oneLine(text) {
    return text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join(' ');
}

/* null: it is typed. */
function choicesOf(field, desk) {
    const { node, peer } = desk.board;
    switch (field.kind) {
        case 'choice':
            return field.choices.map(([word, text]) => [word, _(text)]);
        case 'peer':
            return [[peer, sayNode(peer)]];
        case 'own':
            return [[node, sayNode(node)]];
        case 'centre':
            return [
                [node, sayNode(node)],
                [peer, sayNode(peer)],
            ];
        case 'room':
            return [
                ['', field.needed ? '–' : _('everybody of this centre')],
                ...roomsOf(desk.entries('own')).map((room) => [room, room]),
            ];
        default:
            return null;
    }
}

function radios(field, label, value, changed) {
    const name = `field-${++last}`;
    const inputs = field.choices.map(([word, text]) => {
        const input = el('input', {
            type: 'radio',
            name,
            value: word,
            checked: word === value,
            onchange: changed,
        });
        return [input, el('label', { class: 'choice' }, input, text)];
    });
    return {
        name: field.name,
        label,
        value: () => inputs.find(([input]) => input.checked)?.[0].value ?? '',
        element: el(
            'fieldset',
            {},
            el('legend', {}, label),
            ...inputs.map(([, element]) => element),
        ),
    };
}

/* Why: of a short list, or own words. */
export function reasonField(command, changed, value) {
    const id = `field-${++last}`,
        text = command.reason === 'text';
    const needed = text || command.reason === 'needed';
    const label = text ? _('What happened') : needed ? _('Why') : _('Why (may stay empty)');
    const input = el('input', { id, autocomplete: 'off', maxLength: 200, value, oninput: changed });
    const list = reasonsFor(command).map((reason) =>
        el(
            'button',
            {
                type: 'button',
                class: 'reason',
                onclick: () => {
                    input.value = _(reason);
                    changed();
                    input.focus();
                },
            },
            _(reason),
        ),
    );
    return {
        name: 'reason',
        label,
        input,
        value: () => input.value,
        element: el(
            'div',
            { class: 'field' },
            el('label', { for: id }, label),
            input,
            list.length > 0
                ? el(
                      'div',
                      { class: 'reasons', role: 'group', 'aria-label': _('Usual reasons') },
                      ...list,
                  )
                : null,
        ),
    };
}
