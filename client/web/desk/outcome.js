/* outcome.js - how an order ended, in words. Pure. */
import { pairs } from '../shared/resp.js';
import { N_, _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { sayError, sayRefusal } from './said.js';

/* {lines, refusedIds, some: something was done}, of what sendOrder() returned. */
export function outcomeOf(order, out) {
    const lines = [],
        refusedIds = [];
    if (out.done !== null) {
        lines.push(
            fill(_n('Done for {n} person.', 'Done for {n} people.', out.done.done), {
                n: out.done.done,
            }),
        );
        for (const { error, ids } of out.done.why) {
            lines.push(
                fill(_('Not for {ids}: {why}'), { ids: ids.join(', '), why: sayError(error) }),
            );
            refusedIds.push(...ids);
        }
    } else if (out.error === null) {
        lines.push(_('Done.'), ...sayPairs(out.reply));
    }
    if (out.error !== null) lines.push(sayRefusal(out.error));
    return { lines, refusedIds, some: out.done === null ? out.error === null : out.done.done > 0 };
}

/* The pairs of replies, and the words that stand for values. */
const NAMES = {
    id: N_('ID'),
    name: N_('Name'),
    account: N_('Account'),
    role: N_('Role'),
    node: N_('Centre'),
    state: N_('State'),
    announced: N_('Where'),
    begun: N_('Begun'),
    at: N_('When'),
    started: N_('How many start with it'),
    changed: N_('Changed'),
    marked: N_('Marked'),
    hours: N_('Hours'),
    number: N_('Publication'),
    cut: N_('Cut'),
    results_here: N_('Results of this centre'),
    provisional_here: N_('Of them provisional'),
    essays_open: N_('Essays that are not marked'),
};
const VALUES = {
    yes: N_('yes'),
    no: N_('no'),
    everywhere: N_('everybody of this centre'),
    confirmed: N_('confirmed'),
    pending: N_('pending'),
};

/* The pairs of a reply that the page knows. */
function sayPairs(reply) {
    const head = Array.isArray(reply) ? (pairs(reply) ?? {}) : {};
    return Object.entries(head)
        .filter(([name, value]) => name in NAMES && value !== '' && !Array.isArray(value))
        .map(([name, value]) => `${_(NAMES[name])}: ${value in VALUES ? _(VALUES[value]) : value}`);
}
