/* fields.js - what an order needs to know, as form fields: {element, name, label, value()}. */
import { el } from '../shared/dom.js';
import { N_, _ } from '../shared/words.js';
import { isAboutPeople } from './commands.js';
import { roomsOf } from './need.js';
import { sayNode } from './said.js';

const REASONS = [
    N_('the power failed'),
    N_('the computer failed'),
    N_('the line failed'),
    N_('noise in the room'),
    N_('is not well'),
    N_('needs more time'),
    N_('a mistake of the staff'),
    N_('was caught with help that is not allowed'),
];
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
            : el('input', {
                  id,
                  autocomplete: 'off',
                  inputMode: field.kind === 'minutes' ? 'numeric' : 'text',
                  class: field.kind === 'minutes' ? 'short' : null,
                  oninput: changed,
              });
    input.value = value === '' && choices !== null ? (choices[0]?.[0] ?? '') : value;
    return {
        name: field.name,
        label,
        input,
        value: () => input.value,
        element: el('div', { class: 'field' }, el('label', { for: id }, label), input),
    };
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
    const usual = !text && (isAboutPeople(command) || command.task === 'during');
    const list = !usual
        ? []
        : REASONS.map((reason) =>
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
