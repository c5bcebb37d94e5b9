// RoIAlign and non-maximum suppression on CUDA. Half precision is pooled in float and converted at the ends.

#include <ATen/ATen.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <cuda_runtime.h>

#include <vector>

#include "kernels.h"

namespace baron {
namespace {

constexpr int kThreads = 256;

int64_t blocks_for(int64_t n) { return std::min<int64_t>((n + kThreads - 1) / kThreads, 65535); }

template <typename T>
struct Corner {
  int64_t index[4];
  T weight[4];
};

// The four pixels of a bilinear sample; none when it lies more than a pixel outside. Also none for NaN.
template <typename T>
__device__ bool sample(T y, T x, int64_t height, int64_t width, Corner<T>& corner) {
  if (!(y >= T(-1) && y <= static_cast<T>(height) && x >= T(-1) && x <= static_cast<T>(width))) return false;
  y = y < 0 ? T(0) : y;
  x = x < 0 ? T(0) : x;
  int64_t top = static_cast<int64_t>(y), left = static_cast<int64_t>(x), bottom = top + 1, right = left + 1;
  if (top >= height - 1) {
    top = bottom = height - 1;
    y = static_cast<T>(top);
  }
  if (left >= width - 1) {
    left = right = width - 1;
    x = static_cast<T>(left);
  }
  const T fy = y - static_cast<T>(top), fx = x - static_cast<T>(left), ny = T(1) - fy, nx = T(1) - fx;
  corner.index[0] = top * width + left;
  corner.index[1] = top * width + right;
  corner.index[2] = bottom * width + left;
  corner.index[3] = bottom * width + right;
  corner.weight[0] = ny * nx;
  corner.weight[1] = ny * fx;
  corner.weight[2] = fy * nx;
  corner.weight[3] = fy * fx;
  return true;
}

template <typename T>
struct Bin {
  int64_t image;
  T y, x, height, width;
  int64_t samples_y, samples_x;
  T count;
};

template <typename T>
__device__ Bin<T> bin_of(const T* roi, int64_t by, int64_t bx, int64_t bins_y, int64_t bins_x, T scale, int64_t ratio, bool aligned) {
  const T offset = aligned ? T(0.5) : T(0);
  const T x0 = roi[1] * scale - offset, y0 = roi[2] * scale - offset;
  T w = roi[3] * scale - offset - x0, h = roi[4] * scale - offset - y0;
  if (!aligned) {
    w = w > T(1) ? w : T(1);
    h = h > T(1) ? h : T(1);
  }
  Bin<T> bin;
  bin.image = static_cast<int64_t>(roi[0]);
  bin.height = h / static_cast<T>(bins_y);
  bin.width = w / static_cast<T>(bins_x);
  bin.y = y0 + static_cast<T>(by) * bin.height;
  bin.x = x0 + static_cast<T>(bx) * bin.width;
  // As on the CPU: boxes out of all proportion do not ask for billions of samples.
  const T most = T(1 << 14);
  const T ny = bin.height > 0 ? ceil(bin.height) : T(0), nx = bin.width > 0 ? ceil(bin.width) : T(0);
  bin.samples_y = ratio > 0 ? ratio : static_cast<int64_t>(ny < most ? ny : most);
  bin.samples_x = ratio > 0 ? ratio : static_cast<int64_t>(nx < most ? nx : most);
  const int64_t count = bin.samples_y * bin.samples_x;
  bin.count = static_cast<T>(count > 1 ? count : 1);
  return bin;
}

template <typename T>
__global__ void forward_kernel(int64_t n, const T* input, const T* rois, int64_t channels, int64_t height, int64_t width, int64_t bins_y, int64_t bins_x, T scale, int64_t ratio, bool aligned, T* output) {
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < n; i += static_cast<int64_t>(gridDim.x) * blockDim.x) {
    const int64_t bx = i % bins_x, by = i / bins_x % bins_y, c = i / bins_x / bins_y % channels, r = i / bins_x / bins_y / channels;
    const Bin<T> bin = bin_of(rois + r * 5, by, bx, bins_y, bins_x, scale, ratio, aligned);
    const T* plane = input + (bin.image * channels + c) * height * width;
    T sum = 0;
    for (int64_t iy = 0; iy < bin.samples_y; ++iy) {
      const T y = bin.y + (static_cast<T>(iy) + T(0.5)) * bin.height / static_cast<T>(bin.samples_y);
      for (int64_t ix = 0; ix < bin.samples_x; ++ix) {
        const T x = bin.x + (static_cast<T>(ix) + T(0.5)) * bin.width / static_cast<T>(bin.samples_x);
        Corner<T> corner;
        if (sample(y, x, height, width, corner)) {
          for (int k = 0; k < 4; ++k) sum += corner.weight[k] * plane[corner.index[k]];
        }
      }
    }
    output[i] = sum / bin.count;
  }
}

template <typename T>
__global__ void backward_kernel(int64_t n, const T* grad, const T* rois, int64_t channels, int64_t height, int64_t width, int64_t bins_y, int64_t bins_x, T scale, int64_t ratio, bool aligned, T* result) {
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < n; i += static_cast<int64_t>(gridDim.x) * blockDim.x) {
    const int64_t bx = i % bins_x, by = i / bins_x % bins_y, c = i / bins_x / bins_y % channels, r = i / bins_x / bins_y / channels;
    const Bin<T> bin = bin_of(rois + r * 5, by, bx, bins_y, bins_x, scale, ratio, aligned);
    T* plane = result + (bin.image * channels + c) * height * width;
    const T g = grad[i] / bin.count;
    for (int64_t iy = 0; iy < bin.samples_y; ++iy) {
      const T y = bin.y + (static_cast<T>(iy) + T(0.5)) * bin.height / static_cast<T>(bin.samples_y);
      for (int64_t ix = 0; ix < bin.samples_x; ++ix) {
        const T x = bin.x + (static_cast<T>(ix) + T(0.5)) * bin.width / static_cast<T>(bin.samples_x);
        Corner<T> corner;
        if (sample(y, x, height, width, corner)) {
          for (int k = 0; k < 4; ++k) atomicAdd(plane + corner.index[k], g * corner.weight[k]);
        }
      }
    }
  }
}

