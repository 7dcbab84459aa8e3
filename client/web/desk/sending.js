/* sending.js - an order on its way: the same words with the same key until the node has answered, so
 * that a reply that is lost changes nothing twice. Pure but for the time between two tries.
 *
 * ask(words) gives the reply, throws a Refusal of the node, or another error when no reply came. */
import { Refusal } from '../shared/errors.js';
import { requestsOf } from './commands.js';
import { addDone, readDone } from './replies.js';

const AGAIN_MS = 1000;

function wait(ms) {
    return new Promise((done) => setTimeout(done, ms));
}

async function askUntilAnswered(ask, words, onLost, signal) {
    for (;;) {
        try {
            return await ask(words);
        } catch (error) {
            if (error instanceof Refusal) throw error;
            onLost();
            await wait(AGAIN_MS);
            if (signal?.aborted) throw error;
        }
    }
}

/* Sends an order. confirm(text) asks whoever gives it, and says whether it is meant; onLost() hears
 * that no reply has come yet. Returns {result: done, refused or left, reply, done, error}. */
export async function sendOrder(order, ask, { confirm, onLost = () => {}, signal } = {}) {
    let confirmed = false,
        done = null,
        reply = null;
    try {
        const count = requestsOf(order, false).length;
        for (let i = 0; i < count;) {
            try {
                reply = await askUntilAnswered(
                    ask,
                    requestsOf(order, confirmed)[i],
                    onLost,
                    signal,
                );
            } catch (error) {
                if (error.code !== 'CONFIRM' || confirmed) throw error;
                confirmed = await confirm(error.words);
                if (!confirmed) return { result: 'left', reply: null, done: null, error: null };
                continue; /* the same again, confirmed */
            }
            const some = readDone(reply);
            done = done !== null && some !== null ? addDone(done, some) : some;
            i++;
        }
    } catch (error) {
        return { result: error instanceof Refusal ? 'refused' : 'lost', reply: null, done, error };
    }
    return { result: 'done', reply, done, error: null };
}
