/* outcome.js - how an order ended, in words. Pure. */
import { pairs } from '../shared/resp.js';
import { _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { sayError, sayRefusal } from './said.js';

/* Pairs that are never shown as lines: a code is shown once, on a slip. */
const SECRET = new Set(['code']);

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

/* The pairs of a reply, as the node names them. */
function sayPairs(reply) {
    const head = Array.isArray(reply) ? (pairs(reply) ?? {}) : {};
    return Object.entries(head)
        .filter(([name, value]) => !SECRET.has(name) && value !== '' && !Array.isArray(value))
        .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`);
}
