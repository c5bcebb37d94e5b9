// From a decoded picture to a network's input in one pass: resize (bilinear, with cv::resize's results to the bit), mirror, split
// into planes, and either keep 8 bits or normalise into a padded float32 slot. The steps one by one would write and read the
// enlarged picture four times.
#include "media.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include <opencv2/imgproc.hpp>

#if defined(__x86_64__)
#include <immintrin.h>
#define BARON_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BARON_CLONES
#endif

namespace {

// Where the three 8-bit planes of a picture are to be kept as they are.
struct BytePlanes {
  uint8_t* destination;
  int32_t height;
  int32_t width;
  bool swap;

  // plane: 0 blue, 1 green, 2 red.
  uint8_t* row(int32_t plane, int32_t y) const { return destination + (int64_t(swap ? 2 - plane : plane) * height + y) * width; }
};

// How (x - mean) / std is computed for 8-bit x: where the product with 1 / std, corrected once by its remainder, rounds as the
// division does for each of the 256 values, that is used, because it takes a third of the time.
struct Scaling {
  float mean;
  float std;
  float inverse;
  bool exact;

  Scaling(float mean, float std) : mean(mean), std(std), inverse(1.f / std), exact(true) {
    for (int32_t x = 0; x < 256 && exact; x++) {
      const float value = float(x) - mean;
      const float quotient = value * inverse;
      exact = std::fmaf(std::fmaf(-quotient, std, value), inverse, quotient) == value / std;
    }
  }
};

// Where they are to be normalised, inside a larger float32 slot.
struct FloatPlanes {
  float* destination;
  int32_t height;
  int32_t width;
  bool swap;
  float pad;
  Scaling scaling[3];  // in the order of the result's channels

  int32_t channel(int32_t plane) const { return swap ? 2 - plane : plane; }
  float* row(int32_t plane, int32_t y) const { return destination + (int64_t(channel(plane)) * height + y) * width; }

  // What is below the picture's rows; each row pads itself.
  void fill_below(int32_t rows) const {
    for (int32_t plane = 0; plane < 3; plane++) {
      for (int32_t y = rows; y < height; y++) {
        pad_row(row(plane, y), 0, width, pad);
      }
    }
  }