void check_images(const at::Tensor& rois, int64_t images) {
  if (rois.size(0) == 0) return;
  const auto index = rois.select(1, 0);
  TORCH_CHECK_VALUE(index.min().item<double>() >= 0 && index.max().item<double>() < static_cast<double>(images), "roi_align: a region belongs to a picture that the batch does not have");
}

template <typename T>
at::Tensor forward(const at::Tensor& input, const at::Tensor& rois, const RoiAlignSettings& s) {
  const int64_t channels = input.size(1);
  auto output = at::empty({rois.size(0), channels, s.height, s.width}, input.options());
  const int64_t n = output.numel();
  if (n == 0) return output;
  if (input.numel() == 0) return output.zero_();
  forward_kernel<T><<<blocks_for(n), kThreads, 0, c10::cuda::getCurrentCUDAStream()>>>(n, input.data_ptr<T>(), rois.data_ptr<T>(), channels, input.size(2), input.size(3), s.height, s.width, static_cast<T>(s.spatial_scale), s.sampling_ratio, s.aligned, output.data_ptr<T>());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return output;
}

template <typename T>
at::Tensor backward(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef size, const RoiAlignSettings& s) {
  auto result = at::zeros(size, grad.options());
  const int64_t n = grad.numel();
  if (n == 0 || result.numel() == 0) return result;
  backward_kernel<T><<<blocks_for(n), kThreads, 0, c10::cuda::getCurrentCUDAStream()>>>(n, grad.data_ptr<T>(), rois.data_ptr<T>(), size[1], size[2], size[3], s.height, s.width, static_cast<T>(s.spatial_scale), s.sampling_ratio, s.aligned, result.data_ptr<T>());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return result;
}

