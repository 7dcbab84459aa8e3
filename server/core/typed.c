#include "server/core/typed.h"

#include "common/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { IGNORED = 0x00AD /* SOFT HYPHEN: UTF8PROC_IGNORE leaves it out */ };

/* What is read as a character of ASCII, by code point. */
static const struct {
    uint32_t first, last;
    char as;
} equals[] = {
    {'`', '`', '\''},       /* GRAVE ACCENT */
    {0x00AB, 0x00AB, '"'},  /* LEFT-POINTING DOUBLE ANGLE QUOTATION MARK */
    {0x00B4, 0x00B4, '\''}, /* ACUTE ACCENT */
    {0x00BB, 0x00BB, '"'},  /* RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK */
    {0x02B9, 0x02B9, '\''}, /* MODIFIER LETTER PRIME */
    {0x02BA, 0x02BA, '"'},  /* MODIFIER LETTER DOUBLE PRIME */
    {0x02BB, 0x02BD, '\''}, /* MODIFIER LETTER TURNED COMMA, APOSTROPHE, REVERSED COMMA */
    {0x2010, 0x2015, '-'},  /* HYPHEN to HORIZONTAL BAR */
    {0x2018, 0x201B, '\''}, /* single quotation marks */
    {0x201C, 0x201F, '"'},  /* double quotation marks */
    {0x2032, 0x2032, '\''}, /* PRIME */
    {0x2033, 0x2033, '"'},  /* DOUBLE PRIME */
    {0x2035, 0x2035, '\''}, /* REVERSED PRIME */
    {0x2036, 0x2036, '"'},  /* REVERSED DOUBLE PRIME */
    {0x2039, 0x203A, '\''}, /* single angle quotation marks */
    {0x2043, 0x2043, '-'},  /* HYPHEN BULLET */
    {0x2212, 0x2212, '-'},  /* MINUS SIGN */
    {0x301D, 0x301F, '"'},  /* double prime quotation marks */
    {0xFE58, 0xFE58, '-'},  /* SMALL EM DASH */
    {0xFE63, 0xFE63, '-'},  /* SMALL HYPHEN-MINUS */
    {0xFF02, 0xFF02, '"'},  /* FULLWIDTH QUOTATION MARK */
    {0xFF07, 0xFF07, '\''}, /* FULLWIDTH APOSTROPHE */
    {0xFF0D, 0xFF0D, '-'},  /* FULLWIDTH HYPHEN-MINUS */
};

bool typed_is_space(uint32_t code)
{
    return (code >= '\t' && code <= '\r') || code == 0x2028 || code == 0x2029 || utf8_space(code);
}

static utf8proc_int32_t plain(utf8proc_int32_t code, void *data)
{
    (void)data;
    for (size_t i = 0; i < sizeof equals / sizeof equals[0]; i++)
        if ((uint32_t)code >= equals[i].first && (uint32_t)code <= equals[i].last)
            return equals[i].as;
    if (typed_is_space((uint32_t)code))
        return ' ';
    return utf8_hidden((uint32_t)code) ? IGNORED : code;
}

/* Y1, but for the spaces. */
static char *folded(const char *text, size_t len)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t made = utf8proc_map_custom(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &out,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, plain, NULL);
    assert(made >= 0); /* the text is valid UTF-8, so this is out of memory */
    (void)made;
    return (char *)out;
}

/* Makes each run of spaces one, and leaves out those at the ends that are asked for. */
static void squeeze(char *text, bool no_first, bool no_last)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool again = to > text ? to[-1] == ' ' : no_first;
        if (*from != ' ' || !again)
            *to++ = *from;
    }
    if (no_last && to > text && to[-1] == ' ')
        to--;
    *to = '\0';
}

char *typed_canonical(const char *text, size_t len)
{
    char *made = folded(text, len);
    squeeze(made, true, true);
    return made;
}

/* The bytes before the next "*" that stands for any text, or all. */
static size_t plain_len(const char *text)
{
    size_t len = 0;
    while (text[len] != '\0' && text[len] != '*')
        len += text[len] == '\\' && text[len + 1] == '*' ? 2 : 1;
    return len;
}

/* Writes each "\*" as "*". Behind the text is a NUL or a "*" of the pattern. Returns the length. */
static size_t unescape(const char *text, size_t len, char *out)
{
    size_t used = 0;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\\' || text[i + 1] != '*')
            out[used++] = text[i];
    return used;
}

bool typed_is_pattern(char *accepted)
{
    size_t len = plain_len(accepted);
    if (accepted[len] != '\0')
        return true;
    accepted[unescape(accepted, len, accepted)] = '\0';
    return false;
}

bool typed_equals(const char *canonical, const char *accepted)
{
    char *made = typed_canonical(accepted, strlen(accepted));
    bool same = strcmp(canonical, made) == 0;
    free(made);
    return same;
}

/* A part of the pattern, in canonical form: spaces beside a "*" stay. */
static char *canonical_part(const char *part, size_t len, bool first, bool last)
{
    char *text = malloc(len + 1);
    assert(text != NULL);
    char *made = folded(text, unescape(part, len, text));
    squeeze(made, first, last);
    free(text);
    return made;
}

/* Where a part of the pattern stands first in the text; NULL when nowhere. */
static const char *find_part(const char *text, const char *part, bool first, bool last)
{
    size_t len = strlen(part), left = strlen(text);
    if (len > left)
        return NULL;
    if (!first && !last)
        return strstr(text, part);
    const char *at = first ? text : text + left - len;
    return memcmp(at, part, len) == 0 ? at : NULL;
}

/* Y2: each part is taken at the first place where it stands, so nothing is tried twice. */
bool typed_matches(const char *canonical, const char *pattern)
{
    const char *text = canonical, *part = pattern;
    for (bool first = true; text != NULL; first = false) {
        size_t len = plain_len(part);
        bool last = part[len] == '\0';
        char *made = canonical_part(part, len, first, last);
        text = find_part(text, made, first, last);
        text = text != NULL ? text + strlen(made) : NULL;
        free(made);
        if (last)
            return text != NULL && *text == '\0';
        part += len + 1;
    }
    return false;
}
