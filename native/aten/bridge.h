// Shared by the sources of baron_aten.
#pragma once

#include <cstdint>

#define BARON_API __attribute__((visibility("default")))

// A tagged value that crosses the border; 16 bytes, blittable.
struct BaronValue {
  int32_t tag;
  int32_t n;
  union {
    int64_t i;
    double d;
    void* p;
  };
};
