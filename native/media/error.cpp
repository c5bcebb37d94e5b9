#include "media.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>

namespace baron {
namespace {
thread_local std::string last_error;
}

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
BARON_EXPORT int32_t baron_media_abi() { return 1; }

BARON_EXPORT const char* baron_media_opencv_version() { return CV_VERSION; }

BARON_EXPORT int32_t baron_media_initialize() {
  return baron::guarded([] {
    // Pictures are spread over the loader's threads; threads inside an operator would only fight with them.
    cv::setNumThreads(1);
    // Faults come back as errors with the file's name; OpenCV's own lines would only litter the terminal.
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  });
}
