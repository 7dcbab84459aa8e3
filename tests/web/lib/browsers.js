/* browsers.js - real browsers, each with a profile directory and a line (relay.js) of its own.
 *
 * Chromium is started here and spoken to by playwright-core, so that it can be killed as a power cut
 * kills it and started anew with the same profile. Firefox is started by puppeteer-core over WebDriver
 * BiDi. What either reports against a page (an exception, an error on the console, a violation of the
 * content security policy) is kept in `.complaints`, with each address of another host that a page asks
 * for; a suite looks at them at its end. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, puppeteer } from './packages.js';
import { Program } from './process.js';
import { Line } from './relay.js';
import { Never, PATIENCE_MS, until, within } from './until.js';

/* As root in a container: no sandbox; nothing that looks for the internet. */
const CHROMIUM_FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    '--no-default-browser-check', '--hide-scrollbars', '--password-store=basic', '--remote-debugging-port=0'];

/* A line that goes, a node that is away and a refused request are what these tests are about. */
const EXPECTED = /net::ERR_|WebSocket connection to|can.t establish a connection|Failed to load resource/;

const OURS = /^(http:\/\/127\.0\.0\.1:|ws:\/\/127\.0\.0\.1:|blob:|data:|about:)/;

function languages(lang) {
    return lang === 'es' ? 'es-VE,es' : 'en-US,en';
}

class Browser {
    constructor(lang) {
        this.lang = lang;
        this.complaints = [];
    }

    complain(text) {
        if (!EXPECTED.test(text))
            this.complaints.push(text);
    }

    /* Both libraries name these events alike. */
    listen(page) {
        page.setDefaultTimeout(PATIENCE_MS);
        page.on('pageerror', (error) => this.complain(String(error)));
        page.on('console', (line) => line.type() === 'error' && this.complain(line.text()));
        page.on('request', (request) => {
            if (!OURS.test(request.url()))
                this.complain(`asked for ${request.url()}`);
        });
        return page;
    }

    async leave() {
        await this.line.close();
        fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
}

export class Chromium extends Browser {
    /* `lang`: es or en. */
    static async start({ lang = 'en', profile, line } = {}) {
        const browser = new Chromium(lang);
        browser.profile = profile ?? fs.mkdtempSync(path.join(os.tmpdir(), 'sinodo-chromium-'));
        browser.line = line ?? await Line.open();
        await browser.launch();
        return browser;
    }

    /* Also after kill(): the same profile. */
    async launch() {
        const portFile = path.join(this.profile, 'DevToolsActivePort');
        fs.rmSync(portFile, { force: true });
        this.program = new Program('chromium', [...CHROMIUM_FLAGS, `--user-data-dir=${this.profile}`,
            `--lang=${this.lang}`, `--accept-lang=${languages(this.lang)}`,
            `--proxy-server=socks5://127.0.0.1:${this.line.port}`, '--proxy-bypass-list=<-loopback>', 'about:blank'],
        { log: path.join(this.profile, 'log'), env: { LANGUAGE: this.lang } });
        const port = await until('Chromium listens', () => {
            if (this.program.status !== null)
                throw new Never(`Chromium has ended: ${this.program.status}`);
            return Number(fs.readFileSync(portFile, 'utf8').split('\n')[0]);
        });
        this.playwright = await within('a connection to Chromium', chromium.connectOverCDP(`http://127.0.0.1:${port}`));
        this.context = this.playwright.contexts()[0];
    }

    async page({ width = 1280, height = 900, scheme = 'light' } = {}) {
        const page = await this.context.newPage();
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: scheme });
        return this.listen(page);
    }

    /* As a power cut. */
    async kill() {
        await this.program.end('SIGKILL');
        await this.playwright.close().catch(() => {});
    }

    async close() {
        await this.kill();
        await this.leave();
    }
}

/* Chromium with a page that can be hidden behind another one, and frozen, as a browser freezes what has
 * been hidden for long: playwright-core shows every page as if it were in front, puppeteer-core does not. */
export class Covered extends Browser {
    static async start({ lang = 'en' } = {}) {
        const browser = new Covered(lang);
        browser.line = await Line.open();
        browser.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'sinodo-chromium-'));
        browser.puppeteer = await within('a connection to Chromium', puppeteer.launch({
            executablePath: '/usr/bin/chromium', headless: true, userDataDir: browser.profile,
            env: { ...process.env, LANGUAGE: lang },
            ignoreDefaultArgs: ['--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
                '--disable-renderer-backgrounding'],
            args: [...CHROMIUM_FLAGS, `--proxy-server=socks5://127.0.0.1:${browser.line.port}`, '--proxy-bypass-list=<-loopback>'],
        }));
        browser.cover = await browser.puppeteer.newPage();
        return browser;
    }

    async page({ width = 1280, height = 900 } = {}) {
        const page = await this.puppeteer.newPage();
        await page.setViewport({ width, height });
        this.devtools = await page.createCDPSession();
        return this.listen(page);
    }

    async hide(page) {
        await this.cover.bringToFront();
        await until('a hidden page', () => page.evaluate(() => document.visibilityState === 'hidden'));
    }

    freeze() {
        return this.devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    }

    async show(page) {
        await this.devtools.send('Page.setWebLifecycleState', { state: 'active' });
        await page.bringToFront();
    }

    async close() {
        await this.puppeteer.close();
        await this.leave();
    }
}

export class Firefox extends Browser {
    static async start({ lang = 'en' } = {}) {
        const browser = new Firefox(lang);
        browser.line = await Line.open();
        browser.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'sinodo-firefox-'));
        browser.puppeteer = await within('a connection to Firefox', puppeteer.launch({
            browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true, userDataDir: browser.profile,
            extraPrefsFirefox: {
                'intl.accept_languages': languages(lang),
                'network.proxy.type': 1,
                'network.proxy.socks': '127.0.0.1',
                'network.proxy.socks_port': browser.line.port,
                'network.proxy.socks_version': 5,
                'network.proxy.socks_remote_dns': true,
                'network.proxy.allow_hijacking_localhost': true,
            },
        }));
        return browser;
    }

    async page({ width = 1280, height = 900, scheme = 'light' } = {}) {
        const page = await this.puppeteer.newPage();
        await page.setViewport({ width, height });
        return this.listen(page);
    }

    async close() {
        await this.puppeteer.close();
        await this.leave();
    }
}
