// Registers the fused kernels as operators of the dispatcher (namespace "baron"), with autograd, and exports them for .NET.

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "bridge.h"
#include "kernels.h"

namespace baron {
namespace {

void check(bool condition, const char* message) {
  if (!condition) throw std::invalid_argument(message);
}

void check_roi_align(const at::Tensor& rois, const RoiAlignSettings& s) {
  check(rois.dim() == 2 && rois.size(1) == 5, "roi_align: regions are [R, 5]: picture, x1, y1, x2, y2");
  check(s.height > 0 && s.width > 0, "roi_align: the output needs at least one bin");
  check(s.sampling_ratio >= 0, "roi_align: the sampling ratio is at least 0");
}

at::Tensor roi_align(const at::Tensor& input, const at::Tensor& rois, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("baron::roi_align", "").typed<decltype(roi_align)>();
  return op.call(input, rois, height, width, spatial_scale, sampling_ratio, aligned);
}

at::Tensor roi_align_backward(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef size, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("baron::roi_align_backward", "").typed<decltype(roi_align_backward)>();
  return op.call(grad, rois, size, height, width, spatial_scale, sampling_ratio, aligned);
}

at::Tensor nms(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("baron::nms", "").typed<decltype(nms)>();
  return op.call(boxes, scores, iou_threshold);
}

at::Tensor box_overlaps(const at::Tensor& a, const at::Tensor& b, int64_t mode) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("baron::box_overlaps", "").typed<decltype(box_overlaps)>();
  return op.call(a, b, mode);
}

// ---- CPU and CUDA

at::Tensor roi_align_cpu(const at::Tensor& input, const at::Tensor& rois, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  const RoiAlignSettings settings{height, width, spatial_scale, sampling_ratio, aligned};
  check(input.dim() == 4, "roi_align: features are [N, C, H, W]");
  check_roi_align(rois, settings);
  return roi_align_forward_cpu(input, rois, settings);
}

at::Tensor roi_align_backward_on_cpu(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef size, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  const RoiAlignSettings settings{height, width, spatial_scale, sampling_ratio, aligned};
  check_roi_align(rois, settings);
  return roi_align_backward_cpu(grad, rois, size, settings);
}

at::Tensor nms_on_cpu(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold) {
  check(boxes.dim() == 2 && boxes.size(1) == 4, "nms: boxes are [n, 4]");
  check(scores.dim() == 1 && scores.size(0) == boxes.size(0), "nms: one score a box");
  return nms_cpu(boxes, scores, iou_threshold);
}

at::Tensor box_overlaps_on_cpu(const at::Tensor& a, const at::Tensor& b, int64_t mode) {
  check(a.dim() == 2 && a.size(1) == 4 && b.dim() == 2 && b.size(1) == 4, "box_overlaps: boxes are [n, 4]");
  return box_overlaps_cpu(a, b, mode);
}

#ifdef BARON_WITH_CUDA
at::Tensor roi_align_on_cuda(const at::Tensor& input, const at::Tensor& rois, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  const RoiAlignSettings settings{height, width, spatial_scale, sampling_ratio, aligned};
  check(input.dim() == 4, "roi_align: features are [N, C, H, W]");
  check_roi_align(rois, settings);
  return roi_align_forward_cuda(input, rois, settings);
}

at::Tensor roi_align_backward_on_cuda(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef size, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  const RoiAlignSettings settings{height, width, spatial_scale, sampling_ratio, aligned};
  check_roi_align(rois, settings);
  return roi_align_backward_cuda(grad, rois, size, settings);
}
#endif

// ---- autograd: RoIAlign is linear in the map, so each of the two is the other's derivative

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct RoiAlignBackward : torch::autograd::Function<RoiAlignBackward> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& grad, const at::Tensor& rois, std::vector<int64_t> size, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
    context->save_for_backward({rois});
    context->saved_data["height"] = height;
    context->saved_data["width"] = width;
    context->saved_data["scale"] = spatial_scale;
    context->saved_data["ratio"] = sampling_ratio;
    context->saved_data["aligned"] = aligned;
    at::AutoDispatchBelowADInplaceOrView below;
    return roi_align_backward(grad, rois, size, height, width, spatial_scale, sampling_ratio, aligned);
  }

  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    auto& data = context->saved_data;
    const auto rois = context->get_saved_variables()[0];
    auto result = roi_align(grads[0], rois, data["height"].toInt(), data["width"].toInt(), data["scale"].toDouble(), data["ratio"].toInt(), data["aligned"].toBool());
    return {result, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

struct RoiAlign : torch::autograd::Function<RoiAlign> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& rois, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
    context->save_for_backward({rois});
    context->saved_data["size"] = input.sizes().vec();
    context->saved_data["height"] = height;
    context->saved_data["width"] = width;
    context->saved_data["scale"] = spatial_scale;
    context->saved_data["ratio"] = sampling_ratio;
    context->saved_data["aligned"] = aligned;
    at::AutoDispatchBelowADInplaceOrView below;
    return roi_align(input, rois, height, width, spatial_scale, sampling_ratio, aligned);
  }

  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    auto& data = context->saved_data;
    const auto rois = context->get_saved_variables()[0];
    const auto size = data["size"].toIntVector();
    auto result = roi_align_backward(grads[0], rois, size, data["height"].toInt(), data["width"].toInt(), data["scale"].toDouble(), data["ratio"].toInt(), data["aligned"].toBool());
    return {result, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

at::Tensor roi_align_autograd(const at::Tensor& input, const at::Tensor& rois, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  return RoiAlign::apply(input, rois, height, width, spatial_scale, sampling_ratio, aligned);
}

at::Tensor roi_align_backward_autograd(const at::Tensor& grad, const at::Tensor& rois, at::IntArrayRef size, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, bool aligned) {
  return RoiAlignBackward::apply(grad, rois, size.vec(), height, width, spatial_scale, sampling_ratio, aligned);
}

}  // namespace

