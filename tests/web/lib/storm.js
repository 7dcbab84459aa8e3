/* storm.js - one person's exam among faults: the browser is killed, the node is killed, the line or the
 * link is cut, the disk is full, the page is frozen as that of a hidden tab, all in the middle of
 * answers. What the page said to the person, and what the node said to the page, is written down for
 * the oracle (oracle.js). */
import fs from 'node:fs';
import path from 'node:path';
import { Applicant, givenIn } from './applicant.js';
import { ChromiumScreen } from './screen.js';
import { tap } from './tap.js';
import { until } from './until.js';

const OPTIONS = ['uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis'];
export const STORM_BANK = [1, 2, 3].map((i) => `::p${i}:: Pregunta p${i} {=${OPTIONS.join(' ~')}}\n\n`).join('') +
    [4, 5, 6].map((i) => `::p${i}:: Pregunta p${i} {=palabra}\n\n`).join('');
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const QUESTIONS = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
const STEPS = 8;

const isTyped = (question) => question > 'p3';

const FAULTS = ['line', 'stall', 'link', 'node', 'browser', 'reload', 'disk', 'hidden'];

export class Storm {
    /* chance: of this life; say(line): what is done. */
    constructor({ room, browser, chance, id, say }) {
        Object.assign(this, { room, browser, chance, id, say });
        this.given = new Map(QUESTIONS.map((q) => [q, []]));
        this.promised = new Map(QUESTIONS.map((q) => [q, { saved: -1, kept: -1 }]));
        this.saves = [];
        this.letters = 0;
    }

    async run() {
        await this.#openPage();
        await this.person.begin(this.room.caracas);
        await this.person.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
        for (let step = 0; step < STEPS; step++) {
            await this.#answer();
            if (this.chance.below(2) === 0)
                await this.#fault(this.chance.pick(this.faults()));
        }
        const cutShort = this.chance.below(4) === 0;
        const record = await (cutShort ? this.#endWithTheLineCut() : this.#handIn());
        const uncounted = await this.#uncounted();
        await this.person.page.close();
        const counted = new Map(QUESTIONS.map((q) => [q, givenIn(record, `Pregunta ${q}`)[0]]));
        return { given: this.given, promised: this.promised, counted, uncounted, saves: this.saves };
    }

    faults() {
        return this.room.ballast === undefined ? FAULTS.filter((name) => name !== 'disk') : FAULTS;
    }

    async #openPage() {
        const page = await this.browser.page();
        tap(page, this.saves);
        const code = this.person?.code ?? '';
        this.person = new Applicant(new ChromiumScreen(page, 'en'), this.id, `Persona ${this.id}`);
        this.person.code = code;
    }

    /* --- answers --- */

    /* No answer is given to a question twice: so what counts in the end tells when it was given. */
    async #answer() {
        const question = this.chance.pick(QUESTIONS.filter((q) => isTyped(q) || this.#unused(q).length > 0));
        const typed = isTyped(question);
        const value = typed ? LETTERS[this.letters++] : this.chance.pick(this.#unused(question));
        this.say(`${question} = ${value}`);
        this.given.get(question).push(value);
        await (typed ? this.person.strikes(question, value) : this.person.chooses(question, value));
        await this.#look();
    }

    #unused(question) {
        return OPTIONS.filter((option) => !this.given.get(question).includes(option));
    }

    /* Writes down what the page promises of the answer that it shows. After a reload that may be an older one
     * than the last, of which nothing was promised. */
    async #look() {
        const shown = await this.person.shown();
        const question = QUESTIONS.find((q) => shown?.words.includes(`Pregunta ${q}`));
        if (question === undefined)
            return;
        const at = this.given.get(question).findIndex((value) => shown.value.endsWith(value));
        const promise = this.promised.get(question);
        if (/saved here|saved at both centres/.test(shown.words))
            promise.saved = Math.max(promise.saved, at);
        if (/saved here|saved at both centres|kept in this browser/.test(shown.words))
            promise.kept = Math.max(promise.kept, at);
    }