  static void pad_row(float* target, int32_t from, int32_t width, float pad);
};

// Past the caches where the place allows it: a batch is larger than they are, and lines that are about to be overwritten need not
// be read.
void FloatPlanes::pad_row(float* target, int32_t from, int32_t width, float pad) {
  int32_t x = from;
#if defined(__x86_64__)
  const __m128 value = _mm_set1_ps(pad);
  for (; x < width && reinterpret_cast<uintptr_t>(target + x) % 16 != 0; x++) {
    target[x] = pad;
  }
  for (; x + 4 <= width; x += 4) {
    _mm_stream_ps(target + x, value);
  }
#endif
  std::fill(target + x, target + width, pad);
}

void put_row(const BytePlanes& planes, int32_t plane, int32_t y, const uint8_t* values, int32_t count) {
  std::memcpy(planes.row(plane, y), values, size_t(count));
}

BARON_CLONES void normalize_row(const uint8_t* values, int32_t count, float* target, float mean, float std) {
  for (int32_t x = 0; x < count; x++) {
    target[x] = (float(values[x]) - mean) / std;
  }
}

void put_row(const FloatPlanes& planes, int32_t plane, int32_t y, const uint8_t* values, int32_t count) {
  const Scaling& scaling = planes.scaling[planes.channel(plane)];
  normalize_row(values, count, planes.row(plane, y), scaling.mean, scaling.std);
  FloatPlanes::pad_row(planes.row(plane, y), count, planes.width, planes.pad);
}

// The steps one by one, where the fast way does not go.
template <typename Planes>
void step_by_step(const uint8_t* source, int32_t height, int32_t width, int32_t new_height, int32_t new_width, bool mirror,
                  const Planes& planes) {
  cv::Mat image = baron::wrap(source, height, width, 3);
  if (height != new_height || width != new_width) {
    cv::Mat resized;
    cv::resize(image, resized, cv::Size(new_width, new_height), 0, 0, cv::INTER_LINEAR);
    image = resized;
  }
  std::vector<uint8_t> line(static_cast<size_t>(new_width));
  for (int32_t y = 0; y < new_height; y++) {
    const uint8_t* row = image.ptr<uint8_t>(y);
    for (int32_t plane = 0; plane < 3; plane++) {
      for (int32_t x = 0; x < new_width; x++) {
        line[size_t(x)] = row[(mirror ? new_width - 1 - x : x) * 3 + plane];
      }
      put_row(planes, plane, y, line.data(), new_width);
    }
  }
}

#if defined(__x86_64__)

// cv::resize computes with weights of 11 bits.
constexpr int32_t weight_one = 2048;

struct Weights {
  int16_t first;
  int16_t second;
};

Weights weights(float fraction) {
  return {int16_t(cvRound((1.f - fraction) * weight_one)), int16_t(cvRound(fraction * weight_one))};
}

// One source row to sums of its neighbouring samples at every column, without their last four bits: planes of `stride` values.
// Reads up to two bytes after the row.
__attribute__((target("avx2"))) void sums_of_row(const uint8_t* source, const int32_t* offsets, const int32_t* pairs, int32_t count,
                                                  int32_t stride, int16_t* sums) {
  const char z = char(0x80);
  // The eight bytes of a column begin with its two pixels, (b0 g0 r0 b1 g1 r1); a half of a register holds two columns. Single
  // reads are quicker than a gather.
  const __m256i blue_green = _mm256_setr_epi8(0, z, 3, z, 8, z, 11, z, 1, z, 4, z, 9, z, 12, z, 0, z, 3, z, 8, z, 11, z, 1, z, 4, z, 9, z, 12, z);
  const __m256i red_only = _mm256_setr_epi8(2, z, 5, z, 10, z, 13, z, z, z, z, z, z, z, z, z, 2, z, 5, z, 10, z, 13, z, z, z, z, z, z, z, z, z);
  auto column = [&](int32_t x) {
    int64_t bytes;
    std::memcpy(&bytes, source + offsets[x], sizeof(bytes));
    return bytes;
  };
  for (int32_t x = 0; x < count; x += 8) {
    const __m256i weight = _mm256_load_si256(reinterpret_cast<const __m256i*>(pairs + x));
    const __m256i a = _mm256_setr_epi64x(column(x), column(x + 1), column(x + 4), column(x + 5));
    const __m256i b = _mm256_setr_epi64x(column(x + 2), column(x + 3), column(x + 6), column(x + 7));
    const __m256i first = _mm256_shuffle_epi8(a, blue_green);
    const __m256i second = _mm256_shuffle_epi8(b, blue_green);
    const __m256i red_pairs = _mm256_unpacklo_epi64(_mm256_shuffle_epi8(a, red_only), _mm256_shuffle_epi8(b, red_only));
    const __m256i blue = _mm256_srli_epi32(_mm256_madd_epi16(_mm256_unpacklo_epi64(first, second), weight), 4);
    const __m256i green = _mm256_srli_epi32(_mm256_madd_epi16(_mm256_unpackhi_epi64(first, second), weight), 4);
    const __m256i red = _mm256_srli_epi32(_mm256_madd_epi16(red_pairs, weight), 4);
    const __m256i both = _mm256_permute4x64_epi64(_mm256_packus_epi32(blue, green), 0xd8);
    const __m256i single = _mm256_permute4x64_epi64(_mm256_packus_epi32(red, red), 0xd8);
    _mm_store_si128(reinterpret_cast<__m128i*>(sums + x), _mm256_castsi256_si128(both));
    _mm_store_si128(reinterpret_cast<__m128i*>(sums + stride + x), _mm256_extracti128_si256(both, 1));
    _mm_store_si128(reinterpret_cast<__m128i*>(sums + 2 * stride + x), _mm256_castsi256_si128(single));
  }
}

// Two rows of sums to 32 8-bit samples of one row.
__attribute__((target("avx2"), always_inline)) inline __m256i blend(const int16_t* above, const int16_t* below, __m256i first, __m256i second) {
  const __m256i half = _mm256_set1_epi16(2);
  __m256i parts[2];
  for (int i = 0; i < 2; i++) {
    const __m256i a = _mm256_mulhi_epi16(_mm256_load_si256(reinterpret_cast<const __m256i*>(above) + i), first);
    const __m256i b = _mm256_mulhi_epi16(_mm256_load_si256(reinterpret_cast<const __m256i*>(below) + i), second);
    parts[i] = _mm256_srai_epi16(_mm256_add_epi16(_mm256_add_epi16(a, b), half), 2);
  }
  return _mm256_permute4x64_epi64(_mm256_packus_epi16(parts[0], parts[1]), 0xd8);
}

__attribute__((target("avx2"))) void blend_row(const BytePlanes& planes, int32_t plane, int32_t y, const int16_t* above,
                                               const int16_t* below, Weights weight, int32_t count) {
  const __m256i first = _mm256_set1_epi16(weight.first);
  const __m256i second = _mm256_set1_epi16(weight.second);
  uint8_t* target = planes.row(plane, y);
  int32_t x = 0;
  for (; x + 32 <= count; x += 32) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target + x), blend(above + x, below + x, first, second));
  }
  if (x < count) {
    alignas(32) uint8_t rest[32];
    _mm256_store_si256(reinterpret_cast<__m256i*>(rest), blend(above + x, below + x, first, second));
    std::memcpy(target + x, rest, size_t(count - x));
  }
}

