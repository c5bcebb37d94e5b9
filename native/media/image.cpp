#include "media.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <opencv2/imgproc.hpp>

namespace {

// The managed side's numbers, so that OpenCV's may change.
int interpolation_flag(int32_t interpolation) {
  switch (interpolation) {
    case 0: return cv::INTER_NEAREST;
    case 1: return cv::INTER_LINEAR;
    case 2: return cv::INTER_CUBIC;
    case 3: return cv::INTER_AREA;
    case 4: return cv::INTER_LANCZOS4;
    default: throw std::runtime_error("unknown interpolation");
  }
}

}  // namespace

BARON_EXPORT int32_t baron_media_resize_u8(const uint8_t* source, int32_t height, int32_t width, int32_t channels,
                                           uint8_t* destination, int32_t new_height, int32_t new_width, int32_t interpolation) {
  return baron::guarded([&] {
    cv::Mat target = baron::wrap(destination, new_height, new_width, channels);
    cv::resize(baron::wrap(source, height, width, channels), target, target.size(), 0, 0, interpolation_flag(interpolation));
  });
}

BARON_EXPORT int32_t baron_media_resize_f32(const float* source, int32_t height, int32_t width, int32_t channels, float* destination,
                                            int32_t new_height, int32_t new_width, int32_t interpolation) {
  return baron::guarded([&] {
    const cv::Mat image(height, width, CV_32FC(channels), const_cast<float*>(source));
    cv::Mat target(new_height, new_width, CV_32FC(channels), destination);
    cv::resize(image, target, target.size(), 0, 0, interpolation_flag(interpolation));
  });
}

// code: 0 around the horizontal axis (up and down exchanged), 1 around the vertical one, -1 both.
BARON_EXPORT int32_t baron_media_flip(const uint8_t* source, int32_t height, int32_t width, int32_t channels, uint8_t* destination,
                                      int32_t code) {
  return baron::guarded([&] {
    cv::Mat target = baron::wrap(destination, height, width, channels);
    cv::flip(baron::wrap(source, height, width, channels), target, code);
  });
}

// Minimum over a box of kernel x kernel pixels; outside counts as larger than everything.
BARON_EXPORT int32_t baron_media_erode(const uint8_t* source, int32_t height, int32_t width, uint8_t* destination, int32_t kernel) {
  return baron::guarded([&] {
    cv::Mat target = baron::wrap(destination, height, width, 1);
    cv::erode(baron::wrap(source, height, width, 1), target, cv::Mat::ones(kernel, kernel, CV_8U));
  });
}

// [h, w, 3] to [3, h, w], with the first and the last channel exchanged when swap is set.
BARON_EXPORT int32_t baron_media_to_planes(const uint8_t* source, int32_t height, int32_t width, uint8_t* destination, int32_t swap) {
  return baron::guarded([&] {
    const int64_t count = int64_t(height) * width;
    uint8_t* a = destination + (swap ? 2 * count : 0);
    uint8_t* b = destination + count;
    uint8_t* c = destination + (swap ? 0 : 2 * count);
    for (int64_t i = 0; i < count; i++) {
      a[i] = source[i * 3];
      b[i] = source[i * 3 + 1];
      c[i] = source[i * 3 + 2];
    }
  });
}

namespace {

template <typename T>
void normalize(const T* source, int32_t height, int32_t width, float* destination, int32_t out_height, int32_t out_width,
               const float* mean, const float* std, int32_t swap, float pad) {
  for (int c = 0; c < 3; c++) {
    const T* plane = source + int64_t(swap ? 2 - c : c) * height * width;
    float* target = destination + int64_t(c) * out_height * out_width;
    const float m = mean[c];
    const float s = std[c];
    for (int32_t y = 0; y < height; y++) {
      const T* from = plane + int64_t(y) * width;
      float* to = target + int64_t(y) * out_width;
      for (int32_t x = 0; x < width; x++) {
        to[x] = (float(from[x]) - m) / s;
      }
      for (int32_t x = width; x < out_width; x++) {
        to[x] = pad;
      }
    }
    float* rest = target + int64_t(height) * out_width;
    const int64_t count = int64_t(out_height - height) * out_width;
    for (int64_t i = 0; i < count; i++) {
      rest[i] = pad;
    }
  }
}

}  // namespace

// Brightness, contrast, saturation and hue of BGR float32 pixels on the 0-255 scale, in place, in single precision as the
// reference computes them. Factors of 1 and additions of 0 mean that a step is left out; contrast_first is before the change of
// saturation and hue, else after.
BARON_EXPORT int32_t baron_media_photometric(float* pixels, int32_t height, int32_t width, double brightness, double contrast,
                                             int32_t contrast_first, double saturation, double hue) {
  return baron::guarded([&] {
    cv::Mat image(height, width, CV_32FC3, pixels);
    const int64_t count = int64_t(height) * width * 3;
    auto scale = [&](float factor) {
      for (int64_t i = 0; i < count; i++) {
        pixels[i] *= factor;
      }
    };
    if (brightness != 0) {
      const float delta = float(brightness);
      for (int64_t i = 0; i < count; i++) {
        pixels[i] += delta;
      }
    }
    if (contrast_first && contrast != 1) {
      scale(float(contrast));
    }
    cv::cvtColor(image, image, cv::COLOR_BGR2HSV);
    if (saturation != 1) {
      const float factor = float(saturation);
      const bool clip = saturation > 1;
      for (int64_t i = 1; i < count; i += 3) {
        const float value = pixels[i] * factor;
        pixels[i] = clip ? std::min(std::max(value, 0.f), 1.f) : value;
      }
    }
    if (hue != 0) {
      const float delta = float(hue);
      for (int64_t i = 0; i < count; i += 3) {
        float value = pixels[i] + delta;
        if (value > 360.f) {
          value -= 360.f;
        }
        if (value < 0.f) {
          value += 360.f;
        }
        pixels[i] = value;
      }
    }
    cv::cvtColor(image, image, cv::COLOR_HSV2BGR);
    if (!contrast_first && contrast != 1) {
      scale(float(contrast));
    }
  });
}

// [3, h, w] 8-bit or float32 to float32 (x - mean) / std inside [3, out_height, out_width], the rest set to pad. mean and
// std are in the order of the result's channels.
BARON_EXPORT int32_t baron_media_normalize(const void* source, int32_t is_float, int32_t height, int32_t width, float* destination,
                                           int32_t out_height, int32_t out_width, const float* mean, const float* std, int32_t swap,
                                           float pad) {
  return baron::guarded([&] {
    if (is_float) {
      normalize(static_cast<const float*>(source), height, width, destination, out_height, out_width, mean, std, swap, pad);
    } else {
      normalize(static_cast<const uint8_t*>(source), height, width, destination, out_height, out_width, mean, std, swap, pad);
    }
  });
}
