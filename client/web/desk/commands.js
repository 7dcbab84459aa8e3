/* commands.js - the commands of the staff: a row for each of server/desk/desk.c that this page gives,
 * with its words, whom it is about, what it says before, and how it is undone. order.js makes requests of
 * it. Pure.
 *
 *   people  none, typed (an ID), one, some (IDs), many (IDs, --running, --all, --room), present (IDs,
 *           --present, ...)
 *   task    a name of TASKS
 *   fields  the command's own words in the order of the wire; one that is not given is ""
 *   reason  needed, or text: what is typed is the reason itself; without it a reason may be given
 *   other   it is about people of the other centre
 *   duty    of server/core/roles.h: room, extend, end, decide
 *   before  what it will do, with {people} and the fields; or a function of the minutes that gives it
 *   meets   of many people whom it changes, by the row of the board; all without it
 *   starts  who is ready starts with it
 *   sent    of a field: what is sent for what was typed
 *   stands  what was given last still stands, and may be given again (announced.js)
 *   undo    the command that takes it back, and the fields of that
 *   whole   --all is the node itself, and who comes later with it: so is its undo
 *   alarm   where nobody is chosen it is meant for everybody, also for who comes later
 *   final   nothing takes it back: nobody is meant who was not chosen, and this is asked before it is given for several
 *   shows   code: the reply has an access code
 *   twice   a name that is typed again before it is sent */
import { N_, _n } from '../shared/words.js';
import { GROUPS, isUnadmitted } from './need.js';
import { atToday } from './spans.js';

const MINUTES = { name: 'minutes', kind: 'minutes', label: N_('Minutes'), needed: true };
const NODE = { name: 'node', kind: 'peer', label: N_('Centre'), needed: true };

/* When a command is given, and what that is called. */
export const TASKS = {
    before: N_('Before the exam'),
    during: N_('During the exam'),
    decide: N_('What the board decides'),
    centres: N_('The two centres'),
    after: N_('Results'),
    staff: N_('The staff'),
};

