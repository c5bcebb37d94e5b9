// RoIAlign on the CPU. A bilinear sample is a product of a weight along y and a weight along x, and so is the whole bin: the average
// over a bin's samples is sum_y wy(y) sum_x wx(x) f(y, x). The weights of all regions are laid out first; then each row that a region
// touches is pooled along x once, and the bins are weighted sums of those rows.
//
// Two memory layouts: channels last when regions overlap so much that turning the map pays (the vector runs over channels), plane by
// plane otherwise (few regions, or few channels as in picture crops). Either way every output is summed in one fixed order, whatever
// the number of threads.

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels.h"

namespace baron {
namespace {

template <typename T>
struct Tap {
  int32_t index;
  T weight;
};

template <typename T>
struct Plan {
  int64_t bins_y = 0, bins_x = 0;
  std::vector<int32_t> image;       // of each region
  std::vector<T> count;             // samples of a bin
  std::vector<Tap<T>> y, x;         // y: index into the region's rows; x: column
  std::vector<int64_t> y_begin;     // bin -> first tap, regions * bins + 1
  std::vector<int64_t> x_begin;
  std::vector<int32_t> rows;        // the rows that a region touches, ascending
  std::vector<int64_t> row_begin;   // region -> first row
  int64_t most_rows = 0;
  int64_t touched = 0;              // pixels, over all regions
};

// Weights of one bin. Samples ascend, so that a pixel met before is one of the last two.
template <typename T>
void add_tap(std::vector<Tap<T>>& taps, size_t first, int32_t index, T weight) {
  if (weight == T(0)) return;
  for (size_t i = taps.size(); i > first && i + 2 > taps.size(); --i) {
    if (taps[i - 1].index == index) {
      taps[i - 1].weight += weight;
      return;
    }
  }
  taps.push_back({index, weight});
}

template <typename T>
void axis(T start, T bin, int64_t bins, int64_t grid, int64_t size, std::vector<Tap<T>>& taps, std::vector<int64_t>& begin) {
  for (int64_t p = 0; p < bins; ++p) {
    const size_t first = taps.size();
    for (int64_t i = 0; i < grid; ++i) {
      T at = start + static_cast<T>(p) * bin + (static_cast<T>(i) + T(0.5)) * bin / static_cast<T>(grid);
      // Also false for NaN.
      if (!(at >= T(-1) && at <= static_cast<T>(size))) continue;
      if (at < 0) at = 0;
      auto low = static_cast<int64_t>(at);
      if (low >= size - 1) {
        add_tap(taps, first, static_cast<int32_t>(size - 1), T(1));
        continue;
      }
      const T far = at - static_cast<T>(low);
      add_tap(taps, first, static_cast<int32_t>(low), T(1) - far);
      add_tap(taps, first, static_cast<int32_t>(low + 1), far);
    }
    begin.push_back(static_cast<int64_t>(taps.size()));
  }
}

template <typename T>
Plan<T> plan(const T* rois, int64_t regions, int64_t images, int64_t height, int64_t width, const RoiAlignSettings& settings) {
  // A region has at most about as many pixels a side as the map; this bounds the work for boxes that are out of all proportion.
  constexpr int64_t kMostSamples = 1 << 14;
  Plan<T> out;
  out.bins_y = settings.height;
  out.bins_x = settings.width;
  out.y_begin.push_back(0);
  out.x_begin.push_back(0);
  out.row_begin.push_back(0);
  const T scale = static_cast<T>(settings.spatial_scale);
  const T offset = settings.aligned ? T(0.5) : T(0);
  std::vector<int32_t> slot(height, -1);
  for (int64_t r = 0; r < regions; ++r) {
    const T* roi = rois + r * 5;
    const auto image = static_cast<int64_t>(roi[0]);
    if (!(image >= 0 && image < images)) {
      throw std::invalid_argument("roi_align: region " + std::to_string(r) + " belongs to picture " + std::to_string(image) + ", the batch has " + std::to_string(images));
    }
    const T x0 = roi[1] * scale - offset;
    const T y0 = roi[2] * scale - offset;
    T w = roi[3] * scale - offset - x0;
    T h = roi[4] * scale - offset - y0;
    if (!settings.aligned) {
      w = std::max(w, T(1));
      h = std::max(h, T(1));
    }
    const T bin_h = h / static_cast<T>(settings.height);
    const T bin_w = w / static_cast<T>(settings.width);
    auto samples = [&](T bin) -> int64_t {
      if (settings.sampling_ratio > 0) return settings.sampling_ratio;
      const T n = std::ceil(bin);
      return n > 0 ? static_cast<int64_t>(std::min(n, static_cast<T>(kMostSamples))) : 0;
    };
    const int64_t grid_h = samples(bin_h), grid_w = samples(bin_w);
    out.image.push_back(static_cast<int32_t>(image));
    out.count.push_back(static_cast<T>(std::max<int64_t>(grid_h * grid_w, 1)));
    const size_t first_y = out.y.size();
    axis(y0, bin_h, settings.height, grid_h, height, out.y, out.y_begin);
    const size_t first_x = out.x.size();
    axis(x0, bin_w, settings.width, grid_w, width, out.x, out.x_begin);
    const size_t first_row = out.rows.size();
    for (size_t i = first_y; i < out.y.size(); ++i) {
      const int32_t row = out.y[i].index;
      if (slot[row] < 0) {
        slot[row] = static_cast<int32_t>(out.rows.size() - first_row);
        out.rows.push_back(row);
      }
      out.y[i].index = slot[row];
    }
    for (size_t i = first_row; i < out.rows.size(); ++i) slot[out.rows[i]] = -1;
    const auto rows = static_cast<int64_t>(out.rows.size() - first_row);
    out.row_begin.push_back(static_cast<int64_t>(out.rows.size()));
    out.most_rows = std::max(out.most_rows, rows);
    out.touched += rows * static_cast<int64_t>(out.x.size() - first_x);
  }
  return out;
}

// [n][rows][columns] -> [n][columns][rows] by blocks that fit the cache.
template <typename T>
void transpose(const T* source, T* target, int64_t n, int64_t rows, int64_t columns) {
  constexpr int64_t kBlock = 32;
  const int64_t blocks = (rows + kBlock - 1) / kBlock;
  at::parallel_for(0, n * blocks, 1, [&](int64_t from, int64_t to) {
    for (int64_t task = from; task < to; ++task) {
      const T* s = source + task / blocks * rows * columns;
      T* t = target + task / blocks * rows * columns;
      const int64_t r0 = task % blocks * kBlock, r1 = std::min(rows, r0 + kBlock);
      for (int64_t c0 = 0; c0 < columns; c0 += kBlock) {
        const int64_t c1 = std::min(columns, c0 + kBlock);
        for (int64_t c = c0; c < c1; ++c)
          for (int64_t r = r0; r < r1; ++r) t[c * rows + r] = s[r * columns + c];
      }
    }
  });
}

template <typename T>
BARON_INLINE void add_scaled(T* __restrict to, const T* __restrict from, T weight, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] += weight * from[i];
}

// ---- one region, a run of channels, channels last

template <typename T>
BARON_INLINE void forward_run(const Plan<T>& p, int64_t r, const T* map, int64_t width, int64_t channels, int64_t c0, int64_t n, T* rows, T* bins, T* out) {
  const int64_t first_row = p.row_begin[r], row_count = p.row_begin[r + 1] - first_row;
  const int64_t* xb = &p.x_begin[r * p.bins_x];
  const int64_t* yb = &p.y_begin[r * p.bins_y];
  std::fill(rows, rows + row_count * p.bins_x * n, T(0));
  for (int64_t s = 0; s < row_count; ++s) {
    const T* row = map + static_cast<int64_t>(p.rows[first_row + s]) * width * channels + c0;
    for (int64_t b = 0; b < p.bins_x; ++b)
      for (int64_t t = xb[b]; t < xb[b + 1]; ++t) add_scaled(rows + (s * p.bins_x + b) * n, row + p.x[t].index * channels, p.x[t].weight, n);
  }
  const int64_t line = p.bins_x * n;
  const T count = p.count[r];
  const int64_t area = p.bins_y * p.bins_x;
  for (int64_t b = 0; b < p.bins_y; ++b) {
    std::fill(bins, bins + line, T(0));
    for (int64_t t = yb[b]; t < yb[b + 1]; ++t) add_scaled(bins, rows + p.y[t].index * line, p.y[t].weight, line);
    for (int64_t i = 0; i < line; ++i) bins[i] = bins[i] / count;
    for (int64_t c = 0; c < n; ++c)
      for (int64_t i = 0; i < p.bins_x; ++i) out[c * area + b * p.bins_x + i] = bins[i * n + c];
  }
}

template <typename T>
BARON_INLINE void backward_run(const Plan<T>& p, int64_t r, const T* grad, T* map, int64_t width, int64_t channels, int64_t c0, int64_t n, T* rows, T* bins) {
  const int64_t first_row = p.row_begin[r], row_count = p.row_begin[r + 1] - first_row;
  const int64_t* xb = &p.x_begin[r * p.bins_x];
  const int64_t* yb = &p.y_begin[r * p.bins_y];
  const int64_t line = p.bins_x * n, area = p.bins_y * p.bins_x;
  const T count = p.count[r];
  std::fill(rows, rows + row_count * line, T(0));
  for (int64_t b = 0; b < p.bins_y; ++b) {
    for (int64_t c = 0; c < n; ++c)
      for (int64_t i = 0; i < p.bins_x; ++i) bins[i * n + c] = grad[c * area + b * p.bins_x + i] / count;
    for (int64_t t = yb[b]; t < yb[b + 1]; ++t) add_scaled(rows + p.y[t].index * line, bins, p.y[t].weight, line);
  }
  for (int64_t s = 0; s < row_count; ++s) {
    T* row = map + static_cast<int64_t>(p.rows[first_row + s]) * width * channels + c0;
    for (int64_t b = 0; b < p.bins_x; ++b)
      for (int64_t t = xb[b]; t < xb[b + 1]; ++t) add_scaled(row + p.x[t].index * channels, rows + s * line + b * n, p.x[t].weight, n);
  }
}

// ---- one region, one plane

template <typename T>
BARON_INLINE void forward_plane(const Plan<T>& p, int64_t r, const T* plane, int64_t width, T* rows, T* out) {
  const int64_t first_row = p.row_begin[r], row_count = p.row_begin[r + 1] - first_row;
  const int64_t* xb = &p.x_begin[r * p.bins_x];
  const int64_t* yb = &p.y_begin[r * p.bins_y];
  for (int64_t s = 0; s < row_count; ++s) {
    const T* row = plane + static_cast<int64_t>(p.rows[first_row + s]) * width;
    for (int64_t b = 0; b < p.bins_x; ++b) {
      T sum = 0;
      for (int64_t t = xb[b]; t < xb[b + 1]; ++t) sum += p.x[t].weight * row[p.x[t].index];
      rows[s * p.bins_x + b] = sum;
    }
  }
  const T count = p.count[r];
  for (int64_t b = 0; b < p.bins_y; ++b) {
    T* bins = out + b * p.bins_x;
    std::fill(bins, bins + p.bins_x, T(0));
    for (int64_t t = yb[b]; t < yb[b + 1]; ++t) add_scaled(bins, rows + p.y[t].index * p.bins_x, p.y[t].weight, p.bins_x);
    for (int64_t i = 0; i < p.bins_x; ++i) bins[i] = bins[i] / count;
  }
}

template <typename T>
BARON_INLINE void backward_plane(const Plan<T>& p, int64_t r, const T* grad, T* plane, int64_t width, T* rows, T* bins) {
  const int64_t first_row = p.row_begin[r], row_count = p.row_begin[r + 1] - first_row;
  const int64_t* xb = &p.x_begin[r * p.bins_x];
  const int64_t* yb = &p.y_begin[r * p.bins_y];
  const T count = p.count[r];
  std::fill(rows, rows + row_count * p.bins_x, T(0));
  for (int64_t b = 0; b < p.bins_y; ++b) {
    for (int64_t i = 0; i < p.bins_x; ++i) bins[i] = grad[b * p.bins_x + i] / count;
    for (int64_t t = yb[b]; t < yb[b + 1]; ++t) add_scaled(rows + p.y[t].index * p.bins_x, bins, p.y[t].weight, p.bins_x);
  }
  for (int64_t s = 0; s < row_count; ++s) {
    T* row = plane + static_cast<int64_t>(p.rows[first_row + s]) * width;
    for (int64_t b = 0; b < p.bins_x; ++b)
      for (int64_t t = xb[b]; t < xb[b + 1]; ++t) row[p.x[t].index] += p.x[t].weight * rows[s * p.bins_x + b];
  }
}

// target_clones does not reach templates: the two types get functions of their own.
#define BARON_ROI_ALIGN_LOOPS(T, suffix)                                                                                                    \
  BARON_CLONES void forward_run_##suffix(const Plan<T>& p, int64_t r, const T* map, int64_t width, int64_t channels, int64_t c0, int64_t n, \
                                         T* rows, T* bins, T* out) {                                                                        \
    forward_run<T>(p, r, map, width, channels, c0, n, rows, bins, out);                                                                     \
  }                                                                                                                                         \
  BARON_CLONES void backward_run_##suffix(const Plan<T>& p, int64_t r, const T* grad, T* map, int64_t width, int64_t channels, int64_t c0,  \
                                          int64_t n, T* rows, T* bins) {                                                                    \
    backward_run<T>(p, r, grad, map, width, channels, c0, n, rows, bins);                                                                   \
  }                                                                                                                                         \
  BARON_CLONES void forward_plane_##suffix(const Plan<T>& p, int64_t r, const T* plane, int64_t width, T* rows, T* out) {                   \
    forward_plane<T>(p, r, plane, width, rows, out);                                                                                        \
  }                                                                                                                                         \
  BARON_CLONES void backward_plane_##suffix(const Plan<T>& p, int64_t r, const T* grad, T* plane, int64_t width, T* rows, T* bins) {        \
    backward_plane<T>(p, r, grad, plane, width, rows, bins);                                                                                \
  }

