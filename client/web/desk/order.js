/* order.js - a command as somebody gives it, for whom and why: its requests, what is missing in it, the same
 * given again, and the order that takes it back. Pure. */
import { commandNamed } from './commands.js';

const IDS_MOST = 50; /* in one request */

/* 128 bits at random, in hexadecimal digits: of one order alone. */
export function drawKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/* An order: a command as somebody gives it. people: {ids} or {who, room}. */
export function newOrder(
    command,
    { values = {}, reason = '', people = { ids: [] } },
    key = drawKey(),
) {
    return { command, values, reason, people, key };
}

/* The requests of an order, each the words of one: 50 IDs in each, all with one key. */
export function requestsOf(order, confirmed) {
    const { command, values, reason, people, key } = order;
    const head = [
        'DESK',
        command.request,
        key,
        reason,
        ...(command.fields ?? []).map(({ name, sent }) => {
            const text = (values[name] ?? '').trim();
            return sent?.(text) ?? text;
        }),
        ...(confirmed ? ['--yes'] : []),
    ];
    if (people.who !== undefined)
        return [[...head, people.who, ...(people.who === '--room' ? [people.room] : [])]];
    const out = [];
    for (let i = 0; i === 0 || i * IDS_MOST < people.ids.length; i++)
        out.push([...head, ...idsOf(order, i)]);
    return out;
}

/* The IDs of its request i. */
export function idsOf({ people }, i) {
    return people.ids?.slice(i * IDS_MOST, (i + 1) * IDS_MOST) ?? [];
}

/* The order, with the key of the one that was given before where it asks for the same: whatever was done
 * of that is not done twice. before: null is none. */
export function orderAgain(order, before) {
    const words = (o) => JSON.stringify(requestsOf({ ...o, key: '' }, false));
    return before !== null && words(before) === words(order)
        ? { ...order, key: before.key }
        : order;
}

/* What is missing before it can be sent: the name of a field, "reason", "people"; "": nothing. */
export function missingIn(order) {
    const { command, values, reason, people } = order;
    for (const field of command.fields ?? [])
        if (field.needed && (values[field.name] ?? '').trim() === '') return field.name;
    for (const field of command.fields ?? [])
        if (
            field.kind === 'minutes' &&
            (values[field.name] ?? '') !== '' &&
            !/^-?[0-9]{1,4}$/.test(values[field.name])
        )
            return field.name;
    if (command.people !== 'none' && people.who === undefined && people.ids.length === 0)
        return 'people';
    return (command.reason === 'needed' || command.reason === 'text') && reason.trim() === ''
        ? 'reason'
        : '';
}

/* The order that takes this one back for those people, of doneFor(); null: there is none. */
export function undoOf({ command, values }, people) {
    if (command.undo === undefined || people === null || people.ids?.length === 0) return null;
    const back = commandNamed(command.undo.name);
    return { command: back, values: command.undo.fields?.(values) ?? {}, people };
}
