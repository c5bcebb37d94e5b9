// Shared by the files of baron_media. Every exported function returns 0 when it worked, else 1 with the reason in
// baron_media_last_error() of the same thread; no exception crosses the border. Pictures are packed rows (no padding
// between rows) of 8-bit samples, channels interleaved, BGR.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <opencv2/core.hpp>

#define BARON_EXPORT extern "C" __attribute__((visibility("default")))

namespace baron {

void set_error(const std::string& message) noexcept;

// While one lives, what this thread writes to std::cerr is dropped: OpenCV describes some broken files there instead of in an
// error.
class Quiet {
 public:
  Quiet();
  ~Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
};

// Runs a body and turns what it throws into the error text.
template <typename Body>
int32_t guarded(Body body) noexcept {
  try {
    body();
    return 0;
  } catch (const cv::Exception& e) {
    set_error(e.err.empty() ? e.what() : e.err);
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("unknown native error");
  }
  return 1;
}

// A picture of the caller's as a cv::Mat; nothing is copied.
inline cv::Mat wrap(const uint8_t* data, int32_t height, int32_t width, int32_t channels) {
  return cv::Mat(height, width, CV_8UC(channels), const_cast<uint8_t*>(data));
}

// Applies an EXIF orientation (1 to 8) to a decoded picture.
void apply_orientation(cv::Mat& image, int orientation);

// The largest picture that is decoded, as in OpenCV: a damaged header must not ask for all memory.
constexpr int64_t max_pixels = int64_t(1) << 30;

// A picture whose header has been read.
class Decoder {
 public:
  virtual ~Decoder() = default;
  int32_t height = 0;
  int32_t width = 0;
  // Writes height * width * 3 bytes.
  virtual void read(uint8_t* destination) = 0;
};

bool is_jpeg(const uint8_t* bytes, int64_t length);
Decoder* open_jpeg(const uint8_t* bytes, int64_t length, bool ignore_orientation);

}  // namespace baron
