/* process.h - programs that a test starts, watches and ends. Only processes started here are ended.
 * Threads: the test's own. Memory: plain values. */
#ifndef TESTS_PROCESS_H
#define TESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process {
    pid_t pid; /* 0 when it does not run */
};

/* argv ends with NULL. input and output: files for standard input (NULL: none) and for standard
 * output and error, appended to. */
bool process_start(struct process *p, char *const *argv, const char *input, const char *output);

/* Waits for the end: its exit status, 128 + signal, or -1 when it had not ended in time. */
int process_wait(struct process *p, int ms);

/* Sends the signal and waits for the end. */
int process_end(struct process *p, int signal, int ms);

/* Runs to the end; the exit status as process_wait(). */
int process_run(char *const *argv, const char *input, const char *output, int ms);

/* Does it hold that text in memory that it may write? 1, 0, or -1 when nobody may look. */
int process_holds(const struct process *p, const char *text);

/* Polls until the condition holds; false when ms milliseconds have passed first. */
bool until(bool (*holds)(void *), void *context, int ms);

/* Does the file hold that text? */
bool file_has(const char *path, const char *text);

/* The end of a text file, for a message; it stays until the next call. */
const char *file_end(const char *path);

/* Does a shell find that command? tmux must also get a terminal. */
bool command_works(const char *name);

/* Says on standard error why a test, or its control, was not run here. */
void skipped(const char *why);

/* Removes a directory that a test made and everything in it. */
void remove_tree(const char *path);

#endif
