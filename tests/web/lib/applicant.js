/* applicant.js - somebody who sits the exam in a browser: what they do on the page, and what they read
 * there. A question is named by a part of its text, since each person has them in another order. */
import { put } from './screen.js';
import { until } from './until.js';

const CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/;

export class Applicant {
    constructor(screen, id, name) {
        Object.assign(this, { screen, id, name, code: '' });
    }

    get page() {
        return this.screen.page;
    }

    say(text, ...args) {
        return this.screen.say(text, ...args);
    }

    /* --- in --- */

    idLabel() {
        const noun = this.say('national ID');
        return put(noun[0].toUpperCase() + noun.slice(1));
    }

    /* Registers on the page, and keeps the code. */
    async register(node) {
        const { screen } = this;
        await screen.open(node.exam);
        await screen.click('button', 'Register');
        await screen.fill('textbox', this.idLabel(), this.id);
        await screen.fill('textbox', 'Full name', this.name);
        await screen.click('button', 'Register');
        await screen.sees(CODE);
        this.code = CODE.exec(await screen.text())[0];
    }

    enter() {
        return this.screen.click('button', 'I have written it down: sign in');
    }

    async signIn(node, code = this.code) {
        await this.screen.open(node.exam);
        await this.typeCode(code);
    }

    async typeCode(code = this.code) {
        const { screen } = this;
        await screen.fill('textbox', this.idLabel(), this.id);
        await screen.fill('textbox', 'Access code', code);
        await screen.click('button', 'Sign in');
    }

    async start() {
        await this.screen.click('button', 'Start the exam');
        await this.sits();
    }

    /* From the first page to the first question. */
    async begin(node) {
        await this.register(node);
        await this.enter();
        await this.start();
    }

    /* --- questions --- */

    /* The exam is there: a question stands on the page. */
    sits() {
        return until('a question', () => this.number(), { detail: async () => (await this.screen.text()).slice(0, 400) });
    }

    /* Of the question on the page, and of how many; null where there is none. */
    async place() {
        const heading = this.say('Question %zu of %zu', 'N', 'N').replaceAll('N', '(\\d+)');
        const found = new RegExp(heading).exec(await this.screen.text());
        return found === null ? null : { number: Number(found[1]), last: Number(found[2]) };
    }

    async number() {
        return (await this.place())?.number;
    }

    /* What stands in the question on the page. */
    async card() {
        const { number, last } = await this.place();
        const label = this.say('Question %zu of %zu', number, last);
        return this.screen.page.evaluate((name) => document.querySelector(`section[aria-label="${name}"]`)?.innerText ?? '', label);
    }

    /* The same with the answer that is shown there, typed or chosen, at one moment; null without a question. */
    async shown() {
        return this.screen.page.evaluate(() => {
            const card = document.querySelector('main section.card:has(input)');
            const chosen = card?.querySelector('input:checked')?.labels[0].innerText;
            return card && { words: card.innerText, value: (chosen ?? card.querySelector('input[type=text]')?.value ?? '').trim() };
        });
    }

    async next() {
        const { number } = await this.place();
        await this.screen.click('button', 'Next →');
        await until('the next question', async () => await this.number() === number + 1);
    }

    async first() {
        while (await this.number() > 1) {
            const number = await this.number();
            await this.screen.click('button', '← Previous');
            await until('the question before', async () => await this.number() === number - 1);
        }
    }

    /* Goes to the question that has this text. */
    async find(text) {
        if ((await this.card()).includes(text))
            return;
        await this.first();
        while (!(await this.card()).includes(text))
            await this.next();
    }

    /* --- answers --- */

    async chooses(text, ...options) {
        await this.find(text);
        const radio = await this.screen.page.evaluate(() => document.querySelector('main input[type=radio]') !== null);
        for (const option of options) {
            await this.screen.click(radio ? 'radio' : 'checkbox', put(option));
            await until(`${option} is chosen`, async () => (await this.chosen()).includes(option), { detail: () => this.card() });
        }
    }

    /* The options that are chosen in the question on the page. */
    chosen() {
        return this.screen.page.evaluate(() =>
            [...document.querySelectorAll('main input:checked')].map((input) => input.labels[0].querySelector('.text')?.innerText));
    }

    async types(text, answer) {
        await this.find(text);
        await this.screen.page.evaluate(() => document.querySelector('main input[type=text], main textarea').select());
        await this.screen.page.keyboard.press('Delete');
        await this.screen.page.keyboard.type(answer);
    }

    /* One character in the place of all that is there: one stroke, with nothing in between. */
    async strikes(text, character) {
        await this.find(text);
        await this.screen.page.evaluate(() => document.querySelector('main input[type=text]').select());
        await this.screen.page.keyboard.type(character);
    }

    async matches(text, partners) {
        await this.find(text);
        for (const [prompt, option] of Object.entries(partners))
            await this.screen.choose(put(prompt), option);
    }

    /* Waits until that stands beside the answer on the page. */
    isMarked(state, options) {
        return until(`the answer is ${state}`, async () => (await this.card()).includes(this.say(state)),
            { detail: () => this.card(), ...options });
    }

    /* --- out --- */

    async toHandIn() {
        await this.screen.click('button', 'Hand in …');
        await this.screen.sees('Hand in the exam');
    }

    /* The page takes no second press at once: it is pressed until the exam is handed in. */
    async handIn() {
        await this.toHandIn();
        await this.pressUntil('Hand in now', 'Your exam was handed in');
    }

    async pressUntil(button, words) {
        await until(words, async () => {
            const text = await this.screen.text();
            if (text.includes(this.say(words)))
                return true;
            if (text.includes(this.say(button)))
                await this.screen.click('button', button, 5000).catch(() => {}); /* it may be gone by now */
            return false;
        }, { detail: () => this.screen.text() });
    }
}

/* What a record (Room.record) has for each question, by a part of the question's text: words as they
 * were typed, options by their text, the option of each prompt. */
export function givenIn(record, text) {
    const question = record.questions.find((q) => q.text.includes(text));
    const { kind, given, options, prompts } = question;
    if (kind === 'matching')
        return Object.fromEntries(given.map((position, i) => [prompts[i], options[position - 1]]));
    return options === undefined ? given : given.map((position) => options[position - 1]);
}