BARON_ROI_ALIGN_LOOPS(float, f32)
BARON_ROI_ALIGN_LOOPS(double, f64)

template <typename T>
struct Loops;
template <>
struct Loops<float> {
  static constexpr auto forward_run = forward_run_f32;
  static constexpr auto backward_run = backward_run_f32;
  static constexpr auto forward_plane = forward_plane_f32;
  static constexpr auto backward_plane = backward_plane_f32;
};
template <>
struct Loops<double> {
  static constexpr auto forward_run = forward_run_f64;
  static constexpr auto backward_run = backward_run_f64;
  static constexpr auto forward_plane = forward_plane_f64;
  static constexpr auto backward_plane = backward_plane_f64;
};

// Turning the map costs about as much as pooling half of it plane by plane.
template <typename T>
bool use_channels_last(const Plan<T>& p, int64_t images, int64_t channels, int64_t height, int64_t width) {
  return channels >= 8 && 2 * p.touched > images * height * width;
}

int64_t run_length(int64_t channels) {
  const int64_t share = (channels + at::get_num_threads() - 1) / at::get_num_threads();
  return std::min<int64_t>(channels, std::clamp<int64_t>((share + 15) / 16 * 16, 16, 64));
}

template <typename T>
at::Tensor forward(const at::Tensor& input, const at::Tensor& rois, const RoiAlignSettings& settings) {
  const int64_t images = input.size(0), channels = input.size(1), height = input.size(2), width = input.size(3), regions = rois.size(0);
  auto output = at::empty({regions, channels, settings.height, settings.width}, input.options().memory_format(at::MemoryFormat::Contiguous));
  if (output.numel() == 0) return output;
  if (input.numel() == 0) return output.zero_();
  const auto p = plan<T>(rois.data_ptr<T>(), regions, images, height, width, settings);
  const int64_t area = settings.height * settings.width;
  T* out = output.data_ptr<T>();
  const bool turned = input.is_contiguous(at::MemoryFormat::ChannelsLast) && channels > 1;
  if (turned || use_channels_last(p, images, channels, height, width)) {
    at::Tensor holder;
    const T* map;
    if (turned) {
      map = input.data_ptr<T>();
    } else {
      const auto plain = input.contiguous();
      holder = at::empty({images, height * width, channels}, input.options().memory_format(at::MemoryFormat::Contiguous));
      transpose(plain.data_ptr<T>(), holder.data_ptr<T>(), images, channels, height * width);
      map = holder.data_ptr<T>();
    }
    const int64_t run = run_length(channels), runs = (channels + run - 1) / run;
    at::parallel_for(0, regions * runs, 1, [&](int64_t from, int64_t to) {
      std::vector<T> rows(p.most_rows * settings.width * run), bins(settings.width * run);
      for (int64_t task = from; task < to; ++task) {
        const int64_t r = task / runs, c0 = task % runs * run, n = std::min(run, channels - c0);
        Loops<T>::forward_run(p, r, map + p.image[r] * height * width * channels, width, channels, c0, n, rows.data(), bins.data(), out + (r * channels + c0) * area);
      }
    });
    return output;
  }
  const auto plain = input.contiguous();
  const T* map = plain.data_ptr<T>();
  // All regions of a plane one after the other, while it is in the cache.
  at::parallel_for(0, channels * regions, 1, [&](int64_t from, int64_t to) {
    std::vector<T> rows(p.most_rows * settings.width);
    for (int64_t task = from; task < to; ++task) {
      const int64_t c = task / regions, r = task % regions;
      Loops<T>::forward_plane(p, r, map + (p.image[r] * channels + c) * height * width, width, rows.data(), out + (r * channels + c) * area);
    }
  });
  return output;
}

