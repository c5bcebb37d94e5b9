// What TorchSharp does not offer: mixed precision (at::autocast), TF32 switches one by one, and the memory of a CUDA device.

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>
#include <torch/version.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "bridge.h"

#ifdef BARON_WITH_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#endif

// Since 2.4 the functions take the kind of device; before, each kind had functions of its own.
#define BARON_AUTOCAST_BY_DEVICE (TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4))

namespace {

bool enabled(c10::DeviceType device) {
#if BARON_AUTOCAST_BY_DEVICE
  return at::autocast::is_autocast_enabled(device);
#else
  return device == c10::DeviceType::CPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
#endif
}

at::ScalarType type_of(c10::DeviceType device) {
#if BARON_AUTOCAST_BY_DEVICE
  return at::autocast::get_autocast_dtype(device);
#else
  return device == c10::DeviceType::CPU ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
#endif
}

void set(c10::DeviceType device, bool value, at::ScalarType type) {
#if BARON_AUTOCAST_BY_DEVICE
  at::autocast::set_autocast_enabled(device, value);
  at::autocast::set_autocast_dtype(device, type);
#else
  if (device == c10::DeviceType::CPU) {
    at::autocast::set_cpu_enabled(value);
    at::autocast::set_autocast_cpu_dtype(type);
  } else {
    at::autocast::set_enabled(value);
    at::autocast::set_autocast_gpu_dtype(type);
  }
#endif
}

c10::DeviceType checked(int32_t device) {
  const auto type = static_cast<c10::DeviceType>(device);
  if (type != c10::DeviceType::CPU && type != c10::DeviceType::CUDA) throw std::invalid_argument("mixed precision exists on the CPU and on CUDA");
  return type;
}

// Computes an operator in float32 whatever the network before it used.
void in_full_precision(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  c10::impl::ExcludeDispatchKeyGuard guard(c10::DispatchKey::AutocastCPU);
  const auto count = op.schema().arguments().size();
  for (auto value = stack->end() - count; value != stack->end(); ++value) {
    if (!value->isTensor()) continue;
    const auto& t = value->toTensor();
    if (t.defined() && (t.scalar_type() == at::kBFloat16 || t.scalar_type() == at::kHalf)) *value = t.to(at::kFloat);
  }
  op.callBoxed(stack);
}

}  // namespace

// libtorch's rules for CUDA keep normalisations, softmax and norms in float32; its rules for the CPU say nothing of them, and before 2.0
// a normalisation refuses a short input with float32 weights. Where a version has a rule of its own, that one stays.
TORCH_LIBRARY_IMPL(aten, AutocastCPU, m) {
  const std::pair<const char*, const char*> operators[] = {
      {"layer_norm", ""}, {"group_norm", ""}, {"instance_norm", ""}, {"softmax", "int"}, {"log_softmax", "int"}, {"linalg_vector_norm", ""},
      {"norm", "ScalarOpt_dim"}, {"norm", "Scalar"}, {"cross_entropy_loss", ""},
  };
  for (const auto& [name, overload] : operators) {
    const auto op = c10::Dispatcher::singleton().findSchema({std::string("aten::") + name, overload});
    if (!op.has_value() || op->hasKernelForDispatchKey(c10::DispatchKey::AutocastCPU)) continue;
    const auto full = *overload == 0 ? std::string(name) : std::string(name) + "." + overload;
    m.impl(full.c_str(), torch::CppFunction::makeFromBoxedFunction<&in_full_precision>());
  }
}

extern "C" {

// ---- mixed precision; the state belongs to the calling thread

BARON_API int32_t baron_autocast_enabled(int32_t device) {
  try {
    return enabled(checked(device)) ? 1 : 0;
  } catch (...) {
    return 0;
  }
}

// Turns it on (or off) on this thread. `previous` receives what baron_autocast_restore needs: enabled, cache, type.
// Cast weights are not cached between uses: a cast that was made without gradient (proposals) would be used again where the
// gradient is needed, and the weight would silently get none.
BARON_API int32_t baron_autocast_enter(int32_t device, int32_t value, int32_t dtype, int64_t* previous) {
  return baron_guarded([&] {
    const auto kind = checked(device);
    *previous = (enabled(kind) ? 1 : 0) | (at::autocast::is_autocast_cache_enabled() ? 2 : 0) | (static_cast<int64_t>(type_of(kind)) << 8);
    if (value != 0) {
      set(kind, true, static_cast<at::ScalarType>(dtype));
      at::autocast::set_autocast_cache_enabled(false);
    } else {
      set(kind, false, type_of(kind));
    }
  });
}

BARON_API int32_t baron_autocast_restore(int32_t device, int64_t previous) {
  return baron_guarded([&] {
    const auto kind = checked(device);
    set(kind, (previous & 1) != 0, static_cast<at::ScalarType>(previous >> 8));
    at::autocast::set_autocast_cache_enabled((previous & 2) != 0);
    if ((previous & 1) == 0) at::autocast::clear_cache();
  });
}

// ---- TF32: 0 is matrix products, 1 is cuDNN

BARON_API int32_t baron_get_tf32(int32_t which) {
  return (which == 0 ? at::globalContext().allowTF32CuBLAS() : at::globalContext().allowTF32CuDNN()) ? 1 : 0;
}

BARON_API int32_t baron_set_tf32(int32_t which, int32_t value) {
  return baron_guarded([&] {
    if (which == 0) {
      at::globalContext().setAllowTF32CuBLAS(value != 0);
    } else {
      at::globalContext().setAllowTF32CuDNN(value != 0);
    }
  });
}

// ---- memory of a CUDA device in bytes: allocated, largest allocated so far, reserved, of the whole device, free on the device

BARON_API int32_t baron_cuda_memory(int32_t index, int64_t* bytes) {
  return baron_guarded([&] {
#ifdef BARON_WITH_CUDA
    const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(index));
    const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(index));
    bytes[0] = stats.allocated_bytes[0].current;
    bytes[1] = stats.allocated_bytes[0].peak;
    bytes[2] = stats.reserved_bytes[0].current;
    size_t free = 0, total = 0;
    if (cudaMemGetInfo(&free, &total) != cudaSuccess) throw std::runtime_error("cudaMemGetInfo failed");
    bytes[3] = static_cast<int64_t>(total);
    bytes[4] = static_cast<int64_t>(free);
#else
    (void)index;
    (void)bytes;
    throw std::runtime_error("this build knows nothing of CUDA memory");
#endif
  });
}

}  // extern "C"
