/* refusal.js - a refusal of the node as a sentence that says what to do. Pure. The sentences are those
 * of the terminal (client/refusal.c), word for word, so that both have one translation. */
import { _, _n, N_ } from './words.js';

const SENTENCES = {
    'ELSEWHERE ': N_('This ID is registered at the other centre: {place}. Please go there.'),
    'GONE ': N_('This centre is closed for good. Please go to the other one: {place}.'),
    'REGISTERED here': N_('This ID is already registered at this centre. If you lost your code, ' +
        'ask the staff for a new one.'),
    'PENDING unconfirmed': N_('Your registration is saved, but the other centre has not confirmed ' +
        'it yet. The exam cannot start until then: wait a moment and try again.'),
    'BADID empty': N_('Type your ID.'),
    'BADID form': N_('That is not a valid ID. Write it like this: {examples}'),
    'BADID length': N_('That ID is too long or too short. Check it and type it again.'),
    'BADID character':
        N_('An ID has only letters, digits, dots and dashes. Write it like this: {examples}'),
    'BADID zero': N_('The number of an ID is not zero. Check it and type it again.'),
    'BADID groups': N_('The dots, dashes or spaces do not stand where they should. Write the ' +
        'number with all its digits and without them.'),
    'BADID comma': N_('An ID has no commas. Write the number with all its digits and without them.'),
    'BADID decimals': N_('An ID has no decimals. Write the number with all its digits and ' +
        'nothing behind them.'),
    'BADID exponent': N_('That number is rounded. Write all the digits of the ID.'),
    'BADID cell-error': N_('That is no ID. Type the ID by hand.'),
    'BADID check-missing':
        N_('The last letter or digit of the ID is missing. Write the whole ID, as it is printed.'),
    'BADID check-wrong': N_('The last letter or digit does not fit the number. Compare each ' +
        'digit with the printed ID and type it again.'),
    'BADID ambiguous': N_('There are two kinds of ID with that number. Write which one it is, ' +
        'like this: {examples}'),
    'ERR name-encoding': N_('The name has characters that cannot be read. Type it again.'),
    'ERR name-hidden':
        N_('The name has a character that cannot be seen. Type it by hand, without copying it.'),
    'ERR name-long': N_('The name is too long: it may have {bytes} letters at most, and fewer ' +
        'with accents. Shorten it.'),
    'NOTLISTED nowhere': N_('This ID is not on the list of this centre, {node}. Check it; if it ' +
        'is right, ask the staff.'),
    'NOTLISTED elsewhere': N_('The list has this ID at another centre: {place}. Please go there.'),
    'NOTLISTED staff':
        N_('At this centre the staff register you. Go to their desk with your document.'),
    'NOTLISTED secret': N_('To register you need the key that is in your convocation letter.'),
    'WRONGPASS wrong': N_('The ID or the code is wrong. Check them and try again. If you ' +
        'registered at another centre, go there.'),
    'WRONGPASS secret':
        N_('That is not the key of your convocation letter. Check it and type it again.'),
    'CLOSED catching-up':
        N_('This centre is still fetching its records from the other centre. Wait a few minutes ' +
            'and try again; tell the staff if it lasts.'),
    'CLOSED contested':
        N_('This centre is closed until the staff have put its records right. Tell the staff.'),
    'CLOSED peer-ahead': N_('This centre lacks records that the other centre has, and waits for ' +
        'them. Tell the staff.'),
    'CLOSED options-differ':
        N_('The two centres are set up differently, and nobody can register or start until the ' +
            'staff have put that right. Tell the staff.'),
    'CLOSED exams-differ':
        N_('The two centres have different exams, and no exam starts until the staff have put ' +
            'that right. Tell the staff.'),
    'CLOSED early': N_('The exam has not opened yet. It opens at {moment}, in {seconds}.'),
    'CLOSED late': N_('The exam closed at {moment} and cannot be started any more. Ask the staff.'),
    'NOAUTH first': N_('Type your ID and your code first.'),
    'NOAUTH lapsed': N_('Your code is no longer valid: the staff gave you a new one. Your saved ' +
        'answers are kept.'),
    'NOAUTH token': N_('This exam cannot go on here by itself. Sign in with your ID and your code; ' +
        'your saved answers are kept.'),
    'NOSEB first': N_('This exam is taken in Safe Exam Browser. Open it there, with the settings ' +
        'that the staff gave you.'),
    'NOSEB stale': N_('This page waited too long for Safe Exam Browser. Load it again; if that ' +
        'does not help, tell the staff.'),
    'NOSEB settings':
        N_('Safe Exam Browser does not have the settings of this exam. Open the file of settings ' +
            'that the staff gave you; if you did, tell the staff.'),
    'NOTSTARTED before': N_('The exam has not been started yet.'),
    'NOTSTARTED running': N_('The exam is still running: there is no result yet.'),
    'FINISHED done': N_('This exam is finished and cannot be sat again.'),
    'TIMEUP deadline':
        N_('The time is up. The exam was finished with the answers that were saved.'),
    'TIMEUP staff': N_('The staff ended the exam. What was saved counts.'),
    'BADANSWER question': N_('There is no question with that number.'),
    'BADANSWER value': N_('That answer is not possible for this question.'),
    'BADANSWER number': N_('Type a number, such as 2.5 or 2,5, without letters or a unit.'),
    'BADANSWER groups': N_('Type the number without a point, comma or space between the ' +
        'thousands, such as 1234.5.'),
    'BADANSWER large': N_('That number is too large or has too many digits.'),
    'BADANSWER long': N_('That text is too long.'),
    'BADANSWER control':
        N_('The text has a character that cannot be saved. Type it by hand.'),
    'BUSY load': N_('The server has too much to do and saved nothing. Try again.'),
    'BUSY full':
        N_('Too many terminals are connected at the moment. Wait a little and try again.'),
    'BUSY stopping':
        N_('The server is being stopped and saved nothing. Wait a little and try again.'),
    'BUSY starting': N_('The server has just started. Wait a minute and try again.'),
    'BUSY often': N_('Too much was written in this exam: an answer is saved only every {seconds} ' +
        'now. Wait that long and try again.'),
    'BUSY resumed':
        N_('This exam was opened again too often. Wait {seconds} and try again.'),
    'IOERR unsaved': N_('The server could not save. Try again and tell the staff.'),
    'IOERR clock-stands': N_('The server cannot save at the moment, and your time stands still. ' +
        'Try again and tell the staff.'),
    'INUSE alive': N_('This exam is open at another terminal. Go on there. If that terminal is ' +
        'broken, wait here: it can be taken over in {seconds}.'),
    'INUSE staff':
        N_('This exam is open at another terminal. Go on there, or ask the staff to move it here.'),
    'INUSE provisional': N_('This terminal has had the exam for less than 5 minutes. You can ' +
        'finish it in {seconds}; your answers are saved meanwhile.'),
    'INUSE resumed': N_('This exam goes on in another window or at another computer. Go on there. To ' +
        'go on here, sign in with your code.'),
    'STALE newer': N_('Something newer is saved, and this answer was not. Look at the question ' +
        'again, and give the answer that is to count.'),
    'WAITING admission': N_('Wait for the staff to admit you. The exam starts here by itself.'),
    'WAITING begin':
        N_('Wait for the exam to begin. It starts here by itself, for all at the same time.'),
    'PAUSED person': N_('The staff have paused your exam. Your time stands still, and your saved ' +
        'answers are kept.'),
    'PAUSED node': N_('The staff have paused the exam for all. Your time stands still, and your ' +
        'saved answers are kept.'),
    'VOID void': N_('The staff have declared your exam void. Talk to them.'),
    'TRANSIT ': N_('Your exam is on the way to {place}. Go there and sign in with the same code; ' +
        'your time stands still until then.'),
    'FULL people': N_('No more people can register at this centre. Ask the staff.'),
    'FULL disk': N_('Nobody can register at this centre at the moment. Ask the staff.'),
};

