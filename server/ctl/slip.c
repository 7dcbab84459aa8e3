#include "server/ctl/slip.h"

#include "common/printable.h"
#include "server/ctl/lang.h"

#include <string.h>

static const struct words {
    const char *title, *name, *id, *code, *node, *pending, *keep;
} english = {"YOUR ACCESS CODE",
             "Name:   ",
             "ID:     ",
             "Code:   ",
             "Centre: ",
             "The other centre has not confirmed yet: you can sign in, and start when it has.",
             "Keep this slip. You type your ID and the code at the terminal."},
  spanish = {
      "SU CÓDIGO DE ACCESO",
      "Nombre: ",
      "Cédula: ",
      "Código: ",
      "Centro: ",
      "El otro centro no ha confirmado todavía: usted puede entrar, y empezar cuando confirme.",
      "Guarde este papel. En la terminal usted escribe su cédula y el código."};

static const struct wire_value *text(const struct wire_value *values, size_t count,
                                     const char *name)
{
    const struct wire_value *v = wire_pair(values, count, name);
    return v != NULL && v->type == WIRE_BULK ? v : NULL;
}

static void put(FILE *to, const char *label, const struct wire_value *v)
{
    if (v->len > 0)
        printable_line(to, "  %s%.*s", label, (int)v->len, v->data);
}

bool slip_print(FILE *to, const struct wire_value *values, size_t count)
{
    static const char line[] = "----------------------------------------------------------------";
    const struct words *words = lang_is_spanish() ? &spanish : &english;
    const struct wire_value *name = text(values, count, "name"), *id = text(values, count, "id"),
                            *code = text(values, count, "code"),
                            *node = text(values, count, "node"),
                            *state = text(values, count, "state");
    if (name == NULL || id == NULL || code == NULL || node == NULL || state == NULL)
        return false;
    (void)fprintf(to, "%s\n  %s\n\n", line, words->title);
    put(to, words->name, name);
    put(to, words->id, id);
    put(to, words->code, code);
    put(to, words->node, node);
    (void)fprintf(to, "\n  %s\n", words->keep);
    if (state->len == strlen("pending"))
        (void)fprintf(to, "  %s\n", words->pending);
    (void)fprintf(to, "%s\n", line);
    return true;
}
