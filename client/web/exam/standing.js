/* standing.js - how the exam stands by the node's last reply to EXAM, START or RESUME: what holds it
 * up, and what has changed since the reply before. Pure; as client/standing.h.
 *
 *   T5  while an exam is held up (paused, at another terminal, void) its questions are hidden
 *   T6  an answer is sent only in the sitting in which it was given, and not after another terminal
 *       had the exam
 *   T7  time that the staff gave or took is said once. A node that was down gives back no more time
 *       than has passed since its last reply: what is more comes from the staff
 *   T8  an announcement stays in sight until the applicant puts it away */

const LEAST_MS = 30000, SECOND_MS = 1000, MINUTE_MS = 60000;
const STATES = ['ready', 'running', 'finished'];

export const HOLD = {
    NONE: '', VOID: 'void', TERMINAL: 'terminal', PERSON: 'person', NODE: 'node',
    ADMISSION: 'admission', BEGIN: 'begin',
};

const isCount = (n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32;

/* The reply's pairs, as plain values. Null: not a reply that the protocol allows. */
export function readStanding(reply, now_ms) {
    if (reply === null || typeof reply.title !== 'string' || !STATES.includes(reply.state) ||
        !isCount(reply.questions) || reply.questions < 1 || !isCount(reply.seconds) ||
        !isCount(reply.remaining))
        return null;
    return {
        title: reply.title,
        id: reply.id ?? '',
        name: reply.name ?? '',
        questions: reply.questions,
        seconds: reply.seconds,
        state: reply.state,
        answered: reply.answered ?? 0,
        sitting: reply.sitting ?? 0,
        paused: reply.paused ?? '',
        isVoid: reply.void === 'yes',
        ended: reply.ended === 'yes',
        waiting: reply.waiting ?? '',
        terminal: reply.terminal ?? 'yours',
        terminal_in_s: reply.terminal_in ?? -1,
        begin_in_s: reply.begin_in ?? -1,
        opens_in_s: reply.opens_in ?? 0,
        closes_in_s: reply.closes_in ?? -1,
        announced: reply.announced ?? 0,
        announcement: reply.announcement ?? '',
        seq: reply.seq ?? 0,
        held: reply.held ?? 0,
        left_ms: reply.remaining * SECOND_MS,
        heard_ms: now_ms,
    };
}

/* What keeps the applicant from going on. */
export function holdOf(s) {
    if (s.state === 'finished')
        return HOLD.NONE;
    if (s.isVoid)
        return HOLD.VOID;
    if (s.terminal === 'other')
        return HOLD.TERMINAL;
    if (s.paused !== '')
        return s.paused === 'person' ? HOLD.PERSON : HOLD.NODE;
    if (s.state === 'running' || s.waiting === '')
        return HOLD.NONE;
    return s.waiting === 'admission' ? HOLD.ADMISSION : HOLD.BEGIN;
}

/* Is the running exam nobody's, after the staff moved it, say? START makes it this page's. */
export function wantsStart(s) {
    return s.state === 'running' && s.terminal === 'free' && holdOf(s) === HOLD.NONE;
}

/* What is left of so many seconds that a reply said; -1: nobody can say. */
export function inSeconds(s, seconds, now_ms) {
    if (seconds < 0)
        return -1;
    return Math.max(0, Math.ceil((s.heard_ms + seconds * SECOND_MS - now_ms) / SECOND_MS));
}

/* Has the exam begun for everybody, and the time runs of who comes later as well? */
export function timeHasBegun(s) {
    return s.state === 'ready' && s.left_ms + SECOND_MS < s.seconds * SECOND_MS;
}

/* T7: seconds, in whole minutes. */
function timeGiven(before, now) {
    const passed_ms = now.heard_ms - before.heard_ms;
    const ran = before.state === 'running' && before.paused === '';
    const more_ms = now.left_ms - (before.left_ms - (ran ? passed_ms : 0));
    if (now.state !== before.state || now.state === 'finished' || now.ended)
        return 0;
    if (now.state === 'ready' && more_ms < 0 && -more_ms <= passed_ms + SECOND_MS)
        return 0; /* it runs with everybody's */
    if (more_ms >= LEAST_MS && (!ran || more_ms > passed_ms + SECOND_MS))
        return Math.floor((more_ms + MINUTE_MS / 2) / MINUTE_MS) * 60;
    if (more_ms <= -LEAST_MS)
        return Math.ceil((more_ms - MINUTE_MS / 2) / MINUTE_MS) * 60;
    return 0;
}

/* What the applicant must hear. before: null at the first reply. */
export function newsOf(before, now) {
    if (before === null)
        return { more_s: 0, announced: now.announced !== 0 };
    const held = holdOf(before), holds = holdOf(now);
    const another = before.sitting !== 0 && now.sitting !== before.sitting;
    return {
        more_s: another ? 0 : timeGiven(before, now),
        announced: now.announced !== 0 && now.announced !== before.announced,
        held: holds !== HOLD.NONE && holds !== held,
        goesOn: holds === HOLD.NONE && held !== HOLD.NONE && now.state === 'running' &&
            before.state === 'running',
        ended: now.ended && !before.ended && now.state === 'running',
        reopened: before.state === 'finished' && now.state === 'running',
        provisional: now.terminal === 'provisional' && before.terminal !== 'provisional',
        settled: now.terminal === 'yours' && before.terminal === 'provisional',
        another,
    };
}
