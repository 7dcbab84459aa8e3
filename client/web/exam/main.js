/* main.js - the exam page: wires the line, the storage and the session to the page that is shown. The
 * session says what is; pageOf() says which page; a page is built once and then updated. */
import { words } from '../words/es-exam.js';
import { Link } from '../shared/link.js';
import { chooseLanguage, chosenLanguage, languageOf, useWords } from '../shared/words.js';
import { Keep } from './keep.js';
import { prove } from './seb.js';
import { Session } from './session.js';
import { Frame } from './frame.js';
import { codePage, entryPage } from './entry.js';
import { beforePage, heldPage, momentPage, stopPage } from './before.js';
import { handInPage, sittingPage } from './sitting.js';
import { afterPage, reviewPage } from './after.js';

const TICK_MS = 250;

const PAGES = {
    entry: entryPage,
    code: codePage,
    connecting: momentPage,
    loading: momentPage,
    ending: momentPage,
    before: beforePage,
    held: heldPage,
    exam: sittingPage,
    handin: handInPage,
    after: afterPage,
    review: reviewPage,
    stop: stopPage,
};

useWords({ es: words });
chooseLanguage(languageOf(navigator.languages));

const link = new Link(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, {
    opened: () => session.opened(),
    changed: () => session.lineChanged(),
});
const session = new Session({ link, keep: new Keep(), prove, changed: () => soon() });
const frame = new Frame(session, () => build());
const context = { session, leave };
let shown = '', page = null, due = false;

/* The page is left, with all that it holds in memory. */
async function leave() {
    await session.leave();
    location.replace('/');
}

/* Several changes are shown once. */
function soon() {
    if (due)
        return;
    due = true;
    queueMicrotask(() => {
        due = false;
        update();
    });
}

function build() {
    shown = '';
    update();
}

function update() {
    if (session.view.language !== '' && session.view.language !== chosenLanguage()) {
        chooseLanguage(session.view.language); /* as before the page was loaded again */
        shown = '';
    }
    frame.update();
    if (session.page !== shown) {
        const first = shown === '';
        shown = session.page;
        page = PAGES[shown](context);
        frame.main.replaceChildren(page.node);
        document.title = session.flow.standing?.title ?? session.hello?.exam ?? 'Sinodo';
        scrollTo(0, 0);
        if (!first)
            page.focus?.();
    }
    page.update();
}

/* A browser may forget the page, but not what is typed in it. */
function flush() {
    session.flush();
}

function tick() {
    session.tick();
    frame.update();
    page.update();
}

async function begin() {
    document.body.replaceChildren(...frame.nodes());
    update();
    await session.restore();
    link.connect();
    setInterval(tick, TICK_MS);
}

addEventListener('keydown', (event) => page.keys?.(event));
addEventListener('beforeunload', (event) => {
    if (session.registered !== null)
        event.preventDefault(); /* the access code on the screen is shown this once */
});
addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => {
    flush();
    if (document.visibilityState === 'visible')
        link.again();
});

/* So that the page can be loaded again while the node is away. */
if ('serviceWorker' in navigator) {
    const url = '/sw.js';
    const policy = globalThis.trustedTypes?.createPolicy('sinodo', {
        createScriptURL(text) {
            if (text !== url)
                throw new TypeError('no script of ours');
            return text;
        },
    });
    navigator.serviceWorker.register(policy ? policy.createScriptURL(url) : url).catch(() => {});
}

begin();
