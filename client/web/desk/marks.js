/* marks.js - points as people type them, and the replies of GRADE and GRADE-NEXT. Pure. */
import { pairs } from '../shared/resp.js';
import { drawKey } from './order.js';

const STEPS_MOST = 12;

/* Thousandths of a point; NaN: it is no number of points. */
export function readPoints(text) {
    const found = /^(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim());
    return found === null ? NaN : Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0'));
}

/* Points that a button gives: whole ones, and halves where those are few. */
export function stepsOf(points) {
    const most = readPoints(points);
    const step = most <= 4000 ? 500 : 1000;
    const out = [];
    for (let at = 0; at <= most && out.length < STEPS_MOST; at += step) out.push(String(at / 1000));
    if (!(most % step === 0) && out.length < STEPS_MOST) out.push(String(most / 1000));
    return out;
}

/* The words of a mark: with the key of the one before where it is the same, which counts once. before: null
 * is none. */
export function markOf(ref, points, comment, before) {
    const mark = ['GRADE-MARK', drawKey(), comment, ref, points];
    const same = before !== null && mark.every((word, i) => i === 1 || word === before[i]);
    return same ? before : mark;
}

const COUNTS = ['answers', 'marked', 'open', 'reserved', 'unlinked', 'third'];

/* {read, questions: [{question, name, points, answers, ...}]}; null: another shape. */
export function readGrade(reply) {
    const head = pairs(reply);
    if (head === null || !Number.isInteger(head.read) || !Array.isArray(head.questions))
        return null;
    const questions = [];
    for (const row of head.questions) {
        if (!Array.isArray(row) || row.length < 3 + COUNTS.length) return null;
        const [question, name, points, ...counts] = row;
        questions.push({
            question,
            name,
            points,
            ...Object.fromEntries(COUNTS.map((c, i) => [c, counts[i]])),
        });
    }
    return { read: head.read, markers: head.markers, questions };
}

/* An essay; {ref: ""} when there is none; null: another shape. */
export function readEssay(reply) {
    const head = pairs(reply);
    if (head === null || typeof head.ref !== 'string' || !Number.isInteger(head.read)) return null;
    const whole = ['name', 'text', 'graders', 'points', 'answer', 'mark', 'comment'].every(
        (name) => typeof head[name] === 'string',
    );
    return head.ref === '' || whole ? head : null;
}
