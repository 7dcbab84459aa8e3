/* kiosk_page.h - the address of the exam page, from which all settings of a room's computers follow.
 * Threads: any. Memory: plain values. Errors: false, and why[] says in words what is wrong. */
#ifndef CTL_KIOSK_PAGE_H
#define CTL_KIOSK_PAGE_H

#include "server/evidence/web_names.h"

enum {
    KIOSK_ADDRESS_SIZE = WEB_NAME_SIZE + sizeof "https://:65535/",
    KIOSK_RULE_SIZE = KIOSK_ADDRESS_SIZE + 4
};

struct kiosk_page {
    char address[KIOSK_ADDRESS_SIZE]; /* as browsers write it: "https://exam.example:4443/" */
    char port[sizeof ":65535"];       /* ":4443"; "": 443 */
    struct web_names name;            /* of the host, one: a name or an IPv4 address */
};

/* Reads "https://HOST[:PORT][/]". */
bool kiosk_page_parse(const char *text, struct kiosk_page *out, char why[WEB_NAMES_WHY_SIZE]);

/* The same as a filter rule of Chromium and of Safe Exam Browser, up to its path: a dot before a name
 * leaves out the names below it. */
void kiosk_page_rule(const struct kiosk_page *page, char out[KIOSK_RULE_SIZE]);

#endif
