// The fused kernels, one function each and device; ops.cpp registers them with the dispatcher.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

// The loops below are compiled for the portable baseline and for AVX2; the loader picks one when the library is opened.
// Products and sums are never contracted to fused multiply-adds (-ffp-contract=off), so both give the same bits.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BARON_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define BARON_CLONES
#endif
#define BARON_INLINE inline __attribute__((always_inline))

namespace baron {

struct RoiAlignSettings {
  int64_t height;          // bins of a pooled region
  int64_t width;
  double spatial_scale;    // size of the map relative to the picture
  int64_t sampling_ratio;  // samples per bin and axis; 0: as many as there are pixels
  bool aligned;            // shift by half a pixel
};

at::Tensor roi_align_forward_cpu(const at::Tensor& input, const at::Tensor& rois, const RoiAlignSettings& settings);
at::Tensor roi_align_backward_cpu(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef input_size, const RoiAlignSettings& settings);
at::Tensor nms_cpu(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold);
at::Tensor box_overlaps_cpu(const at::Tensor& a, const at::Tensor& b, int64_t mode);

#ifdef BARON_WITH_CUDA
at::Tensor roi_align_forward_cuda(const at::Tensor& input, const at::Tensor& rois, const RoiAlignSettings& settings);
at::Tensor roi_align_backward_cuda(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef input_size, const RoiAlignSettings& settings);
at::Tensor nms_cuda(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold);
#endif

}  // namespace baron
