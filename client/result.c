#include "client/result.h"

#include "client/say.h"

#include <string.h>

static void put_categories(const struct connection *c, struct buffer *out)
{
    const struct wire_value *v = wire_pair(c->values, c->count, "categories");
    if (v == NULL || v->type != WIRE_ARRAY || v->count < 6)
        return; /* one alone says nothing new */
    for (size_t i = 1; i + 2 <= v->count; i += 3) {
        const char *other = _("(other questions)");
        const char *name = v[i].len > 0 ? v[i].data : other;
        size_t len = v[i].len > 0 ? v[i].len : strlen(other);
        buffer_printf(out, "    %.*s / %.*s  %.*s\n", (int)v[i + 1].len, v[i + 1].data,
                      (int)v[i + 2].len, v[i + 2].data, (int)len, name);
    }
}

/* In pieces that fit on paper; verify-receipt takes it with or without the line ends. */
static void put_receipt(const char *receipt, struct buffer *out)
{
    enum { WIDTH = 48 };
    buffer_text(out, _("\nReceipt, for whoever should doubt the result:\n"));
    for (size_t len = strlen(receipt); len > 0;) {
        size_t piece = len < WIDTH ? len : WIDTH;
        buffer_printf(out, "  %.*s\n", (int)piece, receipt);
        receipt += piece;
        len -= piece;
    }
}

void result_text(const struct connection *c, struct buffer *out)
{
    char score[32], max[32], percent[32], passed[8], unmarked[32], receipt[512];
    connection_text(c, "score", score, sizeof score);
    connection_text(c, "max", max, sizeof max);
    connection_text(c, "percent", percent, sizeof percent);
    connection_text(c, "passed", passed, sizeof passed);
    connection_text(c, "unmarked", unmarked, sizeof unmarked);
    connection_text(c, "receipt", receipt, sizeof receipt);
    buffer_printf(out, _("\nResult: %s of %s points (%s %%), %s.\n"), score, max, percent,
                  strcmp(passed, "yes") == 0 ? _("passed") : _("not passed"));
    put_categories(c, out);
    if (unmarked[0] != '\0' && strcmp(unmarked, "0") != 0)
        buffer_printf(out, _("Points not marked yet: %s (a person reads those answers).\n"),
                      unmarked);
    buffer_text(out, connection_number(c, "copies") >= 2 ? _("It is saved at both centres.")
                                                         : _("It is saved at this centre."));
    buffer_text(out, "\n");
    if (receipt[0] != '\0')
        put_receipt(receipt, out);
}
