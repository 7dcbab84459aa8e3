/* expect.h - what a reply, an output or a log must say. A test that fails here shows the request,
 * the whole text and the words that it wanted in it.
 * Threads: the test's own, as all of Check. Memory: none. Errors: the test fails. */
#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H

#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <check.h>
#include <string.h>

/* Of the last reply of a client: it begins with that text; it has that text somewhere. */
#define expect_reply(c, beginning)                                                                 \
    ck_assert_msg(client_is(c, beginning), "asked: %s\nreply: %s\nwanted at its beginning: %s",    \
                  (c)->request, (c)->reply, beginning)
#define expect_reply_has(c, part)                                                                  \
    ck_assert_msg(strstr((c)->reply, part) != NULL, "asked: %s\nreply: %s\nwanted in it: %s",      \
                  (c)->request, (c)->reply, part)

/* The same, after a request of these words. */
#define expect_ask(c, beginning, ...)                                                              \
    do {                                                                                           \
        (void)client_ask(c, __VA_ARGS__, NULL);                                                    \
        expect_reply(c, beginning);                                                                \
    } while (0)
#define expect_ask_has(c, part, ...)                                                               \
    do {                                                                                           \
        (void)client_ask(c, __VA_ARGS__, NULL);                                                    \
        expect_reply_has(c, part);                                                                 \
    } while (0)

/* The reply to a request of these words is no error. */
#define expect_ask_ok(c, ...)                                                                      \
    do {                                                                                           \
        (void)client_ask(c, __VA_ARGS__, NULL);                                                    \
        ck_assert_msg((c)->count > 0, "asked: %s\nno reply", (c)->request);                        \
        ck_assert_msg(!client_is(c, "-"), "asked: %s\nreply: %s\nwanted: no error", (c)->request,  \
                      (c)->reply);                                                                 \
    } while (0)

/* The reply has that text; the request goes on a connection of its own. */
#define expect_node_has(p, which, c, part, ...)                                                    \
    do {                                                                                           \
        (void)node_ask(p, which, c, __VA_ARGS__, NULL);                                            \
        expect_reply_has(c, part);                                                                 \
    } while (0)

/* The file has that text now. */
#define expect_file_has(path, part)                                                                \
    ck_assert_msg(file_has(path, part), "%s ends with: %s\nwanted in it: %s", path,                \
                  file_end(path), part)

/* The node's log, or its status, comes to have that text. The status is then in out[]. */
#define expect_log(p, which, part)                                                                 \
    ck_assert_msg(node_logs(p, which, part), "log ends with: %s\nwanted in it: %s",                \
                  file_end((p)->node[which].log), part)
#define expect_status(p, which, part, out)                                                         \
    ck_assert_msg(node_says(p, which, part, out), "status: %s\nwanted in it: %s", out, part)

/* The terminal comes to show that text, or no longer shows it. */
#define expect_screen(terminal, part)                                                              \
    ck_assert_msg(terminal_shows(terminal, part), "screen:\n%s\nwanted in it: %s",                 \
                  (terminal)->screen, part)
#define expect_screen_lacks(terminal, part)                                                        \
    ck_assert_msg(terminal_hides(terminal, part), "screen:\n%s\nnot wanted in it: %s",             \
                  (terminal)->screen, part)

/* Of any text: an output, a page. */
#define expect_has(text, part)                                                                     \
    do {                                                                                           \
        const char *expect_text = (text);                                                          \
        ck_assert_msg(strstr(expect_text, part) != NULL, "text: %s\nwanted in it: %s",             \
                      expect_text, part);                                                          \
    } while (0)
#define expect_lacks(text, part)                                                                   \
    do {                                                                                           \
        const char *expect_text = (text);                                                          \
        ck_assert_msg(strstr(expect_text, part) == NULL, "text: %s\nnot wanted in it: %s",         \
                      expect_text, part);                                                          \
    } while (0)
#define expect_begins(text, beginning)                                                             \
    do {                                                                                           \
        const char *expect_text = (text);                                                          \
        ck_assert_msg(strncmp(expect_text, beginning, strlen(beginning)) == 0,                     \
                      "text: %s\nwanted at its beginning: %s", expect_text, beginning);            \
    } while (0)

/* sinodoctl does that at a node; or it does not, and says why. What it said is then in out[]. */
#define expect_ctl(p, which, out, ...)                                                             \
    do {                                                                                           \
        int expect_code = node_ctl(p, which, out, sizeof(out), __VA_ARGS__, NULL);                 \
        ck_assert_msg(expect_code == 0, "status %d: %s", expect_code, out);                        \
    } while (0)
#define expect_ctl_refused(p, which, out, part, ...)                                               \
    do {                                                                                           \
        int expect_code = node_ctl(p, which, out, sizeof(out), __VA_ARGS__, NULL);                 \
        ck_assert_msg(expect_code != 0, "not refused: %s", out);                                   \
        expect_has(out, part);                                                                     \
    } while (0)

#endif
