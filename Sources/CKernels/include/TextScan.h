// What many short texts hold: which of a few bytes, pairs and runs of bytes, without a branch on
// the texts' bytes.
#ifndef WRIT_TEXT_SCAN_H
#define WRIT_TEXT_SCAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  // Tests of one scan at most: a bit each.
  WRIT_TEXT_TESTS = 8,
  // Longer texts pass every test.
  WRIT_TEXT_LENGTH = 64
};

// A text passes if `run` bytes b in a row have `low <= (b | fold) <= high`; with `has_second`, if
// such a byte (then `run` is 1) is followed by a byte c with `(c | second_fold) == second`.
typedef struct {
  uint8_t low;
  uint8_t high;
  uint8_t fold;
  uint8_t has_second;
  uint8_t second;
  uint8_t second_fold;
  // 1 to WRIT_TEXT_LENGTH.
  uint8_t run;
} writ_text_test;

// Sets bit t of `flags[row]` if text `row` passes test t, and clears the others. Text `row` is the
// `lengths[row]` bytes at `base + offsets[row]`, none of them behind `end`.
void writ_text_scan(
    const uint8_t *base, const uint8_t *end, const uint32_t *offsets, const uint32_t *lengths,
    size_t rows, const writ_text_test *tests, size_t count, uint8_t *flags);

#ifdef __cplusplus
}
#endif
#endif
