/* crowd.js - people who sit at terminals without a screen, to fill a room: each has a connection of its
 * own and is heard every two seconds, unless it falls silent. */
import { randomBytes } from 'node:crypto';

const HEARD_MS = 2000;

export class Seated {
    static async register(node, id, name) {
        const seated = new Seated();
        Object.assign(seated, { node, id, name, token: randomBytes(24).toString('base64url') });
        seated.wire = await node.wire();
        const key = randomBytes(24).toString('base64url');
        ({ code: seated.code } = await seated.wire.askPairs('REGISTER', id, name, key));
        return seated;
    }

    async signIn() {
        await this.wire.ask('AUTH', this.id, this.code, this.token);
        this.timer = setInterval(() => this.wire.ask('EXAM').catch(() => {}), HEARD_MS);
        return this;
    }

    /* Starts, and answers so many questions. */
    async start(answers = 0) {
        const { questions } = await this.wire.askPairs('START');
        for (let n = 1, given = 0; n <= questions && given < answers; n++)
            given += await this.answer(n);
        return this;
    }

    /* With the first option or some words. False: there is nothing to answer. */
    async answer(n) {
        const { kind, prompts } = await this.wire.askPairs('QUESTION', n);
        if (kind === 'description')
            return false;
        const values = { matching: () => prompts.map((prompt, i) => i + 1), essay: () => ['Porque sí.'], short: () => ['lápices'], numeric: () => ['56'] };
        await this.wire.ask('ANSWER', n, ...(values[kind] ?? (() => [1]))());
        return true;
    }

    /* How many seconds more this person has than somebody else: as many however long a test takes. */
    async secondsAhead(other) {
        const [own, theirs] = await Promise.all([this, other].map(({ wire }) => wire.askPairs('EXAM')));
        return own.remaining - theirs.remaining;
    }

    finish() {
        return this.wire.ask('FINISH');
    }

    /* As a computer that hangs: the connection stays, and nothing comes. */
    fallSilent() {
        clearInterval(this.timer);
    }

    leave() {
        clearInterval(this.timer);
        this.wire.close();
    }
}
