/* resp.js - RESP2, the protocol of the node: a request as bytes, a reply as a value. Pure.
 *
 * A WebSocket message holds exactly one of them. A reply becomes a string, a number, null, an array,
 * or a Refusal (which is returned, not thrown). Bytes that are no reply throw. */
import { readError } from './errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); /* a report may begin with one */
const CR = 13, LF = 10, DEPTH_MOST = 8;

/* An array of bulk strings. */
export function encode(words) {
    const parts = [encoder.encode(`*${words.length}\r\n`)];
    for (const word of words) {
        const bytes = encoder.encode(String(word));
        parts.push(encoder.encode(`$${bytes.length}\r\n`), bytes, encoder.encode('\r\n'));
    }
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        out.set(part, at);
        at += part.length;
    }
    return out;
}

class Malformed extends Error {}

function line(reader) {
    const { bytes } = reader;
    for (let i = reader.at; i + 1 < bytes.length; i++) {
        if (bytes[i] !== CR || bytes[i + 1] !== LF)
            continue;
        const text = decoder.decode(bytes.subarray(reader.at, i));
        reader.at = i + 2;
        return text;
    }
    throw new Malformed('a line without an end');
}

function integer(text) {
    if (!/^-?\d{1,15}$/.test(text))
        throw new Malformed('no number');
    return Number(text);
}

function bulk(reader, length) {
    if (length === -1)
        return null;
    const end = reader.at + length;
    if (length < 0 || end + 2 > reader.bytes.length || reader.bytes[end] !== CR)
        throw new Malformed('a bulk string of another length');
    const text = decoder.decode(reader.bytes.subarray(reader.at, end));
    reader.at = end + 2;
    return text;
}

function array(reader, count, depth) {
    if (count === -1)
        return null;
    if (count < 0 || count > reader.bytes.length || depth === DEPTH_MOST)
        throw new Malformed('an array of another size');
    return Array.from({ length: count }, () => value(reader, depth + 1));
}

function value(reader, depth) {
    const text = line(reader);
    const rest = text.slice(1);
    switch (text[0]) {
    case '+':
        return rest;
    case '-':
        return readError(rest);
    case ':':
        return integer(rest);
    case '$':
        return bulk(reader, integer(rest));
    case '*':
        return array(reader, integer(rest), depth);
    default:
        throw new Malformed('no reply');
    }
}

/* The one reply in these bytes. */
export function decode(bytes) {
    const reader = { bytes, at: 0 };
    const reply = value(reader, 0);
    if (reader.at !== bytes.length)
        throw new Malformed('bytes behind a reply');
    return reply;
}

/* Pairs, a flat array of name and value, as an object. Null when it is none. */
export function pairs(reply) {
    if (!Array.isArray(reply) || reply.length % 2 !== 0)
        return null;
    const out = Object.create(null);
    for (let i = 0; i < reply.length; i += 2)
        out[reply[i]] = reply[i + 1];
    return out;
}
