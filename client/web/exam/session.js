/* session.js - one person's exam between this page and the node: signs in, asks, sends answers, keeps
 * them on this computer, and says what has changed. It knows the line (shared/link.js), the storage
 * (keep.js) and the pure modules; it knows nothing of the page.
 *
 *   Q11  where a request may be lost, what is needed to repeat it is stored before it is sent: a
 *       terminal's next token, a registration's key
 *   Q12  sessionStorage holds the ID, the terminal's tokens and the key of what is kept; the access code
 *       only until the exam has begun, since then the token goes on without it
 *   Q13  once the exam is handed in nothing of the person stays here but what is on the screen */
import { LineLost } from '../shared/link.js';
import { Refusal } from '../shared/errors.js';
import { pairs } from '../shared/resp.js';
import { START, step, pageOf } from './flow.js';
import { HOLD, holdOf, newsOf, readStanding, wantsStart } from './standing.js';
import { secondsLeft } from './clock.js';
import { isAsked, readQuestion } from './paper.js';
import { Queue } from './queue.js';
import { randomToken, toBytes, toText } from './token.js';

const EXAM_MS = 3000, BEGIN_MS = 1000, RETRY_MS = 1000, AFTER_MS = 10000, FETCH_AT_ONCE = 16;
const STORED = 'sinodo', NEWS_MOST = 3;

export class Session {
    flow = START;
    hello = null; /* pairs of HELLO */
    queue = new Queue();
    paper = new Map(); /* number → question */
    registered = null; /* pairs of REGISTER, until that person signs in */
    news = []; /* {news, standing, at}: what the staff have done, until it is put away */
    view = { flags: [], current: 1, all: false, keys: true, clock: true, put_away: 0 };
    keptFails = false; /* this browser keeps nothing */
    #link;
    #keep;
    #changed;
    #who = null; /* {id, code, token, next, key} */
    #signed = false; /* on the present connection */
    #busy = false; /* EXAM or START is on its way */
    #asked_ms = 0;
    #retry_ms = 0; /* questions and the result are not asked for before */
    #fetching = false;
    #sending = false;
    #ending = false;
    #fetched = new Set(); /* on the present connection */
    #registering = null; /* {words, key} */

    constructor({ link, keep, changed }) {
        this.#link = link;
        this.#keep = keep;
        this.#changed = changed;
    }

    get page() {
        return pageOf(this.flow);
    }

    get line() {
        return this.#link;
    }

    get id() {
        return this.#who?.id ?? '';
    }

    secondsLeft() {
        return this.flow.standing === null ? 0 : secondsLeft(this.flow.standing, performance.now());
    }

