#include "server/desk/desk_words.h"

#include "server/door/take_id.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 40 };

static bool is_option(const struct wire_word *word)
{
    return word->len > 2 && memcmp(word->data, "--", 2) == 0;
}

/* --- the order: key, by, reason --- */

/* The journal keeps a digest of the key: codes are made from the key itself (access.h), and whoever
 * reads a journal must not get them. */
static void digest_key(const char *cluster, const struct wire_word *key, struct order_key *out)
{
    struct digest d = digest_of_two(cluster, strlen(cluster) + 1, key->data, key->len);
    memcpy(out->bytes, d.bytes, sizeof out->bytes);
}

static bool take_key(const struct wire_word *key, struct buffer *out)
{
    bool good = key->len >= DESK_KEY_LEAST && key->len <= DESK_KEY_MOST;
    for (size_t i = 0; good && i < key->len; i++)
        good = key->data[i] > ' ' && key->data[i] <= '~';
    if (!good)
        wire_put_error(out, "ERR",
                       "a key is %d to %d printable ASCII characters without spaces, at random, "
                       "and the same when the command is repeated",
                       DESK_KEY_LEAST, DESK_KEY_MOST);
    return good;
}

bool desk_words_key(const struct wire_word *key, const char *cluster, struct buffer *out,
                    struct order_key *digest)
{
    if (!take_key(key, out))
        return false;
    digest_key(cluster, key, digest);
    return true;
}

static bool take_reason(const struct desk_form *form, const struct wire_word *reason,
                        struct buffer *out, char kept[REASON_MAX_BYTES + 1])
{
    char why[NAME_WHY_SIZE];
    if (reason->len == 0 && form->asks == DESK_CHANGES)
        return true;
    if (reason_take(reason->data, reason->len, kept, why))
        return true;
    wire_put_error(out, "ERR", "%s", why);
    return false;
}

/* --- the people --- */

static bool refuse_people(const struct desk_form *form, struct buffer *out)
{
    static const char *const takes[] = {
        [DESK_TAKES_NOBODY] = "no ID",
        [DESK_TAKES_ONE] = "one ID",
        [DESK_TAKES_SOME] = "up to 50 IDs",
        [DESK_TAKES_MANY] = "up to 50 IDs, or --running, --all or --room ROOM",
        [DESK_TAKES_PRESENT] = "up to 50 IDs, or --present, --all or --room ROOM"};
    wire_put_error(out, "ERR", "%s takes %s, after its %zu other words", form->name,
                   takes[form->takes], form->words);
    return false;
}

/* One of the options that stand for many people; DESK_NOBODY: another word. */
static enum desk_people option_people(const struct desk_form *form, const struct wire_word *word)
{
    bool many = form->takes == DESK_TAKES_MANY, present = form->takes == DESK_TAKES_PRESENT;
    if (many && wire_is(word, "--running"))
        return DESK_RUNNING;
    if (present && wire_is(word, "--present"))
        return DESK_PRESENT;
    if ((many || present) && wire_is(word, "--all"))
        return DESK_ALL;
    if ((many || present) && wire_is(word, "--room"))
        return DESK_OF_ROOM;
    return DESK_NOBODY;
}

static bool take_option(const struct desk_form *form, const struct wire_word *words, size_t count,
                        struct buffer *out, struct desk_who *who)
{
    who->people = option_people(form, &words[0]);
    size_t wanted = who->people == DESK_OF_ROOM ? 2 : 1;
    if (who->people == DESK_NOBODY || count != wanted)
        return refuse_people(form, out);
    if (who->people != DESK_OF_ROOM)
        return true;
    if (words[1].len == 0 || words[1].len > ROOM_MAX_BYTES) {
        wire_put_error(out, "ERR", "a room's name has 1 to %d bytes", ROOM_MAX_BYTES);
        return false;
    }
    (void)snprintf(who->room, sizeof who->room, "%.*s", (int)words[1].len, words[1].data);
    return true;
}

static bool take_people(const struct desk_form *form, const struct wire_word *words, size_t count,
                        const struct ident_rules *ids, struct buffer *out, struct desk_who *who)
{
    if (form->takes == DESK_TAKES_NOBODY)
        return count == 0 || refuse_people(form, out);
    if (count > 0 && is_option(&words[0]))
        return take_option(form, words, count, out, who);
    size_t most = form->takes == DESK_TAKES_ONE ? 1 : DESK_IDS_MAX;
    if (count == 0 || count > most)
        return refuse_people(form, out);
    who->people = DESK_IDS;
    for (; who->count < count; who->count++)
        if (!take_id(ids, &words[who->count], out, who->id[who->count]))
            return false;
    return true;
}

bool desk_words_read(const struct desk_form *form, const struct wire_word *words, size_t count,
                     const struct ident_rules *ids, const char *cluster, const char *by,
                     struct buffer *out, struct desk_words *into)
{
    size_t at = 2, order = form->asks == DESK_LOOKS ? 0 : 2;
    assert(count >= 2 && form->words <= DESK_WORDS_MAX);
    if (count < at + order + form->words) {
        wire_put_error(out, "ERR", "%s is %s %s, then %zu words of its own (\"\": not given)",
                       form->name, form->name, order > 0 ? "key reason" : "alone", form->words);
        return false;
    }
    if (order > 0) {
        into->key = words[at];
        if (!desk_words_key(&words[at], cluster, out, &into->order.key) ||
            !take_reason(form, &words[at + 1], out, into->order.reason))
            return false;
        (void)snprintf(into->order.by, sizeof into->order.by, "%s", by);
    }
    at += order;
    memcpy(into->word, words + at, form->words * sizeof *words);
    at += form->words;
    into->confirmed = at < count && wire_is(&words[at], "--yes");
    at += into->confirmed;
    return take_people(form, words + at, count - at, ids, out, &into->who);
}
