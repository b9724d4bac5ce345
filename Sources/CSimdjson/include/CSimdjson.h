// The structural pass of simdjson (its stage 1) behind a C interface: an opaque handle,
// error codes, no exceptions. The instruction set is chosen at run time.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct writ_structural_index writ_structural_index;

enum {
  WRIT_STRUCTURAL_OK = 0,
  WRIT_STRUCTURAL_INVALID_UTF8 = 1,
  WRIT_STRUCTURAL_UNESCAPED_CONTROL = 2,
  WRIT_STRUCTURAL_UNCLOSED_STRING = 3,
  WRIT_STRUCTURAL_EMPTY = 4,
  WRIT_STRUCTURAL_OTHER = 5
};

// A reusable index for texts of up to `capacity` bytes; NULL if there is no memory.
writ_structural_index *writ_structural_index_new(size_t capacity);
void writ_structural_index_free(writ_structural_index *index);

// Finds the structural characters of `bytes[0..<length]`: the positions of `{ } [ ] : ,`
// outside strings, of opening quotes, and of the first byte of every other scalar, in order.
// `length` must not exceed the capacity. Returns one of the codes above. On success `*count`
// positions stand in `*positions`, valid until the next call; three more entries are readable
// behind them.
int writ_structural_index_run(
    writ_structural_index *index, const uint8_t *bytes, size_t length,
    const uint32_t **positions, size_t *count);

// The name of the instruction set in use ("icelake", "haswell", "westmere", "fallback").
const char *writ_structural_index_implementation(void);

#ifdef __cplusplus
}
#endif
#endif
