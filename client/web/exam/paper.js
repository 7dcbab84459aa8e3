/* paper.js - a question as the node gives it, read and checked; what each kind is answered with. Pure. */

const KINDS = ['single', 'truefalse', 'multiple', 'matching', 'numeric', 'short', 'essay', 'description'];
const isTexts = (list) => Array.isArray(list) && list.every((text) => typeof text === 'string');

/* The reply to QUESTION, as plain values that JSON can hold. Null: not one that the protocol allows. */
export function readQuestion(reply) {
    if (reply === null || !Number.isInteger(reply.number) || !KINDS.includes(reply.kind) ||
        typeof reply.text !== 'string' || !isTexts(reply.options) || !isTexts(reply.prompts) ||
        !isTexts(reply.answer))
        return null;
    const question = {
        number: reply.number,
        kind: reply.kind,
        text: reply.text,
        prompts: reply.prompts,
        options: reply.options,
        points: reply.points ?? '',
        penalty: reply.penalty ?? '0',
        bytes: reply.bytes ?? 0,
        first: reply.first ?? reply.number,
        answer: reply.answer,
    };
    if (!isTexts(reply.right))
        return question;
    return {
        ...question,
        right: reply.right, earned: reply.earned ?? '', open: reply.marked === 'no',
        feedback: reply.feedback ?? '',
    };
}

export function isWritten(question) {
    return ['numeric', 'short', 'essay'].includes(question.kind);
}

export function isAsked(question) {
    return question.kind !== 'description';
}

/* The texts to read that belong to this question, of all questions. */
export function textsOf(question, questions) {
    return questions.filter((q) => !isAsked(q) && q.number >= question.first && q.number < question.number);
}

/* Does a wrong answer cost points? */
export function costs(question) {
    return question.kind !== 'essay' && question.penalty !== '' && question.penalty !== '0';
}

/* The values of an answer to pairs: a position for each prompt, 0 for none; all 0 is no answer. */
export function pairsAnswer(positions) {
    return positions.every((position) => position === '0') ? [] : positions;
}

const encoder = new TextEncoder();

export function bytesOf(text) {
    return encoder.encode(text).length;
}

/* The beginning of the text that has at most so many bytes, without half a character. */
function cutToBytes(text, most) {
    let out = '', bytes = 0;
    for (const character of text) {
        bytes += bytesOf(character);
        if (bytes > most)
            break;
        out += character;
    }
    return out;
}

/* The text with at most so many bytes: what does not fit is missing before the caret, where it was typed
 * or pasted; what stands behind the caret was there before. */
export function fitText(text, caret, most) {
    if (bytesOf(text) <= most)
        return text;
    const behind = text.slice(caret);
    return cutToBytes(cutToBytes(text.slice(0, caret), most - bytesOf(behind)) + behind, most);
}
