/* screen.js - one page as a person uses it: things are found by their role and their name, as those who
 * hear a page find them, and only what can be seen and reached can be pressed. The same for Chromium
 * and Firefox, so that a suite is written once.
 *
 * Names are texts of the catalogue, in English, and looked for in the language of the page; put() says
 * that a name is to be taken as it is (a person's, a question's). */
import { AXE } from './packages.js';
import { layoutFaults } from './layout.js';
import { isKnown, say } from './words.js';
import { PATIENCE_MS, until } from './until.js';

export const put = (text) => ({ text });

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

class Screen {
    constructor(page, lang) {
        this.page = page;
        this.lang = lang;
    }

    /* A text of the catalogue in the language of the page. */
    say(text, ...args) {
        if (typeof text !== 'string')
            return text.text;
        if (this.lang !== 'en' && !isKnown(text))
            throw new Error(`no text of the catalogue: ${text}`);
        return say(this.lang, text, ...args);
    }

    /* What can be seen: texts that are only spoken lie in parts of one pixel. */
    text() {
        return this.page.evaluate(() => [...document.body.children].filter((part) => part.offsetWidth > 1)
            .map((part) => part.innerText).join('\n'));
    }

    /* Waits until the page shows it. */
    sees(text, options = {}) {
        const words = text instanceof RegExp ? text : this.say(text);
        const has = (all) => (words instanceof RegExp ? words.test(all) : all.includes(words));
        return until(`the page shows ${words}`, async () => has(await this.text()),
            { detail: async () => (await this.text()).replace(/\s+/g, ' ').slice(0, 400), ...options });
    }

    gone(text, options = {}) {
        const words = this.say(text);
        return until(`the page shows no more ${words}`, async () => !(await this.text()).includes(words), options);
    }

    press(key) {
        return this.page.keyboard.press(key);
    }

    open(url) {
        return this.page.goto(url);
    }

    /* What has the focus: its role or tag, and its text. */
    focused() {
        return this.page.evaluate(() => {
            const at = document.activeElement;
            return `${at.getAttribute('role') ?? at.tagName.toLowerCase()} ${at.ariaLabel ?? at.innerText ?? ''}`.trim();
        });
    }

    /* A number for each thing that has had the focus; null: nothing has it. */
    whereFocus() {
        return this.page.evaluate(() => {
            window.stops ??= [];
            const at = document.activeElement;
            if (at === document.body)
                return null;
            if (!window.stops.includes(at))
                window.stops.push(at);
            return window.stops.indexOf(at);
        });
    }

    /* WCAG 2.4.11 and more: what of the thing with the focus is covered, or out of the window, as lines of
     * text. Of what is as high as the window some part must be seen, and of a text, where a browser shows the
     * line that is written in. */
    focusHidden() {
        return this.page.evaluate(() => {
            const INSET = 3;
            const at = document.activeElement;
            if (at === document.body)
                return [];
            const { left, right, top, bottom, width, height } = at.getBoundingClientRect();
            const points = [left + INSET, right - INSET].flatMap((x) => [top + INSET, bottom - INSET].map((y) => [x, y]));
            points.push([left + width / 2, top + height / 2]);
            const isSeen = ([x, y]) => {
                const there = document.elementFromPoint(x, y);
                return there !== null && (at.contains(there) || there === at.closest('label'));
            };
            const seen = points.filter(isSeen).length;
            const fits = at.tagName !== 'TEXTAREA' && height <= innerHeight / 2;
            return seen === points.length || (!fits && seen > 0) ? []
                : [`${at.tagName} ${at.id} ${at.ariaLabel ?? at.innerText ?? ''}: ${seen} of ${points.length} points, y ${Math.round(top)} to ${Math.round(bottom)}`];
        });
    }

