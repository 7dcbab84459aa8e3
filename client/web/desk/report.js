/* report.js - a report of the node, fetched in parts, and its rows. Pure but for the time between two
 * questions.
 *
 * ask(...words) gives the reply of a DESK command. Parts begin and end at any byte: what is left of a
 * character at the end of one is asked for again. */
import { pairs } from '../shared/resp.js';
import { wait } from './spans.js';

const BROKEN = '\uFFFD';
const encoder = new TextEncoder();

/* The part without a character that is cut at its end. */
export function wholeCharacters(part) {
    let end = part.length;
    while (end > 0 && part.length - end < 3 && part[end - 1] === BROKEN) end--;
    return end > 0 ? part.slice(0, end) : part;
}

/* {text, cut} of the whole. told(percent) hears how far it is; stopped() says whether to go on. null: it
 * was stopped, or a reply has another shape. */
export async function fetchReport(
    ask,
    kind,
    format,
    { told, stopped = () => false, pause_ms = 300 },
) {
    const { ref } = pairs(await ask('REPORT', kind, format)) ?? {};
    let offset = 0,
        text = '';
    while (typeof ref === 'string' && !stopped()) {
        const reply = pairs(await ask('REPORT-PART', ref, String(offset)));
        if (reply === null || typeof reply.part !== 'string' || !Number.isInteger(reply.percent))
            return null;
        told(reply.percent);
        if (reply.percent < 100) {
            await wait(pause_ms);
            continue;
        }
        const part =
            offset + encoder.encode(reply.part).length < reply.bytes
                ? wholeCharacters(reply.part)
                : reply.part;
        offset += encoder.encode(part).length;
        text += part;
        if (offset >= reply.bytes || part === '') return { text, cut: reply.cut };
    }
    return null;
}

/* {columns, rows} of a report in JSON, an array of objects, without columns in which nothing stands; null:
 * it is none. */
export function readRows(text) {
    let objects;
    try {
        objects = JSON.parse(text);
    } catch {
        return null;
    }
    if (!Array.isArray(objects) || objects.some((o) => o === null || typeof o !== 'object'))
        return null;
    const has = (column) =>
        objects.some((o) => o[column] !== null && o[column] !== undefined && o[column] !== '');
    const columns = Object.keys(objects[0] ?? {}).filter(has);
    return {
        columns,
        rows: objects.map((o) => columns.map((c) => String(o[c] ?? ''))),
    };
}