template <bool Exact, bool Stream>
__attribute__((target("avx2,fma"))) void blend_and_normalize(float* target, const Scaling& scaling, const int16_t* above,
                                                             const int16_t* below, Weights weight, int32_t count) {
  const __m256i first = _mm256_set1_epi16(weight.first);
  const __m256i second = _mm256_set1_epi16(weight.second);
  const __m256 mean = _mm256_set1_ps(scaling.mean);
  const __m256 std = _mm256_set1_ps(scaling.std);
  const __m256 inverse = _mm256_set1_ps(scaling.inverse);
  auto normalize = [&](__m128i bytes, float* to) __attribute__((target("avx2,fma"))) {
    const __m256 value = _mm256_sub_ps(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)), mean);
    const __m256 quotient = _mm256_mul_ps(value, inverse);
    const __m256 result = Exact ? _mm256_fmadd_ps(_mm256_fnmadd_ps(quotient, std, value), inverse, quotient) : _mm256_div_ps(value, std);
    Stream ? _mm256_stream_ps(to, result) : _mm256_storeu_ps(to, result);
  };
  auto normalize_all = [&](int32_t x, float* to) __attribute__((target("avx2,fma"))) {
    const __m256i bytes = blend(above + x, below + x, first, second);
    const __m128i low = _mm256_castsi256_si128(bytes);
    const __m128i high = _mm256_extracti128_si256(bytes, 1);
    normalize(low, to);
    normalize(_mm_srli_si128(low, 8), to + 8);
    normalize(high, to + 16);
    normalize(_mm_srli_si128(high, 8), to + 24);
  };
  int32_t x = 0;
  for (; x + 32 <= count; x += 32) {
    normalize_all(x, target + x);
  }
  if (x < count) {
    alignas(32) float rest[32];
    normalize_all(x, rest);
    std::memcpy(target + x, rest, size_t(count - x) * sizeof(float));
  }
}

void blend_row(const FloatPlanes& planes, int32_t plane, int32_t y, const int16_t* above, const int16_t* below, Weights weight,
               int32_t count) {
  const Scaling& scaling = planes.scaling[planes.channel(plane)];
  float* target = planes.row(plane, y);
  const bool stream = reinterpret_cast<uintptr_t>(target) % 32 == 0;
  const auto blend = scaling.exact ? (stream ? blend_and_normalize<true, true> : blend_and_normalize<true, false>)
                                   : (stream ? blend_and_normalize<false, true> : blend_and_normalize<false, false>);
  blend(target, scaling, above, below, weight, count);
  FloatPlanes::pad_row(target, count, planes.width, planes.pad);
}

template <typename T>
class Aligned {
 public:
  explicit Aligned(size_t count) : memory_(cv::fastMalloc(count * sizeof(T))) { std::memset(memory_, 0, count * sizeof(T)); }
  ~Aligned() { cv::fastFree(memory_); }
  Aligned(const Aligned&) = delete;
  Aligned& operator=(const Aligned&) = delete;
  T* get() { return static_cast<T*>(memory_); }

 private:
  void* memory_;
};

