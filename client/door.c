#include "client/door.h"

#include "client/say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 1024, LINE_SIZE = 512, CONNECT_MS = 5000 };

/* --- remembered keys: lines of HOST:PORT, a space, the fingerprint --- */

static bool make_directory(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* False when there is no place for it. */
static bool known_nodes(char path[PATH_SIZE], bool make)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char dir[PATH_SIZE - 64];
    if (config != NULL && config[0] == '/')
        (void)snprintf(dir, sizeof dir, "%s", config);
    else if (home != NULL && home[0] == '/')
        (void)snprintf(dir, sizeof dir, "%s/.config", home);
    else
        return false;
    (void)snprintf(path, PATH_SIZE, "%s/sinodo", dir);
    if (make && (!make_directory(dir) || !make_directory(path)))
        return false;
    (void)snprintf(path, PATH_SIZE, "%s/sinodo/known_nodes", dir);
    return true;
}

static bool look_up(const char *address, struct fingerprint *out)
{
    char path[PATH_SIZE], line[LINE_SIZE];
    FILE *file = known_nodes(path, false) ? fopen(path, "re") : NULL;
    bool found = false;
    size_t len = strlen(address);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, address, len) == 0 && line[len] == ' ')
            found = fingerprint_parse(line + len + 1, out); /* the last one counts */
    }
    if (file != NULL)
        (void)fclose(file);
    return found;
}

static bool remember(const char *address, const char *fingerprint)
{
    char path[PATH_SIZE];
    int fd =
        known_nodes(path, true) ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return false;
    bool written = dprintf(fd, "%s %s\n", address, fingerprint) > 0;
    return close(fd) == 0 && written;
}

/* --- the first time --- */

/* Connects and hangs up again: what key is shown there? */
static bool knock(const struct door *door, struct fingerprint *seen)
{
    struct stream stream;
    int fd;
    if (net_connect(&door->address, clock_deadline(CONNECT_MS), &fd) != STATUS_OK) {
        (void)fprintf(stderr, _("No answer from the node: is the address right?\n"));
        return false;
    }
    enum status status = stream_open(&stream, door->tls, fd);
    if (status == STATUS_OK)
        status = stream_handshake(&stream, clock_deadline(CONNECT_MS));
    *seen = stream.seen;
    stream_close(&stream);
    close(fd);
    if (status != STATUS_OK)
        (void)fprintf(stderr, _("The node there does not speak TLS: leave out --tls and --pin, or "
                                "start it with --tls.\n"));
    return status == STATUS_OK;
}

static bool confirm(const char *address, const char *fingerprint)
{
    char line[LINE_SIZE];
    if (!isatty(STDIN_FILENO)) {
        (void)fprintf(stderr,
                      _("The node at %s is not known yet. Its key: %s\nGive it with --pin once the "
                        "staff have confirmed it.\n"),
                      address, fingerprint);
        return false;
    }
    printf(_("This terminal does not know the node at %s yet.\nIts key: %s\nIs this the key that "
             "the centre's staff have on paper? Write yes or no: "),
           address, fingerprint);
    (void)fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return false;
    line[strcspn(line, "\n")] = '\0';
    return strcmp(line, "yes") == 0 || strcmp(line, _("yes")) == 0;
}

static enum door_result introduce(struct door *door, const char *address)
{
    char text[FINGERPRINT_TEXT_SIZE];
    if (!knock(door, &door->pin))
        return DOOR_CLOSED;
    fingerprint_text(&door->pin, text);
    if (!confirm(address, text))
        return DOOR_STRANGER;
    if (!remember(address, text))
        (void)fprintf(stderr, _("The key could not be remembered: it will be asked again.\n"));
    return DOOR_OPEN;
}

enum door_result door_open(struct door *door, const struct net_address *address, bool tls,
                           const struct fingerprint *pin)
{
    const struct tls_options options = {.trust = TLS_NOTED};
    char text[NET_ADDRESS_SIZE];
    net_format(address, text);
    *door = (struct door){.address = *address};
    bool known = pin == NULL && look_up(text, &door->pin);
    if (!tls && pin == NULL && !known)
        return DOOR_OPEN;
    if (tls_context_open(&options, &door->tls) != STATUS_OK) {
        (void)fprintf(stderr, _("TLS cannot be used on this terminal.\n"));
        return DOOR_CLOSED;
    }
    if (pin != NULL)
        door->pin = *pin;
    return pin != NULL || known ? DOOR_OPEN : introduce(door, text);
}
