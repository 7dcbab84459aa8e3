#include "client/id.h"

#include "client/refusal.h"
#include "client/say.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Marks a text for the catalogue; say() translates it where it is used. */
#define N_(text) text

enum { SENTENCE_BYTES = 512 };

static const char *const nouns[IDENT_FORMATS] = {
    [IDENT_CEDULA] = N_("national ID"), [IDENT_DNI] = N_("DNI"),           [IDENT_NIE] = N_("NIE"),
    [IDENT_NUMBER] = N_("ID number"),   [IDENT_PASSPORT] = N_("passport"), [IDENT_RUT] = N_("RUT"),
};

struct ident_rules id_rules(const struct connection *c)
{
    struct ident_rules rules = {.formats = 0};
    char names[IDENT_NAMES_SIZE], letter[2];
    connection_text(c, "ids", names, sizeof names);
    connection_text(c, "letter", letter, sizeof letter);
    rules.letter = letter[0];
    if (letter[0] < 'A' || letter[0] > 'Z' || !ident_formats_read(names, &rules.formats))
        rules.formats = 0;
    return rules;
}

void id_prompt(unsigned formats, char out[ID_PROMPT_SIZE])
{
    size_t used = 0;
    for (size_t i = 0; i < IDENT_FORMATS; i++) {
        if ((formats >> i & 1) == 0)
            continue;
        bool last = formats >> i == 1;
        const char *before = used == 0 ? "" : last ? _(" or ") : ", ";
        used += (size_t)snprintf(out + used, ID_PROMPT_SIZE - used, "%s%s", before, say(nouns[i]));
    }
    if (used == 0)
        (void)snprintf(out, ID_PROMPT_SIZE, "%s", _("ID: "));
    else
        (void)snprintf(out + used, ID_PROMPT_SIZE - used, ": ");
    out[0] = (char)toupper((unsigned char)out[0]); /* all nouns begin with an ASCII letter */
}

static void tell_fault(enum ident_fault fault, unsigned formats)
{
    char error[SENTENCE_BYTES], names[IDENT_NAMES_SIZE];
    struct buffer words = {0};
    ident_formats_text(formats, ',', names);
    int len = snprintf(error, sizeof error, "BADID %s %s -", ident_fault_name(fault), names);
    refusal_text(error, (size_t)len, &words);
    buffer_append(&words, "", 1);
    if (!words.failed)
        lines_say(words.data);
    lines_say(_("Type it again, or press only Enter to go back."));
    buffer_release(&words);
}

bool id_ask(const struct ident_rules *rules, char line[LINES_SIZE])
{
    char prompt[ID_PROMPT_SIZE], id[IDENT_SIZE];
    bool refused = false;
    id_prompt(rules->formats, prompt);
    while (lines_ask(prompt, line)) {
        enum ident_fault fault =
            rules->formats != 0 ? ident_take(line, strlen(line), rules, id) : IDENT_GOOD;
        if (line[0] == '\0' && refused)
            return false;
        if (line[0] == '\0')
            continue;
        if (fault == IDENT_GOOD)
            return true;
        tell_fault(fault, rules->formats);
        refused = true;
    }
    return false;
}