export const COMMANDS = [
    {
        name: 'admit',
        request: 'ADMIT',
        task: 'before',
        people: 'present',
        duty: 'room',
        letter: 'a',
        label: N_('Admit'),
        before: N_('May start the exam: {people}.'),
        meets: isUnadmitted,
        undo: { name: 'unadmit' },
    },
    {
        name: 'unadmit',
        request: 'UNADMIT',
        task: 'before',
        people: 'present',
        duty: 'room',
        label: N_('Take back the admission'),
        before: N_('May not start until admitted again: {people}.'),
        meets: ({ state }) => state === 'admitted' || state === 'ready',
        undo: { name: 'admit' },
    },
    {
        name: 'pause',
        request: 'PAUSE',
        task: 'during',
        people: 'many',
        whole: true,
        alarm: true,
        duty: 'room',
        letter: 'p',
        label: N_('Pause'),
        undo: { name: 'resume' },
        before: N_('Time stands and the questions are hidden, until “Resume” is given, for: {people}.'),
        meets: isOpen,
    },
    {
        name: 'resume',
        request: 'RESUME',
        task: 'during',
        people: 'many',
        whole: true,
        alarm: true,
        duty: 'room',
        letter: 'r',
        label: N_('Resume'),
        before: N_('Time runs again for: {people}.'),
        meets: isOpen,
        undo: { name: 'pause' },
    },
    {
        name: 'extend',
        request: 'EXTEND',
        task: 'during',
        people: 'many',
        whole: true,
        duty: 'extend',
        letter: 'e',
        fields: [MINUTES],
        reason: 'needed',
        label: N_('More time'),
        before: sayMinutes,
        meets: isOpen,
        undo: { name: 'extend', fields: (values) => ({ minutes: negative(values.minutes) }) },
    },
    {
        name: 'note',
        request: 'NOTE',
        task: 'during',
        people: 'one',
        duty: 'room',
        letter: 'n',
        reason: 'text',
        label: N_('Irregularity'),
        before: N_('Stays on record, for the report, about: {people}.'),
    },
    {
        name: 'move',
        request: 'MOVE',
        task: 'during',
        people: 'one',
        duty: 'room',
        letter: 'm',
        fields: [
            {
                name: 'answers',
                kind: 'choice',
                label: N_('Answers of the terminal that took it over'),
                choices: [
                    ['', N_('nobody took it over')],
                    ['keep', N_('count')],
                    ['drop', N_('do not count')],
                ],
            },
        ],
        label: N_('Free from its terminal'),
        short: N_('Free'),
        before: N_(
            'The next terminal with the right code has the exam, and one that waits with it has it at once: see who sits there. One that has just taken it over keeps it, if its answers count. Of: {people}.',
        ),
    },
    {
        name: 'end',
        request: 'END',
        task: 'during',
        people: 'many',
        duty: 'end',
        letter: 'x',
        label: N_('End the exam'),
        short: N_('End'),
        before: N_('Ends in 10 s with what is saved, as if time were up: {people}.'),
        meets: ({ left }) => left >= 0,
        final: N_('This ends the exam of {people}, and cannot be taken back. Is it meant?'),
    },
    {
        name: 'amend',
        request: 'AMEND',
        task: 'before',
        people: 'one',
        duty: 'room',
        letter: 'c',
        fields: [{ name: 'name', kind: 'text', label: N_('The right name'), needed: true }],
        label: N_('Correct the name'),
        before: N_('Is called {name} from now on: {people}.'),
    },
    {
        name: 'rename-id',
        request: 'RENAME-ID',
        task: 'before',
        people: 'one',
        duty: 'decide',
        fields: [{ name: 'new', kind: 'text', label: N_('The right ID'), needed: true }],
        label: N_('Correct the ID'),
        before: N_(
            'Gets the ID {new}, before the start and while the line is up; the code stays: {people}.',
        ),
    },
    {
        name: 'reissue',
        request: 'REISSUE',
        task: 'decide',
        people: 'one',
        duty: 'decide',
        label: N_('New access code'),
        shows: 'code',
        before: N_(
            'Gets a new access code, and the old one ends: {people}. If the exam page is open, leave it open and type the new code there: answers that it has not sent yet can be read with the old code alone.',
        ),
    },
    {
        name: 'void',
        request: 'VOID',
        task: 'decide',
        people: 'one',
        duty: 'decide',
        letter: 'v',
        reason: 'needed',
        label: N_('Declare void'),
        undo: { name: 'unvoid' },
        before: N_(
            'Is disqualified; what stands stays on record, and the time of an exam that runs goes on: {people}.',
        ),
    },
    {
        name: 'unvoid',
        request: 'UNVOID',
        task: 'decide',
        people: 'one',
        duty: 'decide',
        letter: 'u',
        label: N_('Let it count again'),
        before: N_(
            'The exam counts again. Its time ran on meanwhile: give minutes back with “More time”. Of: {people}.',
        ),
        undo: { name: 'void' },
    },
    {
        name: 'reopen',
        request: 'REOPEN',
        task: 'decide',
        people: 'one',
        duty: 'decide',
        letter: 'o',
        fields: [{ name: 'minutes', kind: 'minutes', label: N_('Minutes (empty: what was left)') }],
        reason: 'needed',
        label: N_('Reopen'),
        before: N_('A finished exam goes on, paused, of: {people}.'),
    },
    {
        name: 'reset',
        request: 'RESET',
        task: 'decide',
        people: 'some',
        duty: 'decide',
        reason: 'needed',
        label: N_('Grant a new exam'),
        before: N_('Another paper; the old exam is kept, and void, of: {people}.'),
    },
    {
        name: 'release',
        request: 'RELEASE',
        task: 'decide',
        people: 'one',
        duty: 'decide',
        label: N_('Release'),
        before: N_('Before the start, may register at the other centre: {people}.'),
    },
    {
        name: 'allow',
        request: 'ALLOW',
        task: 'decide',
        people: 'one',
        duty: 'decide',
        label: N_('Lift the caution after a restore'),
        before: N_('May start again after a restore: {people}.'),
    },
    {
        name: 'transfer',
        request: 'TRANSFER',
        task: 'centres',
        people: 'some',
        duty: 'decide',
        letter: 't',
        fields: [NODE],
        label: N_('Move to the other centre'),
        before: N_('Move to {node}, to sit there, before or during the exam: {people}.'),
    },
    {
        name: 'recall',
        request: 'RECALL',
        task: 'centres',
        people: 'one',
        duty: 'decide',
        other: true,
        label: N_('Ask back'),
        before: N_('The other centre is asked to send back: {people}.'),
    },
    {
        name: 'count',
        request: 'COUNT',
        task: 'centres',
        people: 'one',
        duty: 'decide',
        other: true,
        fields: [
            { name: 'node', kind: 'centre', label: N_('Centre whose answers count'), needed: true },
        ],
        label: N_('Decide whose answers count'),
        before: N_('The answers given at {node} count of: {people}.'),
    },

    {
        name: 'register',
        request: 'REGISTER',
        task: 'before',
        people: 'typed',
        duty: 'room',
        shows: 'code',
        fields: [
            { name: 'name', kind: 'text', label: N_('Name (empty: as the roster writes it)') },
        ],
        label: N_('Register somebody'),
        before: N_('{people}: is registered here, and gets a code, which is shown once.'),
    },
    {
        name: 'list',
        request: 'LIST',
        task: 'before',
        people: 'typed',
        duty: 'decide',
        reason: 'needed',
        fields: [
            { name: 'name', kind: 'text', label: N_('Name'), needed: true },
            {
                name: 'here',
                kind: 'choice',
                label: N_('Where'),
                choices: [
                    ['', N_('at both centres')],
                    ['here', N_('at this centre alone')],
                ],
            },
        ],
        label: N_('Add to the roster'),
        before: N_('May register though the roster does not list it: {people}.'),
    },
    {
        name: 'begin',
        request: 'BEGIN',
        task: 'during',
        people: 'none',
        duty: 'room',
        letter: 'b',
        fields: [
            {
                name: 'at',
                kind: 'text',
                label: N_('When (empty: now; or +10, or 09:30: at both centres)'),
                sent: (text) => atToday(text),
            },
        ],
        label: N_('Begin the exam'),
        before: N_('Time begins for all who wait, where all begin together.'),
        starts: true,
    },
    {
        name: 'announce',
        request: 'ANNOUNCE',
        task: 'during',
        people: 'none',
        duty: 'room',
        letter: 'A',
        fields: [
            { name: 'room', kind: 'room', label: N_('Room') },
            { name: 'text', kind: 'words', label: N_('Announcement'), needed: true },
        ],
        stands: true,
        label: N_('Announce'),
        before: N_('Is shown on each screen, also to who comes later; it replaces the one before.'),
    },
    {
        name: 'hours-change',
        request: 'HOURS-CHANGE',
        task: 'during',
        people: 'none',
        duty: 'decide',
        fields: [
            {
                name: 'opens',
                kind: 'text',
                label: N_('Opens (empty: stays; now, +30 or a moment)'),
            },
            {
                name: 'closes',
                kind: 'text',
                label: N_('Closes (empty: stays; now, +30 or a moment)'),
            },
        ],
        reason: 'needed',
        label: N_('Change the hours'),
        before: N_('Changes when an exam may be started at this centre. Who has started goes on.'),
    },
    {
        name: 'hours-plan',
        request: 'HOURS-PLAN',
        task: 'during',
        people: 'none',
        duty: 'decide',
        reason: 'needed',
        label: N_('Back to the hours of the plan'),
        before: N_('The hours of the plan are in force again at this centre.'),
    },
    {
        name: 'remark',
        request: 'REMARK',
        task: 'after',
        people: 'none',
        duty: 'decide',
        label: N_('Mark again'),
        before: N_('All finished exams of this centre are marked again with the bank of now.'),
    },
    {
        name: 'publish',
        request: 'PUBLISH',
        task: 'after',
        people: 'none',
        duty: 'decide',
        fields: [
            { name: 'at', kind: 'text', label: N_('Cut (empty: all that both centres hold)') },
        ],
        reason: 'needed',
        label: N_('Publish the results'),
        before: N_('Each applicant sees the own result. The node says first how many, and asks.'),
    },
    {
        name: 'adopt',
        request: 'ADOPT',
        task: 'centres',
        people: 'none',
        duty: 'decide',
        fields: [NODE],
        twice: 'node',
        label: N_('Take over the other centre'),
        before: N_("The people of {node}, which is gone for good, become this centre's."),
    },
    {
        name: 'retire',
        request: 'RETIRE',
        task: 'centres',
        people: 'none',
        duty: 'decide',
        fields: [{ name: 'node', kind: 'own', label: N_('Centre'), needed: true }],
        twice: 'node',
        label: N_('Close this centre for good'),
        before: N_('{node} closes for good, and hands its people over. This cannot be undone.'),
    },
    {
        name: 'staff-add',
        request: 'STAFF-ADD',
        task: 'staff',
        people: 'none',
        duty: 'decide',
        shows: 'code',
        fields: [
            { name: 'name', kind: 'text', label: N_('Name of the account'), needed: true },
            {
                name: 'role',
                kind: 'choice',
                label: N_('Role'),
                choices: [
                    ['invigilator', N_('invigilator: a room')],
                    ['marker', N_('marker: essays')],
                    ['board', N_('board: everything')],
                ],
            },
        ],
        label: N_('Add an account'),
        before: N_('{name} may sign in, with the code that is shown once.'),
    },
    {
        name: 'staff-remove',
        request: 'STAFF-REMOVE',
        task: 'staff',
        people: 'none',
        duty: 'decide',
        fields: [{ name: 'name', kind: 'text', label: N_('Name of the account'), needed: true }],
        label: N_('Remove an account'),
        before: N_('{name} may sign in no more, at either centre.'),
    },
];

