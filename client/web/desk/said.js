/* said.js - what a node says, in the language of the page. A node writes English: its errors carry
 * words, the board names states and events, and STATUS names how things stand. Here are the texts that
 * staff meet, as the node writes them; any other text is shown unchanged. Pure. */
import { readError, Refusal } from '../shared/errors.js';
import { N_, _, _n } from '../shared/words.js';
import { fill, unfill } from './fill.js';

/* The words of errors, where {x} is what the node fills in. tests/web/unit finds each in its sources. */
export const SENTENCES = [
    N_('this ID is registered here already'),
    N_('this ID is not registered here'),
    N_(
        'registered here, but the other centre has not confirmed it yet: try again when the line is back',
    ),
    N_('not an ID that this exam takes'),
    N_('a name is UTF-8 text: type it anew'),
    N_('a name cannot hold that invisible character: type it by hand'),
    N_('a name has at most so many bytes'),
    N_('the roster of this node does not list this ID: `list` it first'),
    N_('ID or code; who registered at another centre signs in there'),
    N_('this node has yet to catch up with the other: try later'),
    N_(
        "this node's disk contradicts the other centre's: it is closed until the staff have put that right",
    ),
    N_('the exam has not opened yet: wait for its hour'),
    N_('the exam is over: it cannot be started any more'),
    N_('the exam was not started: START first'),
    N_('the exam is still running: FINISH first'),
    N_('the exam is finished: see RESULT'),
    N_('the time is up: the exam was finished with what was saved'),
    N_('too much to do at the moment, nothing was saved: try again'),
    N_('no room for another client: try again'),
    N_('the node is stopping, nothing was saved: try again soon'),
    N_('this node has just started and looks for the other one first: try again in some seconds'),
    N_('the node could not save this, nothing was saved: try again and tell the staff'),
    N_('the staff have paused this exam: its time stands still'),
    N_('the staff have declared this exam void'),
    N_('this node registers nobody more: it has as many people as it was set up for'),
    N_('the room that is left on the disk is kept for the running exams: nobody registers'),
    N_('the staff ended the exam with what was saved'),
    N_('this account may not do that: ask the board'),
    N_('this applicant has started the exam: this is possible only before the start'),
    N_(
        'this applicant was here before the disk was restored and may have started: allow the ID first if you are sure',
    ),
    N_('this exam is over: reopen it first'),
    N_('the staff have ended this exam, and it stops within 10 seconds: reopen it then'),
    N_('less than a minute would be left: take less, or end the exam'),
    N_(
        'that is more than an invigilator may give or take in all (extend-max of the plan): ask the board',
    ),
    N_('the exam of this applicant was reset: the earlier sitting stays void'),
    N_('no time was left: say for how many minutes the exam goes on'),
    N_('the applicant has seen the result: only the board reopens this exam'),
    N_(
        'the applicant has seen the right answers: this exam cannot be reopened; the board can reset it',
    ),
    N_('this person is here: there is nobody to call back'),
    N_('the exam would close before it opens: nothing was changed'),
    N_('there is an account of that name: remove it first, which ends its code'),
    N_('there is no account of that name at this node'),
    N_('this node has no roster: everybody may register, and nobody need be listed'),
    N_("a mark is from 0 to the question's points: give another number"),
    N_('somebody else has marked this: nothing was changed; go on with the next'),
    N_(
        'the other node is not reached, and it must agree to this: nothing was changed; try again when the link is up',
    ),
    N_('this person did not go on at both nodes: nothing to decide'),
    N_('it was decided already whose answers count'),
    N_('the other node is linked and answers: retire it there'),
    N_('the link was up less than 10 minutes ago: wait, it may come back'),
    N_('this node has never met another one'),
    N_('that is the same ID'),
    N_('give the name too'),
    N_('an announcement has at most 250 bytes: shorten it'),
    N_('the announcement is empty'),
    N_(
        'there is nothing to publish: the plan withholds no results (withhold), and each applicant sees the own one',
    ),
    N_('there is no such hour yet that could be made later: give it as a moment'),
    N_(
        "that moment has passed by this node's clock: give a later one, or begin without one",
    ),
];

