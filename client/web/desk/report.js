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

/* --- for the screen and for paper, where a row must fit --- */

const ONCE = ['centre', 'max', 'void'];
const MOMENT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (.*)$/; /* by the clock of the plan's hours */

/* The same report in fewer and narrower columns: {columns, rows, once}. `once` has pairs of what is the same in
 * all rows that have it, also "day" and "zone" of all moments; start and end are one column, "times". What another column
 * says is left out: a tie-break by the points of a category, and whether a result is void. */
export function foldRows({ columns, rows }) {
    const objects = rows.map((cells) => Object.fromEntries(cells.map((c, i) => [columns[i], c])));
    const valuesOf = (name) => [...new Set(objects.map((o) => o[name] ?? ''))].filter((t) => t !== '');
    const once = ONCE.map((name) => [name, ...valuesOf(name)]).filter(
        (values) => values.length === 2 && rows.length > 1,
    );
    const moments = [...valuesOf('start'), ...valuesOf('end')],
        days = moments.map((t) => MOMENT.exec(t)?.[1] ?? '');
    const isOneDay = new Set(days).size === 1;
    if (isOneDay) once.push(['day', days[0]]);
    const zone = MOMENT.exec(moments[0] ?? '')?.[3];
    if (zone !== undefined) once.push(['zone', zone]);
    const isSaid = (name) =>
        once.some(([other]) => other === name) ||
        (name === 'void' && objects.every((o) => (o.void === 'yes') === (o.standing === 'void'))) ||
        (name.startsWith('tie-break:') &&
            objects.every((o) => o[name] === o[name.replace('tie-break:', 'points:')]));
    const timesOf = ({ start = '', end = '' }) =>
        [start, end]
            .filter((t) => t !== '')
            .map((t) => t.replace(MOMENT, isOneDay ? '$2' : '$1 $2'))
            .join('\n');
    const kept = columns
        .filter((name) => name !== 'end' && !isSaid(name))
        .map((name) => (name === 'start' ? 'times' : name));
    return {
        columns: kept,
        rows: objects.map((o) => kept.map((name) => (name === 'times' ? timesOf(o) : o[name]))),
        once,
    };
}

/* Standings with which somebody may yet get a rank, and put others behind (server/report/ranking.h). */
const OPEN = /^provisional: |^still sitting$|^moves to the other centre$/;

/* How many of the results have each of those standings: [[standing, count]]. */
export function openStandings({ columns, rows }) {
    const i = columns.indexOf('standing'),
        counts = new Map();
    for (const cells of rows)
        if (i >= 0 && OPEN.test(cells[i])) counts.set(cells[i], (counts.get(cells[i]) ?? 0) + 1);
    return [...counts];
}