/* For reasons that this page does not know. */
const GENERAL = {
    BADID: N_('That is not a valid ID. Check it and type it again.'),
    NOTLISTED: N_("This ID is not on this centre's list. Ask the staff."),
    CLOSED: N_("This centre cannot give exams at the moment: wait for the exam's hour, or ask " +
        'the staff.'),
    NOSEB: SENTENCES['NOSEB first'],
    NOAUTH: SENTENCES['NOAUTH first'],
    INUSE: N_('This exam is open at another terminal. Go on there, or ask the staff.'),
    WAITING: N_('The exam does not start yet. Wait here, or ask the staff.'),
    PAUSED: N_('The exam is paused. Your time stands still, and your saved answers are kept.'),
    FULL: SENTENCES['FULL disk'],
    NOTSTARTED: N_('The exam does not allow that yet.'),
    BADANSWER: SENTENCES['BADANSWER value'],
    BUSY: N_('The server is busy and saved nothing. Try again.'),
    IOERR: SENTENCES['IOERR unsaved'],
    WRONGPASS: SENTENCES['WRONGPASS wrong'],
    REGISTERED: SENTENCES['REGISTERED here'],
    PENDING: SENTENCES['PENDING unconfirmed'],
    FINISHED: SENTENCES['FINISHED done'],
    TIMEUP: SENTENCES['TIMEUP deadline'],
    VOID: SENTENCES['VOID void'],
};

