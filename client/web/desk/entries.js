/* entries.js - what the journal has of an order, as a list. */
import { el } from '../shared/dom.js';
import { _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { sayKind, sayNode } from './said.js';
import { sayMoment } from './spans.js';

const NAMED_MOST = 5;

/* The entries of an order in the journal: the first, and how many more. */
export function entriesList(entries, node) {
    if (entries.length === 0) return null;
    const line = ({ n, kind, id, at, by, reason }) =>
        fill(_('Entry {n} of {node}: {what}, {at}, {by}{reason}'), {
            n,
            node: sayNode(node),
            what: id !== '' ? `${sayKind(kind)} (${id})` : sayKind(kind),
            at: sayMoment(at),
            by,
            reason: reason !== '' ? `: ${reason}` : '',
        });
    const rest = entries.length - NAMED_MOST;
    return el(
        'ul',
        { class: 'entries' },
        ...entries.slice(0, NAMED_MOST).map((entry) => el('li', {}, line(entry))),
        rest > 0
            ? el(
                  'li',
                  {},
                  fill(_n('and {n} more entry', 'and {n} more entries', rest), { n: rest }),
              )
            : null,
    );
}
