/* sending.js - an order on its way: the same words with the same key until the node has answered, so
 * that a reply that is lost changes nothing twice. Pure but for the time between two tries.
 *
 * ask(words) gives the reply, or throws a Refusal of the node, or LineLost when no reply came. */
import { Refusal } from '../shared/errors.js';
import { LineLost } from '../shared/link.js';
import { idsOf, requestsOf } from './order.js';
import { addDone, readDone } from './replies.js';
import { wait } from './spans.js';

const AGAIN_MS = 1000,
    PUT_OFF_MOST = 10; /* then whoever gives it hears why, and gives it again with the same key */

/* Does the command, or the rest of it, remain to be done? The same words with the same key do it. */
function isPutOff(error) {
    return (
        error instanceof Refusal &&
        (error.is('BUSY') || error.is('IOERR') || error.is('NOAUTH', 'first'))
    );
}

/* Asks with the same words until there is an answer: the reply, or the refusal thrown. When it is
 * aborted between two tries, what the last one threw. onLost() hears that there is none yet. */
export async function askUntilAnswered(
    ask,
    words,
    { onLost = () => {}, signal, again_ms = AGAIN_MS } = {},
) {
    for (let put_off = 0; ;) {
        try {
            return await ask(words);
        } catch (error) {
            if (isPutOff(error)) put_off++;
            else if (!(error instanceof LineLost)) throw error;
            if (put_off === PUT_OFF_MOST || signal?.aborted) throw error;
            onLost();
            await wait(again_ms);
            if (signal?.aborted) throw error;
        }
    }
}

/* Sends an order. confirm(text) asks whoever gives it, and says whether it is meant; once the order is
 * aborted, it is not meant, and nobody is asked. The other options are those of askUntilAnswered(). Returns
 * {result: done, refused, left or lost, reply, done, ids, error}; ids: of the requests that were answered. */
export async function sendOrder(order, ask, { confirm, ...options } = {}) {
    const out = { result: 'done', reply: null, done: null, ids: [], error: null };
    let confirmed = false;
    try {
        const count = requestsOf(order, false).length;
        for (let i = 0; i < count;) {
            let reply;
            try {
                reply = await askUntilAnswered(ask, requestsOf(order, confirmed)[i], options);
            } catch (error) {
                if (error.code !== 'CONFIRM' || confirmed) throw error;
                confirmed = !options.signal?.aborted && (await confirm(error.words));
                if (!confirmed) return { ...out, result: 'left' };
                continue; /* the same again, confirmed */
            }
            const some = readDone(reply);
            out.reply = reply;
            out.done = out.done !== null && some !== null ? addDone(out.done, some) : some;
            out.ids.push(...idsOf(order, i));
            i++;
        }
    } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof LineLost)) throw error;
        return { ...out, result: error instanceof Refusal ? 'refused' : 'lost', error };
    }
    return out;
}