    #step(event) {
        this.flow = step(this.flow, event);
        this.#changed();
    }

    /* --- the line --- */

    /* The line is there: who is there signs in again. */
    async opened() {
        this.#signed = false;
        this.#busy = true;
        this.#fetched.clear();
        try {
            this.hello = pairs(await this.#link.ask('HELLO'));
            this.#changed();
            if (this.#who !== null && this.flow.stop === null && !this.flow.lapsed)
                await this.#signInAgain();
        } catch (problem) {
            this.#failed(problem);
        }
        this.#busy = false;
    }

    lineChanged() {
        if (!this.#link.up)
            this.#lost();
        this.#changed();
    }

    #lost() {
        this.queue.later(performance.now(), 0);
        this.#busy = this.#sending = this.#fetching = this.#ending = false;
    }

    /* A few times a second. */
    tick() {
        const now = performance.now();
        if (!this.#link.up || this.#who === null || this.flow.stop !== null || this.flow.lapsed)
            return;
        if (!this.#signed) {
            if (!this.#busy && now - this.#asked_ms >= RETRY_MS)
                this.#again();
            return;
        }
        if (!this.#busy && now - this.#asked_ms >= this.#interval())
            this.#ask();
        const { standing } = this.flow;
        if (standing === null || this.flow.result !== null || now < this.#retry_ms)
            return;
        if (standing.state === 'finished')
            this.#end();
        else if (standing.state === 'running' && holdOf(standing) === HOLD.NONE && !wantsStart(standing)) {
            this.#fetch();
            this.#send();
        }
    }

    async #again() {
        try {
            await this.#signInAgain();
        } catch (problem) {
            this.#failed(problem);
        }
    }

    #interval() {
        const { standing } = this.flow;
        if (this.flow.result !== null)
            return AFTER_MS;
        if (standing === null || this.flow.wanted || this.#starts(standing))
            return BEGIN_MS;
        return standing.state === 'running' && this.secondsLeft() === 0 ? RETRY_MS : EXAM_MS;
    }

    /* Whoever waits for the common start, or has pressed start, asks for it each second. */
    #starts(standing) {
        return wantsStart(standing) || holdOf(standing) === HOLD.BEGIN ||
            (this.flow.wanted && standing.state === 'ready' && holdOf(standing) === HOLD.NONE);
    }

    /* EXAM, the sign of life; or START, where that is due. */
    async #ask() {
        const { standing } = this.flow;
        this.#busy = true;
        this.#asked_ms = performance.now();
        try {
            if (standing !== null && this.#starts(standing))
                await this.#start();
            else
                this.#take(await this.#link.ask('EXAM'));
        } catch (problem) {
            this.#failed(problem);
        }
        this.#busy = false;
        if (this.flow.standing !== null && this.secondsLeft() === 0)
            this.queue.flush();
    }

    async #start() {
        try {
            this.#take(await this.#link.ask('START'));
        } catch (problem) {
            if (!(problem instanceof Refusal) || this.#stops(problem))
                throw problem;
            this.#step({ type: 'refused', refusal: problem });
            this.#take(await this.#link.ask('EXAM')); /* it says by what */
        }
    }

    /* A request was refused, or the line lost: the next tick goes on. */
    #failed(problem) {
        if (problem instanceof LineLost)
            return;
        if (!(problem instanceof Refusal))
            throw problem;
        if (!this.#stops(problem))
            this.#step({ type: 'refused', refusal: problem });
    }

    /* Does the exam not go on here, or not before somebody signs in? */
    #stops(refusal) {
        if (refusal.is('NOAUTH', 'lapsed')) {
            this.#step({ type: 'lapsed' });
        } else if (refusal.is('NOAUTH', 'token') || refusal.is('WRONGPASS')) {
            this.#leave(refusal);
        } else if (refusal.is('NOAUTH')) {
            this.#signed = false;
        } else if (['ELSEWHERE', 'GONE', 'TRANSIT'].includes(refusal.code)) {
            this.#step({ type: 'stopped', why: 'away', refusal });
        } else if (refusal.is('INUSE', 'resumed')) {
            this.#step({ type: 'stopped', why: 'resumed', refusal });
        } else {
            return false;
        }
        return true;
    }

    /* --- who --- */

    #store() {
        sessionStorage.setItem(STORED, JSON.stringify(this.#who));
        return this.#keep.put('who', { token: this.#who.token, next: this.#who.next });
    }

    /* After the page was loaded again: everything that lies here. False: nobody was signed in. */
    async restore() {
        const text = sessionStorage.getItem(STORED);
        if (text === null)
            return false;
        this.#who = JSON.parse(text);
        await this.#keep.use(this.#who.key === '' ? null : toBytes(this.#who.key));
        this.#step({ type: 'signed' });
        this.#takeKept(await this.#keep.read());
        return true;
    }

    #takeKept(kept) {
        for (const [part, value] of kept)
            if (part.startsWith('a/'))
                this.queue.restore(Number(part.slice(2)), value);
        Object.assign(this.view, kept.get('view'));
        for (const question of kept.get('paper') ?? [])
            this.paper.set(question.number, question);
        const exam = kept.get('exam');
        if (exam === undefined || exam.standing.state !== 'running')
            return;
        const heard_ms = performance.now() - Math.max(0, Date.now() - exam.heard_at);
        this.#step({ type: 'exam', standing: { ...exam.standing, heard_ms } });
        if (this.paper.size === exam.standing.questions)
            this.#step({ type: 'loaded' });
    }

    /* REGISTER; a problem is thrown. A repetition after a lost reply has the same key (Q11). */
    async register(id, name, secret) {
        const words = [id, name, secret].join('\n');
        if (this.#registering?.words !== words)
            this.#registering = { words, key: randomToken() };
        const more = secret === '' ? [] : [secret];
        this.registered = pairs(await this.#link.ask('REGISTER', id, name, this.#registering.key, ...more));
        this.#registering = null;
    }

    /* AUTH, as the terminal that this browser was before, if it was one. A problem is thrown. */
    async signIn(id, code, prove) {
        const master = await this.#keep.masterFor(code);
        await this.#keep.use(master);
        const kept = await this.#keep.read();
        const before = kept.get('who') ?? { token: '', next: '' };
        await prove(this.#link);
        const tokens = [before.token, before.next].filter((token) => token !== '');
        const fresh = randomToken();
        let token, exam = null;
        for (token of [...tokens, fresh]) {
            await this.#link.ask('AUTH', id, code, token);
            exam = await this.#link.ask('EXAM').catch((problem) => this.#waitable(problem));
            if (exam === null || pairs(exam)?.terminal !== 'other')
                break;
        }
        this.#who = { id, code, token, next: '', key: master === null ? '' : toText(master) };
        this.keptFails = master === null;
        this.#signed = true;
        this.registered = null;
        this.#step({ type: 'signed' });
        this.#takeKept(kept);
        if (kept.size > 0 && token === fresh)
            this.queue.giveUp(); /* T6: another terminal had the exam */
        this.#store();
        if (exam !== null)
            this.#take(exam);
        this.#asked_ms = 0;
    }

    /* EXAM is refused for the moment to who is not confirmed yet, say: the tick asks again. */
    #waitable(problem) {
        if (problem instanceof Refusal && ['PENDING', 'CLOSED', 'BUSY', 'IOERR'].includes(problem.code))
            return null;
        throw problem;
    }

    /* The staff gave a new code: what lies here is sealed under it from now on. */
    async renew(code) {
        const who = { ...this.#who, code };
        await this.#link.ask('AUTH', who.id, code, who.token);
        const master = await this.#keep.masterFor(code);
        await this.#keep.forget();
        await this.#keep.use(master);
        this.#who = { ...who, key: master === null ? '' : toText(master) };
        this.#signed = true;
        this.#step({ type: 'renewed' });
        this.#keepAll();
    }

    async #signInAgain() {
        this.#busy = true;
        this.#asked_ms = performance.now();
        try {
            const who = this.#who;
            if (who.code !== '')
                await this.#link.ask('AUTH', who.id, who.code, who.token);
            const exam = who.code !== '' ? await this.#link.ask('EXAM') : await this.#resume();
            this.#signed = true;
            this.#take(exam);
        } finally {
            this.#busy = false;
        }
    }

    /* RESUME renews the token. Whether the reply to an earlier one was lost is not known: then either
     * token may be the present one (Q11). */
    async #resume() {
        const who = this.#who;
        if (who.next === '')
            who.next = randomToken();
        await this.#store();
        let exam;
        try {
            exam = await this.#link.ask('RESUME', who.id, who.token, who.next);
        } catch (problem) {
            if (!(problem instanceof Refusal) || !problem.is('INUSE', 'resumed') || who.tried === who.next)
                throw problem;
            Object.assign(who, { token: who.next, next: randomToken() });
            who.tried = who.next;
            await this.#store();
            exam = await this.#link.ask('RESUME', who.id, who.token, who.next);
        }
        Object.assign(who, { token: who.next, next: '', tried: '' });
        this.#store();
        return exam;
    }

    /* Back to the first page. What is kept stays, sealed: the person may sign in again. */
    #leave(refusal) {
        sessionStorage.removeItem(STORED);
        this.#who = null;
        this.#signed = false;
        this.queue = new Queue();
        this.paper.clear();
        this.#step({ type: 'left', refusal });
    }

    /* Q13. The person stays in memory, so that an exam that the staff reopen goes on here. */
    async #forget() {
        sessionStorage.clear();
        await this.#keep.forget();
    }

    /* --- replies --- */

    #take(reply) {
        const now = performance.now();
        const standing = readStanding(pairs(reply), now);
        if (standing === null)
            throw new LineLost();
        const before = this.flow.standing;
        const news = newsOf(before, standing);
        this.queue.heard(standing);
        this.#step({ type: 'exam', standing });
        if (news.another) {
            this.#step({ type: 'stopped', why: 'another' });
            this.#forget();
            return;
        }
        if (news.goesOn && before.terminal === 'other')
            this.#comeBack();
        if (news.held || news.ended)
            this.queue.flush(); /* the node takes it for some seconds more */
        if (news.reopened)
            this.#goOnAgain();
        this.news = [...this.news, { news, standing, at: now }].slice(-NEWS_MOST);
        this.#begun(standing);
        this.#keepExam(before, standing);
        this.#changed();
    }

    /* Q12 */
    #begun(standing) {
        if (standing.state !== 'running' || !['yours', 'provisional'].includes(standing.terminal) ||
            this.#who.code === '')
            return;
        this.#who.code = '';
        this.#store();
    }

    /* T6: another terminal had the exam, and may have saved answers. */
    #comeBack() {
        this.queue.giveUp();
        this.#fetched.clear();
        this.#keepAnswers();
    }

    /* The paper comes anew, without its right answers. */
    async #goOnAgain() {
        this.paper.clear();
        this.#fetched.clear();
        await this.#keep.use(this.#who.key === '' ? null : toBytes(this.#who.key));
        this.#keepAll();
    }

    /* --- the paper --- */

    async #fetch() {
        const { questions } = this.flow.standing;
        const missing = [];
        for (let n = 1; n <= questions && missing.length < FETCH_AT_ONCE; n++)
            if (!this.#fetched.has(n))
                missing.push(n);
        if (this.#fetching || missing.length === 0)
            return;
        this.#fetching = true;
        try {
            const asked = missing.map((n) => this.#link.ask('QUESTION', n));
            for (const reply of await Promise.allSettled(asked))
                this.#takeQuestion(reply);
        } catch (problem) {
            this.#retry_ms = performance.now() + RETRY_MS;
            this.#failed(problem);
        }
        this.#fetching = false;
        if (this.flow.standing?.state === 'running' && this.#fetched.size === questions)
            this.#loaded();
        else
            this.tick();
    }

    #takeQuestion({ value, reason }) {
        if (reason !== undefined)
            throw reason;
        const question = readQuestion(pairs(value));
        if (question === null)
            throw new LineLost();
        this.paper.set(question.number, question);
        this.queue.load(question.number, question.answer);
        this.#fetched.add(question.number);
    }

    #loaded() {
        this.#keep.put('paper', [...this.paper.values()]);
        this.#step({ type: 'loaded' });
    }

    /* --- answers --- */

    give(n, values, typed = false) {
        this.queue.give(n, values, performance.now(), typed);
        this.#keepAnswer(n);
        this.#changed();
        this.tick();
    }

    /* The applicant leaves a question: what is typed there goes now. */
    flush(n = 0) {
        this.queue.flush(n);
        this.tick();
    }

    begin(n) {
        this.queue.begin(n, performance.now());
    }

    /* Are answers being sent, or do they wait for the line? */
    get sends() {
        return this.#link.up && this.#signed && !this.queue.isHeldBack(performance.now());
    }

    stateOf(n) {
        return this.queue.stateOf(n, this.sends);
    }

    async #send() {
        if (this.#sending)
            return;
        this.#sending = true;
        while (this.#link.up && this.#signed && await this.#sendNext());
        this.#sending = false;
    }

    async #sendNext() {
        const now = performance.now();
        const flight = this.queue.next(now, now + this.secondsLeft() * 1000);
        if (flight === null)
            return false;
        const { n, seq, values } = flight;
        this.#changed();
        try {
            const reply = pairs(await this.#link.ask('SAVE', n, seq, ...values));
            this.queue.saved(reply.entry, reply.held);
        } catch (problem) {
            await this.#notSaved(problem, flight);
        }
        this.#keepAnswer(n);
        this.#changed();
        return true;
    }

    async #notSaved(problem, { n }) {
        const now = performance.now();
        if (!(problem instanceof Refusal)) {
            this.queue.later(now, 0);
            this.#failed(problem);
            return;
        }
        if (problem.is('STALE')) {
            await this.#compare(n, Number(problem.facts.seq));
        } else if (problem.is('BADANSWER')) {
            this.queue.refuse({ code: problem.code, reason: problem.reason });
        } else if (['TIMEUP', 'FINISHED', 'VOID', 'INUSE'].includes(problem.code)) {
            this.queue.uncount();
            this.#asked_ms = 0;
        } else {
            this.queue.later(now, Number(problem.facts.seconds ?? 1) * 1000);
            this.#asked_ms = 0;
            this.#failed(problem);
        }
    }

    /* The node has a newer number, and perhaps this answer. */
    async #compare(n, newest) {
        this.queue.stale(newest);
        const question = readQuestion(pairs(await this.#link.ask('QUESTION', n).catch(() => null)));
        if (question !== null)
            this.queue.same(n, question.answer);
    }

    /* --- what lies on this computer --- */

    async #keepAnswer(n) {
        const record = this.queue.record(n);
        if (this.flow.result !== null)
            return;
        const kept = await this.#keep.put(`a/${n}`, record);
        if (kept === undefined)
            return; /* a newer one is on its way */
        this.keptFails = !kept;
        if (kept)
            this.queue.kept(n, record.order);
        this.#changed();
    }

    #keepAnswers() {
        for (const n of this.queue.items.keys())
            this.#keepAnswer(n);
    }

    #keepAll() {
        this.#store();
        this.#keepAnswers();
        this.#keep.put('view', this.view);
        if (this.paper.size > 0)
            this.#keep.put('paper', [...this.paper.values()]);
    }

    /* As often as it says something new: a clock that only runs needs no writing. */
    #keepExam(before, standing) {
        const drift_ms = before === null ? Infinity
            : Math.abs(before.left_ms - standing.left_ms - (standing.heard_ms - before.heard_ms));
        const { heard_ms, ...kept } = standing;
        if (standing.state === 'running' && (before?.state !== 'running' || drift_ms > 5000))
            this.#keep.put('exam', { standing: kept, heard_at: Date.now() });
    }

    /* The applicant has read what the staff did. */
    putAway(item) {
        this.news = this.news.filter((other) => other !== item);
        this.#changed();
    }

    changeView(change) {
        Object.assign(this.view, change);
        if (this.#who !== null && this.flow.result === null)
            this.#keep.put('view', this.view);
        this.#changed();
    }

    /* --- the end --- */

    want() {
        this.#step({ type: 'wanted' });
        this.#asked_ms = 0;
        this.tick();
    }

    /* Another terminal has fallen silent: this one takes the exam over. */
    async takeOver() {
        try {
            await this.#start();
        } catch (problem) {
            this.#failed(problem);
        }
    }

    toHandIn() {
        this.flush();
        this.#step({ type: 'handin' });
    }

    back() {
        this.#step({ type: 'back' });
    }

    /* Questions that are asked and have no answer. */
    unanswered() {
        return [...this.paper.values()].filter((q) => isAsked(q) && !this.queue.answered(q.number))
            .map((q) => q.number).sort((a, b) => a - b);
    }

    mayHandIn() {
        return this.#link.up && this.queue.waiting().length === 0;
    }

    async handIn() {
        if (!this.mayHandIn() || this.#ending)
            return;
        this.#ending = true;
        try {
            this.#takeResult(await this.#link.ask('FINISH'), 'handed');
        } catch (problem) {
            this.#asked_ms = 0;
            this.#failed(problem);
        }
        this.#ending = false;
    }

    /* The node has ended it. What waits is sent once more, so that it is on record that it came too
     * late, and then counts as not counted here as well. */
    async #end() {
        if (this.#ending)
            return;
        this.#ending = true;
        try {
            this.queue.flush();
            await this.#send();
            this.#takeResult(await this.#link.ask('RESULT'), this.flow.loaded ? 'ended' : 'before');
        } catch (problem) {
            this.#retry_ms = performance.now() + RETRY_MS;
            this.#failed(problem);
        }
        this.#ending = false;
    }

    /* how: handed in here, ended while it ran here, or over before. */
    #takeResult(reply, how) {
        this.queue.giveUp();
        this.#step({ type: 'result', result: { ...pairs(reply), how } });
        this.#forget();
        this.#reviewable();
    }

    /* The plan says whether the right answers are shown: then the questions come again, with them. */
    async #reviewable() {
        const paper = new Map();
        try {
            for (let n = 1; n <= this.flow.standing.questions; n++) {
                const question = readQuestion(pairs(await this.#link.ask('QUESTION', n)));
                if (question?.right === undefined)
                    return;
                paper.set(n, question);
            }
        } catch {
            return;
        }
        this.paper = paper;
        this.#step({ type: 'reviewable' });
    }

    review() {
        this.#step({ type: 'review' });
    }
}
