/* seal.js - encrypts what lies in the browser under the access code. Web Crypto alone, no storage.
 *
 * The code has 60 random bits. PBKDF2 with the browser's random salt makes the master secret of it,
 * and HKDF two things of that: the AES-GCM key, and the name under which the records lie, which tells
 * nobody whose they are. Each sealing has a random nonce; the name of the record is authenticated, so
 * that one cannot stand in for another. */
import { toText } from './token.js';

const ROUNDS = 210000, NONCE_BYTES = 12, MASTER_BITS = 256, NAME_BITS = 128;
const encoder = new TextEncoder(), decoder = new TextDecoder();

/* The code in the form in which all spellings of it are one: as the node reads it. */
export function plainCode(code) {
    return code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/* The master secret, 32 bytes. */
export async function masterOf(code, salt) {
    const base = await crypto.subtle.importKey('raw', encoder.encode(plainCode(code)), 'PBKDF2', false,
        ['deriveBits']);
    return new Uint8Array(await crypto.subtle.deriveBits(
        { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, base, MASTER_BITS));
}

/* {key, name}. */
export async function openSeal(master) {
    const base = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveKey', 'deriveBits']);
    const hkdf = (info) => ({
        name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info),
    });
    const key = await crypto.subtle.deriveKey(hkdf('sinodo key'), base, { name: 'AES-GCM', length: 256 },
        false, ['encrypt', 'decrypt']);
    const name = await crypto.subtle.deriveBits(hkdf('sinodo name'), base, NAME_BITS);
    return { key, name: toText(new Uint8Array(name)) };
}

/* {nonce, data}, of anything that JSON can hold. */
export async function seal({ key }, record, value) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: encoder.encode(record) },
        key, encoder.encode(JSON.stringify(value)));
    return { nonce, data };
}

/* Throws where it is not what was sealed. */
export async function unseal({ key }, record, { nonce, data }) {
    const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: nonce, additionalData: encoder.encode(record) }, key, data);
    return JSON.parse(decoder.decode(plain));
}
