#include "common/csv_cell.h"

#include "common/printable.h"

#include <string.h>

bool csv_cell_is_number(const char *text, size_t len)
{
    size_t at = len > 0 && text[0] == '-' ? 1 : 0, digits = 0;
    for (; at < len && text[at] >= '0' && text[at] <= '9'; at++)
        digits++;
    if (at + 1 < len && text[at] == '.' && digits > 0)
        for (at++; at < len && text[at] >= '0' && text[at] <= '9';)
            at++;
    return digits > 0 && at == len;
}

/* Would a cell that begins here be a formula? A spreadsheet may drop quotation marks and spaces before
 * it, and cleaning leaves characters out. */
static bool begins_formula(const char *text, size_t len)
{
    static const char begin[] = {'=', '+', '-', '@', '\t', '\r'};
    size_t at = 0;
    while (at < len) {
        const char *shown;
        size_t shown_len, step;
        step = printable_step(text + at, len - at, PRINTABLE_LINE, &shown, &shown_len);
        if (shown_len > 0 && text[at] != '"' && text[at] != ' ')
            break;
        at += step;
    }
    return at < len && memchr(begin, text[at], sizeof begin) != NULL;
}

void csv_cell_number(FILE *to, const char *text, size_t len, char decimal)
{
    if (!csv_cell_is_number(text, len) && len > 0) {
        csv_cell_text(to, text, len);
        return;
    }
    for (size_t i = 0; i < len; i++)
        (void)fputc(text[i] == '.' ? decimal : text[i], to);
}

/* Is it U+FFFD? */
static bool is_replaced(const char *shown, size_t len)
{
    return len == 3 && memcmp(shown, "\xef\xbf\xbd", len) == 0;
}

static void put_text(FILE *to, const char *text, size_t len, enum printable as)
{
    static const char separators[] = {',', ';', '\t', '\n'};
    bool number = csv_cell_is_number(text, len);
    (void)fputc('"', to);
    for (size_t at = 0; at < len;) {
        const char *shown;
        size_t shown_len;
        bool begins = at == 0 || memchr(separators, text[at - 1], sizeof separators) != NULL;
        if (begins && !number && begins_formula(text + at, len - at))
            (void)fputc('\'', to);
        if (text[at] == '"')
            (void)fputc('"', to);
        at += printable_step(text + at, len - at, as, &shown, &shown_len);
        if (as == PRINTABLE_TEXT && is_replaced(shown, shown_len))
            (void)fputc('?', to);
        else
            (void)fwrite(shown, 1, shown_len, to);
    }
    (void)fputc('"', to);
}

void csv_cell_text(FILE *to, const char *text, size_t len)
{
    put_text(to, text, len, PRINTABLE_LINE);
}

void csv_cell_lines(FILE *to, const char *text, size_t len)
{
    put_text(to, text, len, PRINTABLE_TEXT);
}
