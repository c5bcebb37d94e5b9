// Greedy non-maximum suppression and pairwise overlaps on the CPU.

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "kernels.h"

namespace baron {
namespace {

template <typename T>
struct Corners {
  const T *x1, *y1, *x2, *y2, *area;
};

// Marks the boxes after i that overlap it too much.
template <typename T>
BARON_INLINE void suppress(const Corners<T>& b, int64_t i, int64_t n, T threshold, int32_t* dead) {
  const T x1 = b.x1[i], y1 = b.y1[i], x2 = b.x2[i], y2 = b.y2[i], area = b.area[i];
  for (int64_t j = i + 1; j < n; ++j) {
    const T left = b.x1[j] > x1 ? b.x1[j] : x1;
    const T top = b.y1[j] > y1 ? b.y1[j] : y1;
    const T right = b.x2[j] < x2 ? b.x2[j] : x2;
    const T bottom = b.y2[j] < y2 ? b.y2[j] : y2;
    const T w = right - left > 0 ? right - left : 0;
    const T h = bottom - top > 0 ? bottom - top : 0;
    const T inter = w * h;
    const T overlap = inter / (area + b.area[j] - inter);
    dead[j] |= overlap > threshold ? 1 : 0;
  }
}

BARON_CLONES void suppress_f32(const Corners<float>& b, int64_t i, int64_t n, float threshold, int32_t* dead) { suppress<float>(b, i, n, threshold, dead); }
BARON_CLONES void suppress_f64(const Corners<double>& b, int64_t i, int64_t n, double threshold, int32_t* dead) { suppress<double>(b, i, n, threshold, dead); }
inline void suppress_any(const Corners<float>& b, int64_t i, int64_t n, float t, int32_t* dead) { suppress_f32(b, i, n, t, dead); }
inline void suppress_any(const Corners<double>& b, int64_t i, int64_t n, double t, int32_t* dead) { suppress_f64(b, i, n, t, dead); }

template <typename T>
at::Tensor nms(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold) {
  const int64_t n = boxes.size(0);
  // Not the stable sort: the reference's order of equal scores is that of this very call.
  const auto order = std::get<1>(scores.contiguous().sort(/*dim=*/0, /*descending=*/true));
  const auto* index = order.data_ptr<int64_t>();
  const T* source = boxes.data_ptr<T>();
  std::vector<T> columns(5 * n);
  T *x1 = columns.data(), *y1 = x1 + n, *x2 = y1 + n, *y2 = x2 + n, *area = y2 + n;
  for (int64_t i = 0; i < n; ++i) {
    const T* box = source + index[i] * 4;
    x1[i] = box[0];
    y1[i] = box[1];
    x2[i] = box[2];
    y2[i] = box[3];
    area[i] = (box[2] - box[0]) * (box[3] - box[1]);
  }
  std::vector<int32_t> dead(n, 0);
  std::vector<int64_t> kept;
  const Corners<T> corners{x1, y1, x2, y2, area};
  for (int64_t i = 0; i < n; ++i) {
    if (dead[i]) continue;
    kept.push_back(index[i]);
    suppress_any(corners, i, n, static_cast<T>(iou_threshold), dead.data());
  }
  auto result = at::empty({static_cast<int64_t>(kept.size())}, boxes.options().dtype(at::kLong));
  std::copy(kept.begin(), kept.end(), result.data_ptr<int64_t>());
  return result;
}

template <typename T>
BARON_INLINE void overlap_row(const T* a, const Corners<T>& b, int64_t n, int64_t mode, T* out) {
  const T eps = static_cast<T>(1e-6);
  const T x1 = a[0], y1 = a[1], x2 = a[2], y2 = a[3], area = (x2 - x1) * (y2 - y1);
  for (int64_t j = 0; j < n; ++j) {
    const T left = b.x1[j] > x1 ? b.x1[j] : x1;
    const T top = b.y1[j] > y1 ? b.y1[j] : y1;
    const T right = b.x2[j] < x2 ? b.x2[j] : x2;
    const T bottom = b.y2[j] < y2 ? b.y2[j] : y2;
    const T w = right - left > 0 ? right - left : 0;
    const T h = bottom - top > 0 ? bottom - top : 0;
    const T inter = w * h;
    T whole = mode == 1 ? area : area + b.area[j] - inter;
    whole = whole > eps ? whole : eps;
    T value = inter / whole;
    if (mode == 2) {
      const T hull_w = (b.x2[j] > x2 ? b.x2[j] : x2) - (b.x1[j] < x1 ? b.x1[j] : x1);
      const T hull_h = (b.y2[j] > y2 ? b.y2[j] : y2) - (b.y1[j] < y1 ? b.y1[j] : y1);
      T hull = (hull_w > 0 ? hull_w : 0) * (hull_h > 0 ? hull_h : 0);
      hull = hull > eps ? hull : eps;
      value = value - (hull - whole) / hull;
    }
    out[j] = value;
  }
}

BARON_CLONES void overlap_row_f32(const float* a, const Corners<float>& b, int64_t n, int64_t mode, float* out) {
  // Three copies of the loop, each without a branch inside.
  if (mode == 0) overlap_row<float>(a, b, n, 0, out);
  else if (mode == 1) overlap_row<float>(a, b, n, 1, out);
  else overlap_row<float>(a, b, n, 2, out);
}
BARON_CLONES void overlap_row_f64(const double* a, const Corners<double>& b, int64_t n, int64_t mode, double* out) {
  if (mode == 0) overlap_row<double>(a, b, n, 0, out);
  else if (mode == 1) overlap_row<double>(a, b, n, 1, out);
  else overlap_row<double>(a, b, n, 2, out);
}
inline void overlap_row_any(const float* a, const Corners<float>& b, int64_t n, int64_t mode, float* out) { overlap_row_f32(a, b, n, mode, out); }
inline void overlap_row_any(const double* a, const Corners<double>& b, int64_t n, int64_t mode, double* out) { overlap_row_f64(a, b, n, mode, out); }

template <typename T>
at::Tensor overlaps(const at::Tensor& a, const at::Tensor& b, int64_t mode) {
  const int64_t rows = a.size(0), n = b.size(0);
  auto result = at::empty({rows, n}, a.options());
  const T* source = b.data_ptr<T>();
  std::vector<T> columns(5 * n);
  T *x1 = columns.data(), *y1 = x1 + n, *x2 = y1 + n, *y2 = x2 + n, *area = y2 + n;
  for (int64_t j = 0; j < n; ++j) {
    const T* box = source + j * 4;
    x1[j] = box[0];
    y1[j] = box[1];
    x2[j] = box[2];
    y2[j] = box[3];
    area[j] = (box[2] - box[0]) * (box[3] - box[1]);
  }
  const Corners<T> corners{x1, y1, x2, y2, area};
  const T* boxes = a.data_ptr<T>();
  T* out = result.data_ptr<T>();
  at::parallel_for(0, rows, std::max<int64_t>(1, 16384 / std::max<int64_t>(n, 1)), [&](int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) overlap_row_any(boxes + i * 4, corners, n, mode, out + i * n);
  });
  return result;
}

at::ScalarType working_type(const at::Tensor& boxes) { return boxes.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

}  // namespace

at::Tensor nms_cpu(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold) {
  const auto type = working_type(boxes);
  const auto plain = boxes.to(type).contiguous();
  return type == at::kDouble ? nms<double>(plain, scores, iou_threshold) : nms<float>(plain, scores, iou_threshold);
}

at::Tensor box_overlaps_cpu(const at::Tensor& a, const at::Tensor& b, int64_t mode) {
  const auto type = working_type(a);
  const auto first = a.to(type).contiguous(), second = b.to(type).contiguous();
  const auto result = type == at::kDouble ? overlaps<double>(first, second, mode) : overlaps<float>(first, second, mode);
  return result.to(a.scalar_type());
}

}  // namespace baron
