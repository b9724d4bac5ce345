// Records of one shape, held against it several at a time: the bytes between their scalars are
// the same, at distances from their structural positions that are known beforehand.
//
// Chosen at run time: AVX-512, AVX2, or what every processor of the kind has.
#ifndef WRIT_SHAPE_MATCH_H
#define WRIT_SHAPE_MATCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  // Bytes that one check compares.
  WRIT_SHAPE_CHECK_WIDTH = 32,
  // Records that are looked at together.
  WRIT_SHAPE_ROWS = 8
};

// Up to 32 bytes that a record has `delta` behind one of its positions.
typedef struct {
  uint8_t expected[WRIT_SHAPE_CHECK_WIDTH];
  // 0xFF where a byte counts, 0 where it does not; `expected` is 0 there.
  uint8_t mask[WRIT_SHAPE_CHECK_WIDTH];
  // The position's number in the record.
  int32_t position;
  int32_t delta;
} writ_shape_check;

// A number that must be 1 to 16 digits without a needless zero: it begins `delta` behind one of
// the record's positions and ends at another one.
typedef struct {
  int32_t position;
  int32_t delta;
  int32_t next;
} writ_shape_integer;

typedef struct {
  const writ_shape_check *checks;
  size_t check_count;
  const writ_shape_integer *integers;
  size_t integer_count;
  // How many positions a record has.
  size_t position_count;
} writ_shape;

// Of `rows` records (1, or WRIT_SHAPE_ROWS) that follow each other in `positions`, how many from
// the first on have the shape. `positions` holds `rows * position_count` positions in `base`;
// from each of them on, every check's and 16 more bytes can be read.
size_t writ_shape_match(
    const writ_shape *shape, const uint8_t *base, const uint32_t *positions, size_t rows);

#ifdef __cplusplus
}
#endif
#endif
