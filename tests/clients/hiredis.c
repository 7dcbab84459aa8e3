/* hiredis.c - PORT ID DIR: takes an exam by hiredis, which loses its connection between the first
 * answer and the second. Prints "answered" before that, and the result at the end. */
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static redisReply *check(const redisContext *c, redisReply *reply)
{
    if (reply == NULL || reply->type == REDIS_REPLY_ERROR) {
        (void)fprintf(stderr, "hiredis: %s\n", reply != NULL ? reply->str : c->errstr);
        exit(EXIT_FAILURE);
    }
    return reply;
}

/* The value of a pair: a text, or "" with *number set. */
static const char *value_of(const redisReply *pairs, const char *name, long long *number)
{
    for (size_t i = 0; i + 1 < pairs->elements; i += 2)
        if (strcmp(pairs->element[i]->str, name) == 0) {
            *number = pairs->element[i + 1]->integer;
            return pairs->element[i + 1]->str != NULL ? pairs->element[i + 1]->str : "";
        }
    return "";
}

static void sign_in_and_answer(redisContext *c, const char *id, const char *code, int question)
{
    freeReplyObject(check(c, redisCommand(c, "AUTH %s %s a-terminal-of-this-test", id, code)));
    freeReplyObject(check(c, redisCommand(c, "START")));
    freeReplyObject(check(c, redisCommand(c, "ANSWER %d 1", question)));
}

/* A node that dies may take a connection first. */
static bool connect_again(redisContext *c)
{
    redisReply *reply = redisReconnect(c) == REDIS_OK ? redisCommand(c, "PING") : NULL;
    freeReplyObject(reply);
    return reply != NULL;
}

int main(int argc, char **argv)
{
    char code[32];
    long long number = 0;
    if (argc != 4)
        return EXIT_FAILURE;
    redisContext *c = redisConnect("127.0.0.1", (int)strtol(argv[1], NULL, 10));
    redisReply *reply = check(c, redisCommand(c, "REGISTER %s Ana", argv[2]));
    (void)snprintf(code, sizeof code, "%s", value_of(reply, "code", &number));
    freeReplyObject(reply);
    sign_in_and_answer(c, argv[2], code, 1);
    puts("answered");
    (void)fflush(stdout);
    void *none = NULL; /* no reply is due: it returns when the line breaks */
    while (redisGetReply(c, &none) == REDIS_OK)
        freeReplyObject(none);
    while (!connect_again(c))
        (void)poll(NULL, 0, 50);
    sign_in_and_answer(c, argv[2], code, 2);
    reply = check(c, redisCommand(c, "EXAM"));
    (void)value_of(reply, "answered", &number);
    printf("saved %lld\n", number);
    freeReplyObject(reply);
    reply = check(c, redisCommand(c, "FINISH"));
    printf("finished %s\n", value_of(reply, "max", &number));
    freeReplyObject(reply);
    redisFree(c);
    return EXIT_SUCCESS;
}
