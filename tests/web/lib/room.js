/* room.js - a pair of real nodes with an exam: caracas dials, maracay waits, with a relay between
 * them. Each has its data in one temporary directory and listens on free ports of the loopback, for
 * terminals, for browsers and for the staff's browsers.
 *
 *     const room = await Room.open({ bank: 'db/banks/kinds.gift', plan: 'text of a plan' });
 *     await room.start();
 *     …
 *     await room.close();
 *
 * SINODO_KEEP=1 keeps the directory, with the logs of both nodes, and prints its name. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BUILD, ROOT } from './packages.js';
import { freePort } from './ports.js';
import { Program, run } from './process.js';
import { Relay } from './relay.js';
import { Never, until } from './until.js';
import { Wire } from './wire.js';

export class Node {
    constructor(room, name, ports) {
        Object.assign(this, ports, { room, name, program: null });
        this.data = path.join(room.dir, name);
        this.log = path.join(room.dir, `${name}.log`);
    }

    get exam() {
        return `http://127.0.0.1:${this.web}/`;
    }

    get staff() {
        return `http://127.0.0.1:${this.desk}/`;
    }

    words() {
        const { room } = this;
        const peer = this.name === 'caracas' ? ['--peer', `127.0.0.1:${room.link.port}`]
            : ['--peer-listen', `127.0.0.1:${room.link.target}`];
        return ['--node', this.name, '--data', this.data, '--listen', `127.0.0.1:${this.port}`,
            '--web', `127.0.0.1:${this.web}`, '--desk', `127.0.0.1:${this.desk}`,
            '--bank', room.bank, ...peer, '--grace-seconds', '0', ...room.options];
    }

    /* Starts it and waits until it answers. */
    async start() {
        this.program = new Program(path.join(BUILD, 'sinodod'), this.words(), { log: this.log });
        await until(`${this.name} answers`, async () => {
            if (this.program.status !== null)
                throw new Never(`${this.name} has ended: ${fs.readFileSync(this.log, 'utf8').trim().split('\n').pop()}`);
            const wire = await this.wire();
            const pong = await wire.ask('PING');
            wire.close();
            return pong === 'PONG';
        });
    }

    kill() {
        return this.program.end('SIGKILL');
    }

    async stop() {
        const status = await this.program.end('SIGTERM');
        if (status !== 0)
            throw new Error(`${this.name} ended with ${status}`);
    }

    wire() {
        return Wire.open(this.port);
    }

    /* sinodoctl at this node; throws what it printed when its status is none of `allowed`. */
    async ctl(words, { allowed = [0], input = '' } = {}) {
        const all = ['--data', this.data, ...words.map(String)];
        const { code, out } = await run(path.join(BUILD, 'sinodoctl'), all, { input, env: { LC_ALL: 'C.UTF-8' } });
        if (!allowed.includes(code))
            throw new Error(`sinodoctl ${words.join(' ')}: ${code}: ${out}`);
        return out;
    }

    async status() {
        const out = await this.ctl(['status', '--json'], { allowed: [0, 1] });
        return JSON.parse(out);
    }

    linkIs(state) {
        return until(`link ${state} at ${this.name}`, async () => (await this.status()).link === state);
    }

    /* The record of a person who has finished, as the board gets it. */
    async record(id) {
        const file = path.join(this.data, 'records', `${id}.json`);
        return until(`the record of ${id}`, () => JSON.parse(fs.readFileSync(file, 'utf8')));
    }
}

export class Room {
    /* `bank`: a file of the repository, or the text of a GIFT bank; `plan`, `roster`: their text;
     * `options`: more words for both nodes. */
    static async open({ bank = 'db/banks/admission.gift', plan, roster, options = [] } = {}) {
        const room = new Room();
        room.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sinodo-web-'));
        room.bank = bank.includes('\n') ? room.write('bank.gift', bank) : path.join(ROOT, bank);
        room.options = [...options];
        if (plan)
            room.options.push('--plan', room.write('exam.plan', plan));
        if (roster)
            room.options.push('--roster', room.write('people.csv', roster));
        room.link = await Relay.open(await freePort());
        for (const name of ['caracas', 'maracay'])
            room[name] = new Node(room, name, { port: await freePort(), web: await freePort(), desk: await freePort() });
        return room;
    }

    write(name, text) {
        const file = path.join(this.dir, name);
        fs.writeFileSync(file, text);
        return file;
    }

    /* Starts both and waits for the link. */
    async start() {
        await Promise.all([this.maracay.start(), this.caracas.start()]);
        await Promise.all([this.caracas.linkIs('up'), this.maracay.linkIs('up')]);
        return this;
    }

    async close() {
        for (const node of [this.caracas, this.maracay])
            if (node.program !== null)
                await node.program.end('SIGKILL');
        await this.link.close();
        if (process.env.SINODO_KEEP)
            console.log(`kept: ${this.dir}`);
        else
            fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
}
