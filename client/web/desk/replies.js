/* replies.js - what the node answers to an order, read into what the page shows. Pure. */
import { pairs } from '../shared/resp.js';

/* {done, refused, why: [{error, ids}]}, of people; null: the reply says something else. Whom the same
 * error is about stand together. */
export function readDone(reply) {
    const head = pairs(reply);
    if (
        head === null ||
        !Number.isInteger(head.done) ||
        !Number.isInteger(head.refused) ||
        !Array.isArray(head.why)
    )
        return null;
    const why = new Map();
    for (let i = 0; i + 1 < head.why.length; i += 2)
        why.set(head.why[i + 1], [...(why.get(head.why[i + 1]) ?? []), head.why[i]]);
    return {
        done: head.done,
        refused: head.refused,
        why: [...why].map(([error, ids]) => ({ error, ids })),
    };
}

/* Of several requests of one order. */
export function addDone(a, b) {
    const why = new Map(a.why.map((w) => [w.error, w.ids]));
    for (const { error, ids } of b.why) why.set(error, [...(why.get(error) ?? []), ...ids]);
    return {
        done: a.done + b.done,
        refused: a.refused + b.refused,
        why: [...why].map(([error, ids]) => ({ error, ids })),
    };
}

/* The entries of an order in the journal, of ORDERED: {count, entries: [{n, kind, id, at, by, reason}]}, of
 * which a node names the first 50; null: the reply says something else. */
export function readEntries(reply) {
    const head = pairs(reply);
    if (head === null || !Number.isInteger(head.count) || !Array.isArray(head.entries)) return null;
    const entries = head.entries
        .filter((e) => Array.isArray(e) && e.length >= 6)
        .map(([n, kind, id, at, by, reason]) => ({ n, kind, id, at, by, reason }));
    return { count: head.count, entries };
}
