// Shared by the sources of baron_aten.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstdint>
#include <exception>
#include <string>

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

// A handle is a heap-allocated at::Tensor, as in the real TorchSharp.
void* baron_wrap(at::Tensor tensor);
inline at::Tensor& baron_tensor(void* handle) { return *static_cast<at::Tensor*>(handle); }

// Records what baron_last_error() reports on this thread.
void baron_set_error(const char* text) noexcept;

// Runs an entry point's body: no exception crosses the border. Returns 0, or 1 after an error.
template <typename F>
int32_t baron_guarded(F&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    baron_set_error(error.what_without_backtrace());
  } catch (const std::exception& error) {
    baron_set_error(error.what());
  } catch (...) {
    baron_set_error("unknown native error");
  }
  return 1;
}
