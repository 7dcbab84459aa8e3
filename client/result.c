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
    buffer_text(out,
                _("\nReceipt, as proof of the answers that were received (it says no score):\n"));
    for (size_t len = strlen(receipt); len > 0;) {
        size_t piece = len < WIDTH ? len : WIDTH;
        while (piece < len && ((unsigned char)receipt[piece] & 0xC0) == 0x80)
            piece--; /* no character is cut */
        buffer_printf(out, "  %.*s\n", (int)piece, receipt);
        receipt += piece;
        len -= piece;
    }
}

static bool says(const struct connection *c, const char *name, const char *value)
{
    char text[16];
    connection_text(c, name, text, sizeof text);
    return strcmp(text, value) == 0;
}

/* The board has yet to publish the result: the node tells which part of the exam it has. */
static void put_received(const struct connection *c, bool is_void, struct buffer *out)
{
    int64_t answered = connection_number(c, "answered"), asked = connection_number(c, "questions");
    if (asked > 0)
        buffer_printf(out, _("\nYour exam was received: %lld of %lld questions are answered.\n"),
                      (long long)answered, (long long)asked);
    else
        buffer_printf(out, _("\nYour exam was received. Questions answered: %lld.\n"),
                      (long long)answered);
    if (!is_void)
        buffer_text(out, _("The board publishes the result. Until then it is not shown here.\n"));
}

static void put_publication(const struct connection *c, struct buffer *out)
{
    int64_t number = connection_number(c, "publication");
    if (number <= 0)
        return;
    buffer_printf(out, _("Published by the board (publication %lld).\n"), (long long)number);
    if (says(c, "corrected", "yes"))
        buffer_text(out, _("This is a correction: it replaces the result that was published "
                           "before.\n"));
}

/* False: the reply has no score. */
static bool put_score(const struct connection *c, struct buffer *out)
{
    char score[32], max[32], percent[32], unmarked[32];
    connection_text(c, "score", score, sizeof score);
    connection_text(c, "max", max, sizeof max);
    connection_text(c, "percent", percent, sizeof percent);
    connection_text(c, "unmarked", unmarked, sizeof unmarked);
    if (score[0] == '\0' || max[0] == '\0')
        return false;
    bool passes = says(c, "passed", "yes");
    bool open = unmarked[0] != '\0' && strcmp(unmarked, "0") != 0;
    if (!open)
        buffer_printf(out, _("\nResult: %s of %s points (%s %%), %s.\n"), score, max, percent,
                      passes ? _("passed") : _("not passed"));
    else if (passes)
        buffer_printf(out,
                      _("\nProvisional result: %s of %s points (%s %%) so far, which is enough to "
                        "pass.\n"),
                      score, max, percent);
    else /* nobody has failed while there are points to be had */
        buffer_printf(out, _("\nProvisional result: %s of %s points (%s %%) so far.\n"), score, max,
                      percent);
    put_categories(c, out);
    if (open)
        buffer_printf(out, _("Points not marked yet: %s (a person reads those answers).\n"),
                      unmarked);
    put_publication(c, out);
    return true;
}

void result_text(const struct connection *c, struct buffer *out)
{
    char receipt[512];
    bool is_void = says(c, "void", "yes");
    connection_text(c, "receipt", receipt, sizeof receipt);
    if (is_void)
        buffer_text(out, _("\nThe staff have voided this exam: it does not count.\n"));
    if (says(c, "withheld", "yes")) {
        put_received(c, is_void, out);
    } else if (!put_score(c, out)) {
        buffer_text(out, _("The server gave an unexpected reply."));
        buffer_text(out, "\n");
        return;
    }
    buffer_text(out, connection_number(c, "copies") >= 2 ? _("It is saved at both centres.")
                                                         : _("It is saved at this centre."));
    buffer_text(out, "\n");
    if (receipt[0] != '\0')
        put_receipt(receipt, out);
}
