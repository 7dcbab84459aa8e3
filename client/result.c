#include "client/result.h"

#include "client/say.h"
#include "common/printable.h"

#include <string.h>

static void put_value(const struct wire_value *v, struct buffer *out)
{
    printable_append(out, v->data, v->len, PRINTABLE_LINE);
}

/* Name, score and maximum of each category; NULL when the node sent something else. */
static const struct wire_value *categories(const struct connection *c, size_t *count)
{
    const struct wire_value *v = wire_pair(c->values, c->count, "categories");
    if (v == NULL || v->type != WIRE_ARRAY || v->count % 3 != 0)
        return NULL;
    for (size_t i = 1; i <= v->count; i++)
        if (v[i].type != WIRE_BULK)
            return NULL;
    *count = v->count / 3;
    return v + 1;
}

static void put_categories(const struct connection *c, struct buffer *out)
{
    size_t count;
    const struct wire_value *v = categories(c, &count);
    if (v == NULL || count < 2)
        return; /* the only category has the total's score */
    for (size_t i = 0; i < count; i++, v += 3) {
        buffer_text(out, "    ");
        put_value(&v[1], out);
        buffer_text(out, " / ");
        put_value(&v[2], out);
        buffer_text(out, "  ");
        if (v[0].len > 0)
            put_value(&v[0], out);
        else
            buffer_text(out, _("(other questions)"));
        buffer_text(out, "\n");
    }
}

/* Broken into lines that fit on paper; verify-receipt takes them joined to one. */
static void put_receipt(const char *receipt, struct buffer *out)
{
    enum { WIDTH = 48 };
    buffer_text(out, _("\nReceipt, as proof of the result:\n"));
    for (size_t len = strlen(receipt); len > 0;) {
        size_t piece = len < WIDTH ? len : WIDTH;
        while (piece < len && ((unsigned char)receipt[piece] & 0xC0) == 0x80)
            piece--; /* no character is cut */
        buffer_printf(out, "  %.*s\n", (int)piece, receipt);
        receipt += piece;
        len -= piece;
    }
}

void result_text(const struct connection *c, struct buffer *out)
{
    char score[32], max[32], percent[32], passed[8], is_void[8], unmarked[32], receipt[512];
    connection_text(c, "score", score, sizeof score);
    connection_text(c, "max", max, sizeof max);
    connection_text(c, "percent", percent, sizeof percent);
    connection_text(c, "passed", passed, sizeof passed);
    connection_text(c, "void", is_void, sizeof is_void);
    connection_text(c, "unmarked", unmarked, sizeof unmarked);
    connection_text(c, "receipt", receipt, sizeof receipt);
    if (score[0] == '\0' || max[0] == '\0') {
        buffer_text(out, _("The server gave an unexpected reply."));
        buffer_text(out, "\n");
        return;
    }
    if (strcmp(is_void, "yes") == 0)
        buffer_text(out, _("\nThe staff have voided this exam: it does not count.\n"));
    bool passes = strcmp(passed, "yes") == 0;
    bool open = unmarked[0] != '\0' && strcmp(unmarked, "0") != 0;
    if (open && !passes) /* nobody has failed while there are points to be had */
        buffer_printf(out, _("\nProvisional result: %s of %s points (%s %%) so far.\n"), score, max,
                      percent);
    else
        buffer_printf(out, _("\nResult: %s of %s points (%s %%), %s.\n"), score, max, percent,
                      passes ? _("passed") : _("not passed"));
    put_categories(c, out);
    if (open)
        buffer_printf(out, _("Points not marked yet: %s (a person reads those answers).\n"),
                      unmarked);
    buffer_text(out, connection_number(c, "copies") >= 2 ? _("It is saved at both centres.")
                                                         : _("It is saved at this centre."));
    buffer_text(out, "\n");
    if (receipt[0] != '\0')
        put_receipt(receipt, out);
}
