/* tab.js - what this tab keeps over a reload: who is at the desk, with the code, and the language. It lies
 * in sessionStorage, which no other tab reads, until somebody signs out or the tab is closed.
 *
 * Chromium and Firefox open a closed tab, or a whole session, again with its storage, also after a crash. They
 * call that back_forward, as when somebody goes back to a page that was left: what is kept is forgotten there,
 * and whoever sits at it types the code. (A page that could not be loaded while the node was away is no reload
 * to Chromium, but navigate.) */
const STORED = 'sinodo-desk';

function wasLeft() {
    return performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
}

/* {account, code, language}, of which any may be missing. */
export function keptInTab() {
    try {
        if (wasLeft()) forgetTab();
        return JSON.parse(sessionStorage.getItem(STORED)) ?? {};
    } catch {
        return {}; /* this browser keeps nothing */
    }
}

/* Adds to what is kept. */
export function keepInTab(some) {
    try {
        const kept = JSON.parse(sessionStorage.getItem(STORED)) ?? {};
        sessionStorage.setItem(STORED, JSON.stringify({ ...kept, ...some }));
    } catch {
        /* a reload asks for the code */
    }
}

export function forgetTab() {
    try {
        sessionStorage.removeItem(STORED);
    } catch {
        /* nothing was kept */
    }
}
