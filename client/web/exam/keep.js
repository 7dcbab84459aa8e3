/* keep.js - what lies on this computer's disk of an exam that runs: the answers, the paper and the
 * terminal's token, sealed (seal.js) in IndexedDB.
 *
 *   Q8  an answer counts as kept only once its transaction is complete, with strict durability: then it
 *       outlives a killed browser and a power cut
 *   Q9  of a record the newest value is written; one that is overtaken while another is being written
 *       is not
 *   Q10  forgetting deletes all records of the person, and those that somebody left here long ago
 *   Q16  a storage that does not answer within WAIT_MS has failed
 *
 * Where the browser has no such storage nothing is ever kept, and the page says so. */
import { openSeal, masterOf, seal, unseal } from './seal.js';

const DATABASE = 'sinodo', STORE = 'kept', SALT = 'salt', OLD_MS = 2 * 24 * 3600 * 1000, WAIT_MS = 5000;

/* Q16 */
const within = (begin) => new Promise((resolve, reject) => {
    setTimeout(reject, WAIT_MS, new Error('the storage does not answer'));
    begin(resolve, reject);
});

const done = (request) => within((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

const complete = (transaction) => within((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
});

export class Keep {
    #database = null;
    #seal = null;
    #writing = new Map(); /* part → the newest value that waits, or null */

    async #open() {
        if (this.#database === null) {
            const request = indexedDB.open(DATABASE, 1);
            request.onupgradeneeded = () => request.result.createObjectStore(STORE);
            this.#database = await done(request);
            this.#database.onclose = this.#database.onversionchange = () => {
                this.#database?.close();
                this.#database = null; /* it is opened again */
            };
        }
        return this.#database;
    }

    async #write(change) {
        const database = await this.#open();
        const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
        change(transaction.objectStore(STORE));
        await complete(transaction);
    }

    async #salt() {
        const database = await this.#open();
        const found = await done(database.transaction(STORE).objectStore(STORE).get(SALT));
        if (found !== undefined)
            return found;
        const salt = crypto.getRandomValues(new Uint8Array(16));
        await this.#write((store) => store.put(salt, SALT));
        return salt;
    }

    /* The master secret of this code in this browser; null where nothing can be kept. */
    async masterFor(code) {
        try {
            return await masterOf(code, await this.#salt());
        } catch {
            return null;
        }
    }

    async use(master) {
        this.#seal = master !== null ? await openSeal(master) : null;
    }

    /* All that lies here of this person, part → value. What cannot be read is not there. */
    async read() {
        const out = new Map();
        if (this.#seal === null)
            return out;
        try {
            const store = (await this.#open()).transaction(STORE).objectStore(STORE);
            const range = IDBKeyRange.bound(`${this.#seal.name}/`, `${this.#seal.name}0`);
            const keys = done(store.getAllKeys(range)), values = done(store.getAll(range));
            for (const [i, key] of (await keys).entries()) {
                const value = await unseal(this.#seal, key, (await values)[i]).catch(() => undefined);
                if (value !== undefined) /* damaged */
                    out.set(key.slice(this.#seal.name.length + 1), value);
            }
        } catch {
            /* the node has what it acknowledged */
        }
        return out;
    }

    /* Seals all of it under another master secret, or nothing: false. */
    async move(master) {
        try {
            const before = this.#seal ?? { name: '' }, after = await openSeal(master), moved = [];
            for (const [part, value] of await this.read())
                moved.push([part, await seal(after, `${after.name}/${part}`, value)]);
            await this.#write((store) => moved.forEach(([part, sealed]) => {
                store.put({ ...sealed, at: Date.now() }, `${after.name}/${part}`);
                store.delete(`${before.name}/${part}`);
            }));
            this.#seal = after;
            return true;
        } catch {
            return false;
        }
    }

    /* Resolves to true once the value is on the disk (Q8), to false where it cannot be kept, and to
     * undefined where a newer value of the part overtook it (Q9). */
    async put(part, value) {
        if (this.#seal === null)
            return false;
        if (this.#writing.has(part)) { /* Q9 */
            const waiting = this.#writing.get(part);
            waiting?.overtaken();
            return new Promise((resolve) => {
                this.#writing.set(part, { value, overtaken: resolve });
            });
        }
        this.#writing.set(part, null);
        const kept = await this.#putNow(part, value);
        const next = this.#writing.get(part);
        this.#writing.delete(part);
        if (next)
            this.put(part, next.value).then(next.overtaken);
        return kept;
    }

    async #putNow(part, value) {
        try {
            const mine = this.#seal;
            const key = `${mine.name}/${part}`;
            const sealed = await seal(mine, key, value);
            if (this.#seal !== mine)
                return false; /* forgotten meanwhile */
            await this.#write((store) => store.put({ ...sealed, at: Date.now() }, key));
            return true;
        } catch {
            return false;
        }
    }

    /* Q10 */
    async forget() {
        const mine = this.#seal?.name;
        this.#seal = null;
        try {
            const store = (await this.#open()).transaction(STORE).objectStore(STORE);
            const keys = done(store.getAllKeys()), values = done(store.getAll());
            const old = Date.now() - OLD_MS;
            const all = await values;
            const gone = (await keys).filter((key, i) => key.split('/')[0] === mine || all[i].at < old);
            await this.#write((kept) => gone.forEach((key) => kept.delete(key)));
        } catch {
            /* nothing was kept */
        }
    }
}
