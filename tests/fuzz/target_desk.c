/* Whoever has signed in as staff, or pretends to be sinodoctl: the words of a command, for each
 * form that there is. */
#include "server/desk/desk_words.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Words end with a zero byte. */
static size_t split(const uint8_t *data, size_t len, struct wire_word *words, size_t most)
{
    size_t count = 0, from = 0;
    for (size_t at = 0; at < len && count < most; at++) {
        if (data[at] != 0)
            continue;
        words[count++] = (struct wire_word){(const char *)data + from, at - from};
        from = at + 1;
    }
    return count;
}

static void read_as(const struct desk_form *form, const struct wire_word *words, size_t count)
{
    static const struct ident_rules ids = {(1U << IDENT_CEDULA) | (1U << IDENT_PASSPORT), 'V'};
    struct desk_words w = {.role = ROLE_BOARD};
    struct buffer out = {0};
    bool good = desk_words_read(form, words, count, &ids, "exams", "ana@caracas", &out, &w);
    assert(good == (out.len == 0));
    assert(w.who.count <= DESK_IDS_MAX);
    if (good && form->asks == DESK_EXPLAINS)
        assert(w.order.reason[0] != '\0');
    buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct wire_word words[WIRE_REQUEST_WORDS] = {{"DESK", 4}, {"X", 1}};
    char name[STAFF_NAME_MAX + 1], node[NODE_NAME_MAX + 1];
    size_t count = 2 + split(data, len, words + 2, WIRE_REQUEST_WORDS - 2);
    for (enum desk_asks asks = DESK_LOOKS; asks <= DESK_EXPLAINS; asks++)
        for (enum desk_takes takes = DESK_TAKES_NOBODY; takes <= DESK_TAKES_PRESENT; takes++)
            for (size_t own = 0; own <= DESK_WORDS_MAX; own++)
                read_as(&(const struct desk_form){"X", own, asks, takes}, words, count);
    if (account_parse((const char *)data, len, name, node))
        assert(name[0] != '\0');
    return 0;
}
