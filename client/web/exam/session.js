/* session.js - one person's exam between this page and the node: asks, takes the replies, fetches the
 * paper, ends the exam, and says what has changed. It knows the line (shared/link.js), who is here
 * (who.js), the answers (answers.js), the storage (keep.js) and the pure modules; it knows nothing of
 * the page.
 *
 *   Q13  once the exam is handed in nothing of the person stays here but what is on the screen
 *   Q15  an exam that ended at another terminal, which has its token then, shows nothing of its end
 *        here: this computer may stand alone since its line was lost */
import { LineLost } from '../shared/link.js';
import { Refusal } from '../shared/errors.js';
import { pairs } from '../shared/resp.js';
import { START, step, pageOf } from './flow.js';
import { HOLD, holdOf, newsOf, readStanding, wantsStart } from './standing.js';
import { secondsLeft } from './clock.js';
import { isAsked, readQuestion } from './paper.js';
import { Answers } from './answers.js';
import { randomToken } from './token.js';
import { Who } from './who.js';

const EXAM_MS = 3000, BEGIN_MS = 1000, RETRY_MS = 1000, AFTER_MS = 10000, DRIFT_MS = 5000, FETCH_AT_ONCE = 16;
const LAST_S = 3; /* the last reply is so old where the time has run out */

/* What the applicant chose, and marked to review. */
const VIEW = {
    flags: [], current: 1, all: false, keys: true, clock: true, put_away: 0, language: '',
};

export class Session {
    flow = START;
    hello = null; /* pairs of HELLO */
    paper = new Map(); /* number → question */
    registered = null; /* pairs of REGISTER, until that person signs in */
    news = null; /* {news, at}: what the staff did last, until it is put away */
    view = { ...VIEW };
    #link;
    #keep;
    #prove;
    #changed;
    #who;
    #answers;
    #signed = false; /* on the present connection */
    #busy = false; /* EXAM or START is on its way */
    #asked_ms = 0;
    #retry_ms = 0; /* questions and the result are not asked for before */
    #fetching = false;
    #ending = false;
    #watched = false; /* it was not over when somebody signed in here */
    #handed = false; /* FINISH was sent */
    #ran_out = false; /* it was ended, by its time or the staff */
    #fetched = new Set(); /* on the present connection */
    #kept = {}; /* {what, ends_ms}: how the exam stands by this computer's disk */
    #registering = null; /* {words, key} */

