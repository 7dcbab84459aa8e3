/* tab.js - what this tab keeps over a reload: who is at the desk, with the code, and the language. It lies
 * in sessionStorage, which no other tab reads, until somebody signs out.
 *
 * A browser may open a closed tab again with its storage, or copy one. Neither is a reload: what is kept is
 * forgotten there, and whoever sits at it types the code. */
const STORED = 'sinodo-desk';

function isReload() {
    return performance.getEntriesByType('navigation')[0]?.type === 'reload';
}

/* {account, code, language}, of which any may be missing. */
export function keptInTab() {
    try {
        if (!isReload()) forgetTab();
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
