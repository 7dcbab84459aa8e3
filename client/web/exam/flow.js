/* flow.js - where somebody is in the exam: state × event → state. Pure; it knows no node, no storage
 * and no page. session.js makes the events, and pageOf() says which page is shown.
 *
 *   entry ─signed─▶ before ─exam─▶ exam ⇄ handin ─result─▶ after
 *                      ▲   ◀─held──┘  (paused, at another terminal, void: T5)
 *   from everywhere: stop (the exam goes on elsewhere), code (it is needed again)  */
import { holdOf, HOLD } from './standing.js';

export const START = Object.freeze({
    signed: false, /* there is somebody */
    standing: null, /* by the node's last reply */
    wanted: false, /* START was wished for, and goes on being asked */
    loaded: false, /* all questions are here */
    handin: false, /* the page before handing in */
    result: null, /* pairs of FINISH or RESULT */
    review: false, /* the right answers, after the end */
    lapsed: false, /* the code is needed again */
    stop: null, /* {why, refusal}: the exam does not go on in this page */
    refusal: null, /* the last one that is worth a word where the person is */
});

/* One event. Unknown ones are a mistake of the caller. */
export function step(flow, event) {
    switch (event.type) {
    case 'signed':
        return { ...START, signed: true };
    case 'exam':
        return takeStanding(flow, event.standing);
    case 'wanted':
        return { ...flow, wanted: true, refusal: null };
    case 'refused':
        return { ...flow, refusal: event.refusal };
    case 'loaded':
        return { ...flow, loaded: true };
    case 'handin':
        return { ...flow, handin: true, refusal: null };
    case 'back':
        return { ...flow, handin: false, review: false, refusal: null };
    case 'result':
        return { ...flow, result: event.result, handin: false, refusal: null };
    case 'review':
        return { ...flow, review: true };
    case 'lapsed':
        return { ...flow, lapsed: true, refusal: event.refusal };
    case 'renewed':
        return { ...flow, lapsed: false, refusal: null };
    case 'stopped':
        return { ...flow, stop: { why: event.why, refusal: event.refusal ?? null } };
    case 'left':
        return { ...START, refusal: event.refusal ?? null };
    default:
        throw new Error(`flow: ${event.type}`);
    }
}

function takeStanding(flow, standing) {
    const reopened = flow.result !== null && standing.state === 'running';
    const before = flow.standing;
    const begun = before !== null && holdOf(before) === HOLD.BEGIN && holdOf(standing) === HOLD.NONE;
    const moved = before === null || before.state !== standing.state ||
        holdOf(before) !== holdOf(standing);
    return {
        ...flow,
        standing,
        wanted: (flow.wanted || begun) && standing.state === 'ready', /* it begins by itself, as the page said */
        result: reopened ? null : flow.result,
        review: flow.review && !reopened,
        loaded: flow.loaded && !reopened,
        refusal: moved ? null : flow.refusal, /* it was of another moment */
    };
}

/* The page: entry, code, connecting, before, held, loading, exam, handin, ending, after, review, stop. */
export function pageOf(flow) {
    const { standing } = flow;
    if (flow.stop !== null)
        return 'stop';
    if (!flow.signed)
        return 'entry';
    if (flow.lapsed)
        return 'code';
    if (flow.result !== null)
        return flow.review ? 'review' : 'after';
    if (standing === null)
        return 'connecting';
    if (standing.state === 'finished')
        return 'ending';
    if (standing.state === 'ready')
        return 'before';
    if (holdOf(standing) !== HOLD.NONE)
        return 'held';
    if (!flow.loaded)
        return 'loading';
    return flow.handin ? 'handin' : 'exam';
}
