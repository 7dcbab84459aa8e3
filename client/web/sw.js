/* sw.js - keeps the page itself in the browser, so that it can be loaded again while the node is away.
 * The document and its parts belong together by the hash in their addresses: a new set replaces the
 * old one whole. Nothing of a person is here. */
const ASSETS = '/assets/';
const PARTS = [
    'shared/base.css', 'shared/dom.js', 'shared/errors.js', 'shared/link.js', 'shared/refusal.js',
    'shared/resp.js', 'shared/words.js', 'words/es-exam.js',
    'exam/exam.css', 'exam/print.css', 'exam/after.js', 'exam/answers.js', 'exam/before.js', 'exam/clock.js', 'exam/draft.js',
    'exam/entry.js', 'exam/flow.js', 'exam/forms.js', 'exam/frame.js', 'exam/keep.js', 'exam/main.js',
    'exam/map.js', 'exam/paper.js', 'exam/qr.js', 'exam/question.js', 'exam/queue.js', 'exam/seal.js', 'exam/seb.js',
    'exam/session.js', 'exam/sitting.js', 'exam/speak.js', 'exam/standing.js', 'exam/states.js',
    'exam/tell.js', 'exam/token.js', 'exam/who.js',
];
const LATE_MS = 3000;

/* A developer's folder has no hash, and changes under the same addresses. */
const hashed = !ASSETS.startsWith('/as' + 'sets');

async function install() {
    const cache = await caches.open(ASSETS);
    await cache.addAll(['/', ...PARTS.map((part) => ASSETS + part)]);
    await self.skipWaiting();
}

async function activate() {
    for (const name of await caches.keys())
        if (name !== ASSETS)
            await caches.delete(name);
    await self.clients.claim();
}

/* Ours. Where the node asks for Safe Exam Browser it was redirected to an address with a nonce, and a
 * navigation takes no answer that was redirected. */
async function keptDocument() {
    const kept = await caches.match('/');
    return kept?.redirected ? new Response(kept.body, { headers: kept.headers }) : kept;
}

/* The document of a node that answers; otherwise ours. */
async function documentOf(request) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), LATE_MS);
    try {
        const answer = await fetch(request, { signal: late.signal });
        if (answer.status < 500)
            return answer;
    } catch {
        /* away, or late */
    } finally {
        clearTimeout(timer);
    }
    return await keptDocument() ?? Response.error();
}

async function partOf(request) {
    return await caches.match(request, { ignoreSearch: true }) ?? fetch(request);
}

if (hashed) {
    self.addEventListener('install', (event) => event.waitUntil(install()));
    self.addEventListener('activate', (event) => event.waitUntil(activate()));
    self.addEventListener('fetch', (event) => {
        const { request } = event;
        const { pathname } = new URL(request.url);
        if (request.mode === 'navigate' && pathname === '/')
            event.respondWith(documentOf(request));
        else if (pathname.startsWith(ASSETS))
            event.respondWith(partOf(request));
    });
}