    constructor({ link, keep, prove, changed }) {
        this.#link = link;
        this.#keep = keep;
        this.#prove = prove;
        this.#changed = changed;
        this.#who = new Who(keep, prove);
        this.#answers = new Answers({
            link, keep, changed,
            refused: (problem) => {
                this.#asked_ms = 0; /* EXAM says more */
                this.#failed(problem);
            },
        });
    }

    get queue() {
        return this.#answers.queue;
    }

    /* This browser keeps nothing. */
    get keptFails() {
        return this.#answers.keptFails;
    }

    get page() {
        return pageOf(this.flow);
    }

    get line() {
        return this.#link;
    }

    secondsLeft() {
        return this.flow.standing === null ? 0 : secondsLeft(this.flow.standing, performance.now());
    }

    #step(event) {
        this.flow = step(this.flow, event);
        this.#changed();
    }

    /* The exam does not go on here, nor when the page is loaded again. */
    #stop(why, refusal) {
        this.#who.forget();
        this.#step({ type: 'stopped', why, refusal });
        this.#link.close();
    }

    /* --- the line --- */

    /* The line is there: who is there signs in again. */
    async opened() {
        this.#signed = false;
        this.#busy = true;
        this.#fetched.clear();
        try {
            await this.#prove(this.#link).catch(() => {}); /* what it lacks is said when somebody signs in */
            this.hello = pairs(await this.#link.ask('HELLO'));
            this.#changed();
            if (this.#who.isThere && this.flow.stop === null && !this.flow.lapsed)
                await this.#again();
        } catch (problem) {
            this.#failed(problem);
        }
        this.#busy = false;
    }

    lineChanged() {
        this.#changed();
    }

    /* A few times a second. */
    tick() {
        const now = performance.now();
        if (!this.#link.up || !this.#who.isThere || this.flow.stop !== null || this.flow.lapsed)
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
        const unknown = refusal.is('NOAUTH', 'token') || refusal.is('WRONGPASS');
        if (refusal.is('NOAUTH', 'lapsed') || (unknown && this.flow.standing?.state === 'running')) {
            this.#step({ type: 'lapsed', refusal });
        } else if (unknown) {
            this.#leave(refusal);
        } else if (refusal.is('NOAUTH')) {
            this.#signed = false;
        } else if (['ELSEWHERE', 'GONE', 'TRANSIT'].includes(refusal.code)) {
            this.#stop('away', refusal);
        } else if (refusal.is('INUSE', 'resumed')) {
            this.#stop('resumed', refusal);
        } else {
            return false;
        }
        return true;
    }

    /* --- who --- */

    /* After the page was loaded again: everything that lies here. */
    async restore() {
        if (!await this.#who.restore())
            return;
        this.#step({ type: 'signed' });
        this.#takeKept(await this.#keep.read());
    }

    #takeKept(kept) {
        this.#answers.takeKept(kept);
        Object.assign(this.view, kept.get('view'));
        for (const question of kept.get('paper') ?? [])
            this.paper.set(question.number, question);
        const exam = kept.get('exam');
        if (exam === undefined || exam.standing.state !== 'running')
            return;
        const passed_ms = Date.now() - exam.heard_at; /* Q3 */
        const heard_ms = performance.now() - Math.max(0, passed_ms);
        this.#step({ type: 'exam', standing: { ...exam.standing, heard_ms, isUnsure: passed_ms < 0 } });
        if (this.paper.size === exam.standing.questions)
            this.#step({ type: 'loaded' });
    }

    /* REGISTER; a problem is thrown. A repetition after a lost reply has the same key. */
    async register(id, name, secret) {
        const words = [id, name, secret].join('\n');
        if (this.#registering?.words !== words)
            this.#registering = { words, key: randomToken() };
        const more = secret === '' ? [] : [secret];
        this.registered = pairs(await this.#link.ask('REGISTER', id, name, this.#registering.key, ...more));
        this.#registering = null;
    }

    /* A problem is thrown. */
    async signIn(id, code) {
        const { exam, kept, isAnother } = await this.#who.signIn(this.#link, id, code);
        this.#signed = true;
        this.#watched = false;
        this.registered = null;
        this.#step({ type: 'signed' });
        this.#takeKept(kept);
        if (isAnother)
            this.queue.giveUp(); /* T6 */
        if (exam !== null)
            this.#take(exam);
        this.#asked_ms = 0;
    }

    /* The staff gave a new code; a problem is thrown. The terminal is nobody's now, so what waits goes
     * only after START. */
    async renew(code) {
        const exam = await this.#who.renew(this.#link, code);
        this.#step({ type: 'renewed' });
        this.#keepAll();
        this.#take(exam);
        this.#signed = true;
    }

    async #again() {
        this.#busy = true;
        this.#asked_ms = performance.now();
        try {
            const exam = await this.#who.again(this.#link);
            this.#signed = true;
            this.#take(exam);
        } catch (problem) {
            this.#failed(problem);
        } finally {
            this.#busy = false;
        }
    }

    /* Back to the first page. What is kept stays, sealed: the person may sign in again. */
    #leave(refusal) {
        this.#who.leave();
        this.#answers.leave();
        this.#signed = false;
        this.paper.clear();
        this.news = null;
        this.view = { ...VIEW, language: this.view.language };
        this.#step({ type: 'left', refusal });
    }

    /* For good. What is kept of an exam that runs stays, sealed: it is needed to go on. */
    async leave() {
        this.#who.forget();
        this.#link.close();
        if (this.flow.standing?.state === 'ready')
            await this.#keep.forget();
    }

    /* Q13. The person stays in memory, so that an exam that the staff reopen goes on here. */
    async #forget() {
        this.#who.forget();
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
        /* T6: a terminal that is gone saved answers after this one. */
        const wentOn = standing.state === 'running' && standing.terminal === 'free' && standing.seq > this.queue.seq;
        this.#watched ||= standing.state !== 'finished';
        this.#handed &&= standing.state === 'finished' || this.#ending;
        if (before?.state === 'running' && standing.state === 'finished')
            this.#ran_out = standing.ended || secondsLeft(before, now) <= LAST_S;
        this.#step({ type: 'exam', standing });
        if (news.another) {
            this.#keep.forget();
            this.#stop('another');
            return;
        }
        if (this.queue.heard(standing))
            this.#answers.keepAll();
        if (wentOn || (news.goesOn && before.terminal === 'other'))
            this.#comeBack();
        if (news.held && standing.terminal === 'other')
            this.#whoHasIt();
        if (news.held || news.ended) {
            this.queue.flush();
            this.#send(); /* a paused exam takes it for some seconds more */
        }
        if (news.reopened)
            this.#goOnAgain();
        this.#note(news, standing);
        if (standing.state === 'running' && ['yours', 'provisional'].includes(standing.terminal))
            this.#who.begun();
        this.#keepExam(standing);
        this.#changed();
    }

    /* What the staff did last stays to be read, with all the time that they gave: who was outside during a
     * fire alarm reads it afterwards. More texts could say different things. */
    #note({ announced, held, ...news }, standing) {
        const more_s = (this.news?.news.more_s ?? 0) + news.more_s;
        if (held || Object.values(news).some(Boolean))
            this.news = { news: { ...news, more_s }, at: standing.heard_ms };
    }

    /* Another terminal has it, or another tab with a copy of this one's token: QUESTION is refused with
     * the reason, and takes nothing over. */
    async #whoHasIt() {
        try {
            await this.#link.ask('QUESTION', this.view.current);
        } catch (problem) {
            this.#failed(problem);
        }
    }

    /* T6: another terminal had the exam, and may have saved answers. */
    #comeBack() {
        this.queue.giveUp();
        this.#fetched.clear();
        this.#answers.keepAll();
    }

    /* The paper comes anew, without its right answers. */
    async #goOnAgain() {
        this.paper.clear();
        this.#fetched.clear();
        await this.#who.use();
        this.#keepAll();
    }

    /* --- the paper --- */

    /* In their order. */
    questions() {
        return [...this.paper.values()].sort((a, b) => a.number - b.number);
    }

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
        this.#answers.give(n, values, typed);
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

    #send() {
        return this.#answers.send(() => this.#link.up && this.#signed,
            () => performance.now() + this.secondsLeft() * 1000);
    }

    /* --- what lies on this computer --- */

    #keepAll() {
        this.#kept = {};
        this.#who.store();
        this.#answers.keepAll();
        this.#keep.put('view', this.view);
        if (this.paper.size > 0)
            this.#keep.put('paper', [...this.paper.values()]);
    }

    /* As often as it says something new: a clock that only runs needs no writing. */
    async #keepExam(standing) {
        const { heard_ms, ...kept } = standing;
        const { id, sitting, state, paused, isVoid, terminal, ended } = kept;
        const what = [id, sitting, state, paused, isVoid, terminal, ended].join();
        const ends_ms = kept.left_ms + (paused === '' ? heard_ms : 0);
        const before = this.#kept;
        if (state !== 'running' || (what === before.what && Math.abs(ends_ms - before.ends_ms) <= DRIFT_MS))
            return;
        this.#kept = { what, ends_ms };
        if (await this.#keep.put('exam', { standing: kept, heard_at: Date.now() }) === false)
            this.#kept = {};
    }

    /* The applicant has read what the staff did. */
    putAway() {
        this.news = null;
        this.#changed();
    }

    changeView(change) {
        Object.assign(this.view, change);
        if (this.#who.isThere && this.flow.result === null)
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
        return this.questions().filter((q) => isAsked(q) && !this.queue.answered(q.number)).map((q) => q.number);
    }

    mayHandIn() {
        return this.#link.up && this.queue.waiting().length === 0;
    }

    async handIn() {
        if (!this.mayHandIn() || this.#ending)
            return;
        this.#ending = this.#handed = true;
        try {
            this.#takeResult(await this.#link.ask('FINISH'), 'handed');
        } catch (problem) {
            this.#handed = !(problem instanceof Refusal);
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
            if (this.#watched)
                await this.#who.resume(this.#link); /* Q15 */
            this.#watched = false;
            const how = this.#handed ? 'handed' : this.flow.loaded && this.#ran_out ? 'ended' : 'before';
            this.#takeResult(await this.#link.ask('RESULT'), how);
        } catch (problem) {
            this.#retry_ms = performance.now() + RETRY_MS;
            if (problem instanceof Refusal && (problem.is('NOAUTH', 'token') || problem.is('INUSE', 'resumed'))) {
                this.queue.giveUp();
                this.#keep.forget();
                this.#stop('over');
            } else {
                this.#failed(problem);
            }
        }
        this.#ending = false;
    }

    /* how: handed in here, ended by its time or the staff while it ran here, or over before. */
    #takeResult(reply, how) {
        this.queue.giveUp();
        this.#step({ type: 'result', result: { ...pairs(reply), how } });
        this.#forget();
    }

    /* The right answers, where the plan shows them. Who has seen them cannot have the exam reopened, so
     * they come only when they are asked for. False: the exam does not show them. */
    async review() {
        const paper = new Map();
        for (let n = 1; n <= this.flow.standing.questions; n++) {
            const question = readQuestion(pairs(await this.#link.ask('QUESTION', n).catch(() => null)));
            if (question?.right === undefined)
                return false;
            paper.set(n, question);
        }
        this.paper = paper;
        this.#step({ type: 'review' });
        return true;
    }
}
