#include "tests/lib/hostile.h"

#include <string.h>

#define HOSTILE                                                                                    \
    "begin \x1b[2J\x1b]0;title\x07 \x9b"                                                           \
    "31m \xc2\x9b"                                                                                 \
    "31m \x7f \x08 \xe2\x80\xae"                                                                   \
    "abc\xe2\x80\xac \xe2\x81\xa6"                                                                 \
    "d\xe2\x81\xa9 \xe2\x80\x8f \xd8\x9c \xe2\x80\x8b \xe2\x80\xa8 \xf3\xa0\x81\x81 \xef\xbb\xbf " \
    "\xff \xc0\x9b \xe2\x80\r\nNOT forged\r end"

const char hostile_text[] = HOSTILE;
const size_t hostile_text_len = sizeof hostile_text - 1;

static const struct {
    uint32_t first, last;
} ranges[] = {{0x00, 0x09},     {0x0B, 0x1F},     {0x7F, 0x9F},       {0xAD, 0xAD},
              {0x61C, 0x61C},   {0x200B, 0x200F}, {0x2028, 0x202E},   {0x2060, 0x2069},
              {0xFEFF, 0xFEFF}, {0xE000, 0xF8FF}, {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF}};

int hostile_is(uint32_t code)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return 1;
    return 0;
}

const char *hostile_find(const char *text, size_t len)
{
    for (size_t at = 0, used; at < len; at += used) {
        unsigned char c = (unsigned char)text[at];
        used = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : 4;
        uint32_t code = c & (used == 1 ? 0x7Fu : 0xFFu >> (used + 1));
        if ((c >= 0x80 && c < 0xC2) || c > 0xF4 || at + used > len)
            return text + at;
        for (size_t i = 1; i < used; i++) {
            if ((text[at + i] & 0xC0) != 0x80)
                return text + at;
            code = code << 6 | ((unsigned char)text[at + i] & 0x3Fu);
        }
        if (hostile_is(code))
            return text + at;
    }
    return NULL;
}