/* More or less time: "" is not known yet. */
function sayMinutes(minutes) {
    const n = Math.abs(Number(minutes));
    return minutes.startsWith('-')
        ? _n('{minutes} minute less for: {people}.', '{minutes} minutes less for: {people}.', n)
        : _n('{minutes} minute more for: {people}.', '{minutes} minutes more for: {people}.', n);
}

/* Not over, also where it is void. */
function isOpen(row) {
    return !GROUPS.finished(row) && !(GROUPS.void(row) && row.left < 0);
}

function negative(text) {
    return text.startsWith('-') ? text.slice(1) : '-' + text;
}

export function commandNamed(name) {
    return COMMANDS.find((command) => command.name === name);
}

export function commandOfLetter(letter) {
    return COMMANDS.find((command) => command.letter === letter);
}

/* May the role do it, about so many people? server/core/roles.c O2 */
export function mayDo(role, command, count = 1) {
    if (role === 'board') return true;
    if (role !== 'invigilator') return false;
    return command.duty === 'end' ? count <= 1 : command.duty !== 'decide';
}

/* Does it change this person, who is one of many? */
export function meets(command, row) {
    return command.meets === undefined || command.meets(row);
}

/* Are people named for it? */
export function isAboutPeople(command) {
    return command.people !== 'none' && command.people !== 'typed';
}

/* The choices of people beside those that are named, as words of the wire, the usual one first. */
export function choicesOf(command) {
    return command.people === 'many'
        ? command.alarm
            ? ['--all', '--room', '--running']
            : ['--running', '--room', '--all']
        : command.people === 'present'
          ? ['--present', '--room', '--all']
          : [];
}