/* The same with parts that the node fills in. */
const FILLED = [
    N_("the roster of this node puts nobody in a room '{room}'"),
    N_(
        'the link to {node} is down: until it is back whoever is moved can sit nowhere, and cannot be taken back',
    ),
    N_(
        '{node} closes for good, and everybody here goes on at {other}: their time stands until they sign in there. This cannot be undone.',
    ),
    N_('the other node is {node}: nobody can move to another one'),
    N_(
        'Each applicant sees the own result as it stands at {cut}, at this node and at the other; that cannot be taken back. This node shows {n} results, {provisional} of them provisional.',
    ),
    N_(
        'Each applicant sees the own result as it stands at {cut}, at this node and at the other; that cannot be taken back. This node shows {n} results, {provisional} of them provisional, with {essays} essays of both nodes that are not marked yet (`grade`).',
    ),
    N_(
        "--at is a time of today, such as '09:30', or '+5' for in 5 minutes, or {form}, not '{word}'",
    ),
];

/* Words of the node in the language of the page. */
export function sayWords(words) {
    if (SENTENCES.includes(words)) return _(words);
    for (const template of FILLED) {
        const facts = unfill(template, words);
        if (facts !== null) return fill(_(template), namesOf(facts));
    }
    return words;
}

/* Facts in which nodes are called as people call them. */
function namesOf(facts) {
    const out = { ...facts };
    for (const name of ['node', 'other']) if (name in out) out[name] = sayNode(out[name]);
    return out;
}

/* A refusal, as staff read it. */
export function sayRefusal(refusal) {
    const { code, words } = refusal,
        facts = namesOf(refusal.facts);
    if (code === 'ELSEWHERE')
        return fill(
            _('This person belongs to {node}: give the order at its desk ({address}).'),
            facts,
        );
    if (code === 'TRANSIT')
        return fill(_('This person is on the way to {node}, which goes on with the exam.'), facts);
    if (code === 'NOTLISTED' && facts.address !== undefined)
        return fill(_('The roster lists this ID at {node} ({address}).'), facts);
    return capital(sayWords(words));
}

/* Why a question that changes nothing has no reply. */
export function sayFailure(error) {
    return error instanceof Refusal
        ? sayRefusal(error)
        : _('No line to the node: nothing was changed. Try again in a moment.');
}

/* The text of an error inside a reply. */
export function sayError(text) {
    return sayRefusal(readError(text));
}

export function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/* "12 people" */
export function sayCount(n) {
    return fill(_n('{n} person', '{n} people', n), { n });
}

/* --- the board's words --- */

const STATES = {
    pending: N_('pending'),
    registered: N_('registered'),
    asks: N_('waits to be admitted'),
    admitted: N_('admitted'),
    ready: N_('ready'),
    running: N_('running'),
    waits: N_('waits'),
    paused: N_('paused'),
    finished: N_('finished'),
    void: N_('void'),
    transit: N_('transit'),
};

export function sayState(state) {
    return state in STATES ? _(STATES[state]) : state;
}

/* The events of board.c; behind them may stand a reason and who gave it. */
const EVENTS = [
    N_('another terminal took the exam over'),
    N_('the exam has a new terminal'),
    N_('the first terminal has the exam back'),
    N_('the terminal that took the exam over keeps it'),
    N_('moved from the terminal that took the exam over: its answers do not count'),
    N_('moved: the next terminal to sign in has the exam'),
    N_('a new exam was granted'),
    N_('counts again'),
    N_('reopened'),
    N_('note'),
    N_('void'),
];

/* Evidence of answers that came when they could not count: it stands last. */
const LATE =
    /^(?:(.*); )?(\d+) answers? came (after the end|while the exam was void|from a terminal that had lost the exam): not counted$/s;
const LATE_WORDS = {
    'after the end': (n) =>
        _n(
            '{n} answer came after the end: not counted',
            '{n} answers came after the end: not counted',
            n,
        ),
    'while the exam was void': (n) =>
        _n(
            '{n} answer came while the exam was void: not counted',
            '{n} answers came while the exam was void: not counted',
            n,
        ),
    'from a terminal that had lost the exam': (n) =>
        _n(
            '{n} answer came from a terminal that had lost the exam: not counted',
            '{n} answers came from a terminal that had lost the exam: not counted',
            n,
        ),
};

export function sayEvent(event) {
    const late = LATE.exec(event);
    if (late === null) return sayStaffEvent(event);
    const [, before, n, when] = late,
        text = fill(LATE_WORDS[when](Number(n)), { n });
    return before === undefined ? text : `${sayStaffEvent(before)}; ${text}`;
}

function sayStaffEvent(event) {
    const found = EVENTS.find(
        (e) => event === e || event.startsWith(e + ': ') || event.startsWith(e + ' ('),
    );
    return found === undefined ? event : capital(_(found) + event.slice(found.length));
}

