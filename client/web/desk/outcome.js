/* outcome.js - how an order ended, in words. Pure. */
import { pairs } from '../shared/resp.js';
import { N_, _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { sayError, sayNode, sayRefusal, sayRole, sayStatus } from './said.js';

/* Is it one of the node itself, and so one entry? */
const isWhole = ({ command, people }) => people.who === '--all' && command.whole === true;

/* The lines, of what sendOrder() returned. */
export function outcomeOf(order, out) {
    const { done, error, result } = out,
        lines = [];
    if (done !== null) {
        lines.push(
            isWhole(order) && done.refused === 0
                ? _('Done for everybody of this centre.')
                : fill(_n('Done for {n} person.', 'Done for {n} people.', done.done), { n: done.done }),
        );
        for (const { error: why, ids } of done.why)
            lines.push(
                fill(_('Not for {ids}: {why}'), { ids: ids.join(', '), why: sayError(why) }),
            );
    } else if (result === 'done') {
        lines.push(_('Done.'), ...sayPairs(out.reply));
    }
    if (result === 'left') lines.push(sayLeft(order, out));
    if (result === 'lost')
        lines.push(_('No answer came before the order was left: it may have been done.'));
    if (result === 'refused') lines.push(sayRefusal(error));
    return lines;
}

/* The node asked whether the rest is meant, and the answer was no. */
function sayLeft({ people }, { ids }) {
    const rest = (people.ids?.length ?? 0) - ids.length;
    return ids.length === 0
        ? _('Nothing was changed.')
        : fill(
              _n(
                  'For {n} person nothing was changed.',
                  'For {n} people nothing was changed.',
                  rest,
              ),
              { n: rest },
          );
}

/* The people for whom this order wrote an entry, as those of the order that takes it back; null: not known.
 * Who had it already, by somebody else's order, is not among them: to undo it there undoes that order.
 * ordered: what readEntries() returned. */
export function doneFor({ command, people }, out, ordered) {
    if (ordered === null) return null;
    const { count, entries } = ordered;
    if (isWhole({ command, people }) && count > 0)
        return out.result === 'done' && out.done?.refused === 0 && entries.some((e) => e.id === '')
            ? people
            : null;
    if (count === entries.length)
        return { ids: [...new Set(entries.map(({ id }) => id))].filter((id) => id !== '') };
    /* The node does not name all. No order that has an undo writes two entries for one person: as many
     * entries as people are one for each. */
    if (people.who !== undefined || out.result !== 'done' || out.done?.done !== count) return null;
    const refused = new Set(out.done.why.flatMap(({ ids }) => ids));
    return { ids: out.ids.filter((id) => !refused.has(id)) };
}

/* Of those for whom it holds, how many had it already; "": nobody, or it is not known. */
export function sayOthers({ done }, people) {
    const changed = people?.ids?.length ?? -1;
    return done === null || changed < 0 || changed >= done.done
        ? ''
        : fill(
              _n(
                  'Written down for {n} person; the others had it already.',
                  'Written down for {n} people; the others had it already.',
                  changed,
              ),
              { n: changed },
          );
}

/* What is said beside an order that has an undo, where the page does not know for whom it would be; "". */
export function sayNoUndo({ command }, people) {
    return command.undo === undefined || people !== null
        ? ''
        : _(
              'This page does not know for whom the order changed something, so there is no undo. To take it back, choose the people and give the opposite order.',
          );
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
        .map(([name, value]) => `${_(NAMES[name])}: ${sayValue(name, value)}`);
}

function sayValue(name, value) {
    if (name === 'node') return sayNode(value);
    if (name === 'role') return sayRole(value);
    if (name === 'hours') return sayStatus(name, value);
    return value in VALUES ? _(VALUES[value]) : value;
}
