#include "server/evidence/web_names.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

enum { LABEL_MAX = 63 };

/* What is wrong with the characters of a DNS name; NULL: nothing. */
static const char *character_fault(const char *name)
{
    if (strchr(name, '*') != NULL)
        return "a wildcard is refused: give each name of the node itself";
    if (strpbrk(name, ":/[]") != NULL)
        return "give the name or the address alone, without https://, brackets and port";
    if (strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL)
        return "write it in lower case, as browsers do";
    if (name[strspn(name, LETTERS DIGITS "-.")] != '\0')
        return "a name has the letters a to z, digits, hyphens and dots (write a name with other "
               "letters in its form that begins with xn--)";
    return NULL;
}

static bool is_label(const char *label, size_t len)
{
    return len > 0 && len <= LABEL_MAX && label[0] != '-' && label[len - 1] != '-';
}

static const char *dns_fault(const char *name)
{
    const char *fault = character_fault(name), *last = name;
    if (fault != NULL)
        return fault;
    for (const char *at = name;; at++) {
        size_t len = strcspn(at, ".");
        if (!is_label(at, len))
            return "each part between dots has 1 to 63 characters, and no hyphen at its ends";
        last = at;
        at += len;
        if (*at == '\0')
            break;
    }
    return strspn(last, DIGITS) == strlen(last) ? "it is no name, and no IPv4 address either"
                                                : NULL;
}

/* What is wrong with one name; NULL: nothing. */
static const char *take_name(const char *text, size_t len, struct web_name *out)
{
    memset(out, 0, sizeof *out);
    if (len == 0)
        return "a name is missing before or after a comma";
    if (len >= sizeof out->text)
        return "a name has at most 253 characters";
    memcpy(out->text, text, len);
    static const int families[] = {AF_INET, AF_INET6};
    static const uint8_t nowhere[WEB_ADDRESS_BYTES] = {0};
    for (size_t i = 0; i < 2; i++) {
        if (inet_pton(families[i], out->text, out->address) != 1)
            continue;
        out->address_bytes = i == 0 ? 4 : WEB_ADDRESS_BYTES;
        (void)inet_ntop(families[i], out->address, out->text, sizeof out->text);
        return memcmp(out->address, nowhere, sizeof nowhere) == 0
                   ? "that is no address that a browser can reach"
                   : NULL;
    }
    memset(out->address, 0, sizeof out->address);
    return dns_fault(out->text);
}

static bool same_name(const struct web_name *a, const struct web_name *b)
{
    return strcmp(a->text, b->text) == 0;
}

static bool has(const struct web_names *names, const struct web_name *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (same_name(&names->name[i], name))
            return true;
    return false;
}

bool web_names_parse(const char *text, struct web_names *out, char why[WEB_NAMES_WHY_SIZE])
{
    struct web_names names = {.count = 0};
    for (const char *at = text;; at++) {
        struct web_name name;
        size_t len = strcspn(at, ",");
        const char *fault = take_name(at, len, &name);
        if (fault == NULL && has(&names, &name))
            fault = "it is given twice";
        if (fault == NULL && names.count == WEB_NAMES_MAX)
            fault = "a node has at most 16 names and addresses";
        if (fault != NULL) {
            (void)snprintf(why, WEB_NAMES_WHY_SIZE, "'%.*s': %s", (int)(len < 200 ? len : 200), at,
                           fault);
            return false;
        }
        names.name[names.count++] = name;
        at += len;
        if (*at == '\0')
            break;
    }
    *out = names;
    return true;
}

void web_names_text(const struct web_names *names, char out[WEB_NAMES_TEXT_SIZE])
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < names->count; i++)
        at += (size_t)snprintf(out + at, WEB_NAMES_TEXT_SIZE - at, "%s%s", i > 0 ? "," : "",
                               names->name[i].text);
}

const struct web_name *web_names_missing(const struct web_names *names,
                                         const struct web_names *among)
{
    for (size_t i = 0; i < names->count; i++)
        if (!has(among, &names->name[i]))
            return &names->name[i];
    return NULL;
}
