#include "client/say.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Marks a text for the catalogue; say() translates it where it is used. */
#define N_(text) text

/* The catalogues lie beside the program, in locale/. */
static void bind_catalogue(void)
{
    static char path[PATH_MAX + 16];
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
    path[len > 0 ? len : 0] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return;
    memcpy(slash, "/locale", sizeof "/locale");
    (void)bindtextdomain(SAY_DOMAIN, path);
    (void)bind_textdomain_codeset(SAY_DOMAIN, "UTF-8");
    (void)textdomain(SAY_DOMAIN);
}

enum say_language say_of_locale(const char *locale)
{
    bool spanish = locale != NULL && strncmp(locale, "es", 2) == 0 &&
                   (locale[2] == '\0' || strchr("_.@", locale[2]) != NULL);
    return spanish ? SAY_SPANISH : SAY_ENGLISH;
}

/* Machines of exam centres often have only the locale C: gettext gets the language by LANGUAGE. */
void say_choose(enum say_language language)
{
    if (setlocale(LC_ALL, "") == NULL || strcmp(setlocale(LC_CTYPE, NULL), "C") == 0)
        (void)setlocale(LC_ALL, "C.UTF-8");
    if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
        (void)setlocale(LC_MESSAGES, "C.UTF-8");
    (void)setlocale(LC_NUMERIC, "C");
    (void)setenv("LANGUAGE", language == SAY_SPANISH ? "es" : "en", 1);
    bind_catalogue();
}

const char *say(const char *english)
{
    return gettext(english);
}

static const struct {
    const char *code, *words;
} errors[] = {
    {"REGISTERED", N_("This ID is already registered at this centre. If you lost your code, ask "
                      "the staff for a new "
                      "one.")},
    {"PENDING", N_("Your registration is saved, but the other centre has not confirmed it yet. The "
                   "exam cannot "
                   "start until then: wait a moment and try again.")},
    {"BADID", N_("That is not a valid ID. Write it like this: V-12.345.678")},
    {"NOTLISTED", N_("This ID is not on this centre's list. Ask the staff.")},
    {"WRONGPASS", N_("The ID or the code is wrong. Check them and try again. If you registered at "
                     "another centre, go there.")},
    {"TAKEN",
     N_("Your exam was opened at another terminal and goes on there. If that was not you, tell the "
        "staff.")},
    {"CLOSED",
     N_("This centre cannot give exams at the moment: wait for the exam's hour, or ask the "
        "staff.")},
    {"NOAUTH",
     N_("Your code is no longer valid: the staff issued a new one. Open the exam again with "
        "it; your saved answers are kept.")},
    {"NOTSTARTED", N_("The exam does not allow that yet.")},
    {"FINISHED", N_("This exam is finished and cannot be sat again.")},
    {"TIMEUP", N_("The time is up. The exam was finished with the answers that were saved.")},
    {"BADANSWER", N_("That answer is not possible for this question.")},
    {"BUSY", N_("The server is busy and saved nothing. Try again.")},
    {"IOERR", N_("The server could not save. Try again and tell the staff.")},
};

const char *say_error(const char *code, size_t len)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strlen(errors[i].code) == len && memcmp(errors[i].code, code, len) == 0)
            return say(errors[i].words);
    return NULL;
}
