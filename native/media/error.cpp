#include "media.h"

#include <cstdlib>
#include <iostream>
#include <mutex>
#include <streambuf>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>

namespace baron {
namespace {
thread_local std::string last_error;
}

// Passes everything on, except what a thread says while it is told to be quiet.
class QuietBuffer final : public std::streambuf {
 public:
  explicit QuietBuffer(std::streambuf* target) : target_(target) {}

  static thread_local bool quiet;

 protected:
  int overflow(int c) override {
    return c == traits_type::eof() ? 0 : quiet ? c : target_->sputc(char(c));
  }
  std::streamsize xsputn(const char* text, std::streamsize count) override { return quiet ? count : target_->sputn(text, count); }
  int sync() override { return target_->pubsync(); }

 private:
  std::streambuf* target_;
};

thread_local bool QuietBuffer::quiet = false;

Quiet::Quiet() {
  static std::once_flag installed;
  // Never taken down: the stream outlives this library's statics.
  std::call_once(installed, [] { std::cerr.rdbuf(new QuietBuffer(std::cerr.rdbuf())); });
  QuietBuffer::quiet = true;
}

Quiet::~Quiet() { QuietBuffer::quiet = false; }

void set_error(const std::string& message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}

}  // namespace baron

BARON_EXPORT const char* baron_media_last_error() { return baron::last_error.c_str(); }

// The number that the managed side compares, raised with every change of a signature.
BARON_EXPORT int32_t baron_media_abi() { return 2; }

BARON_EXPORT const char* baron_media_opencv_version() { return CV_VERSION; }

BARON_EXPORT int32_t baron_media_initialize() {
  return baron::guarded([] {
    // Pictures are spread over the loader's threads; threads inside an operator would only fight with them.
    cv::setNumThreads(1);
    // Faults come back as errors with the file's name; OpenCV's own lines would only litter the terminal.
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
  });
}
