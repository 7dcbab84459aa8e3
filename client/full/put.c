#include "client/full/put.h"

#include "client/layout.h"
#include "common/printable.h"

#include <ncurses.h>
#include <string.h>

enum { PUT_BYTES = 4096 };

void put_at(int y, int x, const char *text, size_t len)
{
    char clean[PUT_BYTES];
    (void)printable_copy(clean, sizeof clean, text, len, PRINTABLE_TEXT);
    (void)mvaddstr(y, x, clean);
}

void put_fitting(int y, int x, int columns, const char *text)
{
    if (columns > 0)
        put_at(y, x, text, layout_fit(text, strlen(text), (size_t)columns));
}
