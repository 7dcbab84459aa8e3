/* desk.js - somebody of the staff at the desk page: what they press, and what they read. */
import { until } from './until.js';

export class Desk {
    constructor(screen) {
        this.screen = screen;
    }

    get page() {
        return this.screen.page;
    }

    /* Makes an account at the node and signs in with it. */
    async signIn(node, name, role) {
        this.code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(await node.ctl(['staff', 'add', name, role]))[0];
        await this.screen.open(node.staff);
        await this.signInAs(`${name}@${node.name}`, this.code);
    }

    async signInAs(account, code) {
        await this.screen.type('Account, such as ana@caracas', account);
        await this.screen.type('Code', code);
        await this.screen.click('button', 'Sign in');
    }

    async signOut() {
        await this.page.locator('details.account summary').click();
        await this.screen.click('button', 'Sign out');
    }

    /* By the button of the page itself: the page is built anew, in its present view. */
    async speak(lang) {
        await this.page.locator('details.account summary').click();
        await this.page.locator(`button[lang=${lang}]`).click();
        this.screen.lang = lang;
    }

    /* The view of that tab. */
    tab(label) {
        return this.screen.click('link', label);
    }

    /* The cells of somebody's line in the table, as one text; '' where there is none. */
    line(id) {
        return this.page.evaluate((text) => [...document.querySelectorAll('main tbody tr')]
            .find((row) => row.innerText.includes(text))?.innerText.replace(/\s+/g, ' ') ?? '', id);
    }

    /* {id: {need, state, answered, copies}} of the people in the table, as board.js has them. */
    people() {
        return this.page.evaluate(() => Object.fromEntries([...document.querySelectorAll('main tbody tr')].map((row) => {
            const text = (name) => row.querySelector(name).textContent;
            return [text('.id'), { need: text('.need').replace(/^\S+ /, ''), state: text('.state span'), answered: text('.answered'),
                copies: text('.saved').startsWith('●●') ? 2 : 1 }];
        })));
    }

    lineHas(id, words, options) {
        const wanted = typeof words === 'string' ? this.screen.say(words) : words;
        return until(`the line of ${id} has ${wanted}`, async () => {
            const line = await this.line(id);
            return wanted instanceof RegExp ? wanted.test(line) : line.includes(wanted);
        }, { detail: () => this.line(id), ...options });
    }

    /* The number on one of the counts above the table: of a group of need.js. */
    count(group) {
        return this.page.evaluate((name) => Number(document.querySelector(`main button[data-group=${name}] b`).textContent), group);
    }

    counts(group, number, options) {
        return until(`${number} ${group}`, async () => await this.count(group) === number,
            { detail: async () => String(await this.count(group)), ...options });
    }

    async choose(...ids) {
        for (const id of ids)
            await this.page.getByRole('checkbox', { name: new RegExp(id) }).check();
    }

    dialog() {
        return this.page.getByRole('dialog');
    }

    /* Opens the dialog of an order, for whom is chosen, by the list of all orders. */
    async prepare(order) {
        await this.screen.click('button', 'More orders …');
        await this.dialog().getByRole('button', { name: new RegExp(`^${this.screen.say(order)}\\w?$`) }).click();
    }

    leave() {
        return this.screen.click('button', 'Leave it');
    }

    /* Gives the order of the dialog that is open: the button in it that begins with the order's name. */
    async give(order) {
        await this.dialog().getByRole('button', { name: new RegExp(`^${this.screen.say(order)}`) }).click();
    }

    /* What the dialog says after it. */
    async done() {
        await this.dialog().getByRole('button', { name: this.screen.say('Close'), exact: true }).waitFor();
        return this.dialog().innerText();
    }

    close() {
        return this.screen.click('button', 'Close');
    }

    /* Gives an order for these people of the room, with its fields: what is said after it. */
    async order(name, ids = [], fields = {}) {
        await this.choose(...ids);
        await this.prepare(name);
        return this.fillIn(name, fields);
    }

    /* The same of the dialog that is open. */
    async fillIn(name, fields = {}) {
        for (const [label, text] of Object.entries(fields))
            await this.screen.type(label, text);
        await this.give(name);
        const said = await this.done();
        await this.close();
        return said;
    }
}
