#include "tests/lib/terminal.h"

#include "tests/lib/process.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_S "300"

enum { COMMAND_MS = 10000, SHOW_MS = 20000, WORDS = 24 };

static bool tmux(struct tmux *t, const char *const *words, const char *output)
{
    const char *argv[WORDS + 8] = {"/usr/bin/env", "tmux", "-f", "/dev/null", "-L", t->socket};
    size_t used = 6;
    for (size_t i = 0; words[i] != NULL && used < WORDS + 3; i++)
        argv[used++] = words[i];
    return process_run((char *const *)argv, NULL, output, COMMAND_MS) == 0;
}

bool terminal_open(struct tmux *t, const char *dir, const char *command, int columns, int rows)
{
    static unsigned count;
    char width[16], height[16], line[2048];
    memset(t, 0, sizeof *t);
    (void)snprintf(t->socket, sizeof t->socket, "sinodo-%d-%u", (int)getpid(), count++);
    (void)snprintf(t->log, sizeof t->log, "%.120s/terminal.out", dir);
    (void)snprintf(t->clip, sizeof t->clip, "%.120s/terminal.clip", dir);
    (void)snprintf(width, sizeof width, "%d", columns);
    (void)snprintf(height, sizeof height, "%d", rows);
    /* What the program leaves behind stays to be seen. */
    (void)snprintf(line, sizeof line, "LC_ALL=C.UTF-8 %.1800s; echo 'ended: '$?; read -r end",
                   command);
    /* Should the test end before its time, the terminal does so too. */
    const char *const words[] = {"new-session",  "-d",    "-x", width, "-y", height, "timeout",
                                 "--foreground", LIMIT_S, "sh", "-c",  line, NULL};
    return tmux(t, words, "/dev/null");
}

void terminal_close(struct tmux *t)
{
    const char *const words[] = {"kill-server", NULL};
    (void)tmux(t, words, "/dev/null");
}

bool terminal_press(struct tmux *t, ...)
{
    const char *words[WORDS] = {"send-keys"};
    size_t used = 1;
    va_list keys;
    va_start(keys, t);
    while (used < WORDS - 1 && (words[used] = va_arg(keys, const char *)) != NULL)
        used++;
    va_end(keys);
    words[used] = NULL;
    return tmux(t, words, "/dev/null");
}

bool terminal_type(struct tmux *t, const char *text)
{
    const char *const words[] = {"send-keys", "-l", text, NULL};
    return tmux(t, words, "/dev/null");
}

bool terminal_paste(struct tmux *t, const char *text, bool said)
{
    const char *const load[] = {"load-buffer", t->clip, NULL};
    const char *const paste[] = {"paste-buffer", said ? "-p" : NULL, NULL};
    FILE *file = fopen(t->clip, "w");
    if (file == NULL)
        return false;
    bool written = fputs(text, file) >= 0;
    return fclose(file) == 0 && written && tmux(t, load, "/dev/null") &&
           tmux(t, paste, "/dev/null");
}

bool terminal_resize(struct tmux *t, int columns, int rows)
{
    char width[16], height[16];
    (void)snprintf(width, sizeof width, "%d", columns);
    (void)snprintf(height, sizeof height, "%d", rows);
    const char *const words[] = {"resize-window", "-x", width, "-y", height, NULL};
    return tmux(t, words, "/dev/null");
}

bool terminal_look(struct tmux *t)
{
    const char *const words[] = {"capture-pane", "-p", NULL};
    (void)unlink(t->log);
    if (!tmux(t, words, t->log))
        return false;
    FILE *file = fopen(t->log, "r");
    size_t len = file != NULL ? fread(t->screen, 1, sizeof t->screen - 1, file) : 0;
    t->screen[len] = '\0';
    if (file != NULL)
        (void)fclose(file);
    return file != NULL;
}

struct wanted {
    struct tmux *terminal;
    const char *text;
    bool there;
};

static bool holds(void *context)
{
    struct wanted *w = context;
    return terminal_look(w->terminal) && (strstr(w->terminal->screen, w->text) != NULL) == w->there;
}

bool terminal_shows(struct tmux *t, const char *text)
{
    struct wanted w = {t, text, true};
    return until(holds, &w, SHOW_MS);
}

bool terminal_hides(struct tmux *t, const char *text)
{
    struct wanted w = {t, text, false};
    return until(holds, &w, SHOW_MS);
}
