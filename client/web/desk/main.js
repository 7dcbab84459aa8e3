/* main.js - the desk page: signs in, asks the node each second what changed, and gives it to the view
 * that is open. */
import { chooseLanguage, chosenLanguage, languageOf, useWords } from '../shared/words.js';
import { words } from '../words/es.js';
import { Desk } from './desk.js';
import { Frame } from './frame.js';
import { Node } from './node.js';
import { addChange } from './rows.js';
import { SignIn } from './signin.js';
import { keptInTab } from './tab.js';

const POLL_MS = 1000,
    STATUS_MS = 4000,
    TICK_MS = 1000,
    SHOW_MS = 500;

useWords({ es: words });
const kept = keptInTab();
chooseLanguage(kept.language ?? languageOf(navigator.languages));

const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
const node = new Node(`${scheme}//${location.host}/ws`, kept, {
    entered,
    changed: () => frame?.lineChanged() ?? signIn?.lineChanged(),
    putOff: () => signIn?.putOff(),
    refused: () => node.signOut(),
});
const desk = new Desk(node);
let frame = null,
    signIn = null;

let waiting = null; /* the change that is not shown yet */
let shown = 0;

function build() {
    document.documentElement.lang = chosenLanguage();
    if (node.role === '') {
        signIn = new SignIn(node, { rebuild: build });
        document.body.replaceChildren(signIn.element);
        signIn.focus();
        return;
    }
    frame?.close();
    frame = new Frame(desk, { rebuild: build });
    document.body.replaceChildren(...frame.elements);
    frame.open();
}

/* Somebody has signed in. */
function entered() {
    signIn = null;
    build();
    if (desk.sees) void poll();
    setInterval(() => frame.tick(desk.now()), TICK_MS);
}

/* One request at a time: the next a second after this one was asked, or at once while there is more. What
 * came is shown when all of it is there, or after a while. */
async function poll() {
    const began = performance.now();
    const change = await desk.look();
    if (change !== null) waiting = waiting === null ? change : addChange(waiting, change);
    const more = change !== null && desk.board.more;
    if (waiting !== null && (!more || began - shown >= SHOW_MS)) {
        frame.update(waiting);
        waiting = null;
        shown = performance.now();
    }
    if (began - desk.statusAt >= STATUS_MS && (await desk.askStatus())) frame.statusChanged();
    setTimeout(poll, more ? 0 : Math.max(0, POLL_MS - (performance.now() - began)));
}

build();
