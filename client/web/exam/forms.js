/* forms.js - what the forms share: a field with its label, hint and fault, and a fault's focus. */
import { el, show, setText } from '../shared/dom.js';

/* {node, input, fault(text)}; the fault stands beside the field, and '' takes it away. */
export function field({ id, label, hint = '', type = 'text', ...properties }) {
    const fault = el('p', { class: 'wrong', id: `${id}-fault`, hidden: true });
    const input = el('input', {
        id, type, autocomplete: 'off', spellcheck: false, autocapitalize: 'off',
        'aria-describedby': `${id}-hint ${id}-fault`, ...properties,
    });
    const node = el('div', { class: 'field' }, el('label', { htmlFor: id }, label),
        el('p', { class: 'hint', id: `${id}-hint`, hidden: hint === '' }, hint), fault, input);
    return {
        node, input,
        fault(text) {
            setText(fault, text);
            show(fault, text !== '');
            input.setAttribute('aria-invalid', String(text !== ''));
            if (text !== '')
                input.focus();
        },
    };
}

/* A form whose button is disabled while its action runs; the browser checks and sends nothing. */
export function form(action, ...children) {
    const node = el('form', { noValidate: true, autocomplete: 'off' }, ...children);
    node.addEventListener('submit', async (event) => {
        event.preventDefault();
        const button = node.querySelector('button.main');
        if (button.disabled)
            return;
        button.disabled = true;
        await action();
        button.disabled = false;
    });
    return node;
}
