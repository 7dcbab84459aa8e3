/* web_names.h - the names and addresses at which browsers reach a node: those of its certificate.
 * Threads: any. Memory: plain values. Errors: false, and why[] says in words what is wrong. */
#ifndef SERVER_EVIDENCE_WEB_NAMES_H
#define SERVER_EVIDENCE_WEB_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WEB_NAMES_MAX = 16,
    WEB_NAME_SIZE = 254, /* RFC 1035, 2.3.4: at most 253 characters */
    WEB_NAMES_TEXT_SIZE = WEB_NAMES_MAX * WEB_NAME_SIZE,
    WEB_NAMES_WHY_SIZE = 400,
    WEB_ADDRESS_BYTES = 16
};

struct web_name {
    char text[WEB_NAME_SIZE];           /* lower case; an address as inet_ntop(3) writes it */
    uint8_t address[WEB_ADDRESS_BYTES]; /* in network order */
    size_t address_bytes;               /* 0: a DNS name; 4: IPv4; 16: IPv6 */
};

struct web_names {
    struct web_name name[WEB_NAMES_MAX];
    size_t count;
};

/* Reads "NAME,ADDRESS,…": one to WEB_NAMES_MAX, each once. A DNS name is in lower case, has labels of 1 to
 * 63 letters, digits and hyphens (RFC 1123, 2.1), and is no wildcard; its last label is no number, or it
 * could be read as an address. */
bool web_names_parse(const char *text, struct web_names *out, char why[WEB_NAMES_WHY_SIZE]);

/* The same as text. */
void web_names_text(const struct web_names *names, char out[WEB_NAMES_TEXT_SIZE]);

/* The first name that is not among the others; NULL: all are. */
const struct web_name *web_names_missing(const struct web_names *names,
                                         const struct web_names *among);

#endif