    async #settles(state) {
        await until(state, async () => {
            await this.#look();
            return (await this.person.card()).match(/saved here|saved at both centres|kept in this browser|no answer/);
        });
    }

    /* --- faults --- */

    async #fault(name) {
        this.say(`fault: ${name}`);
        const { room, browser } = this;
        switch (name) {
        case 'line':
            return this.#between(() => browser.line.cut(), () => browser.line.mend());
        case 'stall':
            return this.#between(() => browser.line.stall(), () => browser.line.mend());
        case 'link':
            return this.#between(() => room.link.cut(), () => room.link.mend());
        case 'node':
            return this.#between(() => room.caracas.kill(), () => room.caracas.start());
        case 'disk':
            return this.#between(() => room.fillDisk(), () => room.freeDisk());
        case 'hidden':
            return this.#freeze();
        case 'reload':
            await this.person.page.reload();
            return this.person.sits();
        default:
            return this.#killBrowser();
        }
    }

    async #between(harm, heal) {
        await harm();
        for (let more = this.chance.below(3); more > 0; more--)
            await this.#answer();
        if (this.chance.below(2) === 0)
            await this.#settles('kept or saved');
        await heal();
    }

    /* Timers and events stop, as those of a tab that the browser puts to sleep. */
    async #freeze() {
        const session = await this.person.page.context().newCDPSession(this.person.page);
        await session.send('Page.setWebLifecycleState', { state: 'frozen' });
        await this.room.caracas.status();
        await session.send('Page.setWebLifecycleState', { state: 'active' });
        await session.detach();
    }

    async #killBrowser() {
        const away = this.chance.below(2) === 0;
        if (away) {
            this.browser.line.cut();
            await this.#answer();
            await this.#settles('kept');
        }
        await this.browser.kill();
        this.browser.line.mend();
        await this.browser.launch();
        await this.#openPage();
        await this.person.signIn(this.room.caracas);
        await this.person.sits();
    }

    /* --- the end --- */

    async #handIn() {
        this.say('hands in');
        await until('nothing waits', async () => {
            await this.#look();
            return !/not saved yet|kept in this browser/i.test(await this.person.screen.text());
        });
        await this.#look();
        await this.person.handIn();
        return this.room.caracas.record(this.id);
    }

    async #endWithTheLineCut() {
        this.say('the staff end it while the line is cut');
        this.browser.line.cut();
        await this.#answer();
        await this.#settles('kept');
        await this.room.caracas.ctl(['end', this.id, '--reason', 'time']);
        const record = await this.room.caracas.record(this.id);
        this.browser.line.mend();
        await this.person.screen.sees('Leave this computer');
        return record;
    }

    /* Questions that the page says are not counted, by their names. */
    async #uncounted() {
        const text = await this.person.screen.text();
        const numbers = /Not counted[^:]*:[^:]*: ([\d, ]+)/.exec(text)?.[1].split(', ').map(Number) ?? [];
        const record = await this.room.caracas.record(this.id);
        return numbers.map((n) => QUESTIONS.find((q) => record.questions[n - 1].text.includes(q)));
    }
}

/* A small disk of memory for the data of caracas, which can be filled; only in a mount namespace of the
 * test's own (run.sh). */
export async function smallDisk(room, mount) {
    fs.mkdirSync(room.caracas.data, { recursive: true, mode: 0o700 });
    await mount(room.caracas.data);
    room.ballast = path.join(room.caracas.data, 'ballast');
    room.fillDisk = () => {
        const file = fs.openSync(room.ballast, 'w');
        const block = Buffer.alloc(65536);
        try {
            for (;;)
                fs.writeSync(file, block);
        } catch {
            /* it is full */
        }
        fs.closeSync(file);
    };
    room.freeDisk = () => fs.rmSync(room.ballast, { force: true });
}