/* The formats of IDs, in their order: the prefix of the canonical form, an example, a noun. */
const ID_FORMATS = {
    cedula: ['', 'V-12.345.678', N_('national ID')],
    dni: ['DNI', '12345678-Z', N_('DNI')],
    nie: ['NIE', 'X-1234567-L', N_('NIE')],
    number: ['NUM', '12.345', N_('ID number')],
    passport: ['PAS', 'AB012345', N_('passport')],
    rut: ['RUT', '12.345.678-5', N_('RUT')],
};

function accepted(names) {
    const list = names.split(',');
    return Object.keys(ID_FORMATS).filter((name) => list.includes(name)).map((name) => ID_FORMATS[name]);
}

/* "National ID or passport" */
export function idNouns(names) {
    const nouns = accepted(names).map((format) => _(format[2]));
    const last = nouns.pop();
    if (last === undefined)
        return _('ID: ').replace(/: $/, '');
    const text = nouns.length > 0 ? nouns.join(', ') + _(' or ') + last : last;
    return text[0].toUpperCase() + text.slice(1);
}

export function idExamples(names, prefixed) {
    const examples = accepted(names).map(
        ([prefix, example]) => (prefixed && prefix !== '' ? `${prefix}-${example}` : example));
    return examples.join(_(' or ')) || names;
}

/* "35 seconds", "12 minutes", "1 h 05 min". */
export function span(seconds) {
    const all = Math.max(0, Math.floor(seconds));
    const minutes = Math.ceil(all / 60), days = Math.ceil(all / 86400);
    if (all < 60)
        return _n('%lu second', '%lu seconds', all);
    if (all < 3600)
        return _n('%lu minute', '%lu minutes', minutes);
    if (all < 2 * 86400)
        return _('%lu h %02lu min', Math.floor(minutes / 60), minutes % 60);
    return _n('%lu day', '%lu days', days);
}

/* "08:00 on 2027-03-01", of 2027-03-01T08:00-04:00, in the node's own time. */
export function moment(text) {
    const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
    if (found === null)
        return text;
    const [, year, month, day, hour, minute] = found;
    return _('%1$02d:%2$02d on %3$04d-%4$02d-%5$02d', hour, minute, year, month, day);
}

function fact(refusal, name) {
    const { facts } = refusal;
    if (name === 'place')
        return facts.node; /* the address is that of terminals, which no browser can use */
    if (name === 'examples')
        return idExamples(facts.formats, refusal.reason === 'ambiguous');
    if (name === 'seconds' && /^\d+$/.test(facts.seconds))
        return span(Number(facts.seconds));
    return name === 'moment' ? moment(facts.moment) : facts[name] ?? '';
}

function fill(sentence, refusal) {
    return _(sentence).replace(/\{(\w+)\}/g, (all, name) => fact(refusal, name));
}

export function refusalText(refusal) {
    const sentence = SENTENCES[`${refusal.code} ${refusal.reason}`] ?? GENERAL[refusal.code];
    return sentence !== undefined ? fill(sentence, refusal) : refusal.words;
}

/* The same for somebody whose exam has begun. */
export function refusalInExam(refusal) {
    if (!refusal.is('ELSEWHERE'))
        return refusalText(refusal);
    return fill(N_('Your exam goes on at the other centre: {place}. Go there and sign in with the ' +
        'same code. Your time stands still until then, and what was saved is there.'), refusal);
}