TORCH_LIBRARY(baron, m) {
  m.def("roi_align(Tensor input, Tensor rois, int height, int width, float spatial_scale, int sampling_ratio, bool aligned) -> Tensor");
  m.def("roi_align_backward(Tensor grad, Tensor rois, int[] size, int height, int width, float spatial_scale, int sampling_ratio, bool aligned) -> Tensor");
  m.def("nms(Tensor boxes, Tensor scores, float iou_threshold) -> Tensor");
  m.def("box_overlaps(Tensor a, Tensor b, int mode) -> Tensor");
}

TORCH_LIBRARY_IMPL(baron, CPU, m) {
  m.impl("roi_align", roi_align_cpu);
  m.impl("roi_align_backward", roi_align_backward_on_cpu);
  m.impl("nms", nms_on_cpu);
  m.impl("box_overlaps", box_overlaps_on_cpu);
}

#ifdef BARON_WITH_CUDA
TORCH_LIBRARY_IMPL(baron, CUDA, m) {
  m.impl("roi_align", roi_align_on_cuda);
  m.impl("roi_align_backward", roi_align_backward_on_cuda);
  m.impl("nms", nms_cuda);
}
#endif

TORCH_LIBRARY_IMPL(baron, Autograd, m) {
  m.impl("roi_align", roi_align_autograd);
  m.impl("roi_align_backward", roi_align_backward_autograd);
}

}  // namespace baron

extern "C" {

// Whether the fused operators run on a device of this type (c10::DeviceType).
BARON_API int32_t baron_ops_support(int32_t device_type) {
#ifdef BARON_WITH_CUDA
  if (device_type == static_cast<int32_t>(c10::DeviceType::CUDA)) return 1;
#endif
  return device_type == static_cast<int32_t>(c10::DeviceType::CPU) ? 1 : 0;
}

BARON_API int32_t baron_roi_align(void* input, void* rois, int64_t height, int64_t width, double spatial_scale, int64_t sampling_ratio, int32_t aligned, void** out) {
  return baron_guarded([&] { *out = baron_wrap(baron::roi_align(baron_tensor(input), baron_tensor(rois), height, width, spatial_scale, sampling_ratio, aligned != 0)); });
}

BARON_API int32_t baron_nms(void* boxes, void* scores, double iou_threshold, void** out) {
  return baron_guarded([&] { *out = baron_wrap(baron::nms(baron_tensor(boxes), baron_tensor(scores), iou_threshold)); });
}

// mode 0: intersection over union, 1: over the first box, 2: generalised
BARON_API int32_t baron_box_overlaps(void* a, void* b, int64_t mode, void** out) {
  return baron_guarded([&] { *out = baron_wrap(baron::box_overlaps(baron_tensor(a), baron_tensor(b), mode)); });
}

}  // extern "C"
