/* seb.js - shows the node that this browser is Safe Exam Browser with the settings of the exam, where the
 * node asks for that (--seb require): then the address of the page has a nonce, ?n=…. SEB gives to
 * scripts the SHA-256 of that address and its Config Key.
 *
 * A nonce proves once and lives a minute: so prove() is called whenever a line is opened, and before
 * anything else is asked on it. Later lines of this page show the pass that the first proof got. */
const WAIT_MS = 5000; /* for SEB to compute its keys */

let pass = '';

/* What SEB shows; '' in another browser. Old versions compute it when they are asked. */
async function shown() {
    const security = globalThis.SafeExamBrowser?.security;
    if (security && !security.configKey && typeof security.updateKeys === 'function')
        await new Promise((resolve) => {
            security.updateKeys(() => resolve());
            setTimeout(resolve, WAIT_MS);
        });
    return security?.configKey ?? '';
}

/* Does nothing in another browser whose page has no nonce: the node does not ask, or the page was loaded
 * while the node was away, and what is refused then says what to do. A refusal is thrown; but when nonce or
 * pass are over the page is loaded anew, for a new nonce: it goes on where it was. */
export async function prove(link) {
    const nonce = new URLSearchParams(location.search).get('n') ?? '';
    if (nonce === '' && !globalThis.SafeExamBrowser)
        return;
    try {
        if (pass === '')
            pass = String(await link.ask('SEB', nonce, await shown()));
        else
            await link.ask('SEB', pass);
    } catch (problem) {
        if (problem.code !== 'NOSEB' || problem.reason !== 'stale')
            throw problem;
        location.replace('/');
        await new Promise(() => {}); /* this page ends */
    }
}
