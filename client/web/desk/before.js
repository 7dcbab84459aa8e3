/* before.js - what an order will do, and to whom, in words, before it is given: as the board knows it
 * now. Pure. */
import { _, _n } from '../shared/words.js';
import { isAboutPeople, meets } from './commands.js';
import { fill } from './fill.js';
import { GROUPS, peopleOf } from './need.js';
import { sayCount, sayNode } from './said.js';
import { atToday, momentOf, sayClock } from './spans.js';

const NAMED_MOST = 5;

/* "Ana Rojas (V1), Luis Mora (V2) and 3 more". */
export function sayPeople(entries) {
    const names = entries
        .slice(0, NAMED_MOST)
        .map(({ row }) => (row.name !== '' ? `${row.name} (${row.id})` : row.id));
    const rest = entries.length - names.length;
    return rest > 0
        ? fill(_('{names} and {n} more'), { names: names.join(', '), n: rest })
        : names.join(', ');
}

/* Those of a choice of many whom the command changes. all: the entries of this centre. */
export function concerned(command, { who, room }, all) {
    return peopleOf(all, who, room).filter(({ row }) => meets(command, row));
}

/* Is it about the centre itself, and so about who comes later, too? */
function isWhole(command, { who }) {
    return who === '--all' && command.whole === true;
}

/* Whom an order is for, of a choice of many. */
function sayMany(command, people, entries) {
    const count = sayCount(entries.length),
        voided = entries.filter(({ row }) => GROUPS.void(row)).length;
    if (isWhole(command, people))
        return fill(_('the whole centre, {people} now, and who comes later'), { people: count });
    if (voided === 0) return count;
    const text = _n(
        '{people}, {n} of them with a void exam',
        '{people}, {n} of them with void exams',
        voided,
    );
    return fill(text, { people: count, n: voided });
}

/* "09:30 (in 12 minutes)" of a time of today; a span as the hour that it leads to. */
function sayAt(at, now = Date.now()) {
    const ms = at.startsWith('+') ? now + Number(at) * 60000 : momentOf(atToday(at));
    if (Number.isNaN(ms)) return at;
    const minutes = Math.round((ms - now) / 60000);
    const text =
        minutes < 0 ? _('{at} (over)') : _n('{at} (in {n} minute)', '{at} (in {n} minutes)', minutes);
    return fill(text, { at: sayClock(ms), n: minutes });
}

/* Who starts with a beginning of now, and who does not. */
function sayStarters(all, at) {
    const waits = all.filter(({ row }) =>
        [GROUPS.before, GROUPS.asks, GROUPS.ready].some((holds) => holds(row)),
    );
    const ready = waits.filter(({ row }) => GROUPS.ready(row) && row.here === 'yes').length,
        others = waits.length - ready;
    const starts = _n('{n} person is ready now;', '{n} people are ready now;', ready);
    const rule = at === '' ? _('Who still waits at a terminal at that moment starts.') : '';
    const stays = _n('{n} is not ready.', '{n} are not ready.', others);
    return `${fill(starts, { n: ready })} ${fill(stays, { n: others })} ${rule}`.trimEnd();
}

/* Whom the order is for. entries: null where nobody knows. */
export function sayWhom({ command, people }, entries) {
    if (entries === null) return people.ids[0] ?? '…';
    if (people.who !== undefined) return sayMany(command, people, entries);
    return entries.length > 0 ? sayPeople(entries) : '…';
}

/* What the order will do. all: the entries of this centre. */
export function sayBefore(order, entries, all) {
    const { command, values } = order;
    const facts = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
            name,
            value === '' ? '…' : name === 'node' ? sayNode(value) : value,
        ]),
    );
    const minutes = (values.minutes ?? '').trim();
    if (/^[-+]/.test(minutes)) facts.minutes = minutes.slice(1) || '…';
    const said = fill(sayWhat(command, minutes), { ...facts, people: sayWhom(order, entries) });
    return command.starts === true ? sayBeginning(said, values.at.trim(), all) : said;
}

function sayWhat({ before }, minutes) {
    return typeof before === 'function' ? before(minutes) : _(before);
}

/* said: what a beginning of now will do. */
function sayBeginning(said, at, all) {
    const later = _(
        'At {at}, by the clock of this computer, time begins at both centres for all who wait then.',
    );
    const what = at === '' ? said : fill(later, { at: sayAt(at) });
    return `${what} ${sayStarters(all, at)}`;
}

/* What its button is called. */
export function sayButton({ command, people }, count) {
    const order = _(command.label);
    if (isWhole(command, people)) return fill(_('{order}: the whole centre'), { order });
    return isAboutPeople(command) && (count > 1 || people.who !== undefined)
        ? fill(_n('{order}: {n} person', '{order}: {n} people', count), { order, n: count })
        : order;
}