at::ScalarType working_type(const at::Tensor& tensor) { return tensor.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

constexpr int kWord = 64;

// One block compares 64 rows with 64 columns; bit j of mask[row][column block] says that the row's box suppresses that column's.
__global__ void nms_kernel(int64_t n, float threshold, const float* boxes, unsigned long long* mask) {
  const int64_t row_block = blockIdx.y, column_block = blockIdx.x;
  if (row_block > column_block) return;
  const int64_t rows = min(n - row_block * kWord, static_cast<int64_t>(kWord)), columns = min(n - column_block * kWord, static_cast<int64_t>(kWord));
  __shared__ float other[kWord * 4];
  if (threadIdx.x < columns) {
    for (int k = 0; k < 4; ++k) other[threadIdx.x * 4 + k] = boxes[(column_block * kWord + threadIdx.x) * 4 + k];
  }
  __syncthreads();
  if (threadIdx.x >= rows) return;
  const int64_t i = row_block * kWord + threadIdx.x;
  const float* a = boxes + i * 4;
  const float area = (a[2] - a[0]) * (a[3] - a[1]);
  unsigned long long bits = 0;
  for (int64_t j = row_block == column_block ? threadIdx.x + 1 : 0; j < columns; ++j) {
    const float* b = other + j * 4;
    const float w = fmaxf(fminf(a[2], b[2]) - fmaxf(a[0], b[0]), 0.f), h = fmaxf(fminf(a[3], b[3]) - fmaxf(a[1], b[1]), 0.f);
    const float inter = w * h;
    if (inter / (area + (b[2] - b[0]) * (b[3] - b[1]) - inter) > threshold) bits |= 1ULL << j;
  }
  mask[i * gridDim.x + column_block] = bits;
}

}  // namespace

at::Tensor roi_align_forward_cuda(const at::Tensor& input, const at::Tensor& rois, const RoiAlignSettings& settings) {
  const c10::cuda::CUDAGuard guard(input.device());
  const auto type = working_type(input);
  const auto map = input.to(type).contiguous(), regions = rois.to(type).contiguous();
  check_images(regions, input.size(0));
  return (type == at::kDouble ? forward<double>(map, regions, settings) : forward<float>(map, regions, settings)).to(input.scalar_type());
}

// Regions that overlap add with atomics: sums may differ in their last bits from run to run.
at::Tensor roi_align_backward_cuda(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef input_size, const RoiAlignSettings& settings) {
  const c10::cuda::CUDAGuard guard(grad.device());
  const auto type = working_type(grad);
  const auto given = grad.to(type).contiguous(), regions = rois.to(type).contiguous();
  return (type == at::kDouble ? backward<double>(given, regions, input_size, settings) : backward<float>(given, regions, input_size, settings)).to(grad.scalar_type());
}

at::Tensor nms_cuda(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold) {
  const c10::cuda::CUDAGuard guard(boxes.device());
  const int64_t n = boxes.size(0);
  if (n == 0) return at::empty({0}, boxes.options().dtype(at::kLong));
  const auto order = std::get<1>(scores.sort(/*dim=*/0, /*descending=*/true));
  const auto sorted = boxes.index_select(0, order).to(at::kFloat).contiguous();
  const int64_t words = (n + kWord - 1) / kWord;
  auto mask = at::zeros({n, words}, boxes.options().dtype(at::kLong));
  const dim3 grid(static_cast<unsigned>(words), static_cast<unsigned>(words));
  nms_kernel<<<grid, kWord, 0, c10::cuda::getCurrentCUDAStream()>>>(n, static_cast<float>(iou_threshold), sorted.data_ptr<float>(), reinterpret_cast<unsigned long long*>(mask.data_ptr<int64_t>()));
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  const auto host = mask.cpu();
  const auto* bits = reinterpret_cast<const unsigned long long*>(host.data_ptr<int64_t>());
  std::vector<unsigned long long> dead(words, 0);
  auto kept = at::empty({n}, at::TensorOptions().dtype(at::kLong));
  auto* out = kept.data_ptr<int64_t>();
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (dead[i / kWord] >> (i % kWord) & 1ULL) continue;
    out[count++] = i;
    for (int64_t w = i / kWord; w < words; ++w) dead[w] |= bits[i * words + w];
  }
  return order.index_select(0, kept.narrow(0, 0, count).to(order.device()));
}

}  // namespace baron
