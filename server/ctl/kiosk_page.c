#include "server/ctl/kiosk_page.h"

#include "common/net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME "https://"

enum { HTTPS_PORT = 443, TEXT_SIZE = NET_ADDRESS_SIZE + 8 };

static bool refuse(char why[WEB_NAMES_WHY_SIZE], const char *text)
{
    (void)snprintf(why, WEB_NAMES_WHY_SIZE,
                   "'%.200s' is not the address of an exam page: write it as "
                   "https://exam.example:4443/",
                   text);
    return false;
}

/* "HOST:PORT" of the address, for net_parse(). */
static bool take_place(const char *text, char out[TEXT_SIZE])
{
    if (strncmp(text, SCHEME, sizeof SCHEME - 1) != 0)
        return false;
    const char *at = text + sizeof SCHEME - 1;
    size_t len = strlen(at);
    if (len > 0 && at[len - 1] == '/')
        len--;
    if (len == 0 || memchr(at, '/', len) != NULL)
        return false;
    const char *colon = memchr(at, ':', len);
    return snprintf(out, TEXT_SIZE, "%.*s%s", (int)len, at, colon != NULL ? "" : ":443") <
           TEXT_SIZE;
}

bool kiosk_page_parse(const char *text, struct kiosk_page *out, char why[WEB_NAMES_WHY_SIZE])
{
    char place[TEXT_SIZE];
    struct net_address address;
    struct kiosk_page page = {.port = ""};
    if (strncmp(text, SCHEME "[", sizeof SCHEME) == 0) {
        (void)snprintf(why, WEB_NAMES_WHY_SIZE,
                       "Safe Exam Browser cannot filter by an IPv6 address: give a name, or an "
                       "IPv4 address");
        return false;
    }
    if (!take_place(text, place) || !net_parse(place, &address) || address.host[0] == '\0')
        return refuse(why, text);
    unsigned long port = strtoul(address.port, NULL, 10);
    if (port == 0)
        return refuse(why, text);
    if (!web_names_parse(address.host, &page.name, why))
        return false;
    if (page.name.count != 1)
        return refuse(why, text);
    if (port != HTTPS_PORT)
        (void)snprintf(page.port, sizeof page.port, ":%hu", (unsigned short)port);
    (void)snprintf(page.address, sizeof page.address, SCHEME "%s%s/", page.name.name[0].text,
                   page.port);
    *out = page;
    return true;
}

void kiosk_page_rule(const struct kiosk_page *page, char out[KIOSK_RULE_SIZE])
{
    const struct web_name *host = &page->name.name[0];
    (void)snprintf(out, KIOSK_RULE_SIZE, SCHEME "%s%s%s/", host->address_bytes == 0 ? "." : "",
                   host->text, page->port);
}
