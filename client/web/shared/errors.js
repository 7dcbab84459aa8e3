/* errors.js - the errors that a node gives: "-CODE reason fact… words", as in common/errors.h. Pure.
 *
 * Each row is a code, its reason ("": the code has no other reason) and the names of its facts, which
 * stand in fixed places; the words behind them are for people who read the protocol itself. An error
 * that is no row has its code, and words alone. tests/web/unit compares the rows with common/errors.c. */

const FORMATS = ['formats'];
const PLACE = ['node', 'address'];

export const FORMS = [
    ['ELSEWHERE', '', PLACE],
    ['GONE', '', PLACE],
    ['REGISTERED', 'here', []],
    ['PENDING', 'unconfirmed', []],
    ['BADID', 'empty', FORMATS],
    ['BADID', 'form', FORMATS],
    ['BADID', 'length', FORMATS],
    ['BADID', 'character', FORMATS],
    ['BADID', 'zero', FORMATS],
    ['BADID', 'groups', FORMATS],
    ['BADID', 'comma', FORMATS],
    ['BADID', 'decimals', FORMATS],
    ['BADID', 'exponent', FORMATS],
    ['BADID', 'cell-error', FORMATS],
    ['BADID', 'check-missing', FORMATS],
    ['BADID', 'check-wrong', FORMATS],
    ['BADID', 'ambiguous', FORMATS],
    ['ERR', 'name-encoding', []],
    ['ERR', 'name-hidden', ['character']],
    ['ERR', 'name-long', ['bytes']],
    ['NOTLISTED', 'nowhere', ['node']],
    ['NOTLISTED', 'elsewhere', PLACE],
    ['NOTLISTED', 'staff', []],
    ['NOTLISTED', 'secret', []],
    ['WRONGPASS', 'wrong', []],
    ['WRONGPASS', 'secret', []],
    ['CLOSED', 'catching-up', []],
    ['CLOSED', 'contested', []],
    ['CLOSED', 'peer-ahead', []],
    ['CLOSED', 'options-differ', []],
    ['CLOSED', 'exams-differ', []],
    ['CLOSED', 'early', ['moment', 'seconds']],
    ['CLOSED', 'late', ['moment']],
    ['NOAUTH', 'first', []],
    ['NOAUTH', 'lapsed', []],
    ['NOAUTH', 'token', []],
    ['NOSEB', 'first', []],
    ['NOSEB', 'stale', []],
    ['NOSEB', 'settings', []],
    ['NOSEB', 'port', []],
    ['NOTSTARTED', 'before', []],
    ['NOTSTARTED', 'running', []],
    ['FINISHED', 'done', []],
    ['TIMEUP', 'deadline', []],
    ['TIMEUP', 'staff', []],
    ['BADANSWER', 'question', []],
    ['BADANSWER', 'value', []],
    ['BADANSWER', 'number', []],
    ['BADANSWER', 'groups', []],
    ['BADANSWER', 'large', []],
    ['BADANSWER', 'long', []],
    ['BADANSWER', 'control', []],
    ['BUSY', 'load', []],
    ['BUSY', 'full', []],
    ['BUSY', 'stopping', []],
    ['BUSY', 'starting', []],
    ['BUSY', 'often', ['seconds']],
    ['BUSY', 'resumed', ['seconds']],
    ['IOERR', 'unsaved', []],
    ['IOERR', 'clock-stands', []],
    ['INUSE', 'alive', ['seconds']],
    ['INUSE', 'staff', []],
    ['INUSE', 'provisional', ['seconds']],
    ['INUSE', 'resumed', []],
    ['STALE', 'newer', ['seq']],
    ['WAITING', 'admission', []],
    ['WAITING', 'begin', ['seconds']],
    ['PAUSED', 'person', []],
    ['PAUSED', 'node', []],
    ['VOID', 'void', []],
    ['TRANSIT', '', PLACE],
    ['FULL', 'people', []],
    ['FULL', 'disk', []],
    ['DENIED', 'role', []],
];

/* A refusal of the node, and of nothing else: what is thrown when the line is lost is a LineLost. */
export class Refusal extends Error {
    constructor({ code, reason, facts, words }) {
        super(`${code} ${reason}`);
        Object.assign(this, { code, reason, facts, words });
    }

    is(code, reason) {
        return this.code === code && (reason === undefined || this.reason === reason);
    }
}

/* Reads an error without its "-". */
export function readError(text) {
    const [code, ...rest] = text.split(' ');
    const known = FORMS.filter((form) => form[0] === code);
    const form = known.find((f) => f[1] === '' || f[1] === rest[0]);
    if (form === undefined)
        return new Refusal({ code, reason: '', facts: {}, words: rest.join(' ') });
    const values = form[1] === '' ? rest : rest.slice(1);
    if (values.length < form[2].length)
        return new Refusal({ code, reason: '', facts: {}, words: rest.join(' ') });
    const facts = Object.fromEntries(form[2].map((name, i) => [name, values[i]]));
    return new Refusal({ code, reason: form[1], facts, words: values.slice(form[2].length).join(' ') });
}