template <typename T>
at::Tensor backward(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef size, const RoiAlignSettings& settings) {
  const int64_t images = size[0], channels = size[1], height = size[2], width = size[3], regions = rois.size(0);
  if (regions == 0 || grad.numel() == 0) return at::zeros(size, grad.options());
  const auto p = plan<T>(rois.data_ptr<T>(), regions, images, height, width, settings);
  const int64_t area = settings.height * settings.width;
  const auto plain = grad.contiguous();
  const T* g = plain.data_ptr<T>();
  if (use_channels_last(p, images, channels, height, width)) {
    auto turned = at::zeros({images, height * width, channels}, grad.options());
    T* map = turned.data_ptr<T>();
    const int64_t run = run_length(channels), runs = (channels + run - 1) / run;
    // A thread owns channels, so that regions are added in their order.
    at::parallel_for(0, runs, 1, [&](int64_t from, int64_t to) {
      std::vector<T> rows(p.most_rows * settings.width * run), bins(settings.width * run);
      for (int64_t task = from; task < to; ++task) {
        const int64_t c0 = task * run, n = std::min(run, channels - c0);
        for (int64_t r = 0; r < regions; ++r) {
          Loops<T>::backward_run(p, r, g + (r * channels + c0) * area, map + p.image[r] * height * width * channels, width, channels, c0, n, rows.data(), bins.data());
        }
      }
    });
    auto result = at::empty(size, grad.options());
    transpose(map, result.data_ptr<T>(), images, height * width, channels);
    return result;
  }
  auto result = at::zeros(size, grad.options());
  T* map = result.data_ptr<T>();
  at::parallel_for(0, channels, 1, [&](int64_t from, int64_t to) {
    std::vector<T> rows(p.most_rows * settings.width), bins(settings.width);
    for (int64_t c = from; c < to; ++c) {
      for (int64_t r = 0; r < regions; ++r) {
        Loops<T>::backward_plane(p, r, g + (r * channels + c) * area, map + (p.image[r] * channels + c) * height * width, width, rows.data(), bins.data());
      }
    }
  });
  return result;
}

}  // namespace

at::Tensor roi_align_forward_cpu(const at::Tensor& input, const at::Tensor& rois, const RoiAlignSettings& settings) {
  if (input.scalar_type() == at::kDouble) return forward<double>(input, rois.to(at::kDouble).contiguous(), settings);
  if (input.scalar_type() == at::kFloat) return forward<float>(input, rois.to(at::kFloat).contiguous(), settings);
  return forward<float>(input.to(at::kFloat), rois.to(at::kFloat).contiguous(), settings).to(input.scalar_type());
}

at::Tensor roi_align_backward_cpu(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef input_size, const RoiAlignSettings& settings) {
  if (grad.scalar_type() == at::kDouble) return backward<double>(grad, rois.to(at::kDouble).contiguous(), input_size, settings);
  if (grad.scalar_type() == at::kFloat) return backward<float>(grad, rois.to(at::kFloat).contiguous(), input_size, settings);
  return backward<float>(grad.to(at::kFloat), rois.to(at::kFloat).contiguous(), input_size, settings).to(grad.scalar_type());
}

}  // namespace baron
