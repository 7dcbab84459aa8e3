/* token.js - random secrets: a terminal's token, a registration's key. 256 bits as base64url. */

export function randomToken() {
    return toText(crypto.getRandomValues(new Uint8Array(32)));
}

export function toText(bytes) {
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

export function toBytes(text) {
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}
