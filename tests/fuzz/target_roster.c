/* A roster's file: a list of different people with canonical IDs, or errors that say what is wrong. */
#include "common/text.h"
#include "common/utf8.h"
#include "server/setup/roster_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct roster_rules rules = {
    .ids = {.formats = 1U << IDENT_CEDULA | 1U << IDENT_PASSPORT, .letter = 'V'},
    .node = "caracas",
    .others = 1,
    .alone = true};

static void check_people(const struct roster *roster)
{
    if (roster_count(roster) == 0)
        abort();
    for (size_t i = 0; i < roster_count(roster); i++) {
        const struct roster_person *p = roster_at(roster, i);
        if (roster_find(roster, p->id) != p || !ident_is_canonical(p->id, strlen(p->id)) ||
            !utf8_valid(p->name, strlen(p->name)) || p->line == 0 ||
            (p->node[0] != '\0' && !node_name_valid(p->node, strlen(p->node))))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buffer text = {0}, words = {0};
    struct roster *roster = NULL;
    if (text_take("r", (const char *)data, len, &text, &words) == STATUS_OK) {
        if (roster_parse("r", text.data, text.len, &rules, &roster, &words) == STATUS_OK) {
            check_people(roster);
            roster_report(roster, "r", "", &words);
        }
    }
    if (words.len == 0)
        abort();
    roster_close(roster);
    buffer_release(&text);
    buffer_release(&words);
    return 0;
}
