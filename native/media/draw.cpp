#include "media.h"

#include <stdexcept>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace {

cv::Scalar color_of(const double* color) { return cv::Scalar(color[0], color[1], color[2], color[3]); }

// 0: filled by 8-connected lines, 1: 4-connected, 2: anti-aliased.
int line_flag(int32_t line) {
  switch (line) {
    case 0: return cv::LINE_8;
    case 1: return cv::LINE_4;
    case 2: return cv::LINE_AA;
    default: throw std::runtime_error("unknown line type");
  }
}

}  // namespace

BARON_EXPORT int32_t baron_media_rectangle(uint8_t* pixels, int32_t height, int32_t width, int32_t channels, int32_t x1, int32_t y1,
                                           int32_t x2, int32_t y2, const double* color, int32_t thickness, int32_t line) {
  return baron::guarded([&] {
    cv::Mat image = baron::wrap(pixels, height, width, channels);
    cv::rectangle(image, cv::Point(x1, y1), cv::Point(x2, y2), color_of(color), thickness, line_flag(line));
  });
}

BARON_EXPORT int32_t baron_media_line(uint8_t* pixels, int32_t height, int32_t width, int32_t channels, int32_t x1, int32_t y1, int32_t x2,
                                      int32_t y2, const double* color, int32_t thickness, int32_t line) {
  return baron::guarded([&] {
    cv::Mat image = baron::wrap(pixels, height, width, channels);
    cv::line(image, cv::Point(x1, y1), cv::Point(x2, y2), color_of(color), thickness, line_flag(line));
  });
}

// Plain (Hershey) lettering; (x, y) is the left end of the base line.
BARON_EXPORT int32_t baron_media_text(uint8_t* pixels, int32_t height, int32_t width, int32_t channels, const char* text, int32_t x,
                                      int32_t y, double scale, const double* color, int32_t thickness, int32_t line) {
  return baron::guarded([&] {
    cv::Mat image = baron::wrap(pixels, height, width, channels);
    cv::putText(image, text, cv::Point(x, y), cv::FONT_HERSHEY_SIMPLEX, scale, color_of(color), thickness, line_flag(line));
  });
}

BARON_EXPORT int32_t baron_media_text_size(const char* text, double scale, int32_t thickness, int32_t* width, int32_t* height,
                                           int32_t* below) {
  return baron::guarded([&] {
    const cv::Size size = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, scale, thickness, below);
    *width = size.width;
    *height = size.height;
  });
}

namespace {

// Contours as (x, y) pairs one after the other; counts holds the points of each.
std::vector<std::vector<cv::Point>> contours_of(const int32_t* points, const int32_t* counts, int32_t contours) {
  std::vector<std::vector<cv::Point>> result(contours);
  for (int32_t i = 0; i < contours; i++) {
    result[i].reserve(counts[i]);
    for (int32_t j = 0; j < counts[i]; j++, points += 2) {
      result[i].emplace_back(points[0], points[1]);
    }
  }
  return result;
}

}  // namespace

// Coordinates carry shift fractional bits.
BARON_EXPORT int32_t baron_media_fill_poly(uint8_t* pixels, int32_t height, int32_t width, int32_t channels, const int32_t* points,
                                           const int32_t* counts, int32_t contours, const double* color, int32_t line, int32_t shift) {
  return baron::guarded([&] {
    cv::Mat image = baron::wrap(pixels, height, width, channels);
    cv::fillPoly(image, contours_of(points, counts, contours), color_of(color), line_flag(line), shift);
  });
}

BARON_EXPORT int32_t baron_media_polylines(uint8_t* pixels, int32_t height, int32_t width, int32_t channels, const int32_t* points,
                                           const int32_t* counts, int32_t contours, int32_t closed, const double* color,
                                           int32_t thickness, int32_t line, int32_t shift) {
  return baron::guarded([&] {
    cv::Mat image = baron::wrap(pixels, height, width, channels);
    cv::polylines(image, contours_of(points, counts, contours), closed != 0, color_of(color), thickness, line_flag(line), shift);
  });
}

// Mixes a colour into the pixels where the mask is not zero: p (1 - alpha) + colour alpha.
BARON_EXPORT int32_t baron_media_overlay(uint8_t* pixels, int32_t height, int32_t width, int32_t channels, const uint8_t* mask,
                                         const double* color, double alpha) {
  return baron::guarded([&] {
    const int64_t count = int64_t(height) * width;
    for (int64_t i = 0; i < count; i++) {
      if (mask[i] != 0) {
        for (int32_t c = 0; c < channels; c++) {
          uint8_t& p = pixels[i * channels + c];
          p = cv::saturate_cast<uint8_t>(p * (1 - alpha) + color[c] * alpha);
        }
      }
    }
  });
}
