/* process.js - programs that a test starts, and ends by their own process IDs, also when it fails. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { within } from './until.js';

const running = new Set();

/* On the way out, whatever way that is. */
process.on('exit', () => running.forEach((program) => program.signal('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => process.exit(130));

export class Program {
    /* Starts it in a process group of its own, so that its children end with it; what it prints is
     * appended to the file `log`. */
    constructor(path, words, { log, env }) {
        const out = fs.openSync(log, 'a');
        this.child = spawn(path, words, { stdio: ['ignore', out, out], detached: true, env: { ...process.env, ...env } });
        fs.closeSync(out);
        this.pid = this.child.pid;
        this.status = null;
        this.ended = new Promise((resolve) => {
            this.child.once('error', (error) => this.note(error.message, resolve));
            this.child.once('exit', (code, signal) => this.note(signal ?? code, resolve));
        });
        running.add(this);
    }

    note(status, resolve) {
        this.status = status;
        running.delete(this);
        resolve(status);
    }

    signal(name) {
        if (this.status !== null || !this.pid)
            return;
        try {
            process.kill(-this.pid, name);
        } catch {
            /* it has just ended by itself */
        }
    }

    /* Its exit status, or the signal that ended it. */
    async end(name = 'SIGTERM', ms = 10000) {
        this.signal(name);
        return within(`the end of process ${this.pid}`, this.ended, ms);
    }
}

/* Runs a program to its end: its exit status and what it printed. */
export function run(path, words, { input = '', env, ms = 20000 } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(path, words, { env: { ...process.env, ...env }, timeout: ms, killSignal: 'SIGKILL' });
        let out = '';
        child.stdout.on('data', (bytes) => (out += bytes));
        child.stderr.on('data', (bytes) => (out += bytes));
        child.once('error', reject);
        child.once('close', (code) => resolve({ code, out }));
        child.stdin.on('error', () => {});
        child.stdin.end(input);
    });
}
