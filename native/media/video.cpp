#include "media.h"

#include <cmath>
#include <memory>
#include <stdexcept>

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

namespace {

struct Reader {
  cv::VideoCapture capture;
  cv::Mat frame;
  int32_t height = 0;
  int32_t width = 0;
};

}  // namespace

// Opens a video file. count is the container's own number of frames, 0 when it does not know.
BARON_EXPORT int32_t baron_media_video_open(const char* path, void** reader, int32_t* height, int32_t* width, double* fps, int64_t* count) {
  *reader = nullptr;
  return baron::guarded([&] {
    auto opened = std::make_unique<Reader>();
    if (!opened->capture.open(path, cv::CAP_FFMPEG) && !opened->capture.open(path, cv::CAP_ANY)) {
      throw std::runtime_error("the file is not a video that can be read");
    }
    opened->width = *width = int32_t(opened->capture.get(cv::CAP_PROP_FRAME_WIDTH));
    opened->height = *height = int32_t(opened->capture.get(cv::CAP_PROP_FRAME_HEIGHT));
    *fps = opened->capture.get(cv::CAP_PROP_FPS);
    const double frames = opened->capture.get(cv::CAP_PROP_FRAME_COUNT);
    *count = std::isfinite(frames) && frames > 0 ? int64_t(frames) : 0;
    if (*width <= 0 || *height <= 0) {
      throw std::runtime_error("the file has no pictures in it");
    }
    *reader = opened.release();
  });
}

// Decodes the next frame into height * width * 3 bytes; *read is 0 at the end.
BARON_EXPORT int32_t baron_media_video_read(void* reader, uint8_t* destination, int32_t* read) {
  return baron::guarded([&] {
    auto& r = *static_cast<Reader*>(reader);
    *read = 0;
    if (!r.capture.read(r.frame) || r.frame.empty()) {
      return;
    }
    cv::Mat target = baron::wrap(destination, r.height, r.width, 3);
    if (r.frame.type() != CV_8UC3) {
      throw std::runtime_error("the video's frames are not 8-bit colour");
    }
    if (r.frame.size() == target.size()) {
      r.frame.copyTo(target);
    } else {
      cv::resize(r.frame, target, target.size());
    }
    *read = 1;
  });
}

BARON_EXPORT void baron_media_video_close(void* reader) { delete static_cast<Reader*>(reader); }

BARON_EXPORT int32_t baron_media_writer_open(const char* path, const char* code, double fps, int32_t height, int32_t width, void** writer) {
  *writer = nullptr;
  return baron::guarded([&] {
    auto opened = std::make_unique<cv::VideoWriter>();
    if (!opened->open(path, cv::VideoWriter::fourcc(code[0], code[1], code[2], code[3]), fps, cv::Size(width, height))) {
      throw std::runtime_error("the video file cannot be written (folder missing or read-only, or the format is not supported)");
    }
    *writer = opened.release();
  });
}

BARON_EXPORT int32_t baron_media_writer_write(void* writer, const uint8_t* pixels, int32_t height, int32_t width) {
  return baron::guarded([&] { static_cast<cv::VideoWriter*>(writer)->write(baron::wrap(pixels, height, width, 3)); });
}

BARON_EXPORT int32_t baron_media_writer_close(void* writer) {
  return baron::guarded([&] {
    std::unique_ptr<cv::VideoWriter> opened(static_cast<cv::VideoWriter*>(writer));
    opened->release();
  });
}