    /* Violations of WCAG 2.2 AA, as lines of text; of the page, or of what a selector finds. */
    async violations(part) {
        if (!await this.page.evaluate(() => 'axe' in window))
            await this.page.evaluate(AXE);
        return this.page.evaluate(async ([where, tags]) => {
            const { violations } = await axe.run(where ?? document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
            return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
                `${id}: ${node.target.join(' ')}: ${node.failureSummary.split('\n').slice(1).join(' ').trim()}`));
        }, [part ?? null, AXE_TAGS]);
    }

    /* Is anything cut off at the side of the window? */
    async overflow() {
        return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    }

    /* Until what the page does about another width is done. */
    frame() {
        return this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
    }

    /* What is wider than the window, the dialog or the row that it stands in, as lines of text. */
    async cut() {
        return this.page.evaluate(() => [document.documentElement, ...document.querySelectorAll('dialog[open], main tbody tr')]
            .filter((part) => part.scrollWidth > part.clientWidth)
            .map((part) => `${part.scrollWidth - part.clientWidth} pixels too many in ${part.tagName}: ${part.innerText.slice(0, 60)}`));
    }

    /* What is cut off, or lies over something else, as lines of text. */
    layoutFaults() {
        return this.page.evaluate(layoutFaults);
    }

    /* In the other language, by the page's own button; the page is built anew. */
    async changeLanguage() {
        const other = this.lang === 'es' ? 'en' : 'es';
        await this.click('button', put(other === 'es' ? 'Español' : 'English'));
        await until('the other language', async () => await this.page.evaluate(() => document.documentElement.lang) === other);
        this.lang = other;
    }

    /* Texts that a screen reader is given from now on, [role, text] in their order. */
    listen() {
        return this.page.evaluate(() => {
            window.heard = [];
            for (const region of document.querySelectorAll('.heard'))
                new MutationObserver(() => window.heard.push([region.role, region.textContent])).observe(region, { childList: true });
        });
    }

    heard() {
        return this.page.evaluate(() => window.heard);
    }

    /* What the browser keeps of this origin. */
    async kept() {
        return this.page.evaluate(async () => {
            const databases = {};
            for (const { name } of await indexedDB.databases()) {
                const database = await new Promise((resolve, reject) => {
                    const request = indexedDB.open(name);
                    request.onsuccess = () => resolve(request.result);
                    request.onerror = () => reject(request.error);
                });
                for (const store of database.objectStoreNames) {
                    const request = database.transaction(store).objectStore(store).getAllKeys();
                    databases[`${name}.${store}`] = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
                }
                database.close();
            }
            const cached = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys())
                    cached.push(new URL(request.url).pathname);
            return { session: { ...sessionStorage }, local: { ...localStorage }, cookies: document.cookie, databases, cached };
        });
    }
}

/* Playwright finds by role and name itself, and waits until a thing can be pressed. */
export class ChromiumScreen extends Screen {
    find(role, name) {
        return this.page.getByRole(role, name === undefined ? {} : { name: this.say(name), exact: true });
    }

    click(role, name, ms = PATIENCE_MS) {
        return this.find(role, name).first().click({ timeout: ms });
    }

    fill(role, name, text) {
        return this.find(role, name).first().fill(text);
    }

    /* Into the field with this label, whatever its role: that of a password has none. */
    type(label, text) {
        return this.page.getByLabel(this.say(label), { exact: true }).fill(text);
    }

    choose(name, option) {
        return this.find('combobox', name).first().selectOption({ label: option });
    }

    has(role, name) {
        return this.find(role, name).first().isVisible();
    }
}

/* In Firefox, and in a Chromium that is spoken to by puppeteer-core, the browser's own accessibility tree is
 * asked for the same. */
export class PuppeteerScreen extends Screen {
    find(role, name) {
        return this.page.locator(`::-p-aria([name=${JSON.stringify(this.say(name))}][role="${role}"])`);
    }

    click(role, name, ms = PATIENCE_MS) {
        return this.find(role, name).setTimeout(ms).click();
    }

    fill(role, name, text) {
        return this.find(role, name).fill(text);
    }

    async type(label, text) {
        await until(label, () => this.page.evaluate((words) => {
            const found = [...document.querySelectorAll('label')].find((node) => node.innerText.trim() === words);
            found?.control.select();
            return found !== undefined;
        }, this.say(label)));
        await this.page.keyboard.type(text);
    }

    async choose(name, option) {
        const select = await this.find('combobox', name).waitHandle();
        const value = await select.evaluate((node, label) => [...node.options].find((o) => o.label === label).value, option);
        await select.select(value);
    }
}