/* --- the kinds of entries --- */

/* Those that carry out an order (server/core/entry.c). An order and the one that takes it back write the same
 * kind. */
export const KINDS = {
    claim: N_('registration'),
    release: N_('release'),
    reissue: N_('new access code'),
    allow: N_('caution lifted'),
    hours: N_('hours of the exam'),
    list: N_('addition to the roster'),
    admit: N_('admission'),
    begin: N_('beginning of the exam'),
    extend: N_('change of the time'),
    pause: N_('pause'),
    resume: N_('end of the pause'),
    announce: N_('announcement'),
    end: N_('end of the exam'),
    void: N_('whether the exam counts'),
    reopen: N_('reopened'),
    reset: N_('a new exam was granted'),
    amend: N_('correction of the name'),
    note: N_('irregularity'),
    terminal: N_('change of terminal'),
    staff: N_('account of the staff'),
    transfer: N_('move to the other centre'),
    recall: N_('asked back'),
    adopt: N_('takeover of the other centre'),
    retired: N_('closed for good'),
    count: N_('whose answers count'),
    mark: N_('mark of an essay'),
    publish: N_('publication of the results'),
};

export function sayKind(kind) {
    return kind in KINDS ? _(KINDS[kind]) : kind;
}

/* --- the words of results --- */

/* What stands in their columns, as server/report/ writes it. Who is admitted by the rank has another word
 * than who is admitted to the room. */
const YES_NO = { yes: N_('yes'), no: N_('no') };
export const RESULTS = {
    state: { ...STATES, forked: N_('forked') },
    standing: {
        'registration pending': N_('registration pending'),
        absent: N_('absent'),
        'still sitting': N_('still sitting'),
        'moves to the other centre': N_('moves to the other centre'),
        void: N_('void'),
        'provisional: essays to be marked': N_('provisional: essays to be marked'),
        'provisional: sat at both centres, to be decided': N_(
            'provisional: sat at both centres, to be decided',
        ),
        'provisional: marked by another key': N_('provisional: marked by another key'),
        'not admitted': N_('not admitted'),
        'tied at the cut': N_('tied at the cut'),
        'within the places so far': N_('within the places so far'),
        admitted: N_('admitted to a place'),
    },
    passed: YES_NO,
    void: YES_NO,
};

/* What stands before the words of the staff in the column of notes, as server/report/people.c writes it. */
export const NOTES = [
    N_('void'),
    N_('not void'),
    N_('sat again'),
    N_('reopened'),
    N_('ended'),
    N_('answers from a terminal that had lost the exam: not counted'),
    N_('answers while the exam was void: not counted'),
    N_('answers after the end: not counted'),
    N_('went on at both nodes'),
];

function sayNotes(notes) {
    const say = (note) => {
        const found = NOTES.find((n) => note === n || note.startsWith(n + ': '));
        return found === undefined ? note : _(found) + note.slice(found.length);
    };
    return notes.split('; ').map(say).join('; ');
}

export function sayResult(column, text) {
    if (column === 'centre') return sayNode(text);
    if (column === 'notes') return sayNotes(text);
    const words = RESULTS[column] ?? {};
    return text in words ? _(words[text]) : text;
}

/* --- the words of STATUS --- */

const STATUS_WORDS = {
    standing: {
        new: N_('new'),
        open: N_('open'),
        restored: N_('restored'),
        contested: N_('contested'),
        adopted: N_('adopted'),
    },
    writes: { work: N_('work'), fail: N_('fail') },
};
const HOURS = [
    N_('from {opens} to {closes}'),
    N_('from {opens} on'),
    N_('until {closes}'),
    N_('at any time'),
];

/* The value of a pair of STATUS. */
export function sayStatus(name, value) {
    if (name === 'hours' || name === 'peer_hours') return sayHours(value);
    const words = STATUS_WORDS[name] ?? {};
    return value in words ? _(words[value]) : String(value);
}

function sayHours(hours) {
    for (const template of HOURS) {
        const facts = unfill(template, hours);
        if (facts !== null) return fill(_(template), facts);
    }
    return hours;
}

const ROLES = {
    invigilator: N_('invigilator'),
    marker: N_('marker'),
    board: N_('board'),
};

export function sayRole(role) {
    return role in ROLES ? _(ROLES[role]) : role;
}

/* caracas as Caracas. */
export function sayNode(node) {
    return capital(node);
}
