#include "TextScan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define WRIT_INLINE static inline __attribute__((always_inline))

namespace {

// Where `run` bits in a row are set, counted from the lowest.
WRIT_INLINE uint64_t runs(uint64_t bits, unsigned run) {
  unsigned have = 1;
  while (2 * have <= run) {
    bits &= bits >> have;
    have *= 2;
  }
  return have < run ? bits & (bits >> (run - have)) : bits;
}

WRIT_INLINE uint64_t length_mask(uint32_t length) {
  return length >= 64 ? ~uint64_t(0) : (uint64_t(1) << length) - 1;
}

// The body is written once; `Block` holds 64 bytes and compares them.
template <typename Block>
WRIT_INLINE void scan(
    const uint8_t *base, const uint8_t *end, const uint32_t *offsets, const uint32_t *lengths,
    size_t rows, const writ_text_test *tests, size_t count, uint8_t *flags) {
  for (size_t row = 0; row < rows; row++) {
    const uint32_t length = lengths[row];
    if (length > WRIT_TEXT_LENGTH) {
      flags[row] = 0xFF;
      continue;
    }
    const uint64_t inside = length_mask(length);
    const Block block(base + offsets[row], end, inside, length);
    unsigned found = 0;
    for (size_t index = 0; index < count; index++) {
      const writ_text_test &test = tests[index];
      uint64_t bits = block.between(test.low, test.high, test.fold) & inside;
      if (test.has_second) {
        bits &= (block.between(test.second, test.second, test.second_fold) & inside) >> 1;
      }
      bits = runs(bits, test.run);
      found |= unsigned(bits != 0) << index;
    }
    flags[row] = uint8_t(found);
  }
}

#if defined(__x86_64__)
struct Block128 {
  __m128i parts[4];

  WRIT_INLINE Block128 make(const uint8_t *text) {
    Block128 block;
    for (int part = 0; part < 4; part++) {
      block.parts[part] = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text) + part);
    }
    return block;
  }

  Block128() = default;

  inline __attribute__((always_inline)) Block128(
      const uint8_t *text, const uint8_t *end, uint64_t, uint32_t length) {
    if (end - text >= 64) {
      *this = make(text);
    } else {
      uint8_t copy[64] = {};
      memcpy(copy, text, length);
      *this = make(copy);
    }
  }

  inline __attribute__((always_inline)) uint64_t between(
      uint8_t low, uint8_t high, uint8_t fold) const {
    const __m128i folds = _mm_set1_epi8(char(fold)), lows = _mm_set1_epi8(char(low));
    const __m128i spans = _mm_set1_epi8(char(high - low));
    uint64_t bits = 0;
    for (int part = 0; part < 4; part++) {
      const __m128i above = _mm_sub_epi8(_mm_or_si128(parts[part], folds), lows);
      const __m128i is_in = _mm_cmpeq_epi8(_mm_max_epu8(above, spans), spans);
      bits |= uint64_t(uint16_t(_mm_movemask_epi8(is_in))) << (16 * part);
    }
    return bits;
  }
};

void scan_sse2(
    const uint8_t *base, const uint8_t *end, const uint32_t *offsets, const uint32_t *lengths,
    size_t rows, const writ_text_test *tests, size_t count, uint8_t *flags) {
  scan<Block128>(base, end, offsets, lengths, rows, tests, count, flags);
}

#define WRIT_AVX512 __attribute__((target("avx512f,avx512bw,bmi,bmi2")))

struct Test512 {
  __m512i fold, low, span, second, second_fold;
  bool has_second;
  unsigned run;
};

WRIT_AVX512 void scan_avx512(
    const uint8_t *base, const uint8_t *, const uint32_t *offsets, const uint32_t *lengths,
    size_t rows, const writ_text_test *tests, size_t count, uint8_t *flags) {
  Test512 wide[WRIT_TEXT_TESTS];
  for (size_t index = 0; index < count; index++) {
    const writ_text_test &test = tests[index];
    wide[index] = {
        _mm512_set1_epi8(char(test.fold)), _mm512_set1_epi8(char(test.low)),
        _mm512_set1_epi8(char(test.high - test.low)), _mm512_set1_epi8(char(test.second)),
        _mm512_set1_epi8(char(test.second_fold)), test.has_second != 0, test.run};
  }
  for (size_t row = 0; row < rows; row++) {
    const uint32_t length = lengths[row];
    const uint64_t inside =
        _bzhi_u64(~uint64_t(0), length < WRIT_TEXT_LENGTH ? length : WRIT_TEXT_LENGTH);
    // What is outside the mask is not read.
    const __m512i bytes = _mm512_maskz_loadu_epi8(inside, base + offsets[row]);
    unsigned found = length > WRIT_TEXT_LENGTH ? 0xFF : 0;
    for (size_t index = 0; index < count; index++) {
      const Test512 &test = wide[index];
      const __m512i above = _mm512_sub_epi8(_mm512_or_si512(bytes, test.fold), test.low);
      uint64_t bits = _mm512_mask_cmple_epu8_mask(inside, above, test.span);
      if (test.has_second) {
        bits &= _mm512_mask_cmpeq_epi8_mask(
                    inside, _mm512_or_si512(bytes, test.second_fold), test.second) >> 1;
      }
      found |= unsigned(runs(bits, test.run) != 0) << index;
    }
    flags[row] = uint8_t(found);
  }
}
#else
// What every processor has.
struct PlainBlock {
  uint8_t bytes[64];

  PlainBlock(const uint8_t *text, const uint8_t *, uint64_t, uint32_t length) {
    memset(bytes, 0, 64);
    memcpy(bytes, text, length);
  }

  uint64_t between(uint8_t low, uint8_t high, uint8_t fold) const {
    uint64_t bits = 0;
    for (unsigned index = 0; index < 64; index++) {
      bits |= uint64_t(uint8_t((bytes[index] | fold) - low) <= uint8_t(high - low)) << index;
    }
    return bits;
  }
};

void scan_plain(
    const uint8_t *base, const uint8_t *end, const uint32_t *offsets, const uint32_t *lengths,
    size_t rows, const writ_text_test *tests, size_t count, uint8_t *flags) {
  scan<PlainBlock>(base, end, offsets, lengths, rows, tests, count, flags);
}
#endif

typedef void (*scanner)(
    const uint8_t *, const uint8_t *, const uint32_t *, const uint32_t *, size_t,
    const writ_text_test *, size_t, uint8_t *);

scanner choose() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("bmi2")) {
    return scan_avx512;
  }
  return scan_sse2;
#else
  return scan_plain;
#endif
}

}  // namespace

extern "C" void writ_text_scan(
    const uint8_t *base, const uint8_t *end, const uint32_t *offsets, const uint32_t *lengths,
    size_t rows, const writ_text_test *tests, size_t count, uint8_t *flags) {
  static const scanner scan = choose();
  scan(base, end, offsets, lengths, rows, tests, count, flags);
}