template <typename Planes>
void in_one_pass(const uint8_t* source, int32_t height, int32_t width, int32_t new_height, int32_t new_width, bool mirror,
                 const Planes& planes) {
  const int32_t stride = (new_width + 31) & ~31;
  Aligned<int32_t> offsets{size_t(stride)};
  Aligned<int32_t> pairs{size_t(stride)};
  const double scale_x = 1.0 / (double(new_width) / width);
  for (int32_t x = 0; x < new_width; x++) {
    float place = float((x + 0.5) * scale_x - 0.5);
    int32_t left = cvFloor(place);
    place -= float(left);
    Weights weight = weights(place);
    if (left < 0) {
      left = 0;
      weight = {int16_t(weight_one), 0};
    }
    if (left >= width - 1) {
      // The last sample is the second of the last pair.
      left = width - 2;
      weight = {0, int16_t(weight_one)};
    }
    const int32_t target = mirror ? new_width - 1 - x : x;
    offsets.get()[target] = left * 3;
    pairs.get()[target] = int32_t(uint32_t(uint16_t(weight.first)) | (uint32_t(uint16_t(weight.second)) << 16));
  }

  const double scale_y = 1.0 / (double(new_height) / height);
  Aligned<int16_t> sums{size_t(stride) * 6};
  int32_t held[2] = {-1, -1};
  // After the last row nothing may be read.
  Aligned<uint8_t> last{size_t(width) * 3 + 8};
  std::memcpy(last.get(), source + int64_t(height - 1) * width * 3, size_t(width) * 3);
  auto row_of = [&](int32_t y, int32_t keep) {
    for (int slot = 0; slot < 2; slot++) {
      if (held[slot] == y) {
        return slot;
      }
    }
    const int slot = held[0] == keep ? 1 : 0;
    sums_of_row(y == height - 1 ? last.get() : source + int64_t(y) * width * 3, offsets.get(), pairs.get(), (new_width + 7) & ~7, stride, sums.get() + slot * 3 * stride);
    held[slot] = y;
    return slot;
  };
  for (int32_t y = 0; y < new_height; y++) {
    float place = float((y + 0.5) * scale_y - 0.5);
    const int32_t top = cvFloor(place);
    place -= float(top);
    const Weights weight = weights(place);
    const int32_t above = std::min(std::max(top, 0), height - 1);
    const int32_t below = std::min(std::max(top + 1, 0), height - 1);
    const int first = row_of(above, below);
    const int second = row_of(below, above);
    for (int32_t plane = 0; plane < 3; plane++) {
      blend_row(planes, plane, y, sums.get() + (first * 3 + plane) * stride, sums.get() + (second * 3 + plane) * stride, weight, new_width);
    }
  }
}

#endif

template <typename Planes>
void write_planes(const uint8_t* source, int32_t height, int32_t width, int32_t new_height, int32_t new_width, bool mirror,
                  const Planes& planes) {
#if defined(__x86_64__)
  // cv::resize takes the mean of four pixels where both sides are halved.
  const bool halved = height == 2 * int64_t(new_height) && width == 2 * int64_t(new_width);
  if (width >= 2 && !halved && int64_t(width) * 3 < INT32_MAX && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    in_one_pass(source, height, width, new_height, new_width, mirror, planes);
    return;
  }
#endif
  step_by_step(source, height, width, new_height, new_width, mirror, planes);
}

}  // namespace

// [height, width, 3] to [3, new_height, new_width], mirrored left to right where asked; with swap the last channel comes first.
BARON_EXPORT int32_t baron_media_resize_planes(const uint8_t* source, int32_t height, int32_t width, uint8_t* destination,
                                               int32_t new_height, int32_t new_width, int32_t mirror, int32_t swap) {
  return baron::guarded([&] {
    write_planes(source, height, width, new_height, new_width, mirror != 0, BytePlanes{destination, new_height, new_width, swap != 0});
  });
}

// The same as (x - mean) / std inside [3, out_height, out_width], the rest set to pad; mean and std in the order of the result's
// channels.
BARON_EXPORT int32_t baron_media_resize_normalize(const uint8_t* source, int32_t height, int32_t width, int32_t new_height,
                                                  int32_t new_width, int32_t mirror, float* destination, int32_t out_height,
                                                  int32_t out_width, const float* mean, const float* std, int32_t swap, float pad) {
  return baron::guarded([&] {
    const FloatPlanes planes{destination, out_height, out_width, swap != 0, pad, {{mean[0], std[0]}, {mean[1], std[1]}, {mean[2], std[2]}}};
    write_planes(source, height, width, new_height, new_width, mirror != 0, planes);
    planes.fill_below(new_height);
#if defined(__x86_64__)
    _mm_sfence();
#endif
  });
}
