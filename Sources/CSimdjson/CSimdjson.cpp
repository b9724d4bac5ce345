#include "CSimdjson.h"

#include <simdjson.h>

#include <memory>
#include <new>

struct writ_structural_index {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

extern "C" {

writ_structural_index *writ_structural_index_new(size_t capacity) {
  auto *index = new (std::nothrow) writ_structural_index;
  if (index == nullptr) return nullptr;
  const simdjson::implementation &implementation = *simdjson::get_active_implementation();
  // Depth is not used by stage 1; the smallest that allocate accepts.
  if (implementation.create_dom_parser_implementation(capacity, 1, index->parser) !=
          simdjson::SUCCESS ||
      index->parser->allocate(capacity, 1) != simdjson::SUCCESS) {
    delete index;
    return nullptr;
  }
  return index;
}

void writ_structural_index_free(writ_structural_index *index) { delete index; }

int writ_structural_index_run(
    writ_structural_index *index, const uint8_t *bytes, size_t length,
    const uint32_t **positions, size_t *count) {
  *positions = index->parser->structural_indexes.get();
  *count = 0;
  switch (index->parser->stage1(bytes, length, simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS:
      *count = index->parser->n_structural_indexes;
      return WRIT_STRUCTURAL_OK;
    case simdjson::UTF8_ERROR:
      return WRIT_STRUCTURAL_INVALID_UTF8;
    case simdjson::UNESCAPED_CHARS:
      return WRIT_STRUCTURAL_UNESCAPED_CONTROL;
    case simdjson::UNCLOSED_STRING:
      return WRIT_STRUCTURAL_UNCLOSED_STRING;
    case simdjson::EMPTY:
      return WRIT_STRUCTURAL_EMPTY;
    default:
      return WRIT_STRUCTURAL_OTHER;
  }
}

const char *writ_structural_index_implementation(void) {
  static const std::string name = simdjson::get_active_implementation()->name();
  return name.c_str();
}
}
